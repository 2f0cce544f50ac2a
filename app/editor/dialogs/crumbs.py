"""The way to a folder as a row of buttons; what is too long loses its beginning."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.dialogs.folders import crumbs
from app.editor.fonts import BODY, ELLIPSIS, cut, text_width

if TYPE_CHECKING:
    from app.editor.editor import Editor

_PADDING, _BETWEEN, _WIDEST = 8, 12, 220
Step = tuple[str, Path]


def fitting(steps: list[Step], width: float) -> list[Step]:
    """The last steps that fit into a width, after an ellipsis that leads to the one before them."""
    widths = [_width(label) for label, _ in steps]
    first = 0
    while first < len(steps) - 1 and sum(widths[first:]) + (_width(ELLIPSIS) if first else 0) > width:
        first += 1
    return steps if not first else [(ELLIPSIS, steps[first - 1][1]), *steps[first:]]


class Crumbs:
    """Call `show` with a folder; `go` is told which step was pressed."""

    def __init__(self, editor: "Editor", parent: int, go: Callable[[Path], None]) -> None:
        self.editor, self._parent, self._go = editor, parent, go
        self.before = 0  # the item that they are put in front of
        self._items: list[int] = []
        self._shown: object = None
        self._at = (0.0, 0.0, 100.0)
        self._folder = Path()

    def place(self, x: float, y: float, width: float) -> None:
        self._at = (x, y, width)

    def show(self, folder: Path) -> None:
        self._folder = folder

    def update(self) -> None:
        if self._shown == (self._folder, self._at):
            return
        self._shown = (self._folder, self._at)
        for item in self._items:
            dpg.delete_item(item)
        self._items = []
        x, y, width = self._at
        before = "/"
        for label, folder in fitting(crumbs(self._folder), width):
            if before != "/":
                self._slash(x - _BETWEEN + 3, y + 1)
            self._step(x, y, label, folder)
            x += _width(label)
            before = label

    def _slash(self, x: float, y: float) -> None:
        px = self.editor.theme.px
        item = int(dpg.add_text("/", parent=self._parent, before=self.before, pos=[px(x), px(y)]))
        self._items.append(self.editor.theme.tinted(item, "faint"))

    def _step(self, x: float, y: float, label: str, folder: Path) -> None:
        px = self.editor.theme.px
        item = dpg.add_button(
            parent=self._parent,
            before=self.before,
            label=cut(label, _WIDEST),
            pos=[px(x), px(y)],
            width=px(_width(label) - _BETWEEN),
            height=px(28),
            callback=lambda: self._go(folder),
        )
        self._items.append(self.editor.theme.bind(int(item), "flat"))


def _width(label: str) -> float:
    return text_width(cut(label, _WIDEST), BODY) + 2 * _PADDING + _BETWEEN
