"""How nodes look and take part: title, mode, collapsed, colour, picture. They act on the selection."""

import re
from collections.abc import Iterable
from typing import Any

from app.document.decoration import frame_data, frames, shows_picture
from app.document.document import Document
from nodegraph.errors import EditError
from nodegraph.graph import Graph, Mode, Node

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def set_title(doc: Document, node: str, title: str) -> None:
    """Give a node a title of its own; an empty one, or its type's, goes back to the type's."""
    with doc.edit(f"title {node}") as graph:
        if node not in graph.nodes:
            raise EditError(f"there is no node {node!r}. Choose one that is.")
        kind = graph.type_of(node)
        plain = " ".join(title.split())
        _put(graph.nodes[node], "title", plain if plain and not (kind and plain == kind.label) else None)


def set_mode(doc: Document, mode: Mode) -> None:
    """Mute or bypass the selected nodes; if all of them are already, take it away."""
    with doc.edit(mode or "enable") as graph:
        nodes = list(_chosen(doc, graph))
        new: Mode = "" if all(node.mode == mode for node in nodes) else mode
        for node in nodes:
            node.mode = new


def toggle_collapsed(doc: Document) -> None:
    """Collapse the selected nodes; if all of them are already, unfold them."""
    with doc.edit("collapse") as graph:
        nodes = list(_chosen(doc, graph))
        unfold = all(node.extra.get("collapsed") is True for node in nodes)
        for node in nodes:
            _put(node, "collapsed", None if unfold else True)


def set_colour(doc: Document, colour: str | None) -> None:
    """Paint the selected nodes' titles and the selected frames, #RRGGBB; None goes back to their own."""
    if colour is not None and not _COLOUR.fullmatch(colour):
        raise EditError(f"colour is {colour!r}. Write a colour as #RRGGBB.")
    with doc.edit("colour") as graph:
        painted = [index for index in doc.selection.frames if index in frames(graph)]
        for node in _chosen(doc, graph) if doc.selection.nodes or not painted else ():
            _put(node, "colour", colour)
        for index in painted:
            _put_in(frame_data(graph, index), "colour", colour)


def toggle_picture(doc: Document) -> None:
    """Show the selected nodes' pictures in them; if all of them do already, hide them."""
    with doc.edit("picture") as graph:
        nodes = list(_chosen(doc, graph))
        hide = all(shows_picture(graph, node.id) for node in nodes)
        for node in nodes:
            _put(node, "picture", None)
            if shows_picture(graph, node.id) == hide:
                node.extra["picture"] = not hide


def _chosen(doc: Document, graph: Graph) -> Iterable[Node]:
    if not doc.selection.nodes:
        raise EditError("no node is selected. Click one first.")
    return (node for node in graph.nodes.values() if node.id in doc.selection.nodes)


def _put(node: Node, key: str, value: Any) -> None:
    _put_in(node.extra, key, value)


def _put_in(data: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        data.pop(key, None)
    else:
        data[key] = value
