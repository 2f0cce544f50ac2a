"""Which sockets of a graph a dragged pin can go to."""

from collections.abc import Iterator, Set
from typing import Any

from nodegraph.errors import EditError
from nodegraph.graph import End, Graph, Link
from nodegraph.nodetype import Parameter
from nodegraph.sockets import conversion
from nodegraph.wiring import sockets_of, source_type, wanted_type


def links_that_fit(graph: Graph, source: End | None = None, target: End | None = None) -> set[End]:
    """Where a pin dragged from an output (or from an input) can be let go: the inputs (or the outputs).

    A growing row counts by its wired sockets and the next free one.
    """
    indexed = _Indexed(graph)
    if source is not None:
        return _landings(indexed, source, graph.nodes.keys())
    return _origins(indexed, target) if target is not None else set()


def why_not(graph: Graph, source: End, target: End) -> str:
    """One line on why the link cannot be; "" where it can."""
    try:
        graph.copy().link(source, target)
    except EditError as error:
        return str(error)
    return ""


def wanted(graph: Graph, target: End) -> Any:
    """The type an input takes; None where there is no such input."""
    kind = graph.type_of(target.node) if target.node in graph.nodes else None
    parameter = kind.parameter(target.socket) if kind else None
    return None if parameter is None else wanted_type(graph, target, parameter.hint)


class _Indexed(Graph):
    """The same graph for reading, which finds the links into a node without a walk over all of them."""

    def __init__(self, graph: Graph):
        super().__init__(graph.registry, graph.nodes, graph.links, graph.extra)
        self.wires: dict[str, list[Link]] = {}
        for link in graph.links:
            self.wires.setdefault(link.target.node, []).append(link)

    def into(self, node: str) -> Iterator[Link]:
        return iter(self.wires.get(node, ()))


def _landings(graph: _Indexed, source: End, nodes: Set[str]) -> set[End]:
    given = source_type(graph, source)
    above = _reached(source.node, {node: [link.source.node for link in links] for node, links in graph.wires.items()})
    return {
        End(node, socket)
        for node in nodes - above
        for parameter in _parameters(graph, node)
        if conversion(given, parameter.hint) is not None
        for socket in sockets_shown(graph, node, parameter)
        if conversion(given, wanted(graph, End(node, socket))) is not None
    }


def _origins(graph: _Indexed, target: End) -> set[End]:
    hint = wanted(graph, target)
    after: dict[str, list[str]] = {}
    for link in graph.links:
        after.setdefault(link.source.node, []).append(link.target.node)
    return {
        End(node, socket)
        for node in graph.nodes.keys() - _reached(target.node, after)
        for socket in _outputs(graph, node)
        if hint is not None and conversion(source_type(graph, End(node, socket)), hint) is not None
    }


def _reached(start: str, onward: dict[str, list[str]]) -> set[str]:
    """A node and all that can be reached from it."""
    seen, waiting = {start}, [start]
    while waiting:
        new = [node for node in onward.get(waiting.pop(), ()) if node not in seen]
        seen.update(new)
        waiting += new
    return seen


def _parameters(graph: Graph, node: str) -> tuple[Parameter, ...]:
    kind = graph.type_of(node)
    return (*kind.inputs, *kind.settings) if kind else ()


def sockets_shown(graph: Graph, node: str, parameter: Parameter) -> list[str]:
    """The sockets of a parameter: one, or of a growing row the wired ones and the next."""
    if not parameter.growing:
        return [parameter.name]
    row = sockets_of(parameter, (link.target.socket for link in graph.into(node)))
    return [*row, graph.grow(node, parameter.name).socket]


def _outputs(graph: Graph, node: str) -> list[str]:
    """A missing type has the outputs that are wired."""
    kind = graph.type_of(node)
    if kind is not None:
        return [each.name for each in kind.outputs]
    return list(dict.fromkeys(link.source.socket for link in graph.out_of(node)))
