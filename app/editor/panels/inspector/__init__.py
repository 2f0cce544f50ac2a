"""The inspector: what is selected, in words and fields."""

from typing import TYPE_CHECKING, Protocol

import dearpygui.dearpygui as dpg

from app.document.document import Selection
from app.editor.panels.inspector.node import NodePage
from app.editor.panels.inspector.others import FramePage, GraphPage, NotePage, SeveralPage
from app.editor.panels.inspector.parts import WIDTH
from app.editor.parts import Part
from app.editor.pictures import Pictures

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from app.editor.fields import FieldView

__all__ = ["Inspector"]

SCROLL_BAR = 6


class Page(Protocol):
    """What is shown of one thing."""

    def update(self) -> None: ...
    def refresh(self) -> None: ...


class Inspector:
    """Follows the selection. `update` does work only when document, faults, run or theme have changed."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor = editor
        _widen(editor, parent)
        self.item = int(dpg.add_group(parent=parent))
        self.pictures = Pictures(editor)
        self._page: Page | None = None
        self._what: tuple[object, ...] = ()
        self._seen: tuple[object, ...] = ()
        self._run = -1

    def update(self) -> None:
        self.pictures.update()
        session = self.editor.session
        document, state = session.document, session.state
        seen = (
            id(document),
            document.revision,
            document.selection,
            tuple(session.faults),
            state.error,
            tuple(state.warnings),
            self.pictures.revision,
        )
        what = (id(document), self.editor.theme.revision, *_subject(document.selection))
        if what != self._what:
            self._what = what
            self._turn_to(document.selection)
        elif seen == self._seen:
            self._refresh(state.revision)
            return
        self._seen = seen
        if self._page:
            self._page.update()

    def rename(self) -> None:
        """Put the keyboard into the id of the node that is shown."""
        if isinstance(self._page, NodePage):
            dpg.focus_item(self._page.id.item)

    def close(self) -> None:
        """End what reads pictures."""
        self.pictures.close()

    @property
    def fields(self) -> "list[FieldView]":
        """The fields of the node that is shown."""
        return self._page.fields if isinstance(self._page, NodePage) else []

    def _refresh(self, run: int) -> None:
        if run != self._run and self._page:
            self._run = run
            self._page.refresh()

    def _turn_to(self, selection: Selection) -> None:
        dpg.delete_item(self.item, children_only=True)
        match _subject(selection):
            case "node", str(node):
                self._page = NodePage(self.editor, self.item, node, self.pictures)
            case "frame", int(index):
                self._page = FramePage(self.editor, self.item, index)
            case "note", int(index):
                self._page = NotePage(self.editor, self.item, index)
            case ("several",):
                self._page = SeveralPage(self.editor, self.item)
            case _:
                self._page = GraphPage(self.editor, self.item)


def _subject(selection: Selection) -> tuple[object, ...]:
    """What a selection is about: a node, several of them, a frame, a note, or the graph."""
    if len(selection.nodes) == 1:
        return "node", *selection.nodes
    if selection.nodes:
        return ("several",)
    if len(selection.frames) == 1:
        return "frame", *selection.frames
    if len(selection.notes) == 1:
        return "note", *selection.notes
    return ("graph",)


def _widen(editor: "Editor", window: int) -> None:
    """Let the scroll bar stand in the panel's padding, so that it covers no field."""
    if "mvChildWindow" in dpg.get_item_type(window):
        dpg.configure_item(window, width=editor.theme.px(WIDTH + SCROLL_BAR))
        part = Part(dpg.mvAll, styles={dpg.mvStyleVar_ScrollbarSize: SCROLL_BAR})
        dpg.bind_item_theme(window, editor.theme.custom("inspector", part))
