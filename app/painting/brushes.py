"""The tools in hand: which one, how large, how soft, which colour."""

from dataclasses import dataclass

from app.painting.brush import Point
from app.painting.painting import BLACK, WHITE, Colour, Painting, Tool

SMALLEST, LARGEST = 1, 128
"""Of a brush, in px of the painting."""


@dataclass
class Brushes:
    """A mask is painted in white only; its eraser leaves black."""

    tool: Tool = "brush"
    size: float = 24
    softness: float = 0.0
    colour: Colour = BLACK
    of_mask: bool = False

    @property
    def has_size(self) -> bool:
        """Whether the tool in hand is as large as the brush."""
        return self.tool in ("brush", "eraser")

    @property
    def paint(self) -> Colour:
        """What the brush leaves."""
        return WHITE if self.of_mask else self.colour

    def press(self, painting: Painting, at: Point) -> None:
        """Put the tool down at (x, y): a brush goes on until the painting's `end`."""
        if self.tool == "fill":
            painting.fill(at, self.paint)
        elif self.tool == "pick":
            self.colour = painting.colour_at(at) or self.colour
            self.tool = "brush"
        else:
            colour = painting.ground if self.tool == "eraser" else self.paint
            painting.begin(at, colour, self.size, self.softness)

    def grow(self, factor: float) -> None:
        """A larger or smaller brush, by at least one px."""
        goal = self.size * factor
        goal = max(goal, self.size + 1) if factor > 1 else min(goal, self.size - 1)
        self.size = float(round(min(max(goal, SMALLEST), LARGEST)))
