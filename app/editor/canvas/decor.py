"""Frames and notes: drawn behind the nodes, found under the mouse, shown elsewhere while they are dragged."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar

import dearpygui.dearpygui as dpg

from app.document.decoration import Frame, Note, frames, notes
from app.document.geometry import Box, box
from app.editor.canvas.look import SMALL_TYPE, TYPE
from app.editor.fonts import NODE, SMALL, cut, wrapped

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

Point = tuple[float, float]
Thing = TypeVar("Thing", Frame, Note)
Part = Literal["body", "header", "corner"]
HEADER, CORNER, GRIP = 28.0, 10.0, 16.0
INSET, LINE = 8.0, 16.5


@dataclass(frozen=True)
class Found:
    """What of a frame or a note the mouse is over."""

    kind: Literal["frame", "note"]
    index: int
    part: Part


class Decor:
    """Follows the document's frames and notes. `moved` and `sized` hold what is being dragged, in canvas units."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas
        self.frames: dict[int, Frame] = {}
        self.notes: dict[int, Note] = {}
        self.moved: dict[tuple[str, int], Point] = {}
        self.sized: dict[tuple[str, int], Point] = {}
        self._seen: object = None

    def update(self) -> None:
        document, canvas = self.canvas.document, self.canvas
        selection = document.selection
        seen = (
            id(document.graph), canvas.view.unit, canvas.editor.theme.revision, selection.frames, selection.notes,
            tuple(self.moved.items()), tuple(self.sized.items()),
        )  # fmt: skip
        if seen == self._seen:
            return
        self._seen = seen
        self.frames = self._live("frame", frames(document.graph))
        self.notes = self._live("note", notes(document.graph))
        for name in ("frames", "notes"):
            dpg.delete_item(canvas.backdrop.layer(name), children_only=True)
        for index, frame in self.frames.items():
            self._draw_frame(frame, index in selection.frames)
        for index, note in self.notes.items():
            self._draw_note(note, index in selection.notes)

    def hit(self, at: Point) -> Found | None:
        """What lies at a point of the screen. A frame is met at its header, its corner and its edge only."""
        x, y = self.canvas.view.to_canvas(at)
        for index, note in reversed(self.notes.items()):
            room = self.note_box(note)
            if _holds(room, x, y):
                return Found("note", index, "corner" if _in_corner(room, x, y) else "body")
        for index, frame in reversed(self.frames.items()):
            room = box(frame.at, frame.size)
            if _holds(room, x, y):
                part = _part(room, x, y)
                return Found("frame", index, part) if part else None
        return None

    def inside(self, room: Box) -> tuple[frozenset[int], frozenset[int]]:
        """The frames that lie in a rectangle, and the notes that it meets."""
        held = frozenset(index for index, each in self.frames.items() if room.holds(box(each.at, each.size)))
        met = frozenset(index for index, each in self.notes.items() if room.meets(self.note_box(each)))
        return held, met

    def boxes(self) -> list[Box]:
        """The rectangles of all of them, in canvas units."""
        graph = self.canvas.document.graph
        return [
            *(box(each.at, each.size) for each in frames(graph).values()),
            *(self.note_box(each) for each in notes(graph).values()),
        ]

    def note_box(self, note: Note) -> Box:
        """A note's rectangle in canvas units: as high as its text needs."""
        needed = len(_lines(note)) * LINE + 2 * INSET
        return box(note.at, (note.size[0], max(note.size[1], needed)))

    def _live(self, kind: str, listed: dict[int, Thing]) -> dict[int, Thing]:
        """With what is being dragged where the mouse has it."""
        return {
            index: replace(
                each, at=self.moved.get((kind, index), each.at), size=self.sized.get((kind, index), each.size)
            )
            for index, each in listed.items()
        }

    def _draw_frame(self, frame: Frame, chosen: bool) -> None:
        view, theme = self.canvas.view, self.canvas.editor.theme
        layer, unit = self.canvas.backdrop.layer("frames"), view.unit
        token = frame.colour or "muted"
        room = box(frame.at, frame.size)
        start, goal = view.px((room.left, room.top)), view.px((room.right, room.bottom))
        line = theme.colour("select") if chosen else theme.colour(token, 0.5)
        style = {"rounding": CORNER * unit, "parent": layer}
        thick = 2 if chosen else 1
        dpg.draw_rectangle(start, goal, color=line, fill=theme.colour(token, 0.10), thickness=thick, **style)
        under = (goal[0], start[1] + HEADER * unit)
        dpg.draw_rectangle(start, under, color=(0, 0, 0, 0), fill=theme.colour(token, 0.18), **style)
        title = cut(frame.title or "Frame", frame.size[0] - 24, TYPE, "semibold")
        at = start[0] + 12 * unit, start[1] + (HEADER - NODE) / 2 * unit
        self.canvas.backdrop.write(at, title, "text" if frame.title else "faint", layer, font="title", size=NODE)
        self._draw_grip(goal, layer, theme.colour(token, 0.7))

    def _draw_note(self, note: Note, chosen: bool) -> None:
        view, theme = self.canvas.view, self.canvas.editor.theme
        layer, unit = self.canvas.backdrop.layer("notes"), view.unit
        room = self.note_box(note)
        start, goal = view.px((room.left, room.top)), view.px((room.right, room.bottom))
        line = theme.colour("select" if chosen else "note line")
        dpg.draw_rectangle(
            start, goal, color=line, fill=theme.colour("note"), rounding=6 * unit,
            thickness=2 if chosen else 1, parent=layer,
        )  # fmt: skip
        has_title = "\n" in note.text.strip()
        for number, text in enumerate(_lines(note)):
            at = start[0] + INSET * unit, start[1] + (INSET + number * LINE) * unit
            font, size = ("title", SMALL) if has_title and number == 0 else ("small", SMALL)
            self.canvas.backdrop.write(at, text, "text" if font == "title" else "muted", layer, font=font, size=size)
        self._draw_grip(goal, layer, theme.colour("note line"))

    def _draw_grip(self, goal: Point, layer: int, colour: tuple[int, ...]) -> None:
        unit = self.canvas.view.unit
        for each in (5, 9):
            dpg.draw_line(
                (goal[0] - each * unit, goal[1] - 3 * unit), (goal[0] - 3 * unit, goal[1] - each * unit),
                color=colour, thickness=1, parent=layer,
            )  # fmt: skip


def _lines(note: Note) -> list[str]:
    text = note.text.strip() or "Empty note"
    return wrapped(text, max(40.0, note.size[0] - 2 * INSET), SMALL_TYPE)


def _holds(room: Box, x: float, y: float) -> bool:
    return room.left <= x <= room.right and room.top <= y <= room.bottom


def _in_corner(room: Box, x: float, y: float) -> bool:
    return room.right - x <= GRIP and room.bottom - y <= GRIP


def _part(room: Box, x: float, y: float) -> Part | None:
    if _in_corner(room, x, y):
        return "corner"
    edge = min(x - room.left, room.right - x, room.bottom - y) <= 5
    return "header" if y - room.top <= HEADER or edge else None
