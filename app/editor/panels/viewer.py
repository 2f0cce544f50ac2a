"""The viewer: whose picture, the picture itself, and the ways to look at it."""

import time
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import BODY
from app.editor.panels.large import LargeViewer
from app.editor.panels.picture import SIDE, ViewerPicture
from app.editor.panels.tools import BUTTON, WIDTH, Options, Tools, icon_button, text_cell
from app.looking.viewing import Viewing

if TYPE_CHECKING:
    from app.editor.editor import Editor

FOLLOW = "follow the run"
COMBO = 128
PERIOD = 0.1  # seconds between two pictures of a run


class Viewer:
    """Shows what `viewing` says; the scrubber and the large viewer follow the same."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor = editor
        self.viewing = Viewing(editor.session.results, editor.session.state)
        self.group = int(dpg.add_group(parent=parent))
        self._head()
        self.picture = ViewerPicture(editor, self.group, self.viewing)
        self._tool_row()
        self.options = Options(editor, self.viewing, self.group, SIDE)
        self.large = LargeViewer(editor, self.viewing, lambda: self.picture.side)
        self._seen: tuple[object, ...] = ()
        self._drawn_at = 0.0
        self._document = editor.session.document

    def show(self, node: str) -> None:
        """Look at a node from now on; "" follows the run."""
        self.viewing.choose(node)

    def press(self, tool: str) -> None:
        """Press one of `tools.TOOLS`: flip, mirror, rotate, both, compare, afar, grid."""
        self.tools.press(tool)

    def open_large(self) -> None:
        self.large.open()

    def update(self) -> None:
        self._watch_document()
        self.picture.update()
        if self.picture.is_opened:
            self.picture.is_opened = False
            self.open_large()
        if self._is_due():
            self._refresh()
        self.large.update()

    def _watch_document(self) -> None:
        """In another document nothing of what was looked at is there."""
        document = self.editor.session.document
        if self._document is not document:
            self._document = document
            self.viewing.reset()

    def _is_due(self) -> bool:
        """Whether something is to be drawn: at once what the user did, now and then what a run shows."""
        session = self.editor.session
        mine = (self.viewing.revision, self.editor.theme.revision)
        seen = (*mine, session.results.revision, session.state.phase, session.document.revision)
        hurried = mine != self._seen[: len(mine)]
        if seen == self._seen or (not hurried and time.monotonic() - self._drawn_at < PERIOD):
            return False
        self._seen = seen
        return True

    def _refresh(self) -> None:
        self._drawn_at = time.monotonic()
        graph = self.editor.session.document.graph
        dpg.configure_item(self.who, items=[FOLLOW, *self.viewing.nodes(graph)])
        dpg.set_value(self.who, self.viewing.looked_at(graph) or "nothing yet")
        self.tools.refresh()
        self.options.refresh()
        self.picture.draw()
        self.large.changed()

    def _head(self) -> None:
        px = self.editor.theme.px
        with dpg.group(horizontal=True, parent=self.group, horizontal_spacing=0):
            title = text_cell(self.editor, SIDE - COMBO, 26, BODY, "semibold")
            self.who = int(dpg.add_combo([], width=px(COMBO), callback=lambda _, name: self._choose(name)))
        dpg.set_value(title, "Viewer")
        self.editor.tooltips.explain(self.who, "Whose picture is shown")

    def _choose(self, name: str) -> None:
        self.viewing.choose("" if name == FOLLOW else name)

    def _tool_row(self) -> None:
        with dpg.group(horizontal=True, parent=self.group, horizontal_spacing=0):
            self.tools = Tools(self.editor, self.viewing)
            dpg.add_spacer(width=self.editor.theme.px(SIDE - BUTTON - WIDTH))
            icon_button(self.editor, "open_in_full", "Large viewer", self.open_large)
