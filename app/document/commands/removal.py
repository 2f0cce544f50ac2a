"""Deleting what is selected, with or without leading wires around the gap."""

from app.document.decoration import remove_at, remove_dots
from app.document.document import NOTHING, Document
from nodegraph.errors import EditError
from nodegraph.graph import End, Graph, Link
from nodegraph.nodetype import place_in_row
from nodegraph.sockets import conversion
from nodegraph.wiring import source_type, wanted_type


def delete(doc: Document, reconnect: bool = False) -> None:
    """Delete what is selected. With `reconnect`, what came into a deleted node goes on to where its output went, as
    far as the types fit. A dot is taken out of its wires, which stay."""
    chosen = doc.selection
    if not chosen:
        raise EditError("nothing is selected. Click something first.")
    with doc.edit("delete") as graph:
        remove_dots(graph, chosen.dots)
        for target in sorted(chosen.links, key=_late_sockets_first):
            if graph.source(target) is not None:
                graph.unlink(target)
        _remove(graph, [node for node in graph.nodes if node in chosen.nodes], reconnect)
        remove_at(graph, "frames", chosen.frames)
        remove_at(graph, "notes", chosen.notes)
        doc.select(NOTHING)


def _late_sockets_first(target: End) -> int:
    """A growing row moves up when a socket goes: taken from its end, the others keep their names."""
    place = place_in_row(target.socket)
    return -place[1] if place else 0


def _remove(graph: Graph, nodes: list[str], reconnect: bool) -> None:
    if reconnect:
        _bridge(graph, frozenset(nodes))
    for node in nodes:
        graph.remove(node)


def _bridge(graph: Graph, gone: frozenset[str]) -> None:
    for link in list(graph.links):
        if link.source.node in gone and link.target.node not in gone:
            source = _beyond(graph, link, gone)
            if source is not None:
                _relink(graph, source, link)


def _relink(graph: Graph, source: End, link: Link) -> None:
    try:
        graph.link(source, link.target).extra = link.extra
    except EditError:  # a file may hold wires that no edit would make: those end with their node
        return


def _beyond(graph: Graph, link: Link, gone: frozenset[str]) -> End | None:
    """What comes into the deleted nodes and can take the place of a wire out of them."""
    seen: set[End] = set()
    waiting = [link.source]
    while waiting:
        tail = waiting.pop(0)
        if tail.node not in gone:
            if _fits(graph, tail, link.target):
                return tail
        elif tail not in seen:
            seen.add(tail)
            waiting += _through(graph, tail)
    return None


def _fits(graph: Graph, source: End, target: End) -> bool:
    kind = graph.type_of(target.node) if target.node in graph.nodes else None
    found = kind.parameter(target.socket) if kind else None
    return (
        found is not None and conversion(source_type(graph, source), wanted_type(graph, target, found.hint)) is not None
    )


def _through(graph: Graph, tail: End) -> list[End]:
    """What feeds a node's inputs, those of the output's own type first."""
    kind = graph.type_of(tail.node)
    output = kind.output(tail.socket) if kind else None
    hints = {each.name: each.hint for each in kind.inputs} if kind else {}
    wires = [link for link in graph.into(tail.node) if kind is None or _row(link.target.socket) in hints]
    return [link.source for link in sorted(wires, key=lambda each: _unlike(each, hints, output))]


def _unlike(link: Link, hints: dict[str, object], output: object) -> bool:
    return hints.get(_row(link.target.socket)) != getattr(output, "hint", None)


def _row(socket: str) -> str:
    place = place_in_row(socket)
    return place[0] if place else socket
