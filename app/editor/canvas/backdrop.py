"""What lies behind the nodes: one drawing, panned as a whole, in layers from the lowest to the highest."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import numpy as np

from app.editor.canvas.styles import font_size
from app.editor.fonts import SMALL

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

Point = tuple[float, float]
LAYERS = ("frames", "zones", "notes", "shadows", "wires", "dots", "marks", "ghost")
DOTS, DOT = 24, 3  # canvas units between the dots, pixels of one


class Backdrop:
    """Draws under the node editor, which is transparent. What is in a layer has pixels from canvas point (0, 0)."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas
        holder = dpg.add_group(parent=canvas.item)
        dpg.set_item_pos(holder, [0, 0])
        self.item = int(dpg.add_drawlist(10, 10, parent=holder))
        self._ground = int(dpg.add_draw_node(parent=self.item))
        self._world = int(dpg.add_draw_node(parent=self.item))
        self.layers = {name: int(dpg.add_draw_node(parent=self._world)) for name in LAYERS}
        self._dots = 0
        self._shown: object = None
        self._offset: object = None

    def layer(self, name: str) -> int:
        return self.layers[name]

    def write(self, at: Point, text: str, token: str, parent: int, font: str = "small", size: float = SMALL) -> None:
        """One line from its upper left corner, in a size of the tokens at the zoom."""
        if text:
            colour, line = self.canvas.editor.theme.colour(token), font_size(size, self.canvas.view.unit)
            item = dpg.draw_text((round(at[0]), round(at[1])), text, color=colour, size=line, parent=parent)
            dpg.bind_item_font(item, self.canvas.styles.font(font))

    def update(self) -> None:
        view = self.canvas.view
        if view.offset != self._offset:
            self._offset = view.offset
            dpg.apply_transform(self._world, dpg.create_translation_matrix([*view.offset]))
            self._shift_ground()
        shown = (view.unit, view.size, self.canvas.editor.theme.revision)
        if shown != self._shown:
            self._shown = shown
            self._draw_ground()

    def _shift_ground(self) -> None:
        step = _spacing(self.canvas.view.unit)
        rest = [round(each % step) for each in self.canvas.view.offset]
        dpg.apply_transform(self._ground, dpg.create_translation_matrix(rest))

    def _draw_ground(self) -> None:
        """Rows of dots, each a strip of a texture that repeats: a picture over the whole canvas would be dear."""
        view, colour = self.canvas.view, self.canvas.editor.theme.colour("grid")
        width, height = (max(1, int(each)) for each in view.size)
        dpg.configure_item(self.item, width=width, height=height)
        dpg.delete_item(self._ground, children_only=True)
        step = _spacing(view.unit)
        across, down = int(width / step) + 2, int(height / step) + 2
        size, texture = DOT * step / DOTS, self._dot_texture()
        for row in range(-1, down):
            start, goal = (-step, row * step), (across * step, row * step + size)
            uv = (across + 1, DOT / DOTS)
            dpg.draw_image(texture, start, goal, uv_min=(0, 0), uv_max=uv, color=colour, parent=self._ground)
        self._shift_ground()

    def _dot_texture(self) -> int:
        """White dots on nothing: the grid's colour comes when it is drawn."""
        if not self._dots:
            self._dots = self.canvas.editor.textures.add(_dot())
        return self._dots


def _dot() -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    """One dot of 3 px in the corner that repeats."""
    tile = np.full((DOTS, DOTS, 4), 255, np.uint8)
    tile[..., 3] = 0
    tile[0:DOT, 0:DOT, 3] = 70
    tile[1, 0:DOT, 3] = tile[0:DOT, 1, 3] = 200
    tile[1, 1, 3] = 255
    return tile


def _spacing(unit: float) -> float:
    """Pixels between dots: as far apart as the zoom says, but never crowded."""
    step = DOTS * unit
    while step < 14:
        step *= 2
    return step
