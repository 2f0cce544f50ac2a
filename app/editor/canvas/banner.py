"""The fault banner: how many there are, the first of them in words, and a button that goes there."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.commands import select
from app.editor.canvas.faults import faults_of, told
from app.editor.canvas.overlay import INSET, Overlay
from app.editor.fonts import SMALL, cut, text_width
from app.editor.icons import icon
from app.editor.pen import Pen
from nodegraph.errors import Fault

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

HEIGHT, WIDEST, GO, CLOSE = 40.0, 900.0, 92.0, 28.0


class Banner(Overlay):
    """Shown while something is wrong, until it is closed or something else is wrong."""

    def __init__(self, canvas: "Canvas") -> None:
        super().__init__(canvas, "error soft", "error line", 1.0)
        self._pen = Pen(canvas.editor, self.drawing)
        self._seen: object = None
        self._closed: list[Fault] = []
        self._next = 0
        fonts, theme = canvas.editor.fonts, canvas.editor.theme
        self._go = int(dpg.add_button(label="Go to node", parent=self.item, callback=lambda: self._jump()))
        self._close = int(dpg.add_button(label=icon("close"), parent=self.item, callback=lambda: self._hide()))
        for each, look in ((self._go, "button"), (self._close, "flat")):
            theme.bind(fonts.bind(each, SMALL), look)
        self.show(False)

    @property
    def faults(self) -> list[Fault]:
        return faults_of(self.canvas.editor.session)

    def update(self) -> None:
        faults, canvas = self.faults, self.canvas
        if not faults:
            self._closed = []
        seen = faults, canvas.view.size, canvas.editor.theme.revision, self._closed
        if seen == self._seen:
            return
        self._seen = seen
        self.show(bool(faults) and faults != self._closed)
        if faults:
            self._next = 0
            self._draw(faults)

    def _draw(self, faults: list[Fault]) -> None:
        view, scale, pen = self.canvas.view, self._pen.scale, self._pen
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        where = faults[0].node or "graph"
        texts = (count, where, _told(faults[0]))
        head = 40 + text_width(count, SMALL, "semibold") + 24 + text_width(where, SMALL, "semibold") + 10
        room = min(WIDEST, view.size[0] / scale - 2 * INSET)
        go = GO if any(each.node for each in faults) else 0.0
        dpg.configure_item(self._go, show=bool(go))
        body = cut(texts[2], max(40.0, room - head - go - CLOSE - 40), SMALL)
        width = head + text_width(body, SMALL) + go + CLOSE + 40
        top = view.size[1] - self.canvas.legend.top - (HEIGHT + 8) * scale
        self.put((INSET * scale, top), (width * scale, HEIGHT * scale))
        pen.clear()
        line = (HEIGHT - SMALL) / 2
        pen.icon(14, line - 1, "error", "error", size=16)
        x = 40 + pen.text(40, line, texts[0], "error", size=SMALL, weight="semibold") + 24
        x += pen.text(x, line, texts[1], "text", size=SMALL, weight="semibold") + 10
        pen.text(x, line, body, "text", size=SMALL)
        self._put_button(self._go, width - CLOSE - GO - 14, GO, scale)
        self._put_button(self._close, width - CLOSE - 6, CLOSE, scale)

    def _put_button(self, button: int, x: float, width: float, scale: float) -> None:
        dpg.configure_item(button, width=round(width * scale), height=round(26 * scale))
        dpg.set_item_pos(button, [round(x * scale), round(7 * scale)])

    def _jump(self) -> None:
        """Go to the faulty node; pressed again, to the next one."""
        nodes = [each.node for each in self.faults if each.node in self.canvas.document.graph.nodes]
        if nodes:
            node = nodes[self._next % len(nodes)]
            self._next += 1
            select.select_nodes(self.canvas.document, [str(node)])
            self.canvas.centre_on(str(node))

    def _hide(self) -> None:
        self._closed = self.faults


def _told(fault: Fault) -> str:
    return f"{told(fault)}. {fault.todo}" if fault.todo else told(fault)
