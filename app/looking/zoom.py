"""How a picture lies in a view: how large, and where; all in px of the screen."""

from dataclasses import dataclass, replace

Point = tuple[float, float]

SMALLEST, LARGEST = 0.25, 64.0
"""Px of the screen for a px of the picture."""


@dataclass(frozen=True)
class Zoom:
    """`scale` px of the screen for each px of the picture, whose top left corner lies at (x, y) of the view."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @classmethod
    def fit(cls, picture: Point, view: Point, margin: float = 0.0) -> "Zoom":
        """In the middle, as large as the view has room for; by a whole factor where it is enlarged at least twice."""
        room = min((view[axis] - 2 * margin) / picture[axis] for axis in (0, 1))
        scale = min(max(float(int(room)) if room >= 2 else room, SMALLEST), LARGEST)
        return cls(scale, *((view[axis] - scale * picture[axis]) / 2 for axis in (0, 1)))

    def by(self, factor: float, at: Point) -> "Zoom":
        """Larger or smaller around a point of the view, which stays where it is."""
        scale = min(max(self.scale * factor, SMALLEST), LARGEST)
        change = scale / self.scale
        return Zoom(scale, at[0] - (at[0] - self.x) * change, at[1] - (at[1] - self.y) * change)

    def moved(self, x: float, y: float) -> "Zoom":
        return replace(self, x=self.x + x, y=self.y + y)

    def pixel(self, at: Point) -> tuple[int, int]:
        """Column and row of the picture's pixel at a point of the view, which may lie outside."""
        return int((at[0] - self.x) // self.scale), int((at[1] - self.y) // self.scale)
