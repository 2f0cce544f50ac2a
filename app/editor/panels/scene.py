"""What the large viewer draws: one picture or two, at any zoom, with a grid and captions."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import numpy as np

from app.editor.fonts import SMALL, text_width
from app.editor.icons import icon
from app.editor.pen import Pen
from app.looking.look import other_side
from app.looking.pixels import Picture
from app.looking.sides import AFAR, Side
from app.looking.sizes import fitted, magnified, resized
from app.looking.viewing import Viewing
from app.looking.views import from_afar
from app.looking.zoom import Point, Zoom
from nodegraph.graph import Graph

if TYPE_CHECKING:
    from app.editor.editor import Editor

FINE = 512  # px that the larger side of a texture has, or more where the picture is larger
LARGEST = 2048
BETWEEN = 0.06  # of the width, between two pictures
GRID_FROM = 6  # px of the screen for a pixel, from which on a grid helps
GRAB = 12  # px beside the line of a comparison


@dataclass
class Cell:
    """A picture in its place: `part` of it is covered, which is less than 1 from afar."""

    texture: int
    part: float
    caption: str


class Scene:
    """`load` takes what there is to see, `draw` draws it; the first is slow, the second quick."""

    def __init__(self, editor: "Editor", drawlist: int) -> None:
        self.editor = editor
        self._pen = Pen(editor, drawlist)
        self._picture: Picture | None = None
        self._cells: list[Cell] = []
        self._before = 0
        self._loaded: object = None

    @property
    def size(self) -> Point:
        """Of everything, in px of the picture."""
        if self._picture is None:
            return 1.0, 1.0
        height, width = self._picture.shape[:2]
        return width * (1 + (1 + BETWEEN) * (len(self._cells) - 1)), float(height)

    def load(self, viewing: Viewing, graph: Graph, side: Side) -> None:
        """Make the textures of what the viewer looks at, unless they are there."""
        picture, look = viewing.picture(graph), viewing.look
        frame = viewing.frame(graph)
        both = viewing.shows_both(graph)
        seen = (frame.serial if frame else None, replace(look, split_at=0, both=both), side.name)
        key = (*seen, viewing.before, viewing.results.revision if look.comparing else 0)
        if key == self._loaded:
            return
        self.free()
        self._loaded = key
        if picture is None:
            self._picture = None
            return
        self._picture = np.ascontiguousarray(look.move(picture))
        before = viewing.picture_before(graph) if look.comparing else None
        both = both and before is None
        this = "from near" if side.name == AFAR.name else "this side"
        self._add(viewing, self._picture, this if both else "")
        if both:
            self._add(viewing, other_side(picture, look, side.move), side.name)
        if before is not None:
            size = self._picture.shape[1], self._picture.shape[0]
            lying = resized(np.ascontiguousarray(look.move(before)), size, 3)
            self._before = self.editor.textures.add(self._fine(lying, crisp=look.grid))

    def free(self) -> None:
        for texture in (*(cell.texture for cell in self._cells), self._before):
            self.editor.textures.free(texture)
        self._cells, self._before, self._loaded = [], 0, None

    def draw(self, viewing: Viewing, zoom: Zoom, view: Point) -> None:
        self._pen.clear()
        scale = self._pen.scale
        self._pen.box(0, 0, view[0] / scale, view[1] / scale, "field", "line", 6)
        if self._picture is None:
            self._empty(view)
        for number, cell in enumerate(self._cells):
            self._draw_cell(cell, zoom, number, viewing)
        if self._before:
            self._draw_before(viewing, zoom)

    def pixel(self, zoom: Zoom, at: Point) -> tuple[int, int, str] | None:
        """Column, row and colour of the picture's pixel at a point of the view."""
        if self._picture is None:
            return None
        column, row = zoom.pixel(at)
        height, width = self._picture.shape[:2]
        if not (0 <= column < width and 0 <= row < height):
            return None
        return column, row, "#" + bytes(self._picture[row, column, :3]).hex().upper()

    def over_line(self, viewing: Viewing, zoom: Zoom, at: Point) -> bool:
        """Whether the line of a comparison is at a point of the view."""
        return bool(self._before) and abs(at[0] - self._line(viewing, zoom)) <= GRAB * self._pen.scale

    def slide(self, viewing: Viewing, zoom: Zoom, x: float) -> None:
        """Take the line there."""
        part = (x - zoom.x) / (zoom.scale * self.size[0])
        viewing.change(replace(viewing.look, split_at=min(max(part, 0.0), 1.0)))

    def _add(self, viewing: Viewing, picture: Picture, caption: str) -> None:
        fine = self._fine(np.ascontiguousarray(picture), crisp=viewing.look.grid)
        seen = from_afar(fine, viewing.look.strength) if viewing.look.afar else fine
        texture = self.editor.textures.add(seen)
        self._cells.append(Cell(texture, seen.shape[0] / fine.shape[0], caption))

    def _fine(self, picture: Picture, *, crisp: bool) -> Picture:
        side = max(picture.shape[:2])
        if side >= FINE:
            return fitted(picture, min(side, LARGEST))
        return magnified(picture, -(-FINE // side)) if crisp else fitted(picture, FINE)

    def _place(self, zoom: Zoom, number: int) -> tuple[Point, Point]:
        """Top left and bottom right corner of a cell."""
        assert self._picture is not None
        height, width = self._picture.shape[:2]
        left = zoom.x + number * width * (1 + BETWEEN) * zoom.scale
        return (left, zoom.y), (left + width * zoom.scale, zoom.y + height * zoom.scale)

    def _draw_cell(self, cell: Cell, zoom: Zoom, number: int, viewing: Viewing) -> None:
        (left, top), (right, bottom) = self._place(zoom, number)
        across, down = ((1 - cell.part) / 2 * each for each in (right - left, bottom - top))
        low, high = (left + across, top + down), (right - across, bottom - down)
        dpg.draw_image(cell.texture, low, high, parent=self._pen.parent)
        scale = self._pen.scale
        size = (high[0] - low[0]) / scale, (high[1] - low[1]) / scale
        self._pen.box(low[0] / scale, low[1] / scale, *size, "", "line")
        if viewing.look.grid and not viewing.look.afar and zoom.scale >= GRID_FROM:
            self._draw_grid((left, top), (right, bottom), zoom.scale)
        if cell.caption:
            self._tag((left + right) / 2, bottom - 28 * self._pen.scale, cell.caption)

    def _draw_grid(self, low: Point, high: Point, step: float) -> None:
        for axis in (0, 1):
            for number in range(1, round((high[axis] - low[axis]) / step)):
                at = low[axis] + number * step
                start = (at, low[1]) if axis == 0 else (low[0], at)
                end = (at, high[1]) if axis == 0 else (high[0], at)
                dpg.draw_line(start, end, color=(128, 128, 128, 110), thickness=1, parent=self._pen.parent)

    def _draw_before(self, viewing: Viewing, zoom: Zoom) -> None:
        (left, top), (right, bottom) = self._place(zoom, 0)
        at, x = viewing.look.split_at, self._line(viewing, zoom)
        dpg.draw_image(self._before, (left, top), (x, bottom), uv_max=(at, 1.0), parent=self._pen.parent)
        scale = self._pen.scale
        self._pen.box(left / scale, top / scale, (right - left) / scale, (bottom - top) / scale, "", "line")
        draw_handle(self._pen, x / scale, top / scale, bottom / scale)
        self._tag(x - 44 * scale, top + 8 * scale, "before")
        self._tag(x + 40 * scale, top + 8 * scale, "after")

    def _line(self, viewing: Viewing, zoom: Zoom) -> float:
        (left, _), (right, _) = self._place(zoom, 0)
        return left + viewing.look.split_at * (right - left)

    def _tag(self, middle: float, top: float, text: str) -> None:
        draw_tag(self._pen, middle / self._pen.scale, top / self._pen.scale, text)

    def _empty(self, view: Point) -> None:
        text = "Nothing to look at yet. Run shows it here."
        x = view[0] / self._pen.scale / 2 - text_width(text, SMALL) / 2
        self._pen.text(x, view[1] / self._pen.scale / 2 - 7, text, "muted", size=SMALL)


def draw_tag(pen: Pen, middle: float, top: float, text: str) -> None:
    """A word on a small card."""
    width = text_width(text, SMALL) + 14
    pen.box(middle - width / 2, top, width, 20, "panel", "field line", 6)
    pen.text(middle - width / 2 + 7, top + 3, text, "muted", size=SMALL)


def draw_handle(pen: Pen, x: float, top: float, bottom: float) -> None:
    """The line between before and after, with something to take hold of."""
    middle = (top + bottom) / 2
    pen.line(x, top, x, bottom, "accent", 2)
    pen.box(x - 11, middle - 11, 22, 22, "panel", "accent", 11)
    pen.text(x - 8, middle - 8, icon("sync_alt"), "accent", size=15.5)
