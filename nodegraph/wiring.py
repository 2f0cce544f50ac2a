"""Which type a socket has once type variables are settled by what is wired."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from nodegraph.nodetype import NodeType, Parameter, place_in_row
from nodegraph.sockets import admitted

if TYPE_CHECKING:
    from nodegraph.graph import End, Graph


def source_type(graph: "Graph", tail: "End") -> Any:
    """The type an output gives: a type variable becomes what the first wired input of that variable brings.

    A variable that nothing settles yet is returned as it is; a node of a missing type gives Any.
    """
    passed: dict[End, TypeVar] = {}
    hint = _output_hint(graph, tail)
    while isinstance(hint, TypeVar) and (deciding := _deciding(graph, tail, hint)) is not None:
        passed[tail] = hint
        tail, hint = deciding, Any if deciding in passed else _output_hint(graph, deciding)
    for variable in reversed(passed.values()):
        hint = admitted(hint, variable) or variable
    return hint


def wanted_type(graph: "Graph", head: "End", hint: Any) -> Any:
    """The type an input takes: a type variable becomes what the other wired inputs of that variable bring."""
    kind = graph.type_of(head.node)
    if kind is None or not isinstance(hint, TypeVar):
        return hint
    others = {socket: tail for socket, tail in _wired(graph, head.node).items() if socket != head.socket}
    deciding = standing_for(kind, hint, others)
    return hint if deciding is None else admitted(source_type(graph, deciding), hint) or hint


def standing_for(kind: NodeType, hint: Any, wired: "Mapping[str, End]") -> "End | None":
    """The source of the first wired input of this hint: it settles a variable, or goes through a bypassed node."""
    sockets = (socket for each in kind.inputs if each.hint == hint for socket in sockets_of(each, wired))
    return next((wired[socket] for socket in sockets), None)


def sockets_of(parameter: Parameter, wired: Iterable[str]) -> list[str]:
    """Which of the wired sockets are the parameter's, in order."""
    if not parameter.growing:
        return [parameter.name] if parameter.name in wired else []
    found = ((place_in_row(socket), socket) for socket in wired)
    row = [(place[1], socket) for place, socket in found if place and place[0] == parameter.name]
    return [socket for _, socket in sorted(row)]


def _output_hint(graph: "Graph", tail: "End") -> Any:
    kind = graph.type_of(tail.node)
    output = kind.output(tail.socket) if kind else None
    return output.hint if output else Any


def _deciding(graph: "Graph", tail: "End", variable: TypeVar) -> "End | None":
    kind = graph.type_of(tail.node)
    return standing_for(kind, variable, _wired(graph, tail.node)) if kind else None


def _wired(graph: "Graph", node: str) -> "dict[str, End]":
    return {link.target.socket: link.source for link in graph.into(node)}
