"""Which way to turn a picture to see its other side: what the graph does inside its loop tells."""

from collections.abc import Callable
from typing import NamedTuple

from app.looking.pixels import Picture
from app.looking.views import Move, flip, hazy, mirror, negative, turned
from nodegraph.graph import Graph, Node


class Side(NamedTuple):
    """The other side of an anagram: what to call it, and how to get there."""

    name: str
    move: Move


FLIPPED = Side("flipped", flip)
AFAR = Side("from afar", hazy)
FILTERS = {"low_pass", "high_pass"}


def sides(graph: Graph) -> list[Side]:
    """The other sides that the graph's loops make, each once; of a hybrid the far one; or else upside down."""
    return sides_made(graph) or [FLIPPED]


def sides_made(graph: Graph) -> list[Side]:
    """The same, but none for a graph whose pictures have one side only."""
    views = [_side(graph.nodes[id]) for id in _first_views(graph)]
    found = {side.name: side for side in views if side}
    is_hybrid = {node.type for node in graph.nodes.values() if not node.mode} >= FILTERS
    return list(found.values()) or ([AFAR] if is_hybrid else [])


def _first_views(graph: Graph) -> list[str]:
    """The nodes that turn what a step gives, before any network sees it."""
    opens = {id for id in graph.nodes if (kind := graph.type_of(id)) and kind.kind == "opens"}
    turned = [link.target.node for link in graph.links if link.source.node in opens]
    return [id for id in turned if id in graph.nodes and graph.nodes[id].type in _VIEWS]


def _side(node: Node) -> Side | None:
    return None if node.mode else _VIEWS[node.type](node)


def _flip(node: Node) -> Side:
    return Side("mirrored", mirror) if node.params.get("axis") == "horizontal" else FLIPPED


def _rotate(node: Node) -> Side | None:
    angle = node.params.get("angle", 90)
    quarters = angle // 90 if isinstance(angle, int) else 1
    names = {1: "quarter turn", 2: "half turn", 3: "quarter turn back"}

    def turn(picture: Picture) -> Picture:
        return turned(picture, -quarters)

    return Side(names[quarters % 4], turn) if quarters % 4 else None


def _negate(node: Node) -> Side:
    return Side("negative", negative)


_VIEWS: dict[str, Callable[[Node], Side | None]] = {"flip": _flip, "rotate": _rotate, "negate": _negate}
