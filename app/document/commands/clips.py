"""Copy, cut, paste and duplicate, by way of a graph file's text."""

import re
from copy import deepcopy
from typing import Any

from app.document.commands.removal import delete
from app.document.decoration import Place, add_entry, point, set_via, via_points
from app.document.document import Document, Selection, editable
from nodegraph.errors import EditError, FileError
from nodegraph.file import dumps, loads
from nodegraph.graph import End, Graph, Link, Node, end
from nodegraph.nodetype import place_in_row
from nodegraph.sockets import conversion
from nodegraph.wiring import source_type, wanted_type

OFFSET = 24
INCOMING = "incoming"
_NUMBERED = re.compile(r"(.+)_[0-9]+")


def copied(doc: Document) -> str:
    """The selected nodes with the wires between them, frames and notes as a graph's text.

    Wires from nodes that are not selected stand under "incoming", for a paste that wants them.
    """
    chosen = doc.selection
    if not (chosen.nodes or chosen.frames or chosen.notes):
        raise EditError("nothing is selected. Click a node first.")
    whole = editable(doc.graph)
    made = Graph(whole.registry, {id: node for id, node in whole.nodes.items() if id in chosen.nodes})
    into = [link for link in whole.links if link.target.node in chosen.nodes]
    made.links = _closed_up([link for link in into if link.source.node in chosen.nodes])
    for key, indices in (("frames", chosen.frames), ("notes", chosen.notes)):
        if indices:
            made.extra[key] = [whole.extra[key][index] for index in sorted(indices)]
    outer = [link for link in into if link.source.node not in chosen.nodes]
    if outer:
        made.extra[INCOMING] = [[str(link.source), str(link.target)] for link in outer]
    return dumps(made)


def cut(doc: Document) -> str:
    """As `copied`; then what was copied is deleted."""
    text = copied(doc)
    chosen = doc.selection
    doc.select(Selection(chosen.nodes, frames=chosen.frames, notes=chosen.notes))
    delete(doc)
    return text


def paste(doc: Document, text: str, at: Place | None = None, incoming: bool = False) -> None:
    """Add the graph that a text holds and select it. Ids that are taken get a number, and wires follow.

    `at` is where its upper left corner goes; without it, it keeps its place, or goes beside what lies there.
    Raises EditError for a text that is no graph.
    """
    _paste(doc, text, at, incoming, "paste")


def duplicate(doc: Document, incoming: bool = False) -> None:
    """A copy of what is selected beside it, with the same incoming wires if asked for."""
    _paste(doc, copied(doc), None, incoming, "duplicate")


def _paste(doc: Document, text: str, at: Place | None, incoming: bool, label: str) -> None:
    clip = _read(doc, text)
    _shift(clip, _offset(doc.graph, clip, at))
    with doc.edit(label) as graph:
        names = _add_nodes(graph, clip)
        _add_links(graph, clip, names)
        if incoming:
            _add_incoming(graph, clip, names)
        added = {key: _add_entries(graph, clip, key) for key in ("frames", "notes")}
        doc.select(Selection(frozenset(names.values()), frames=added["frames"], notes=added["notes"]))


def _read(doc: Document, text: str) -> Graph:
    try:
        clip = loads(text, doc.graph.registry, name="clipboard")
    except FileError as error:
        found = " ".join(str(error).split())
        raise EditError(f"{found} Copy nodes, or the text of a graph file.") from None
    if not clip.nodes and not any(_listed(clip, key) for key in ("frames", "notes")):
        raise EditError("clipboard: a graph without nodes. Copy nodes, or the text of a graph file.")
    return clip


def _listed(clip: Graph, key: str) -> list[dict[str, Any]]:
    listed = clip.extra.get(key)
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _offset(graph: Graph, clip: Graph, at: Place | None) -> Place:
    """How far the clip goes from where it was: its corner to `at`, else as far as nothing lies on something else."""
    places = [node.at for node in clip.nodes.values() if node.at is not None]
    places += [tuple(each["at"]) for key in ("frames", "notes") for each in _listed(clip, key) if _is_place(each)]
    places = [point(each) for each in places]
    if not places:
        return at or (0, 0)
    if at is not None:
        return at[0] - min(x for x, _ in places), at[1] - min(y for _, y in places)
    return _beside({node.at for node in graph.nodes.values()} | _entry_places(graph), places)


def _beside(taken: set[Place | None], places: list[Place]) -> Place:
    by = 0
    while any((x + by, y + by) in taken for x, y in places):
        by += OFFSET
    return by, by


