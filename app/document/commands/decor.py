"""Frames, notes and reroute dots."""

from dataclasses import dataclass
from itertools import pairwise
from math import dist
from typing import Any

from app.document.decoration import (
    NOTE_SIZE,
    Place,
    add_entry,
    dots,
    frame_data,
    frames,
    note_data,
    notes,
    point,
    set_via,
    via_points,
)
from app.document.document import Document, Dot, Selection
from app.document.geometry import ID_LINE, Box, around, box, box_of
from nodegraph.errors import EditError
from nodegraph.graph import End, Graph, Link

MARGIN, HEADER = 16.0, 30.0
EMPTY_FRAME = (320.0, 220.0)


@dataclass(frozen=True)
class Inside:
    """What lies wholly inside a frame, and so moves with it."""

    nodes: frozenset[str]
    notes: frozenset[int]
    dots: frozenset[Dot]
    frames: frozenset[int]


def add_frame(doc: Document, title: str = "", at: Place = (0, 0)) -> int:
    """Put a frame around what is selected, or an empty one at a place. Selects it; returns its place in the file."""
    room = _room(doc)
    left_top, size = ((room.left, room.top), (room.width, room.height)) if room else (at, EMPTY_FRAME)
    with doc.edit("add frame") as graph:
        data = {"title": title, "at": list(point(left_top)), "size": list(point(size))}
        index = add_entry(graph, "frames", data)
        doc.select(Selection(frames=frozenset({index})))
    return index


def set_frame(doc: Document, index: int, *, merge: str = "", **fields: Any) -> None:
    """Change a frame's title, colour, at or size; a colour of None is the theme's."""
    with doc.edit("change frame", merge=merge) as graph:
        _set(frame_data(graph, index), ("title", "colour", "at", "size"), fields)


def add_note(doc: Document, at: Place, text: str = "") -> int:
    """Put a text on the canvas and select it; returns its place in the file."""
    with doc.edit("add note") as graph:
        index = add_entry(graph, "notes", {"text": text, "at": list(point(at))})
        doc.select(Selection(notes=frozenset({index})))
    return index


def set_note(doc: Document, index: int, *, merge: str = "", **fields: Any) -> None:
    """Change a note's text, at or size."""
    with doc.edit("change note", merge=merge) as graph:
        _set(note_data(graph, index), ("text", "at", "size"), fields)


def add_dot(doc: Document, target: End, at: Place, place: int | None = None) -> Dot:
    """Bend the wire into `target` at a point, `place` counted from its source (without it, where it bends least).

    If the wire is selected, so do the other selected wires of its output: they share the dot. Selects the dot.
    """
    with doc.edit("add dot") as graph:
        link = next((each for each in graph.links if each.target == target), None)
        if link is None:
            raise EditError(f"{target} has no wire.")
        dot = Dot(link.source, point(at))
        for each in _together(doc, graph, link):
            points = via_points(each)
            where = _least_bend(doc, each, dot.at) if place is None else max(0, min(place, len(points)))
            set_via(each, [*points[:where], dot.at, *points[where:]])
        doc.select(Selection(dots=frozenset({dot})))
    return dot


def inside(doc: Document, index: int) -> Inside:
    """What a frame takes along. A drag asks once, when it begins."""
    frame = frames(doc.graph).get(index)
    if frame is None:
        return Inside(frozenset(), frozenset(), frozenset(), frozenset())
    room = box(frame.at, frame.size)
    return Inside(
        frozenset(node for node in doc.graph.nodes if room.holds(box_of(doc, node))),
        frozenset(key for key, each in notes(doc.graph).items() if room.holds(box(each.at, each.size))),
        frozenset(dot for dot in dots(doc.graph) if room.holds(box(dot.at, (0, 0)))),
        frozenset(
            key for key, each in frames(doc.graph).items() if key != index and room.holds(box(each.at, each.size))
        ),
    )


def _room(doc: Document) -> Box | None:
    """The rectangle for a frame around what is selected."""
    found = [box_of(doc, node) for node in doc.selection.nodes]
    found += [box(each.at, each.size) for key, each in notes(doc.graph).items() if key in doc.selection.notes]
    whole = around(found)
    if whole is None:
        return None
    top = whole.top - ID_LINE - HEADER
    return Box(whole.left - MARGIN, top, whole.right + MARGIN, whole.bottom + MARGIN)


def _set(data: dict[str, Any], known: tuple[str, ...], fields: dict[str, Any]) -> None:
    for key, value in fields.items():
        if key not in known:
            raise EditError(f"there is no field {key!r}. There is {', '.join(known)}.")
        if value is None:
            data.pop(key, None)
        else:
            data[key] = list(_measure(key, value)) if key in ("at", "size") else str(value)


def _measure(key: str, value: Place) -> Place:
    x, y = point(value)
    return (max(24, x), max(24, y)) if key == "size" else (x, y)


def _together(doc: Document, graph: Graph, link: Link) -> list[Link]:
    chosen = doc.selection.links
    if link.target not in chosen:
        return [link]
    return [each for each in graph.links if each.source == link.source and each.target in chosen]


def _least_bend(doc: Document, link: Link, at: Place) -> int:
    ends = [_middle(doc, link.source.node), *via_points(link), _middle(doc, link.target.node)]
    detours = [dist(a, at) + dist(at, b) - dist(a, b) for a, b in pairwise(ends)]
    return detours.index(min(detours))


def _middle(doc: Document, node: str) -> Place:
    if node not in doc.graph.nodes:
        return NOTE_SIZE
    found = box_of(doc, node)
    return (found.left + found.right) / 2, (found.top + found.bottom) / 2
