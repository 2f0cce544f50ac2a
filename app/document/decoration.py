"""What a file says beside nodes and wires: frames, notes, reroute dots, pictures in nodes. Read tolerantly.

Files by hand may hold anything under these names; what is not understood is left alone and not shown.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.document.document import Dot
from app.running import taps
from nodegraph.errors import EditError
from nodegraph.graph import End, Graph, Link

Place = tuple[float, float]
GRID = 12.0  # what `snap` rounds to: half the distance of the canvas's dots
FARTHEST = 1_000_000
NOTE_SIZE = (108.0, 110.0)


@dataclass(frozen=True)
class Frame:
    """A coloured rectangle with a title, behind nodes."""

    title: str
    at: Place
    size: Place
    colour: str | None = None


@dataclass(frozen=True)
class Note:
    """A text on the canvas."""

    text: str
    at: Place
    size: Place = NOTE_SIZE


def point(at: Place) -> Place:
    """A place in whole canvas units, near enough to be drawn."""
    return _whole(at[0]), _whole(at[1])


def snapped(at: Place) -> Place:
    """The nearest point of the grid."""
    x, y = point(at)
    return round(x / GRID) * int(GRID), round(y / GRID) * int(GRID)


def frames(graph: Graph) -> dict[int, Frame]:
    """The frames by their place in the file."""
    read = ((index, _frame(data)) for index, data in _entries(graph, "frames"))
    return {index: frame for index, frame in read if frame}


def notes(graph: Graph) -> dict[int, Note]:
    """The notes by their place in the file."""
    read = ((index, _note(data)) for index, data in _entries(graph, "notes"))
    return {index: note for index, note in read if note}


def dots(graph: Graph) -> dict[Dot, list[End]]:
    """The reroute dots, each with the inputs whose wires pass it."""
    found: dict[Dot, list[End]] = {}
    for link in graph.links:
        for each in via_points(link):
            found.setdefault(Dot(link.source, each), []).append(link.target)
    return found


def via_points(link: Link) -> list[Place]:
    """The points a wire passes, in order from its source."""
    listed = link.extra.get("via")
    return [place for each in listed if (place := _place(each))] if isinstance(listed, list) else []


def set_via(link: Link, points: Iterable[Place]) -> None:
    listed = [list(each) for each in points]
    if listed:
        link.extra["via"] = listed
    else:
        link.extra.pop("via", None)


def replace_dots(graph: Graph, places: Mapping[Dot, Place]) -> None:
    """Put dots elsewhere, on every wire that passes them."""
    if places:
        for link in graph.links:
            points = via_points(link)
            if points:
                set_via(link, (places.get(Dot(link.source, each), each) for each in points))


def remove_dots(graph: Graph, gone: Collection[Dot]) -> None:
    """Take dots out of their wires."""
    if gone:
        for link in graph.links:
            points = via_points(link)
            kept = [each for each in points if Dot(link.source, each) not in gone]
            if len(kept) < len(points):
                set_via(link, kept)


def remove_at(graph: Graph, key: str, indices: Collection[int]) -> None:
    """Take entries out of a list of the file; an empty list goes too."""
    listed = graph.extra.get(key)
    if isinstance(listed, list) and indices:
        graph.extra[key] = [each for index, each in enumerate(listed) if index not in indices]
        if not graph.extra[key]:
            del graph.extra[key]


def add_entry(graph: Graph, key: str, data: dict[str, Any]) -> int:
    """Append to a list of the file; returns the place in it."""
    listed = graph.extra.get(key)
    if not isinstance(listed, list):
        listed = graph.extra[key] = []
    listed.append(data)
    return len(listed) - 1


def frame_data(graph: Graph, index: int) -> dict[str, Any]:
    """A frame as the file has it, to be changed. Raises EditError where there is none."""
    return _data(graph, "frames", index)


def note_data(graph: Graph, index: int) -> dict[str, Any]:
    """A note as the file has it, to be changed. Raises EditError where there is none."""
    return _data(graph, "notes", index)


def shows_picture(graph: Graph, node: str) -> bool:
    """Whether a node shows a picture: as the user chose, else as its type does."""
    return taps.shows_picture(graph.nodes[node], graph.type_of(node))


def _data(graph: Graph, key: str, index: int) -> dict[str, Any]:
    found = dict(_entries(graph, key)).get(index)
    if found is None:
        raise EditError(f"there is no {key[:-1]} {index}. Choose one that is.")
    return found


def _entries(graph: Graph, key: str) -> list[tuple[int, dict[str, Any]]]:
    listed = graph.extra.get(key)
    if not isinstance(listed, list):
        return []
    return [(index, each) for index, each in enumerate(listed) if isinstance(each, dict)]


def _frame(data: Mapping[str, Any]) -> Frame | None:
    at, size = _place(data.get("at")), _place(data.get("size"))
    if at is None or size is None or min(size) <= 0:
        return None
    colour = data.get("colour")
    return Frame(str(data.get("title", "")), at, size, colour if isinstance(colour, str) else None)


def _note(data: Mapping[str, Any]) -> Note | None:
    at, size = _place(data.get("at")), _place(data.get("size"))
    if at is None or not isinstance(data.get("text"), str):
        return None
    return Note(data["text"], at, size if size and min(size) > 0 else NOTE_SIZE)


def _place(value: Any) -> Place | None:
    """A pair of numbers, or None."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    if any(type(each) not in (int, float) or not abs(each) <= FARTHEST for each in value):
        return None
    return value[0], value[1]


def _whole(value: float) -> int:
    if isinstance(value, float) and math.isnan(value):
        return 0
    return round(max(-FARTHEST, min(FARTHEST, value)))
