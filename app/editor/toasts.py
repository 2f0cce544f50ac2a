"""Messages that matter, over the canvas for a few seconds: what went wrong, even where nobody reads the status line."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import BODY, text_width, wrapped
from app.editor.pen import Pen

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from app.session import Notice

SHOWN = {"error": "error", "warn": "warning"}  # the kinds that are shown, and their icons
MOST, WIDEST, _LINE, _PADDING, _GAP = 3, 380, 20, 12, 8


@dataclass(frozen=True)
class Toast:
    text: str
    kind: str
    until: float  # seconds of the session's clock


class Pile:
    """The messages that are still to be seen, oldest first. No window here."""

    def __init__(self) -> None:
        self.toasts: list[Toast] = []
        self._last: object = None

    def notice(self, notice: "Notice") -> None:
        """The session's latest message. One that says what is already shown is shown longer."""
        if notice is self._last:
            return
        self._last = notice
        if notice.kind in SHOWN and notice.text:
            others = [each for each in self.toasts if each.text != notice.text]
            self.toasts = [*others, Toast(notice.text, notice.kind, notice.until)][-MOST:]

    def expire(self, now: float) -> None:
        self.toasts = [each for each in self.toasts if each.until > now]


class Toasts:
    """Drawn above everything, without a window that would take focus or clicks."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self.pile = Pile()
        self._drawn: object = None
        self._list = int(dpg.add_viewport_drawlist(front=True))
        self._pen = Pen(editor, int(dpg.add_draw_layer(parent=self._list)))

    def update(self) -> None:
        """Once a frame."""
        self.pile.notice(self.editor.session.notice)
        self.pile.expire(time.monotonic())
        rect = self.editor.shell.canvas_rect
        shown = (tuple(self.pile.toasts), rect, self.editor.theme.revision)
        if shown != self._drawn:
            self._drawn = shown
            self._draw((rect.x + rect.width / 2) / self._pen.scale, rect.y / self._pen.scale + 14)

    def _draw(self, middle: float, y: float) -> None:
        self._pen.clear()
        for toast in self.pile.toasts:
            lines = wrapped(toast.text, WIDEST, BODY)[:4]
            width = max(text_width(line) for line in lines) + 2 * _PADDING + 26
            height = _LINE * len(lines) + 2 * _PADDING - 3
            self._draw_one(toast, lines, middle - width / 2, y, width, height)
            y += height + _GAP

    def _draw_one(self, toast: Toast, lines: list[str], x: float, y: float, width: float, height: float) -> None:
        pen, is_error = self._pen, toast.kind == "error"
        pen.box(
            x, y, width, height, "error soft" if is_error else "raised", "error line" if is_error else "field line", 8
        )
        pen.icon(x + _PADDING, y + _PADDING - 1, SHOWN[toast.kind], toast.kind, 18)
        for place, line in enumerate(lines):
            pen.text(x + _PADDING + 26, y + _PADDING + place * _LINE - 1, line)
