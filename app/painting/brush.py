"""Where a round brush leaves paint: coverage from 0 to 1 of every pixel, smooth at the edge."""

from typing import NamedTuple

from app.looking.pixels import Levels

Point = tuple[float, float]


class Box(NamedTuple):
    """Rows `top` to `bottom` and columns `left` to `right` of a picture, the ends not included."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def empty(self) -> bool:
        return self.top >= self.bottom or self.left >= self.right

    @property
    def area(self) -> tuple[slice, slice]:
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def joined(self, other: "Box") -> "Box":
        """The smallest box around both."""
        if self.empty or other.empty:
            return other if self.empty else self
        low, high = map(min, zip(self, other, strict=True)), map(max, zip(self, other, strict=True))
        (top, _, left, _), (_, bottom, _, right) = tuple(low), tuple(high)
        return Box(top, bottom, left, right)


NOWHERE = Box(0, 0, 0, 0)


def reach(start: Point, end: Point, size: float, width: int, height: int) -> Box:
    """The part of a picture that a straight stroke of this width in px can touch. Points are (x, y) in px."""
    margin = size / 2 + 1
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return Box(
        min(max(int(top - margin), 0), height),
        max(min(int(bottom + margin) + 1, height), 0),
        min(max(int(left - margin), 0), width),
        max(min(int(right + margin) + 1, width), 0),
    )


def coverage(start: Point, end: Point, size: float, softness: float, box: Box) -> Levels:
    """How much of each pixel of the box a stroke from start to end covers. `softness` from 0 (an edge of one pixel) to
    1 (it fades from the middle).
    """
    import numpy as np

    x = np.arange(box.left, box.right, dtype=np.float32) + 0.5
    y = np.arange(box.top, box.bottom, dtype=np.float32)[:, None] + 0.5
    along, down = end[0] - start[0], end[1] - start[1]
    length = along * along + down * down
    part = (((x - start[0]) * along + (y - start[1]) * down) / length).clip(0, 1) if length else np.float32(0)
    distance = np.hypot(x - start[0] - part * along, y - start[1] - part * down)
    edge = max(1.0, softness * size / 2)
    covered: Levels = ((size / 2 + 0.5 - distance) / edge).clip(0, 1).astype(np.float32)
    return covered
