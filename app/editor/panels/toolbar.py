"""The toolbar: which file, and the commands that are wanted most."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import BODY, cut, text_width
from app.editor.icons import icon
from app.editor.panels.buttons import ActionButton, icon_button, on_change
from app.editor.pen import Pen

if TYPE_CHECKING:
    from app.editor.editor import Editor

TOP, LINE = 4, 10  # of buttons, of texts
GAP, GROUP = 3, 8
PERCENT = 46


class Toolbar:
    """File name and state on the left, buttons on the right."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor, self.parent = editor, parent
        self._pen = Pen(editor, int(dpg.add_draw_layer(parent=parent)))
        self._add = ActionButton(
            editor, parent, "add node", f"{icon('add')} Add node", (104, 28), look="button", font=(BODY, "medium")
        )
        self._groups = [
            [icon_button(editor, parent, id, name) for id, name in group]
            for group in (
                (("undo", "undo"), ("redo", "redo"), ("layout", "account_tree")),
                (("zoom out", "remove"), ("zoom in", "add"), ("frame all", "fit_screen")),
            )
        ]
        self._percent = ActionButton(editor, parent, "zoom reset", "100%", (PERCENT, 28), font=(BODY - 1, "regular"))
        self._changed = on_change(self._look)

    def update(self) -> None:
        """Follow the file, what can be done and the zoom."""
        for button in (self._add, *self._groups[0], *self._groups[1]):
            button.update()
        if self._changed():
            self._draw()

    def _look(self) -> object:
        document = self.editor.session.document
        width = dpg.get_item_width(self.parent)
        zoom = round(self.editor.canvas.zoom * 100)
        return width, document.path, document.dirty, zoom, self.editor.theme.revision

    def _draw(self) -> None:
        width = dpg.get_item_width(self.parent) / self.editor.theme.scale
        self._pen.clear()
        left = self._place_buttons(width)
        self._name(left - 24)
        dpg.configure_item(self._percent.item, label=f"{round(self.editor.canvas.zoom * 100)}%")

    def _place_buttons(self, width: float) -> float:
        """From the right edge leftwards; returns where they begin."""
        first, second = self._groups
        lengths = [104, 3 * 28 + 2 * GAP, 3 * 28 + PERCENT + 3 * GAP]
        left = x = width - 12 - sum(lengths) - 2 * (2 * GROUP + 1)
        x = self._line(self._add.place(x, TOP))
        for button in first:
            x = button.place(x, TOP) + GAP
        x = self._line(x - GAP)
        out, into, whole = second
        x = out.place(x, TOP) + GAP
        x = self._percent.place(x, TOP) + GAP
        x = into.place(x, TOP) + GAP
        whole.place(x, TOP)
        return left

    def _line(self, x: float) -> float:
        self._pen.line(x + GROUP, 10, x + GROUP, 26)
        return x + 2 * GROUP + 1

    def _name(self, width: float) -> None:
        document = self.editor.session.document
        name = document.name
        self._pen.icon(14, LINE - 1.5, "account_tree", size=BODY + 2)
        shown = cut(name, max(40, width - 110), BODY, "semibold")
        self._pen.text(38, LINE, shown, weight="semibold")
        x = 38 + text_width(shown, BODY, "semibold") + 8
        if document.dirty:
            self._dot(x + 3, LINE + 8.5)
            self._pen.text(x + 12, LINE, "edited", "muted")

    def _dot(self, x: float, y: float) -> None:
        theme, scale = self.editor.theme, self._pen.scale
        paint = theme.colour("warn")
        dpg.draw_circle((x * scale, y * scale), 3 * scale, color=paint, fill=paint, parent=self._pen.parent)
