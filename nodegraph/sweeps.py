"""Sweeps: a setting with several values makes one call downstream for each of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from nodegraph.context import Coordinates

Axis = tuple[str, str]
At = dict[Axis, int]


@dataclass(slots=True)
class Spread:
    """The slots of a node's outputs, for each place on the axes upstream of it."""

    axes: tuple[Axis, ...]
    outputs: dict[str, int]
    slots: dict[tuple[int, ...], tuple[int, ...]] = field(default_factory=dict)

    def at(self, place: At, output: str) -> int:
        index = tuple([place[axis] for axis in self.axes]) if self.axes else ()
        return self.slots[index][self.outputs[output]]


class Axes:
    """All swept settings of a graph, in the order in which they were met."""

    def __init__(self) -> None:
        self.values: dict[Axis, list[Any]] = {}

    def add(self, node: str, setting: str, values: list[Any]) -> Axis:
        axis = node, setting
        self.values[axis] = values
        return axis

    def union(self, groups: Iterable[Iterable[Axis]]) -> tuple[Axis, ...]:
        found = {axis for group in groups for axis in group}
        return tuple(axis for axis in self.values if axis in found)

    def places(self, axes: tuple[Axis, ...]) -> Iterator[At]:
        """Every combination of the axes' values; without axes, the one place that there is."""
        for index in product(*(range(len(self.values[axis])) for axis in axes)):
            yield dict(zip(axes, index, strict=True))

    def coordinates(self, place: At) -> Coordinates:
        return tuple((f"{node}.{name}", self.values[node, name][k]) for (node, name), k in place.items())

    def chosen(self, node: str, settings: dict[str, Any], place: At) -> dict[str, Any]:
        """The node's settings at one place: a swept one takes its value there."""
        own = {name: self.values[axis, name][k] for (axis, name), k in place.items() if axis == node}
        return settings | own
