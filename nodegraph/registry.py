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
        except Exception as error:  # a pack is somebody else's code: whatever it raises, the rest must load
            self.broken.append(BrokenPack(pack, f"{type(error).__name__}: {error}"))
            return
        for found in declared(module):
            known = self._types.get(found.name)
            if known is not None and known.function is not found.function:
                reason = f"node {found.name!r} is already in pack {known.pack!r}. Rename it."
                self.broken.append(BrokenPack(pack, reason))
                continue
            self._types[found.name] = replace(found, pack=pack)

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
