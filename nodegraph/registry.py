"""All node types known to this process, and the packs that they came from."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from nodegraph.declare import declared
from nodegraph.nodetype import NodeType

GROUP = "anagraph.nodes"


@dataclass(frozen=True)
class BrokenPack:
    """A pack that did not load, and why."""

    name: str
    reason: str


class Registry:
    """Node types by name. A name that two packs use belongs to the first; the second pack is reported."""

    def __init__(self) -> None:
        self._types: dict[str, NodeType] = {}
        self.broken: list[BrokenPack] = []

    def __getitem__(self, name: str) -> NodeType:
        return self._types[name]

    def __contains__(self, name: object) -> bool:
        return name in self._types

    def __iter__(self) -> Iterator[NodeType]:
        return iter(self._types.values())

    def __len__(self) -> int:
        return len(self._types)

    def get(self, name: str) -> NodeType | None:
        return self._types.get(name)

    def near(self, name: str) -> list[str]:
        """The known names most like this one."""
        return difflib.get_close_matches(name, self._types, n=3)

    def add_pack(self, pack: str, module: str) -> None:
        """Import a module and take every node declared in it or below it. A failure is noted, never raised."""
        try:
            import_module(module)
        except (Exception, SystemExit) as error:  # somebody else's code: whatever it raises, the rest must load
            self.broken.append(BrokenPack(pack, " ".join(f"{type(error).__name__}: {error}".split())))
            return
        self._take(pack, declared(module))

    def _take(self, pack: str, found: list[NodeType]) -> None:
        """Take the types whose names are free. Of a loop, both ends or none."""
        refused = []
        for each in found:
            known = self._types.setdefault(each.name, replace(each, pack=pack))
            if known.function is not each.function:
                refused.append(each.function)
                reason = f"node {each.name!r} is already in pack {known.pack!r}. Rename it."
                self.broken.append(BrokenPack(pack, reason))
        for each in found:
            if each.function in refused and self._types[each.name].function is each.function:
                del self._types[each.name]

    def add_entry_points(self) -> None:
        """Load every installed pack, the project's own first."""
        found = sorted(entry_points(group=GROUP), key=lambda each: (each.name != "core", each.name))
        for each in found:
            self.add_pack(each.name, _module(each))


def _module(point: EntryPoint) -> str:
    return point.value.partition(":")[0]


def installed() -> Registry:
    """A registry with every installed pack."""
    registry = Registry()
    registry.add_entry_points()
    return registry
