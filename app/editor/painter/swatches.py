"""Colours to choose from, and the chosen one."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.pen import Pen
from app.painting.brushes import Brushes
from app.painting.painting import Colour

if TYPE_CHECKING:
    from app.editor.editor import Editor

# what the embedded model's pictures are made of: plain colours on white
COLOURS: tuple[Colour, ...] = (
    (0, 0, 0), (90, 90, 96), (160, 160, 166), (255, 255, 255),
    (110, 66, 38), (196, 140, 88), (240, 206, 160), (250, 235, 215),
    (200, 40, 40), (240, 120, 40), (250, 200, 60), (70, 150, 60),
    (30, 110, 90), (60, 140, 220), (40, 60, 150), (150, 80, 180),
)  # fmt: skip
COLUMNS, CHIP, PITCH = 8, 26, 34


class Swatches:
    """Two rows of colours, and a field for any other."""

    def __init__(self, editor: "Editor", parent: int, brushes: Brushes, width: float) -> None:
        self.editor, self.brushes = editor, brushes
        px = editor.theme.px
        rows = len(COLOURS) // COLUMNS
        self.item = int(dpg.add_drawlist(px(width), px(rows * PITCH), parent=parent))
        self._pen = Pen(editor, self.item)
        self.field = int(
            dpg.add_color_edit(
                (*brushes.colour, 255),
                parent=parent,
                no_alpha=True,
                display_mode=dpg.mvColorEdit_hex,
                width=px(width),
                callback=lambda: self._mix(),
            )
        )
        self._down = False

    def update(self) -> None:
        """Follow the mouse."""
        down = dpg.is_mouse_button_down(dpg.mvMouseButton_Left)
        if down and not self._down and dpg.is_item_hovered(self.item):
            self._click()
        self._down = down

    def draw(self) -> None:
        self._pen.clear()
        dpg.set_value(self.field, (*self.brushes.colour, 255))
        for number, colour in enumerate(COLOURS):
            self._draw(number, colour, colour == self.brushes.colour)

    def _draw(self, number: int, colour: Colour, chosen: bool) -> None:
        x, y = number % COLUMNS * PITCH, number // COLUMNS * PITCH + 2
        if chosen:
            self._pen.box(x, y, CHIP, CHIP, "clear", "accent", 6)
        scale = self._pen.scale
        dpg.draw_rectangle(
            ((x + 3) * scale, (y + 3) * scale),
            ((x + CHIP - 3) * scale, (y + CHIP - 3) * scale),
            fill=(*colour, 255),
            color=self.editor.theme.colour("field line"),
            rounding=4 * scale,
            parent=self.item,
        )

    def _click(self) -> None:
        (x, y), (left, top) = dpg.get_mouse_pos(local=False), dpg.get_item_rect_min(self.item)
        column, row = (int((each) / self._pen.scale // PITCH) for each in (x - left, y - top))
        if 0 <= column < COLUMNS and 0 <= row < len(COLOURS) // COLUMNS:
            self._choose(COLOURS[row * COLUMNS + column])

    def _mix(self) -> None:
        red, green, blue = (round(each) for each in dpg.get_value(self.field)[:3])
        self._choose((red, green, blue))

    def _choose(self, colour: Colour) -> None:
        self.brushes.colour = colour
        if self.brushes.tool in ("eraser", "pick"):
            self.brushes.tool = "brush"
