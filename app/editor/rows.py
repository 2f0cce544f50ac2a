"""A list that scrolls and is drawn by hand: only the rows in sight are drawn, and only when something changed."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.parts import Part
from app.editor.pen import Pen

if TYPE_CHECKING:
    from app.editor.editor import Editor

# mvKey_Prior and mvKey_Next of DearPyGui 2.3.1 are numbers of an older toolkit, which always seem to be pressed.
PAGE_UP, PAGE_DOWN = 517, 518
Draw = Callable[[Pen, int, float, bool], None]  # pen, row, its top, whether the mouse is over it
LOOK = Part(
    dpg.mvAll,
    {dpg.mvThemeCol_ChildBg: "clear", dpg.mvThemeCol_ScrollbarBg: "clear"},
    {dpg.mvStyleVar_WindowPadding: (0, 0), dpg.mvStyleVar_ItemSpacing: (0, 0), dpg.mvStyleVar_ScrollbarSize: 8},
)
_SPARE = 120  # px drawn beyond what is in sight: scrolling is known a frame late


class Rows:
    """Rows of given heights (in px at scale 1) in a child window. The owner draws them and is told of clicks."""

    def __init__(
        self,
        editor: "Editor",
        parent: int,
        draw: Draw,
        *,
        click: Callable[[int], None] = lambda row: None,
        double_click: Callable[[int], None] = lambda row: None,
    ) -> None:
        self.editor, self._draw = editor, draw
        self.size: tuple[float, float] = (100, 100)
        self.item = int(dpg.add_child_window(parent=parent, border=False))
        self._list = int(dpg.add_drawlist(10, 10, parent=self.item))
        self._pen = Pen(editor, self._list)
        self._tops: list[float] = [0]
        self._drawn: object = None
        self._fitted: object = None
        self.hovered: int | None = None
        left = dpg.mvMouseButton_Left
        with dpg.handler_registry():
            dpg.add_mouse_click_handler(left, callback=lambda: self._tell(click))
            dpg.add_mouse_double_click_handler(left, callback=lambda: self._tell(double_click))
        dpg.bind_item_theme(self.item, editor.theme.custom("rows", LOOK))

    @property
    def count(self) -> int:
        return len(self._tops) - 1

    @property
    def total(self) -> float:
        """The height of all rows."""
        return self._tops[-1]

    def set_rows(self, heights: Sequence[float]) -> None:
        """There are other rows now."""
        self._tops = [0, *accumulate(heights)]
        self._drawn = None

    def resize(self, width: float, height: float) -> None:
        """The size of the window that the rows are seen through."""
        self.size = width, height

    def move(self, x: float, y: float) -> None:
        """Where it stands in its parent."""
        dpg.set_item_pos(self.item, [self._px(x), self._px(y)])

    def redraw(self) -> None:
        """What a row shows has changed."""
        self._drawn = None

    def reveal(self, row: int) -> None:
        """Scroll as little as needed to see a row whole."""
        if not 0 <= row < self.count:
            return
        top, bottom = self._tops[row], self._tops[row + 1]
        seen = self._scroll()
        if top < seen:
            dpg.set_y_scroll(self.item, self._px(top))
        elif bottom > seen + self.size[1]:
            dpg.set_y_scroll(self.item, self._px(bottom - self.size[1]))

    def to_top(self) -> None:
        dpg.set_y_scroll(self.item, 0)

    def top(self, row: int) -> float:
        return self._tops[row]

    def on_screen(self, x: float, y: float) -> tuple[float, float]:
        """A point of the list in pixels of the window."""
        left, top = dpg.get_item_rect_min(self._list)
        return left + x * self._scale, top + y * self._scale

    def update(self) -> None:
        """Follow the mouse and the scroll bar."""
        self._fit()
        self.hovered = self.row_at_mouse()
        first, last = self._in_sight()
        shown = (first, last, self.hovered, self.size, self.editor.theme.revision)
        if shown != self._drawn:
            self._drawn = shown
            self._pen.clear()
            for row in range(first, last):
                self._draw(self._pen, row, self._tops[row], row == self.hovered)

    def mouse(self) -> tuple[float, float]:
        """The mouse in the list's own measure."""
        left, top = dpg.get_item_rect_min(self._list)
        x, y = dpg.get_mouse_pos(local=False)
        return (x - left) / self._scale, (y - top) / self._scale

    def _tell(self, what: Callable[[int], None]) -> None:
        row = self.row_at_mouse()
        if row is not None:
            what(row)

    def row_at_mouse(self) -> int | None:
        """The row under the mouse, if no window covers it."""
        if not dpg.is_item_hovered(self._list):
            return None
        row = bisect_right(self._tops, self.mouse()[1]) - 1
        return row if 0 <= row < self.count else None

    def _in_sight(self) -> tuple[int, int]:
        seen = self._scroll()
        first = bisect_right(self._tops, max(0, seen - _SPARE)) - 1
        last = bisect_right(self._tops, seen + self.size[1] + _SPARE)
        return first, min(last, self.count)

    def _fit(self) -> None:
        fitted = (self.size, self.total, self._scale)
        if fitted != self._fitted:
            self._fitted = fitted
            wide = self._px(self.size[0])
            dpg.configure_item(self.item, width=wide, height=max(1, self._px(self.size[1])))
            dpg.configure_item(self._list, width=wide, height=max(1, self._px(self.total)))

    def _scroll(self) -> float:
        return float(dpg.get_y_scroll(self.item)) / self._scale

    def _px(self, size: float) -> int:
        return round(size * self._scale)

    @property
    def _scale(self) -> float:
        return self.editor.fonts.scale
