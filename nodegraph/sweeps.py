"""Sweeps: a setting with several values makes one call downstream for each of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from nodegraph.context import Coordinates

Axis = tuple[str, str]
At = dict[Axis, int]


@dataclass
class Spread:
    """The slots of one output, one for each place on the axes upstream of it."""

    axes: tuple[Axis, ...]
    slots: dict[tuple[int, ...], int]

    def at(self, place: At) -> int:
        return self.slots[tuple(place[axis] for axis in self.axes)]


class Axes:
    """All swept settings of a graph, in the order in which they were met."""

    def __init__(self) -> None:
        self.values: dict[Axis, list[Any]] = {}

    def add(self, node: str, settings: dict[str, Any]) -> tuple[Axis, ...]:
        """Note a node's own swept settings."""
        found = []
        for name, value in settings.items():
            if type(value) is dict and "each" in value:
                self.values[node, name] = value["each"]
                found.append((node, name))
        return tuple(found)

    def union(self, groups: Iterable[tuple[Axis, ...]]) -> tuple[Axis, ...]:
        found = {axis for group in groups for axis in group}
        return tuple(axis for axis in self.values if axis in found) if found else ()

    def places(self, axes: tuple[Axis, ...]) -> Iterator[At]:
        for index in product(*(range(len(self.values[axis])) for axis in axes)):
            yield dict(zip(axes, index, strict=True))

    def coordinates(self, place: At, axes: tuple[Axis, ...] | None = None) -> Coordinates:
        chosen = place if axes is None else {axis: place[axis] for axis in axes}
        return tuple((f"{node}.{name}", self.values[node, name][k]) for (node, name), k in chosen.items())

    def chosen(self, node: str, settings: dict[str, Any], place: At) -> dict[str, Any]:
        """The node's settings at one place: a swept one takes its value there."""
        if not self.values:
            return settings
        return {
            name: self.values[node, name][place[node, name]] if (node, name) in place else value
            for name, value in settings.items()
        }
