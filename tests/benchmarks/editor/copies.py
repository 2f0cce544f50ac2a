"""Large graphs for the editor's benchmark: the visual anagram many times over, side by side."""

from copy import deepcopy
from pathlib import Path

from app.document.commands import arrange
from app.document.document import Document
from app.document.geometry import Box, bounds
from nodegraph.file import load, save
from nodegraph.graph import End, Graph, Link, Node
from nodegraph.registry import Registry

GRAPHS = Path(__file__).parents[3] / "graphs"
ACROSS, GAP = 3, 80.0  # copies in a row, canvas units between them
PICTURED = ("flip", "cfg_combine", "balance", "step", "sampler", "grid")


def anagrams(nodes: int, previews: int, registry: Registry) -> Graph:
    """So many nodes, of which the first `previews` that can do so show a picture, and no others."""
    one = Document(load(GRAPHS / "visual_anagram.json", registry))
    arrange.layout(one)
    room = bounds(one)
    assert room is not None
    made = Graph(registry)
    copy = 0
    while len(made.nodes) < nodes:
        _add(made, one.graph, copy, room, nodes)
        copy += 1
    _show_pictures(made, previews)
    return made


def write(path: Path, nodes: int, previews: int, registry: Registry) -> Path:
    """The same as a file."""
    save(anagrams(nodes, previews, registry), path)
    return path


def _add(made: Graph, one: Graph, copy: int, room: Box, most: int) -> None:
    across, down = copy % ACROSS * (room.width + GAP), copy // ACROSS * (room.height + GAP)
    for id, node in list(one.nodes.items())[: most - len(made.nodes)]:
        x, y = node.at or (0.0, 0.0)
        name = _named(id, copy)
        made.nodes[name] = Node(name, node.type, params=deepcopy(node.params), at=(x + across, y + down))
    for link in one.links:
        source, target = (End(_named(end.node, copy), end.socket) for end in (link.source, link.target))
        if source.node in made.nodes and target.node in made.nodes:
            made.links.append(Link(source, target))


def _named(id: str, copy: int) -> str:
    return id if copy == 0 else f"{id}_{copy + 1}"


def _show_pictures(graph: Graph, previews: int) -> None:
    wanted = [node.id for node in graph.nodes.values() if node.type in PICTURED][:previews]
    for id, node in graph.nodes.items():
        node.extra["picture"] = id in wanted