def _entry_places(graph: Graph) -> set[Place | None]:
    entries = [each for key in ("frames", "notes") for each in _listed(graph, key)]
    return {tuple(each["at"]) for each in entries if _is_place(each)}


def _is_place(data: dict[str, Any]) -> bool:
    at = data.get("at")
    return isinstance(at, list) and len(at) == 2 and all(type(each) in (int, float) for each in at)


def _shift(clip: Graph, by: Place) -> None:
    def moved(at: Place) -> Place:
        x, y = point(at)
        return point((x + by[0], y + by[1]))

    for node in clip.nodes.values():
        node.at = moved(node.at or (0, 0))
    for link in clip.links:
        if points := via_points(link):
            set_via(link, map(moved, points))
    for key in ("frames", "notes"):
        for each in _listed(clip, key):
            if _is_place(each):
                each["at"] = list(moved(tuple(each["at"])))


def _add_nodes(graph: Graph, clip: Graph) -> dict[str, str]:
    """Place the clip's nodes; returns their new ids by their old ones."""
    names: dict[str, str] = {}
    for id, node in clip.nodes.items():
        name = names[id] = _free(id, graph)
        graph.nodes[name] = Node(name, node.type, node.version, node.params, node.at, node.mode, node.extra)
    return names


def _free(id: str, graph: Graph) -> str:
    if id not in graph.nodes:
        return id
    found = _NUMBERED.fullmatch(id)
    base, number = found[1] if found else id, 2
    while f"{base}_{number}" in graph.nodes:
        number += 1
    return f"{base}_{number}"


def _add_links(graph: Graph, clip: Graph, names: dict[str, str]) -> None:
    """The clip's wires as they are, also those that no edit would make: the text is to be kept."""
    seen: set[End] = set()
    for link in clip.links:
        if link.source.node in names and link.target.node in names and link.target not in seen:
            seen.add(link.target)
            source = link.source._replace(node=names[link.source.node])
            graph.links.append(Link(source, link.target._replace(node=names[link.target.node]), link.extra))


def _add_incoming(graph: Graph, clip: Graph, names: dict[str, str]) -> None:
    known = graph.nodes.keys() - set(names.values())
    for source, target in sorted(_incoming(clip), key=lambda wire: place_in_row(wire[1].socket) or ("", 0)):
        if source.node in known and target.node in names:
            _plug_in(graph, source, target._replace(node=names[target.node]))


def _incoming(clip: Graph) -> list[tuple[End, End]]:
    listed = clip.extra.get(INCOMING)
    pairs = [each for each in listed if isinstance(each, list) and len(each) == 2] if isinstance(listed, list) else []
    texts = [pair for pair in pairs if all(isinstance(each, str) and "." in each.strip(".") for each in pair)]
    return [(end(source), end(target)) for source, target in texts]


def _plug_in(graph: Graph, source: End, target: End) -> None:
    """Wire a socket as it was before; of a growing row, the later ones move back."""
    kind = graph.type_of(target.node)
    found = kind.parameter(target.socket) if kind else None
    if found is None or conversion(source_type(graph, source), wanted_type(graph, target, found.hint)) is None:
        return
    _open_gap(graph, target)
    try:
        graph.link(source, target)
    except EditError:  # an output that is not there (any more)
        graph.links = _closed_up(graph.links)


def _open_gap(graph: Graph, target: End) -> None:
    gap = place_in_row(target.socket)
    for link in graph.into(target.node) if gap else ():
        place = place_in_row(link.target.socket)
        if gap and place and place[0] == gap[0] and place[1] >= gap[1]:
            link.target = End(target.node, f"{place[0]}[{place[1] + 1}]")


def _closed_up(links: list[Link]) -> list[Link]:
    """The wires with the gaps in their growing rows closed."""
    rows: dict[tuple[str, str], list[int]] = {}
    for link in links:
        place = place_in_row(link.target.socket)
        if place:
            rows.setdefault((link.target.node, place[0]), []).append(place[1])
    return [_moved_up(link, rows) for link in links]


def _moved_up(link: Link, rows: dict[tuple[str, str], list[int]]) -> Link:
    place = place_in_row(link.target.socket)
    if place is None:
        return link
    index = sum(each < place[1] for each in rows[link.target.node, place[0]])
    return Link(link.source, End(link.target.node, f"{place[0]}[{index}]"), link.extra)


def _add_entries(graph: Graph, clip: Graph, key: str) -> frozenset[int]:
    return frozenset(add_entry(graph, key, deepcopy(each)) for each in _listed(clip, key))
