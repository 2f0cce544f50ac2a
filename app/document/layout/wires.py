"""What a layout is made of: boxes of known size, and wires between points on them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Point = tuple[float, float]
Sizes = Mapping[str, Point]


@dataclass(frozen=True)
class Wire:
    """A wire from a point on one box to a point on another, both counted from the boxes' upper left corners."""

    source: str
    target: str
    out: Point
    into: Point
    weight: float = 1.0


def ends(wire: Wire, places: Mapping[str, Point]) -> tuple[Point, Point]:
    """Where a wire begins and ends once its boxes lie somewhere."""
    (x, y), (u, v) = places[wire.source], places[wire.target]
    return (x + wire.out[0], y + wire.out[1]), (u + wire.into[0], v + wire.into[1])


def between(wires: Iterable[Wire], names: Iterable[str]) -> list[Wire]:
    """The wires with both ends among these boxes."""
    known = set(names)
    return [wire for wire in wires if wire.source in known and wire.target in known and wire.source != wire.target]
