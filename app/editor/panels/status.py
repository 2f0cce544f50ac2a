"""The status line: the last message on the left, counts on the right."""

import time
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.figures import counts
from app.editor.fonts import NODE, cut, text_width
from app.editor.panels.buttons import on_change
from app.editor.pen import Pen
from app.editor.tooltips import Spot, Tip, tooltips
from app.session import count

if TYPE_CHECKING:
    from app.editor.editor import Editor

TOP = 4.5
ICONS = {"ok": "check_circle", "warn": "warning", "error": "error", "info": "info"}
TOKENS = {"ok": "ok", "warn": "warn", "error": "error", "info": "muted"}


class Status:
    """A fault count that leads to the next fault, the message, the size of the graph."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor, self.parent = editor, parent
        self._pen = Pen(editor, int(dpg.add_draw_layer(parent=parent)))
        self._faults = int(dpg.add_button(label=" ", pos=[0, 0], show=False, parent=parent))
        dpg.configure_item(self._faults, callback=lambda: editor.actions.perform("next fault"))
        tooltips(editor).attach(self._faults, Spot(lambda: Tip(editor.actions.hint("next fault"))))
        editor.theme.bind(self._faults, "clear")
        self._changed = on_change(self._look)

    def update(self) -> None:
        """Follow the message and the graph."""
        if self._changed():
            self._draw()

    def _look(self) -> object:
        session = self.editor.session
        width = dpg.get_item_width(self.parent)
        faults = len(session.faults)
        shown = session.notice if time.monotonic() < session.notice.until else None
        document = session.document
        return width, shown, faults, document.revision, document, id(session.plan), self.editor.theme.revision

    def _draw(self) -> None:
        session = self.editor.session
        width = dpg.get_item_width(self.parent) / self.editor.theme.scale
        self._pen.clear()
        right = counts(session.document.graph, session.plan)
        self._pen.text(width - 12, TOP, right, "muted", size=NODE, right=True)
        x = self._fault_count(12)
        notice = session.notice
        if time.monotonic() >= notice.until or not notice.text:
            return
        room = width - 24 - x - text_width(right, NODE) - 40
        if notice.kind != "info":
            self._pen.icon(x, TOP, ICONS[notice.kind], TOKENS[notice.kind], NODE)
            x += 19
        self._pen.text(x, TOP, cut(notice.text, room, NODE), "muted" if notice.kind != "error" else "error", size=NODE)

    def _fault_count(self, x: float) -> float:
        """Draws it, lays an unseen button over it, and returns where the message begins."""
        faults = len(self.editor.session.faults)
        dpg.configure_item(self._faults, show=bool(faults))
        if not faults:
            return x
        words, px = count(faults, "fault"), self.editor.theme.px
        self._pen.icon(x, TOP, "error", "error", NODE)
        wide = self._pen.text(x + 19, TOP, words, "error", size=NODE)
        dpg.configure_item(self._faults, width=px(wide + 29), height=px(22))
        dpg.set_item_pos(self._faults, [px(x - 5), px(1)])
        return x + 19 + wide + 24
