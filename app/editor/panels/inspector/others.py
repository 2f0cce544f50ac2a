"""The inspector's pages of what is no single node: the graph, several nodes, a frame, a note."""

from functools import partial
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.commands.decor import set_frame, set_note
from app.document.commands.values import use_preset
from app.document.decoration import frames, notes
from app.editor.dialogs.button import button
from app.editor.fields import watch
from app.editor.fields.base import Place
from app.editor.fields.look import dress
from app.editor.fields.wires import go_to
from app.editor.fonts import HEADING
from app.editor.panels.inspector.parts import (
    WIDTH,
    BareText,
    Section,
    canvas,
    caption,
    fault_box,
    fitted,
    paragraph,
)
from app.editor.tooltips import Spot, Tip
from app.presets import is_put, presets
from nodegraph.errors import EditError, Fault
from nodegraph.graph import Graph

if TYPE_CHECKING:
    from app.editor.editor import Editor

SWATCHES = ("#3D93FF", "#2ED3BE", "#63D08A", "#B9E36C", "#F5C04A", "#FF8A3A", "#FF7A70", "#F558A8", "#C9B2FF")
LISTED = 40
NOTE_LINES = 6
PRESETS = 3  # shown, as many as stand side by side


class GraphPage:
    """Nothing is selected: the graph's title, its size, its faults."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor = editor
        self.boxes: list[int] = []
        self._header, self._presets, self._faults = Section(parent), Section(parent), Section(parent)

    def update(self) -> None:
        session = self.editor.session
        graph = session.document.graph
        path = session.document.path
        title = str(graph.extra.get("title", "")) or (path.stem if path else "Untitled graph")
        size = (len(graph.nodes), len(graph.links))
        faults = list(dict.fromkeys([*session.faults, *filter(None, [session.state.error])]))
        self._header.show((title, size), lambda item: self._build_header(item, title, size))
        offered = {name: is_put(graph, each) for name, each in presets(graph).items()}
        self._presets.show(tuple(offered.items()), lambda item: self._build_presets(item, offered))
        self._faults.show(tuple(faults), lambda item: self._build_faults(item, faults))

    def refresh(self) -> None:
        """Nothing here follows a run."""

    def _build_header(self, item: int, title: str, size: tuple[int, int]) -> None:
        tip = "The graph's title, as the library shows it"
        BareText(self.editor, item, title, self._set_title, width=WIDTH, size=HEADING, weight="semibold", tip=tip)
        words = f"{count(size[0], 'node')}, {count(size[1], 'link')}"
        paragraph(self.editor, item, words)
        paragraph(self.editor, item, "Select a node to see its settings." if size[0] else "Space adds a node.", "faint")

    def _build_presets(self, item: int, offered: dict[str, bool]) -> None:
        """A button for each, those pressed in whose values the settings have."""
        if not offered:
            return
        caption(self.editor, item, "Presets", "settings kept together")
        row = int(dpg.add_group(parent=item, horizontal=True, horizontal_spacing=self.editor.theme.px(6)))
        for name, chosen in list(offered.items())[:PRESETS]:
            label, _ = fitted(name, WIDTH / 4)
            look = "chip on" if chosen else "button"
            made = button(self.editor, row, label, partial(self._use, name), look)
            self.editor.tooltips.attach(made, Spot(partial(self._tip, name)))

    def _tip(self, name: str) -> Tip:
        kept = presets(self.editor.session.document.graph).get(name, {})
        return Tip(f"Preset {name}", "\n".join(f"{place} = {value}" for place, value in kept.items()))

    def _use(self, name: str) -> None:
        try:
            use_preset(self.editor.session.document, name)
        except EditError as error:
            self.editor.session.say(str(error), "error")

    def _build_faults(self, item: int, faults: list[Fault]) -> None:
        self.boxes = []
        if faults:
            caption(self.editor, item, count(len(faults), "fault"), "click to go there")
        for fault in faults:
            self.boxes.append(fault_box(self.editor, item, fault, jump=True))

    def _set_title(self, title: str) -> None:
        with self.editor.session.document.edit("title graph") as graph:
            graph.extra.pop("title", None)
            if title:
                graph.extra["title"] = title


class SeveralPage:
    """Several nodes are selected: which they are, each to be chosen alone."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor, self._list = editor, Section(parent)

    def update(self) -> None:
        document = self.editor.session.document
        chosen = [node for node in document.graph.nodes if node in document.selection.nodes]
        self._list.show(tuple(chosen), lambda item: self._build(item, chosen, document.graph))

    def refresh(self) -> None:
        """Nothing here follows a run."""

    def _build(self, item: int, chosen: list[str], graph: Graph) -> None:
        pen = canvas(self.editor, item, 30)
        pen.text(0, 4, count(len(chosen), "node"), size=HEADING, weight="semibold")
        for node in chosen[:LISTED]:
            kind = graph.type_of(node)
            pen = canvas(self.editor, item, 24)
            name, wide = fitted(node, WIDTH / 2)
            pen.text(0, 4, name)
            shown, _ = fitted(kind.label if kind else graph.nodes[node].type, WIDTH - wide - 12)
            pen.text(WIDTH, 4, shown, "muted", right=True)
            jump = (lambda each: lambda: go_to(self.editor, each))(node)
            self.editor.tooltips.attach(pen.parent, Spot(click=jump))
        if len(chosen) > LISTED:
            paragraph(self.editor, item, f"and {len(chosen) - LISTED} more", "faint")


