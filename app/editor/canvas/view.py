"""Where the canvas looks: zoom and shift, and the way between canvas units and pixels of the screen."""

from dataclasses import dataclass
from math import floor

from app.document.geometry import Box

Point = tuple[float, float]

LEVELS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
MARGIN, FOOT = 24.0, 48.0  # px kept free around what is framed, and at the foot for what lies over the canvas
AROUND = 100.0  # px beside what is seen in which things are drawn already: they follow a frame late
GRAIN = 0.02  # the zoom of what is framed comes in such steps


@dataclass
class View:
    """Canvas unit 1 is `unit` pixels. `pan` is what DearPyGui's node editor moved by itself, `shift` what we did.

    `origin` and `size` are the editor's rectangle on the screen. Shifts are whole pixels, so that lines stay sharp.
    """

    scale: float = 1.0
    zoom: float = 1.0
    origin: Point = (0.0, 0.0)
    size: Point = (1.0, 1.0)
    pan: Point = (0.0, 0.0)
    shift: Point = (40.0, 60.0)

    @property
    def unit(self) -> float:
        return self.zoom * self.scale

    @property
    def offset(self) -> Point:
        """Where canvas point (0, 0) is, in pixels from the editor's corner."""
        return self.pan[0] + self.shift[0], self.pan[1] + self.shift[1]

    @property
    def centre(self) -> Point:
        """The middle of the editor on the screen."""
        return self.origin[0] + self.size[0] / 2, self.origin[1] + self.size[1] / 2

    @property
    def sight(self) -> Box:
        """What is seen and a little around it, in pixels from canvas point (0, 0)."""
        left, top = -self.offset[0], -self.offset[1]
        return Box(left - AROUND, top - AROUND, left + self.size[0] + AROUND, top + self.size[1] + AROUND)

    def px(self, at: Point) -> Point:
        """A canvas point in whole pixels from canvas point (0, 0)."""
        return round(at[0] * self.unit), round(at[1] * self.unit)

    def to_screen(self, at: Point) -> Point:
        x, y = self.px(at)
        return self.origin[0] + self.offset[0] + x, self.origin[1] + self.offset[1] + y

    def to_canvas(self, at: Point) -> Point:
        left, top = self.origin[0] + self.offset[0], self.origin[1] + self.offset[1]
        return (at[0] - left) / self.unit, (at[1] - top) / self.unit

    def contains(self, at: Point) -> bool:
        """Whether a point of the screen lies on the canvas."""
        x, y = at[0] - self.origin[0], at[1] - self.origin[1]
        return 0 <= x < self.size[0] and 0 <= y < self.size[1]

    def move(self, x: float, y: float) -> None:
        """Move what is seen by so many pixels."""
        self.shift = round(self.shift[0] + x), round(self.shift[1] + y)

    def centre_on(self, at: Point) -> None:
        """Bring a canvas point to the middle."""
        now, middle = self.to_screen(at), self.centre
        self.move(middle[0] - now[0], middle[1] - now[1])

    def zoom_to(self, zoom: float, around: Point) -> None:
        """Zoom, and keep the canvas point under a point of the screen where it is."""
        kept = self.to_canvas(around)
        self.zoom = min(max(zoom, LEVELS[0]), LEVELS[-1])
        now = self.to_screen(kept)
        self.move(around[0] - now[0], around[1] - now[1])

    def stepped(self, steps: int) -> float:
        """The zoom so many levels further in (or out, if negative)."""
        if steps == 0:
            return self.zoom
        finer = [each for each in LEVELS if (each > self.zoom + 1e-6 if steps > 0 else each < self.zoom - 1e-6)]
        listed = finer if steps > 0 else finer[::-1]
        return listed[min(abs(steps), len(listed)) - 1] if listed else self.zoom

    def frame(self, left: float, top: float, right: float, bottom: float) -> None:
        """See a rectangle of the canvas whole, at 100% or less."""
        margin, foot = MARGIN * self.scale, FOOT * self.scale
        room = max(self.size[0] - 2 * margin, 1.0), max(self.size[1] - 2 * margin - foot, 1.0)
        fits = min(room[0] / max(right - left, 1.0), room[1] / max(bottom - top, 1.0)) / self.scale
        self.zoom = min(1.0, max(LEVELS[0], floor(fits / GRAIN) * GRAIN))
        self.centre_on(((left + right) / 2, (top + bottom) / 2))
        self.move(0, -foot / 2)
