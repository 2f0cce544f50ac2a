"""Names in a script: of what it imports, and of its own variables. No two alike, none that Python has taken."""

import builtins
import keyword
import sys
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from nodegraph.errors import UsageError


class Names:
    """Hands out identifiers."""

    def __init__(self, taken: Iterable[str] = ()):
        self._taken = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *taken}

    def give(self, *wanted: str) -> str:
        """The first of the wanted names that is free; if none is, the last with something added."""
        names = [_identifier(each) for each in wanted]
        more = (f"{names[-1]}_{number}" for number in range(2, len(self._taken) + 3))
        found = next(each for each in (*names, f"{names[-1]}_", *more) if each not in self._taken)
        self._taken.add(found)
        return found


class Imports:
    """What the script imports, by module, and what each thing is called in the script."""

    def __init__(self, names: Names):
        self._names = names
        self._local: dict[tuple[str, str], str] = {}
        self._used: set[tuple[str, str]] = set()

    def reserve(self, thing: Callable[..., Any]) -> None:
        """Set a function's or class's name aside. Raises UsageError for one that cannot be imported."""
        module, name = thing.__module__, thing.__qualname__
        if not name.isidentifier():
            raise UsageError(f"{module}.{name} cannot be imported by a script. Move it to the top of its module.")
        if (module, name) not in self._local:
            self._local[module, name] = self._names.give(name)

    def use(self, thing: Callable[..., Any]) -> str:
        """The name of a function or class, which the script imports. Raises UsageError as `reserve` does."""
        self.reserve(thing)
        self._used.add((thing.__module__, thing.__qualname__))
        return self._local[thing.__module__, thing.__qualname__]

    def fixed(self, module: str, name: str) -> str:
        """Import a thing whose name was set aside from the start."""
        self._local[module, name] = name
        self._used.add((module, name))
        return name

    def text(self) -> str:
        """The import lines: Python's own, then the others."""
        by_module: dict[str, list[str]] = {}
        for module, name in sorted(self._used):
            local = self._local[module, name]
            by_module.setdefault(module, []).append(name if name == local else f"{name} as {local}")
        lines = {module: f"from {module} import {', '.join(names)}\n" for module, names in by_module.items()}
        own = [line for module, line in lines.items() if _is_pythons(module)]
        others = [line for module, line in lines.items() if not _is_pythons(module)]
        return "".join(own) + "\n" + "".join(others)


def _is_pythons(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _identifier(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text)
    plain = "".join(each if f"_{each}".isidentifier() else "_" for each in letters)
    return plain if plain.isidentifier() else f"node_{plain}"
