"""The inspector's list of sockets: where each leads; a click goes there."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any, TypeVar

from app.editor.fields.wires import go_to
from app.editor.panels.inspector.parts import WIDTH, canvas, fitted
from app.editor.tooltips import Spot, Tip, socket_tip
from nodegraph.errors import Fault
from nodegraph.graph import End, Graph
from nodegraph.nodetype import NodeType, Parameter
from nodegraph.sockets import SocketType, alternatives, socket_type
from nodegraph.wiring import sockets_of, source_type, wanted_type

if TYPE_CHECKING:
    from app.editor.editor import Editor

ROW = 25


@dataclass(frozen=True)
class SocketRow:
    """One socket as the list shows it: `leads` says where, `ends` are the other ends of its wires."""

    end: End
    name: str
    look: SocketType
    leads: str
    ends: tuple[End, ...] = ()
    output: bool = False
    faulty: bool = False


def socket_rows(graph: Graph, node: str, faults: list[Fault]) -> list[SocketRow]:
    """A node's sockets in order: inputs, then outputs. Settings have rows of their own."""
    kind = graph.type_of(node)
    if kind is None:
        return _wires_of_missing(graph, node)
    faulty = {fault.socket for fault in faults}
    wired = {link.target.socket: link.source for link in graph.into(node)}
    rows = [_input(graph, node, each, socket, wired, faulty) for each in kind.inputs for socket in _places(each, wired)]
    return rows + _outputs(graph, node, kind)


def _places(parameter: Parameter, wired: dict[str, End]) -> list[str]:
    if not parameter.growing:
        return [parameter.name]
    taken = sockets_of(parameter, wired)
    return [*taken, f"{parameter.name}[{len(taken)}]"]


def _input(
    graph: Graph, node: str, parameter: Parameter, socket: str, wired: dict[str, End], faulty: set[str | None]
) -> SocketRow:
    end, source = End(node, socket), wired.get(socket)
    wanted = wanted_type(graph, end, parameter.hint)
    look = _look(source_type(graph, source) if source and isinstance(wanted, TypeVar) else wanted)
    wrong = socket in faulty or (parameter.growing and socket.endswith("[0]") and parameter.name in faulty)
    leads = str(source) if source else "add" if parameter.growing else "not set" if parameter.required else "optional"
    return SocketRow(end, socket, look, leads, (source,) if source else (), faulty=wrong)


def _outputs(graph: Graph, node: str, kind: NodeType) -> list[SocketRow]:
    goals: dict[str, list[End]] = {}
    for link in graph.out_of(node):
        goals.setdefault(link.source.socket, []).append(link.target)
    return [_output(graph, End(node, each.name), goals.get(each.name, [])) for each in kind.outputs]


def _output(graph: Graph, end: End, goals: list[End]) -> SocketRow:
    leads = "not used" if not goals else str(goals[0]) if len(goals) == 1 else f"{len(goals)} wires"
    return SocketRow(end, end.socket, _look(source_type(graph, end)), leads, tuple(goals), output=True)


def _look(hint: Any) -> SocketType:
    """The look of a hint; that None is allowed does not change it."""
    options = alternatives(hint)
    return socket_type(options[0] if len(options) == 1 else hint)


def _wires_of_missing(graph: Graph, node: str) -> list[SocketRow]:
    look = socket_type(Any)
    taken = [
        SocketRow(link.target, link.target.socket, look, str(link.source), (link.source,)) for link in graph.into(node)
    ]
    return taken + [
        SocketRow(link.source, link.source.socket, look, str(link.target), (link.target,), output=True)
        for link in graph.out_of(node)
    ]


def add_row(editor: "Editor", parent: int, row: SocketRow) -> int:
    """One row: pin, name, and on the right where it leads."""
    pen = canvas(editor, parent, ROW)
    pen.pin(5, ROW / 2, row.look)
    name, wide = fitted(row.name, WIDTH / 2)
    pen.text(18, 4, name, "error" if row.faulty else "text" if row.ends else "muted")
    leads, _ = fitted(row.leads, WIDTH - 30 - wide)
    pen.text(WIDTH, 4, leads, "error" if row.faulty else "muted" if row.ends else "faint", right=True)
    jump = _jump(editor, row) if row.ends else None
    return editor.tooltips.attach(pen.parent, Spot(_tip(editor, row), jump))


def _jump(editor: "Editor", row: SocketRow) -> Callable[[], None]:
    """To the next of its wires' other ends."""
    ends = cycle(row.ends)
    return lambda: go_to(editor, next(ends).node)


def _tip(editor: "Editor", row: SocketRow) -> Callable[[], Tip]:
    return lambda: socket_tip(editor.session.document.graph, row.end, output=row.output)
