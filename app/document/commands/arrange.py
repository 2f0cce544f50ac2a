"""Putting nodes in order: aligned, evenly spaced, or laid out as a whole."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from app.document.arrangement import arranged
from app.document.commands.decor import HEADER, MARGIN, inside
from app.document.decoration import GRID, Place, frame_data, frames, note_data, notes, point, set_via
from app.document.document import Document
from app.document.geometry import ID_LINE, Box, around, box, box_of, size_of
from nodegraph.errors import EditError
from nodegraph.graph import Graph

Edge = Literal["left", "right", "top", "bottom", "centre", "middle"]
Direction = Literal["across", "down"]
GAP = 28.0
Move = Callable[[Box, Box], Place]
_ALIGN: Mapping[Edge, Move] = {
    "left": lambda each, whole: (whole.left, each.top),
    "right": lambda each, whole: (whole.right - each.width, each.top),
    "centre": lambda each, whole: ((whole.left + whole.right - each.width) / 2, each.top),
    "top": lambda each, whole: (each.left, whole.top),
    "bottom": lambda each, whole: (each.left, whole.bottom - each.height),
    "middle": lambda each, whole: (each.left, (whole.top + whole.bottom - each.height) / 2),
}


def snap(value: float) -> float:
    """The nearest line of the grid."""
    return round(value / GRID) * GRID


def align(doc: Document, edge: Edge) -> None:
    """Bring the selected nodes to one edge, or to one middle line (`centre` across, `middle` down)."""
    boxes = _chosen(doc, 2)
    whole = around(boxes.values())
    if whole is not None:
        _place(doc, "align", {node: _ALIGN[edge](each, whole) for node, each in boxes.items()})


def distribute(doc: Document, direction: Direction) -> None:
    """Equal gaps between the selected nodes; the outermost two stay."""
    boxes = _chosen(doc, 3)
    across = direction == "across"
    order = sorted(boxes, key=lambda node: boxes[node].left if across else boxes[node].top)
    starts = _spread([_span(boxes[node], across) for node in order])
    places = {
        node: (start, boxes[node].top) if across else (boxes[node].left, start)
        for node, start in zip(order, starts, strict=True)
    }
    _place(doc, "distribute", places)


def layout(doc: Document, only_selected: bool = False) -> None:
    """Nodes in columns from left to right, each loop together, without overlaps. The upper left corner stays.

    Frames follow what they held, reroute dots of moved wires go, and notes that would be covered go on top.
    """
    nodes = sorted(_chosen(doc, 2)) if only_selected else list(doc.graph.nodes)
    if not nodes:
        return
    corner = around(box_of(doc, node) for node in nodes)
    held = {index: inside(doc, index).nodes for index in frames(doc.graph)}
    found = arranged(doc, nodes)
    left, top = min(x for x, _ in found.values()), min(y for _, y in found.values())
    shift = (corner.left - left, corner.top - top) if corner else (0.0, 0.0)
    places = {node: (x + shift[0], y + shift[1]) for node, (x, y) in found.items()}
    with doc.edit("layout") as graph:
        _apply(graph, _clear_of_others(doc, places))
        _straighten(graph, set(nodes))
        after = Document(graph, sizes=doc.sizes)
        _follow(after, held)
        _uncover_notes(after)


def place_missing(graph: Graph) -> None:
    """Give nodes of a file without places some, below the others. For a graph that was just read."""
    lost = [node.id for node in graph.nodes.values() if node.at is None]
    if not lost:
        return
    doc = Document(graph)
    others = around(box_of(doc, node) for node in graph.nodes if graph.nodes[node].at is not None)
    left, top = (others.left, others.bottom + 2 * GAP) if others else (40.0, 60.0)
    _apply(graph, {node: (left + x, top + y) for node, (x, y) in arranged(doc, lost).items()})


def _chosen(doc: Document, least: int) -> dict[str, Box]:
    found = {node: box_of(doc, node) for node in doc.graph.nodes if node in doc.selection.nodes}
    if len(found) < least:
        raise EditError(f"{len(found)} nodes are selected. Select at least {least}.")
    return found


def _place(doc: Document, label: str, places: Mapping[str, Place]) -> None:
    with doc.edit(label) as graph:
        _apply(graph, places)


def _apply(graph: Graph, places: Mapping[str, Place]) -> None:
    for node, at in places.items():
        graph.nodes[node].at = point(at)


def _span(each: Box, across: bool) -> tuple[float, float]:
    return (each.left, each.right) if across else (each.top, each.bottom)


def _spread(spans: Sequence[tuple[float, float]]) -> list[float]:
    """Starts of the same lengths with equal gaps between the first start and the last end."""
    lengths = [end - start for start, end in spans]
    gap = (spans[-1][1] - spans[0][0] - sum(lengths)) / (len(spans) - 1)
    starts = [spans[0][0]]
    for length in lengths[:-1]:
        starts.append(starts[-1] + length + gap)
    return starts


def _clear_of_others(doc: Document, places: Mapping[str, Place]) -> Mapping[str, Place]:
    """The places moved down until no node lies on one that stays where it is."""
    others = [box_of(doc, node) for node in doc.graph.nodes if node not in places]
    down = 0.0
    moved = {node: _with_id(box(at, size_of(doc, node))) for node, at in places.items()}
    while others:
        met = [
            (each, other) for each in moved.values() for other in others if _lower(each, down).meets(_with_id(other))
        ]
        if not met:
            break
        down = max(other.bottom + GAP - each.top for each, other in met)
    return {node: (x, y + down) for node, (x, y) in places.items()}


def _with_id(each: Box) -> Box:
    return Box(each.left, each.top - ID_LINE, each.right, each.bottom)


def _lower(each: Box, by: float) -> Box:
    return Box(each.left, each.top + by, each.right, each.bottom + by)


def _straighten(graph: Graph, moved: set[str]) -> None:
    for link in graph.links:
        if link.source.node in moved and link.target.node in moved:
            set_via(link, ())


def _follow(doc: Document, held: Mapping[int, frozenset[str]]) -> None:
    """Frames around the nodes that they held."""
    for index, nodes in held.items():
        room = around(box_of(doc, node) for node in nodes)
        if room is not None:
            data = frame_data(doc.graph, index)
            data["at"] = list(point((room.left - MARGIN, room.top - ID_LINE - HEADER)))
            data["size"] = list(point((room.width + 2 * MARGIN, room.height + ID_LINE + HEADER + MARGIN)))


def _uncover_notes(doc: Document) -> None:
    """Notes that lie on nodes go above all of them, side by side."""
    whole = around(box_of(doc, node) for node in doc.graph.nodes)
    boxes = [_with_id(box_of(doc, node)) for node in doc.graph.nodes]
    x = whole.left if whole else 0.0
    for index, note in notes(doc.graph).items():
        if whole and any(box(note.at, note.size).meets(each) for each in boxes):
            top = whole.top - 3 * GAP - note.size[1]
            note_data(doc.graph, index)["at"] = list(point((x, top)))
            x += note.size[0] + GAP
