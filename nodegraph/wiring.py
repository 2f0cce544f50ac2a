"""Which type a socket has once type variables are settled by what is wired."""

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from nodegraph.graph import End, Graph
    from nodegraph.nodetype import NodeType


def source_type(graph: "Graph", tail: "End") -> Any:
    """The type an output gives: a type variable becomes what the first wired input of that variable brings.

    A variable that nothing settles yet is returned as it is; a node of a missing type gives Any.
    """
    seen = set()
    while tail not in seen:
        seen.add(tail)
        kind = graph.type_of(tail.node)
        output = kind.output(tail.socket) if kind else None
        if kind is None or output is None:
            return Any
        if not isinstance(output.hint, TypeVar):
            return output.hint
        deciding = _deciding(graph, tail.node, kind, output.hint)
        if deciding is None:
            return output.hint
        tail = deciding
    return Any


def _deciding(graph: "Graph", node: str, kind: "NodeType", variable: TypeVar) -> "End | None":
    """The source of the first wired input that shares the variable."""
    wired = {link.target.socket: link.source for link in graph.into(node)}
    for parameter in kind.inputs:
        if parameter.hint is variable:
            name = f"{parameter.name}[0]" if parameter.growing else parameter.name
            if name in wired:
                return wired[name]
    return None


def bypassed(kind: "NodeType", output: Any, wired: "dict[str, End]") -> "End | None":
    """What stands in for an output of a bypassed node: the source of its first input of the same hint."""
    for parameter in kind.inputs:
        if parameter.hint is output or parameter.hint == output:
            name = f"{parameter.name}[0]" if parameter.growing else parameter.name
            if name in wired:
                return wired[name]
    return None
