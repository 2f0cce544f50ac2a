"""Everything that changes nodes, wires and values, in one place for those who call it."""

from collections.abc import Mapping

from app.document.commands.looks import set_colour, set_mode, set_title, toggle_collapsed, toggle_picture
from app.document.commands.removal import delete
from app.document.commands.values import roll_seeds, seed_mode, set_seed_mode, set_sweep, set_value, unset
from app.document.commands.wires import (
    connect,
    connect_from_node,
    connect_to_node,
    disconnect,
    first_input,
    first_output,
    insert_on_link,
    reconnect_end,
    wire_from,
    wire_to,
)
from app.document.decoration import frame_data, note_data, point, replace_dots, snapped
from app.document.document import Document, Dot, Selection
from nodegraph.errors import EditError
from nodegraph.graph import End, Graph

__all__ = [
    "add_node",
    "connect",
    "connect_from_node",
    "connect_to_node",
    "delete",
    "disconnect",
    "first_input",
    "first_output",
    "insert_on_link",
    "move",
    "reconnect_end",
    "rename",
    "roll_seeds",
    "seed_mode",
    "set_colour",
    "set_mode",
    "set_seed_mode",
    "set_sweep",
    "set_title",
    "set_value",
    "toggle_collapsed",
    "toggle_picture",
    "unset",
]
Place = tuple[float, float]


def add_node(doc: Document, type: str, at: Place = (0, 0), source: End | None = None, target: End | None = None) -> str:
    """Place a node and select it. An output `source` is wired to its first fitting input, its first fitting output
    to an input `target`. Raises EditError, and places nothing, where they do not fit."""
    kind = doc.graph.registry.get(type)
    with doc.edit(f"add {kind.label if kind else type}") as graph:
        node = graph.add(type, at=point(at)).id
        if source is not None:
            wire_to(graph, source, node)
        if target is not None:
            wire_from(graph, node, target)
        doc.select(Selection(nodes=frozenset({node})))
    return node


def rename(doc: Document, node: str, new_id: str) -> None:
    """Give a node another id; its wires, its place in the selection and its measured size follow."""
    with doc.edit(f"rename {node}") as graph:
        graph.rename(node, new_id)
        doc.select(_renamed(doc.selection, node, new_id))
        if node in doc.sizes:
            doc.sizes[new_id] = doc.sizes[node]


def move(
    doc: Document,
    nodes: Mapping[str, Place],
    *,
    frames: Mapping[int, Place] | None = None,
    notes: Mapping[int, Place] | None = None,
    dots: Mapping[Dot, Place] | None = None,
    snap: bool = False,
    merge: str = "",
) -> None:
    """Put things at places in canvas units, with `snap` onto the grid. A drag gives the same `merge` each time."""
    place = snapped if snap else point
    with doc.edit("move", merge=merge) as graph:
        for node, at in nodes.items():
            _known(graph, node)
            graph.nodes[node].at = place(at)
        for index, at in (frames or {}).items():
            frame_data(graph, index)["at"] = list(place(at))
        for index, at in (notes or {}).items():
            note_data(graph, index)["at"] = list(place(at))
        _move_dots(doc, graph, {dot: place(at) for dot, at in (dots or {}).items()})


def _move_dots(doc: Document, graph: Graph, places: Mapping[Dot, Place]) -> None:
    replace_dots(graph, places)
    chosen = frozenset(Dot(dot.source, places.get(dot, dot.at)) for dot in doc.selection.dots)
    if chosen != doc.selection.dots:
        was = doc.selection
        doc.select(Selection(was.nodes, was.links, chosen, was.frames, was.notes))


def _known(graph: Graph, node: str) -> None:
    if node not in graph.nodes:
        raise EditError(f"there is no node {node!r}. Choose one that is.")


def _renamed(selection: Selection, old: str, new: str) -> Selection:
    def follow(end: End) -> End:
        return end._replace(node=new) if end.node == old else end

    return Selection(
        frozenset(new if node == old else node for node in selection.nodes),
        frozenset(map(follow, selection.links)),
        frozenset(Dot(follow(dot.source), dot.at) for dot in selection.dots),
        selection.frames,
        selection.notes,
    )
