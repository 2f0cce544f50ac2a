"""The curve of a wire, and how near a point is to it. Pure arithmetic in pixels."""

import itertools
from collections.abc import Sequence
from math import hypot

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]
SAMPLES = 24
_LEAST, _MOST = 26.0, 150.0  # how far a wire leaves its pins level, in px at 100%


def curve(start: Point, goal: Point, unit: float = 1.0) -> Curve:
    """A wire that leaves `start` to the right and comes to `goal` from the left."""
    across, down = goal[0] - start[0], goal[1] - start[1]
    reach = across / 2 if across > 0 else hypot(across, down) / 3
    least = min(_LEAST * unit, hypot(across, down) / 2)
    reach = min(max(reach, least), max(_MOST * unit, across / 2))
    return start, (start[0] + reach, start[1]), (goal[0] - reach, goal[1]), goal


def through(points: Sequence[Point], unit: float = 1.0) -> list[Curve]:
    """A wire from the first point over reroute dots to the last one."""
    return [curve(a, b, unit) for a, b in itertools.pairwise(points)]


def at(of: Curve, t: float) -> Point:
    """The point of a curve at t, from 0 to 1."""
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = of
    return a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3


def samples(of: Curve) -> list[Point]:
    return [at(of, each / SAMPLES) for each in range(SAMPLES + 1)]


def near(of: Curve, point: Point, distance: float) -> float | None:
    """How far a point is from a curve, if less than `distance`."""
    xs, ys = [each[0] for each in of], [each[1] for each in of]
    if not (min(xs) - distance <= point[0] <= max(xs) + distance):
        return None
    if not (min(ys) - distance <= point[1] <= max(ys) + distance):
        return None
    walk = samples(of)
    found = min(_to_segment(point, a, b) for a, b in itertools.pairwise(walk))
    return found if found < distance else None


def _to_segment(point: Point, a: Point, b: Point) -> float:
    across, down = b[0] - a[0], b[1] - a[1]
    length = across * across + down * down
    t = 0.0 if length == 0 else ((point[0] - a[0]) * across + (point[1] - a[1]) * down) / length
    t = min(1.0, max(0.0, t))
    return hypot(point[0] - a[0] - t * across, point[1] - a[1] - t * down)
