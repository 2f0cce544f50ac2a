"""Where nodes would go in an automatic layout: the graph seen as boxes and wires."""

from collections import Counter
from collections.abc import Collection

from app.document.decoration import Place
from app.document.document import Document
from app.document.geometry import ID_LINE, pin_height, size_of
from app.document.layout.blocks import Loop, lay_out
from app.document.layout.wires import Wire
from app.document.zones import bodies
from nodegraph.graph import Graph, Link


def arranged(doc: Document, nodes: Collection[str] | None = None) -> dict[str, Place]:
    """A place for every node (or for some, as if there were no others), counted from (0, 0)."""
    graph = doc.graph
    names = [node for node in graph.nodes if nodes is None or node in nodes]
    sizes = {node: size_of(doc, node) for node in names}
    boxes = {node: (width, height + ID_LINE) for node, (width, height) in sizes.items()}
    chosen = set(names)
    links = [link for link in graph.links if link.source.node in chosen and link.target.node in chosen]
    fans = Counter(link.source for link in links)
    wires = [_wire(graph, link, sizes, 1 / fans[link.source]) for link in links]
    found = lay_out(boxes, wires, _loops(graph, chosen), {node: graph.nodes[node].type for node in names})
    return {node: (x, y + ID_LINE) for node, (x, y) in found.items()}


def _wire(graph: Graph, link: Link, sizes: dict[str, Place], weight: float) -> Wire:
    tail, head = sizes[link.source.node], sizes[link.target.node]
    out = (tail[0], ID_LINE + pin_height(graph, link.source, True, tail))
    into = (0.0, ID_LINE + pin_height(graph, link.target, False, head))
    return Wire(link.source.node, link.target.node, out, into, weight)


def _loops(graph: Graph, chosen: set[str]) -> list[Loop]:
    whole = ((body, frozenset(body.members & chosen)) for body in bodies(graph) if body.step in chosen)
    return [Loop(body.step, body.sampler if body.sampler in members else "", members) for body, members in whole]
