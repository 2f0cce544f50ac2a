"""The inspector's page of one node: name, help, faults, settings, sockets."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dearpygui.dearpygui as dpg

from app.describe import summary
from app.document.commands import edits
from app.document.fields import InFile, Lines, field_of
from app.editor.colours import title_token
from app.editor.fields import FieldView, build_field
from app.editor.fields.wording import label
from app.editor.fonts import HEADING, SMALL, text_width
from app.editor.panels.inspector.filepicture import FilePicture
from app.editor.panels.inspector.parts import WIDTH, BareText, Section, caption, fault_box, paragraph
from app.editor.panels.inspector.sockets import add_row, socket_rows
from app.editor.pen import Pen
from app.editor.pictures import Pictures
from app.editor.tooltips import Spot, Tip, setting_tip
from nodegraph.errors import EditError, Fault
from nodegraph.graph import End, Graph
from nodegraph.nodetype import NodeType, Parameter

if TYPE_CHECKING:
    from app.editor.editor import Editor

LABELS = 98
SQUARE = 16
LONGEST_ID = 120


class NodePage:
    """Follows one node; each section is built anew only when what it shows has changed."""

    def __init__(self, editor: "Editor", parent: int, node: str, pictures: Pictures) -> None:
        self.editor, self.node, self.pictures = editor, node, pictures
        self.fields: list[FieldView] = []
        self._names: dict[str, Pen] = {}
        self._own: dict[str, bool] = {}
        self._files: dict[str, FilePicture] = {}
        self._header, self._help, self._faults, self._settings, self._sockets = (Section(parent) for _ in range(5))

    def update(self) -> None:
        graph = self.editor.session.document.graph
        kind, node = graph.type_of(self.node), graph.nodes[self.node]
        title = str(node.extra.get("title") or (kind.label if kind else node.type))
        faults = faults_of(self.editor, self.node)
        rows = socket_rows(graph, self.node, faults)
        self._header.show((title, kind is None), lambda item: self._build_header(item, title, kind))
        self._help.show(node.type, lambda item: self._build_help(item, kind))
        warnings = self.editor.session.state.warned(self.node)
        self._faults.show((*faults, None, *warnings), lambda item: self._build_faults(item, faults, warnings))
        self._settings.show(node.type, lambda item: self._build_settings(item, kind, graph))
        self._sockets.show(tuple(rows), lambda item: self._build_sockets(item, rows))
        self._follow(graph)

    def refresh(self) -> None:
        """A run went on: what wires bring may have changed."""
        for view in self.fields:
            view.refresh()

    def _build_header(self, item: int, title: str, kind: NodeType | None) -> None:
        editor, px = self.editor, self.editor.theme.px
        row = dpg.add_group(parent=item, horizontal=True, horizontal_spacing=0)
        square = dpg.add_drawlist(px(SQUARE), px(26), parent=row)
        pen = Pen(editor, int(square))
        pen.box(0, 8, 11, 11, title_token(kind.category) if kind else "raised", "" if kind else "muted", 3)
        id_width = min(text_width(self.node) + 5, LONGEST_ID)
        BareText(
            editor,
            row,
            title,
            self._set_title,
            width=WIDTH - SQUARE - id_width - 4,
            size=HEADING,
            weight="semibold",
            tip="The node's title. Empty for its type's.",
        )
        dpg.add_spacer(width=px(4), parent=row)
        tip = "The node's id, as files and the command line name it."
        self.id = BareText(editor, row, self.node, self._rename, width=id_width, token="muted", tip=tip)

    def _build_help(self, item: int, kind: NodeType | None) -> None:
        if kind is None:
            text = "This type is not installed. The node, its settings and its wires are kept and saved as they are."
            paragraph(self.editor, item, text)
        elif kind.doc:
            paragraph(self.editor, item, summary(kind))

    def _build_faults(self, item: int, faults: list[Fault], warnings: list[Fault]) -> None:
        for fault in faults:
            fault_box(self.editor, item, fault)
        for warning in warnings:
            fault_box(self.editor, item, warning, warns=True)

    def _build_settings(self, item: int, kind: NodeType | None, graph: Graph) -> None:
        self.fields, self._names, self._own, self._files = [], {}, {}, {}
        if kind is None or not kind.settings:
            self._build_strange(item, graph)
            return
        caption(self.editor, item, "Settings", "sweep")  # above the switches
        for parameter in kind.settings:
            self.fields.append(self._add_setting(item, parameter, graph))
        self._build_strange(item, graph)

    def _add_setting(self, item: int, parameter: Parameter, graph: Graph) -> FieldView:
        px = self.editor.theme.px
        wide = isinstance(field_of(parameter), Lines)
        row = int(dpg.add_group(parent=item, horizontal=not wide, horizontal_spacing=0))
        self._add_name(row, parameter, WIDTH if wide else LABELS)
        value, wired = _held(graph, self.node, parameter)
        width = px(WIDTH if wide else WIDTH - LABELS)
        view = build_field(
            self.editor, self.node, parameter, value, parent=row, width=width, compact=False, wired=wired
        )
        if isinstance(view.field, InFile) and not view.field.folder:
            self._files[parameter.name] = FilePicture(self.editor, item, self.pictures, LABELS)
        return view

    def _add_name(self, row: int, parameter: Parameter, width: float) -> None:
        px = self.editor.theme.px
        name = Pen(self.editor, int(dpg.add_drawlist(px(width), px(26), parent=row)))
        self._names[parameter.name] = name
        tip = Spot(lambda: self._tip(parameter), right=self._reset(parameter))
        self.editor.tooltips.attach(name.parent, tip)

    def _build_strange(self, item: int, graph: Graph) -> None:
        """Settings that this version does not know: they are kept, and shown."""
        kind = graph.type_of(self.node)
        known = kind.named_settings if kind else {}
        strange = {name: value for name, value in graph.nodes[self.node].params.items() if name not in known}
        if strange:
            caption(self.editor, item, "Kept as they are")
        for name, value in strange.items():
            paragraph(self.editor, item, f"{name}: {value}", "faint")

    def _build_sockets(self, item: int, rows: list[Any]) -> None:
        if rows:
            caption(self.editor, item, "Sockets")
        holder = dpg.add_group(parent=item)
        self.editor.theme.bind(holder, "bare")
        for row in rows:
            add_row(self.editor, holder, row)

    def _follow(self, graph: Graph) -> None:
        for view in self.fields:
            value, wired = _held(graph, self.node, view.parameter)
            view.set_wired(wired)
            view.set(value)
            if view.parameter.name in self._files:
                self._files[view.parameter.name].show(None if wired else value)
            self._mark(view.parameter, view.parameter.name in graph.nodes[self.node].params)

    def _mark(self, parameter: Parameter, own: bool) -> None:
        """The names of settings that have a value of their own stand out."""
        if self._own.get(parameter.name) != own:
            self._own[parameter.name] = own
            pen = self._names[parameter.name]
            pen.clear()
            pen.text(0, 5, label(parameter), "text" if own else "muted", width=LABELS - 4)
            field = field_of(parameter)
            if isinstance(field, Lines) and field.placeholder and not own:
                pen.text(WIDTH, 6, f"such as {field.placeholder}", "faint", size=SMALL, right=True)

    def _tip(self, parameter: Parameter) -> Tip:
        tip = setting_tip(parameter)
        return replace(tip, facts=f"{tip.facts}\n{_back(parameter)}") if self._own[parameter.name] else tip

    def _set_title(self, title: str) -> None:
        self._attempt(lambda: edits.set_title(self.editor.session.document, self.node, title))

    def _rename(self, name: str) -> None:
        self._attempt(lambda: self.editor.session.rename(self.node, name))

    def _reset(self, parameter: Parameter) -> Callable[[], None]:
        return lambda: self._attempt(lambda: edits.unset(self.editor.session.document, self.node, parameter.name))

    def _attempt(self, command: Callable[[], object]) -> None:
        try:
            command()
        except EditError as error:
            self.editor.session.say(str(error), "error")


def faults_of(editor: "Editor", node: str) -> list[Fault]:
    """What keeps a node from running, and what stopped it in the last run."""
    session = editor.session
    stopped = session.state.error
    found = [fault for fault in session.faults if fault.node == node]
    return [*found, stopped] if stopped and stopped.node == node and stopped not in found else found


def _back(parameter: Parameter) -> str:
    return "Right-click to clear it" if parameter.required else "Right-click for the default"


def _held(graph: Graph, node: str, parameter: Parameter) -> tuple[Any, End | None]:
    """A setting's value in the file or its default, and its wire."""
    return graph.nodes[node].params.get(parameter.name, parameter.default), graph.source(End(node, parameter.name))
