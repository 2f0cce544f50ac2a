"""A picture that is painted on: strokes, fills, and their undo history."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.looking.pixels import Picture
from app.painting.brush import NOWHERE, Box, Point, coverage, reach
from app.painting.fill import area_like
from nodegraph.context import atomically

Colour = tuple[int, int, int]
Tool = Literal["brush", "eraser", "fill", "pick"]

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
SIGNATURE = ("Software", "anagraph painter")
REMEMBERED = 100
"""How many steps can be undone."""


@dataclass
class _Patch:
    """What one step changed: a part of the picture before and after, or another picture altogether."""

    box: Box
    before: Picture
    after: Picture


class Painting:
    """`pixels` is (H, W, 3), of a mask in greys; `ground` is what the eraser leaves. `revision` grows with changes."""

    def __init__(self, pixels: Picture, ground: Colour = WHITE) -> None:
        self.pixels = pixels.copy()
        self.ground = ground
        self.revision = 0
        self._done: list[_Patch] = []
        self._undone: list[_Patch] = []
        self._stroke: _Stroke | None = None
        self._saved: _Patch | None = None
        self._forgotten: _Patch | None = None  # the last step that can no longer be undone

    @classmethod
    def blank(cls, width: int, height: int, ground: Colour = WHITE) -> "Painting":
        import numpy as np

        return cls(np.full((height, width, 3), ground, np.uint8), ground)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in px."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @property
    def painting(self) -> bool:
        """Whether a stroke is under way."""
        return self._stroke is not None

    @property
    def dirty(self) -> bool:
        """Whether something was painted since the last save."""
        return self._latest is not self._saved

    @property
    def _latest(self) -> _Patch | None:
        return self._done[-1] if self._done else self._forgotten

    def begin(self, at: Point, colour: Colour, size: float, softness: float = 0.0) -> None:
        """Put a round brush of `size` px down at (x, y). What is painted until `end` is one step."""
        self.end()
        self._stroke = _Stroke(self.pixels, at, colour, max(size, 1.0), softness)
        self.move(at)

    def move(self, to: Point) -> None:
        """Draw the brush in a straight line to (x, y)."""
        if self._stroke:
            self._stroke.extend(to, self.pixels)
            self.revision += 1

    def end(self) -> None:
        """Lift the brush."""
        stroke, self._stroke = self._stroke, None
        if stroke and not stroke.box.empty:
            area = stroke.box.area
            self._push(_Patch(stroke.box, stroke.before[area].copy(), self.pixels[area].copy()))

    def fill(self, at: Point, colour: Colour, tolerance: int = 24) -> None:
        """Colour everything that hangs together with the pixel at (x, y) and looks like it."""
        x, y = int(at[0]), int(at[1])
        width, height = self.size
        if 0 <= x < width and 0 <= y < height:
            area = area_like(self.pixels, x, y, tolerance)
            self._change(lambda pixels: pixels.__setitem__(area, colour))

    def colour_at(self, at: Point) -> Colour | None:
        """The colour at (x, y), or None outside."""
        x, y = int(at[0]), int(at[1])
        inside = 0 <= x < self.size[0] and 0 <= y < self.size[1]
        red, green, blue = (int(each) for each in self.pixels[y, x]) if inside else (-1, -1, -1)
        return (red, green, blue) if inside else None

    def clear(self) -> None:
        """Everything back to the ground."""
        self._change(lambda pixels: pixels.__setitem__(slice(None), self.ground))

    def invert(self) -> None:
        """Swap light and dark: the inside and the outside of a mask."""
        self._change(lambda pixels: pixels.__setitem__(slice(None), 255 - pixels))

    def replace(self, pixels: Picture) -> None:
        """Go on from another picture, of whatever size."""
        self.end()
        before, self.pixels = self.pixels, pixels.copy()
        self._push(_Patch(NOWHERE, before, self.pixels.copy()))

    def undo(self) -> bool:
        """Take back the last step; False where there is none."""
        self.end()
        if not self._done:
            return False
        patch = self._done.pop()
        self._undone.append(patch)
        self._put(patch, patch.before)
        return True

    def redo(self) -> bool:
        self.end()
        if not self._undone:
            return False
        patch = self._undone.pop()
        self._done.append(patch)
        self._put(patch, patch.after)
        return True

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def save(self, path: Path, *, grey: bool = False) -> None:
        """Write a PNG, whole or not at all; `grey` for a mask. The file says that it was painted here."""
        from PIL import Image
        from PIL.PngImagePlugin import PngInfo

        self.end()
        picture = Image.fromarray(self.pixels).convert("L" if grey else "RGB")
        info = PngInfo()
        info.add_text(*SIGNATURE)
        atomically(path, lambda aside: picture.save(aside, format="PNG", pnginfo=info))
        self._saved = self._latest

    def _change(self, change: Callable[[Picture], object]) -> None:
        self.end()
        before = self.pixels.copy()
        change(self.pixels)
        box = _difference(before, self.pixels)
        if not box.empty:
            self._push(_Patch(box, before[box.area].copy(), self.pixels[box.area].copy()))

    def _push(self, patch: _Patch) -> None:
        self._done.append(patch)
        if len(self._done) > REMEMBERED:
            self._forgotten = self._done.pop(0)
        self._undone.clear()
        self.revision += 1

    def _put(self, patch: _Patch, pixels: Picture) -> None:
        if patch.box.empty:
            self.pixels = pixels.copy()
        else:
            self.pixels[patch.box.area] = pixels
        self.revision += 1


class _Stroke:
    """A stroke under way. Where it crosses itself it covers once, so that soft edges do not pile up."""

    def __init__(self, pixels: Picture, at: Point, colour: Colour, size: float, softness: float) -> None:
        import numpy as np

        self.before = pixels.copy()
        self.box = NOWHERE
        self._at, self._colour, self._size, self._softness = at, np.array(colour, np.float32), size, softness
        self._covered = np.zeros(pixels.shape[:2], np.float32)

    def extend(self, to: Point, pixels: Picture) -> None:
        import numpy as np

        box = reach(self._at, to, self._size, pixels.shape[1], pixels.shape[0])
        if not box.empty:
            covered = self._covered[box.area]
            np.maximum(covered, coverage(self._at, to, self._size, self._softness, box), out=covered)
            before = self.before[box.area].astype(np.float32)
            mixed = before + (self._colour - before) * covered[..., None]
            pixels[box.area] = mixed.round().astype(np.uint8)
            self.box = self.box.joined(box)
        self._at = to


def _difference(before: Picture, after: Picture) -> Box:
    """The smallest box around what changed."""
    import numpy as np

    changed = (before != after).any(axis=-1)
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        return NOWHERE
    return Box(int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)