class FramePage:
    """A frame: its title and colour."""

    def __init__(self, editor: "Editor", parent: int, index: int) -> None:
        self.editor, self.index, self._page = editor, index, Section(parent)

    def update(self) -> None:
        frame = frames(self.editor.session.document.graph).get(self.index)
        if frame:
            self._page.show((frame.title, frame.colour), lambda item: self._build(item, frame.title, frame.colour))

    def refresh(self) -> None:
        """Nothing here follows a run."""

    def _build(self, item: int, title: str, colour: str | None) -> None:
        BareText(self.editor, item, title, self._set_title, width=WIDTH, size=HEADING, weight="semibold", tip="Title")
        caption(self.editor, item, "Colour")
        row = dpg.add_group(parent=item, horizontal=True, horizontal_spacing=self.editor.theme.px(4))
        for each in (None, *SWATCHES):
            self._swatch(int(row), each, chosen=each == colour)

    def _swatch(self, row: int, colour: str | None, *, chosen: bool) -> None:
        px = self.editor.theme.px
        shade = (*bytes.fromhex((colour or "#000000")[1:]), 255 if colour else 0)
        square = int(dpg.add_drawlist(px(21), px(24), parent=row))
        line = self.editor.theme.colour("select" if chosen else "node line")
        dpg.draw_rectangle(
            (px(1), px(1)),
            (px(20), px(20)),
            fill=shade,
            color=line,
            thickness=2 if chosen else 1,
            rounding=5,
            parent=square,
        )
        tip = colour or "The theme's own colour"
        self.editor.tooltips.explain(square, tip, lambda: self._set_colour(colour))

    def _set_title(self, title: str) -> None:
        set_frame(self.editor.session.document, self.index, title=title)

    def _set_colour(self, colour: str | None) -> None:
        set_frame(self.editor.session.document, self.index, colour=colour)


class NotePage:
    """A note: its text."""

    def __init__(self, editor: "Editor", parent: int, index: int) -> None:
        self.editor, self.index = editor, index
        caption(editor, parent, "Note")
        px = editor.theme.px
        self._text = int(
            dpg.add_input_text(
                parent=parent,
                multiline=True,
                width=px(WIDTH),
                height=px(NOTE_LINES * 16 + 10),
                user_data=self,
                callback=lambda _, text: self._typed(text),
            )
        )
        dress(editor, self._text, "field", Place(px(WIDTH), compact=False, zoom=editor.fonts.scale))
        watch(editor).follow(self._text)

    def update(self) -> None:
        note = notes(self.editor.session.document.graph).get(self.index)
        if note and not dpg.is_item_active(self._text):
            dpg.set_value(self._text, note.text)

    def refresh(self) -> None:
        """Nothing here follows a run."""

    def let_go(self) -> None:
        """The user is done: the typing is one undo step."""
        self.editor.session.document.seal()

    def _typed(self, text: str) -> None:
        set_note(self.editor.session.document, self.index, merge=f"note {self.index}", text=text)


def count(number: int, what: str) -> str:
    """1 fault, 2 faults."""
    return f"{number} {what}{'' if number == 1 else 's'}"
