"""A press that becomes a click, or a drag with a label at the mouse until it is let go over the canvas."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import text_width
from app.editor.pen import Pen
from app.editor.regions import Rect

if TYPE_CHECKING:
    from app.editor.editor import Editor

_FAR = 6  # px: a press that moved further is a drag
Point = tuple[float, float]


class Carried:
    """What the mouse carries. `update` once a frame."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self._pressed_at: Point | None = None
        self._label: tuple[str, str] | None = None
        self._dragging = False
        self._click: Callable[[], None] = lambda: None
        self._drop: Callable[[Point], None] = lambda at: None
        self._list = int(dpg.add_viewport_drawlist(front=True))
        self._pen = Pen(editor, int(dpg.add_draw_layer(parent=self._list)))

    @property
    def dragging(self) -> bool:
        return self._dragging

    def begin(self, label: tuple[str, str] | None, *, click: Callable[[], None], drop: Callable[[Point], None]) -> None:
        """The mouse was pressed on something; `label` is what to show of it (its words, its colour), None pins it."""
        self._pressed_at = _mouse()
        self._label, self._click, self._drop = label, click, drop

    def update(self) -> None:
        if self._pressed_at is None:
            return
        if dpg.is_key_down(dpg.mvKey_Escape):
            self._end()
        elif not dpg.is_mouse_button_down(dpg.mvMouseButton_Left):
            self._let_go()
        elif self._dragging or _distance(self._pressed_at, _mouse()) > _FAR:
            self._dragging = self._label is not None
            self._draw()

    def _let_go(self) -> None:
        dragged, at = self._dragging, _mouse()
        click, drop = self._click, self._drop
        far = self._pressed_at is not None and _distance(self._pressed_at, at) > _FAR
        self._end()
        if dragged and _is_in(self.editor.shell.canvas_rect, at):
            drop(self.editor.canvas.to_canvas(at))
        elif not dragged and not far:
            click()

    def _end(self) -> None:
        self._pressed_at, self._dragging = None, False
        self._pen.clear()

    def _draw(self) -> None:
        self._pen.clear()
        if self._label is None:
            return
        words, token = self._label
        x, y = (each / self._pen.scale for each in _mouse())
        width = text_width(words, 14.5, "semibold") + 20
        self._pen.box(x + 10, y + 8, width, 26, token, "select", corners=7)
        self._pen.text(x + 20, y + 14, words, "title text", size=14.5, weight="semibold")


def _mouse() -> Point:
    x, y = dpg.get_mouse_pos(local=False)
    return float(x), float(y)


def _distance(one: Point, other: Point) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def _is_in(rect: Rect, at: Point) -> bool:
    return rect.x <= at[0] < rect.x + rect.width and rect.y <= at[1] < rect.y + rect.height
