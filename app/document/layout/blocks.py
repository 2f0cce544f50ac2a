"""The whole layout: loops laid out as blocks, blocks and other boxes in columns, parts without wires between them
below each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from app.document.layout.columns import SMALL, Columns
from app.document.layout.layers import layers
from app.document.layout.polish import polish
from app.document.layout.wires import Point, Sizes, Wire, between

SPACING = 28.0
SIDE, HEAD, FOOT = 14.0, 40.0, 14.0  # what a loop's region has around its members
APART = 60.0
BROAD = 1400.0
Kinds = Mapping[str, str]
Places = Mapping[str, Point]


@dataclass(frozen=True)
class Loop:
    """Members that stay together: `first` before and `last` after all others ("" where there is none)."""

    first: str
    last: str
    members: frozenset[str]


@dataclass(frozen=True)
class Block:
    """A laid-out part: how large it is, and where its boxes lie in it."""

    size: Point
    places: Mapping[str, Point]


def lay_out(
    sizes: Sizes, wires: Sequence[Wire], loops: Sequence[Loop] = (), kinds: Mapping[str, str] | None = None
) -> dict[str, Point]:
    """A place for every box, from (0, 0) on to the right and down. Those of one of the `kinds` go well together."""
    blocks = {loop.first: _block(loop, sizes, wires, kinds or {}) for loop in loops}
    home = {name: loop.first for loop in loops for name in loop.members}
    outer = {home.get(name, name): size for name, size in sizes.items()}
    outer |= {name: block.size for name, block in blocks.items()}
    led = [_led(wire, home, blocks) for wire in wires]
    places = _parts(outer, between(led, outer), kinds or {})
    found = {name: _inside(name, home, blocks, places) for name in sizes}
    if len(found) > SMALL:  # it would take seconds
        return found
    regions = {name: (places[name], block.size) for name, block in blocks.items()}
    fences = {name: _fence(name, home, regions, found, sizes) for name in sizes}
    return polish(found, sizes, between(wires, sizes), SPACING, fences)


def _block(loop: Loop, sizes: Sizes, wires: Sequence[Wire], kinds: Kinds) -> Block:
    inner = {name: sizes[name] for name in sizes if name in loop.members}
    rules = [(loop.first, name) for name in inner if name != loop.first]
    rules += [(name, loop.last) for name in inner if loop.last and name not in (loop.first, loop.last)]
    places = _columns(inner, between(wires, inner), kinds, rules)
    width, height = _extent(places, inner)
    shifted = {name: (x + SIDE, y + HEAD) for name, (x, y) in places.items()}
    return Block((width + 2 * SIDE, height + HEAD + FOOT), shifted)


def _columns(
    sizes: Sizes, wires: Sequence[Wire], kinds: Kinds, rules: Iterable[tuple[str, str]] = ()
) -> dict[str, Point]:
    found = layers(list(sizes), [(wire.source, wire.target) for wire in wires], rules, kinds)
    drawn = Columns(found, sizes, wires, SPACING)
    drawn.improve()
    places = drawn.places()
    top = min(y for _, y in places.values())
    return {name: (x, y - top) for name, (x, y) in places.items()}


def _led(wire: Wire, home: Mapping[str, str], blocks: Mapping[str, Block]) -> Wire:
    """A wire as it leads to the block of a box."""
    tail, head = home.get(wire.source, wire.source), home.get(wire.target, wire.target)
    out = _plus(wire.out, blocks[tail].places[wire.source]) if tail in blocks else wire.out
    into = _plus(wire.into, blocks[head].places[wire.target]) if head in blocks else wire.into
    return Wire(tail, head, out, into, wire.weight)


def _parts(sizes: Sizes, wires: Sequence[Wire], kinds: Kinds) -> dict[str, Point]:
    """The parts that no wire joins, in rows, largest first."""
    joined: nx.Graph[str] = nx.Graph()
    joined.add_nodes_from(sizes)
    joined.add_edges_from((wire.source, wire.target) for wire in wires)
    parts = [[name for name in sizes if name in part] for part in nx.connected_components(joined)]
    parts.sort(key=lambda part: -len(part))
    found: dict[str, Point] = {}
    x = y = row = 0.0
    for part in parts:
        places = _columns({name: sizes[name] for name in part}, between(wires, part), kinds)
        width, height = _extent(places, sizes)
        if x and x + width > BROAD:
            x, y, row = 0.0, y + row + APART, 0.0
        found |= {name: (x + left, y + top) for name, (left, top) in places.items()}
        x, row = x + width + APART, max(row, height)
    return found


def _inside(name: str, home: Mapping[str, str], blocks: Mapping[str, Block], places: Mapping[str, Point]) -> Point:
    if name not in home:
        return places[name]
    return _plus(places[home[name]], blocks[home[name]].places[name])


def _fence(
    name: str, home: Mapping[str, str], regions: Mapping[str, tuple[Point, Point]], places: Places, sizes: Sizes
) -> tuple[float, float]:
    """Between which heights a box may move: in its loop's region, or clear of the regions in its way."""
    if name in home:
        (_, y), (_, height) = regions[home[name]]
        return y + HEAD, y + height - FOOT
    (x, y), width = places[name], sizes[name][0]
    top, bottom = min(y for _, y in places.values()), _extent(places, sizes)[1]
    for (left, high), (breadth, height) in regions.values():
        if left < x + width and x < left + breadth:
            top, bottom = (
                (max(top, high + height + SPACING), bottom) if y > high else (top, min(bottom, high - SPACING))
            )
    return top, bottom


def _extent(places: Mapping[str, Point], sizes: Sizes) -> Point:
    right = max(x + sizes[name][0] for name, (x, _) in places.items())
    return right, max(y + sizes[name][1] for name, (_, y) in places.items())


def _plus(one: Point, other: Point) -> Point:
    return one[0] + other[0], one[1] + other[1]
