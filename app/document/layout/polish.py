"""The last touch: boxes slide up and down in the room they have, out of the way of wires that pass behind them."""

from collections.abc import Mapping, Sequence

from app.document.layout.cost import Judge
from app.document.layout.wires import Point, Sizes, Wire, ends

ROUNDS = 3
STEPS = (-160.0, -80.0, -40.0, 40.0, 80.0, 160.0)
Range = tuple[float, float]


def polish(
    places: Mapping[str, Point], sizes: Sizes, wires: Sequence[Wire], spacing: float, fences: Mapping[str, Range]
) -> dict[str, Point]:
    """Better heights for boxes that keep their columns and their order. `fences` bounds them: top and bottom."""
    judge, found = Judge(sizes, wires), dict(places)
    best = judge.cost(found)
    for _ in range(ROUNDS):
        before = best
        for name in found:
            best = _slide(name, found, sizes, wires, spacing, fences[name], judge, best)
        if best >= before - 1e-6:
            break
    return found


def _slide(
    name: str,
    places: dict[str, Point],
    sizes: Sizes,
    wires: Sequence[Wire],
    spacing: float,
    fence: Range,
    judge: Judge,
    best: float,
) -> float:
    """Move one box to the best height it can have; returns the cost."""
    x, y = places[name]
    top, bottom = _room(name, places, sizes, spacing, fence)
    wanted = {min(max(height, top), bottom) for height in _heights(name, places, wires)} if top <= bottom else set()
    for height in sorted(wanted):
        found = judge.cost({**places, name: (x, height)})
        if found < best - 1e-6:
            best, y = found, height
    places[name] = (x, y)
    return best


def _heights(name: str, places: Mapping[str, Point], wires: Sequence[Wire]) -> set[float]:
    """Heights worth trying: some steps away, and those that make a wire level."""
    y = places[name][1]
    heights = {y + step for step in STEPS}
    for wire in wires:
        start, end = ends(wire, places)
        if name == wire.source:
            heights.add(y + end[1] - start[1])
        elif name == wire.target:
            heights.add(y + start[1] - end[1])
    return heights


def _room(name: str, places: Mapping[str, Point], sizes: Sizes, spacing: float, fence: Range) -> Range:
    """How far up and down a box can go before it meets another one."""
    (x, y), (width, height) = places[name], sizes[name]
    top, bottom = fence[0], fence[1] - height
    for other, (u, v) in places.items():
        if other != name and u < x + width and x < u + sizes[other][0]:
            if v < y:
                top = max(top, v + sizes[other][1] + spacing)
            else:
                bottom = min(bottom, v - spacing - height)
    return top, bottom
