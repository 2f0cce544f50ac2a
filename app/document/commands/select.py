"""What commands act on: choosing more of it, less of it, what hangs together."""

from collections.abc import Iterable

from app.document.decoration import dots, frames, notes
from app.document.document import NOTHING, Document, Selection
from nodegraph.errors import EditError

Ways = dict[str, set[str]]


def select_all(doc: Document) -> None:
    doc.select(_everything(doc))


def select_none(doc: Document) -> None:
    doc.select(NOTHING)


def select_nodes(doc: Document, nodes: Iterable[str]) -> None:
    """These nodes and nothing else; ids that are not there are passed over."""
    doc.select(Selection(nodes=frozenset(nodes) & doc.graph.nodes.keys()))


def invert(doc: Document) -> None:
    """Nodes, frames and notes that were not selected."""
    whole, was = _everything(doc), doc.selection
    nodes, frames = whole.nodes - was.nodes, whole.frames - was.frames
    doc.select(Selection(nodes, frames=frames, notes=whole.notes - was.notes))


def select_upstream(doc: Document) -> None:
    """The selected nodes and all that they depend on."""
    _spread(doc, [_ways(doc, back=True)])


def select_downstream(doc: Document) -> None:
    """The selected nodes and all that depends on them."""
    _spread(doc, [_ways(doc, back=False)])


def select_linked(doc: Document) -> None:
    """All that is joined with the selected nodes by wires, in either direction."""
    _spread(doc, [_ways(doc, back=True), _ways(doc, back=False)])


def _everything(doc: Document) -> Selection:
    graph = doc.graph
    links = frozenset(link.target for link in graph.links)
    return Selection(
        frozenset(graph.nodes), links, frozenset(dots(graph)), frozenset(frames(graph)), frozenset(notes(graph))
    )


def _ways(doc: Document, *, back: bool) -> Ways:
    ways: Ways = {}
    for link in doc.graph.links:
        start, goal = (link.target, link.source) if back else (link.source, link.target)
        ways.setdefault(start.node, set()).add(goal.node)
    return ways


def _spread(doc: Document, ways: list[Ways]) -> None:
    if not doc.selection.nodes:
        raise EditError("no node is selected. Click one first.")
    seen, waiting = set(doc.selection.nodes), list(doc.selection.nodes)
    while waiting:
        node = waiting.pop()
        new = {near for way in ways for near in way.get(node, ())} - seen
        seen |= new
        waiting += new
    select_nodes(doc, seen)
