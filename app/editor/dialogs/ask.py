"""A question that only the user can decide, with a button for each choice."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.dialogs.button import HEIGHT, button, width_of
from app.editor.dialogs.sheet import Sheet
from app.editor.fonts import BODY, NODE, wrapped
from app.editor.pen import Pen

if TYPE_CHECKING:
    from app.editor.editor import Editor

Choice = tuple[str, Callable[[], None]]
_DESTRUCTIVE = ("Replace", "Delete", "Discard", "Overwrite")
WIDTH, _EDGE, _LINE, _SMALL_LINE, _GAP = 420, 20, 21, 19, 8


class Ask(Sheet):
    """Enter is the usual choice, Esc is the last one."""

    def __init__(self, editor: "Editor") -> None:
        super().__init__(editor, WIDTH, 160)
        self._choices: Sequence[Choice] = ()
        self._text, self._usual = "", 0
        self._buttons: list[int] = []
        self._lines: list[str] = []
        self._details: list[str] = []
        self._drawn: object = None
        self._pen = Pen(editor, int(dpg.add_drawlist(10, 10, parent=self.card)))

    def open(self, text: str, choices: Sequence[Choice], detail: str = "", usual: int = 0) -> None:
        """Ask. An answer hides the question, then calls the choice's function."""
        self._choices, self._text, self._usual = choices, text, usual
        self.width = max(WIDTH, sum(width_of(label) + _GAP for label, _ in choices) + 2 * _EDGE)
        self._lines = wrapped(text, self.width - 2 * _EDGE, BODY, "semibold")
        self._details = wrapped(detail, self.width - 2 * _EDGE, NODE) if detail else []
        self.height = self._words + HEIGHT + _EDGE + 18
        self._drawn = None
        self.show()
        self._arrange()

    def press(self, key: int) -> None:
        if key in (dpg.mvKey_Return, dpg.mvKey_NumPadEnter):
            self.answer(self._usual)
        elif key == dpg.mvKey_Escape:
            self.answer(len(self._choices) - 1)

    def answer(self, choice: int) -> None:
        """As if its button was pressed."""
        if self.shown and self._choices:
            _, run = self._choices[choice]
            self.hide()
            run()

    def withdraw(self, text: str) -> None:
        """Hide the question of this text, unanswered."""
        if self.shown and self._text == text:
            self.hide()

    def update(self) -> None:
        super().update()
        if self._drawn != self.editor.theme.revision:
            self._drawn = self.editor.theme.revision
            self._draw()

    @property
    def _words(self) -> float:
        """Down to where the words end."""
        details = _SMALL_LINE * len(self._details) + (6 if self._details else 0)
        return _EDGE + _LINE * len(self._lines) + details

    def _arrange(self) -> None:
        px = self.editor.theme.px
        for item in self._buttons:
            dpg.delete_item(item)
        self._buttons = [self._button(place) for place in range(len(self._choices))]
        x = self.width - _EDGE
        for item, (label, _) in zip(self._buttons, self._choices, strict=True):
            x -= width_of(label)
            dpg.set_item_pos(item, [px(x), px(self.height - _EDGE - HEIGHT)])
            x -= _GAP

    def _button(self, place: int) -> int:
        label = self._choices[place][0]
        bright = "danger" if label.split()[0] in _DESTRUCTIVE else "accent"
        look = bright if place == self._usual else "button"
        return button(self.editor, self.card, label, lambda: self.answer(place), look)

    def _draw(self) -> None:
        px = self.editor.theme.px
        dpg.configure_item(self._pen.parent, width=px(self.width), height=px(self._words))
        self._pen.clear()
        y = _EDGE - 1.0
        for line in self._lines:
            self._pen.text(_EDGE, y, line, weight="semibold")
            y += _LINE
        y += 6
        for line in self._details:
            self._pen.text(_EDGE, y, line, "muted", size=NODE)
            y += _SMALL_LINE
