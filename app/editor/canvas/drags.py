"""What a pressed mouse button does on the canvas until it is let go: pan, box, move, resize."""

from math import dist
from typing import TYPE_CHECKING, TypeVar

from app.document.commands import decor, edits
from app.document.decoration import frames, notes, snapped
from app.document.document import Selection
from app.document.geometry import Box
from app.editor.canvas.decor import Found
from app.editor.canvas.nodeitem import place_of
from app.editor.canvas.pointer import Pointer
from nodegraph.errors import EditError
from nodegraph.graph import End

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

Point = tuple[float, float]
K = TypeVar("K")
THRESHOLD = 4.0  # px that the mouse has to go before a press becomes a drag


class Drag:
    """One gesture. `moved` comes each frame, then either `dropped` or `cancelled`."""

    def __init__(self, canvas: "Canvas", pointer: Pointer) -> None:
        self.canvas = canvas
        self.start = pointer.at
        self.begun = canvas.view.to_canvas(pointer.at)
        self.far = False

    def moved(self, pointer: Pointer) -> None:
        self.far = self.far or dist(self.start, pointer.at) > THRESHOLD
        if self.far:
            self.follow(pointer)

    def way(self, pointer: Pointer) -> Point:
        """How far the mouse has gone, in canvas units: also where the view moves under it."""
        x, y = self.canvas.view.to_canvas(pointer.at)
        return x - self.begun[0], y - self.begun[1]

    def follow(self, pointer: Pointer) -> None:
        """Show what it comes to."""

    def dropped(self, pointer: Pointer) -> None:
        """Do it."""

    def cancelled(self) -> None:
        """Leave everything as it was."""


class Pan(Drag):
    """Moves the view with the mouse. Where the node editor pans by itself, only the picture behind it follows."""

    def __init__(self, canvas: "Canvas", pointer: Pointer, native: bool) -> None:
        super().__init__(canvas, pointer)
        self.native = native

    def moved(self, pointer: Pointer) -> None:
        if self.native:
            self.canvas.panned(pointer.by)
        else:
            self.canvas.pan(*pointer.by)


class Boxing(Drag):
    """Selects what a rectangle meets: nodes, notes, dots, and frames that it holds."""

    def __init__(self, canvas: "Canvas", pointer: Pointer) -> None:
        super().__init__(canvas, pointer)
        self.before = canvas.document.selection if pointer.shift or pointer.ctrl else Selection()

    def follow(self, pointer: Pointer) -> None:
        self.canvas.styles.show_box(True)
        room = self._room(pointer.at)
        held, met = self.canvas.decor.inside(room)
        unit = self.canvas.view.unit
        boxes = (
            (each.look.id, Box(each.px[0] / unit, each.px[1] / unit,
             (each.px[0] + each.size[0]) / unit, (each.px[1] + each.size[1]) / unit))
            for each in self.canvas.nodes
        )  # fmt: skip
        nodes = frozenset(node for node, area in boxes if room.meets(area))
        dots = frozenset(each for each in self.canvas.wires.dots() if room.holds(Box(*each.at, *each.at)))
        was = self.before
        self.canvas.document.select(
            Selection(was.nodes | nodes, was.links, was.dots | dots, was.frames | held, was.notes | met)
        )

    def dropped(self, pointer: Pointer) -> None:
        self.canvas.styles.show_box(False)
        if not self.far:
            self.canvas.document.select(self.before)

    def cancelled(self) -> None:
        self.canvas.styles.show_box(False)
        self.canvas.document.select(self.before)

    def _room(self, at: Point) -> Box:
        (ax, ay), (bx, by) = self.begun, self.canvas.view.to_canvas(at)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


class Move(Drag):
    """Moves what is selected, and what lies inside selected frames. One node let go on a wire is put into it."""

    def __init__(self, canvas: "Canvas", pointer: Pointer, pressed: str = "") -> None:
        super().__init__(canvas, pointer)
        doc = canvas.document
        chosen = doc.selection
        nodes, framed, noted, dots = set(chosen.nodes), set(chosen.frames), set(chosen.notes), set(chosen.dots)
        for index in chosen.frames:
            held = decor.inside(doc, index)
            nodes |= held.nodes
            noted |= held.notes
            dots |= held.dots
            framed |= held.frames
        graph = doc.graph
        self.nodes = {node: place_of(graph.nodes[node]) for node in nodes if node in graph.nodes}
        self.frames = {index: each.at for index, each in frames(graph).items() if index in framed}
        self.notes = {index: each.at for index, each in notes(graph).items() if index in noted}
        self.dots = {dot: dot.at for dot in canvas.wires.dots() if dot in dots}
        listed = (*self.frames.values(), *self.nodes.values(), *self.notes.values(), *self.dots.values())
        self.first = self.nodes.get(pressed) or next(iter(listed), (0.0, 0.0))

    def follow(self, pointer: Pointer) -> None:
        canvas = self.canvas
        canvas.nodes.move(self._moved(self.nodes, pointer))
        canvas.decor.moved = {("frame", key): at for key, at in self._moved(self.frames, pointer).items()}
        canvas.decor.moved |= {("note", key): at for key, at in self._moved(self.notes, pointer).items()}
        canvas.wires.dragged = self._moved(self.dots, pointer)
        canvas.wires.marked = self._wire_below()

    def dropped(self, pointer: Pointer) -> None:
        below = self.canvas.wires.marked
        self._end()
        if not self.far:
            return
        document = self.canvas.document
        try:
            edits.move(
                document, self._moved(self.nodes, pointer), frames=self._moved(self.frames, pointer),
                notes=self._moved(self.notes, pointer), dots=self._moved(self.dots, pointer), merge="drop",
            )  # fmt: skip
            if below is not None and not edits.insert_on_link(document, next(iter(self.nodes)), below, merge="drop"):
                self.canvas.say(f"{next(iter(self.nodes))} does not fit into the wire to {below}")
        except EditError as error:
            self.canvas.say(str(error))
        document.seal()

    def cancelled(self) -> None:
        self._end()
        self.canvas.nodes.back(list(self.nodes))

    def _end(self) -> None:
        self.canvas.decor.moved = {}
        self.canvas.wires.dragged = {}
        self.canvas.wires.marked = None

    def _moved(self, places: dict[K, Point], pointer: Pointer) -> dict[K, Point]:
        across, down = self._by(pointer)
        return {key: (round(at[0] + across), round(at[1] + down)) for key, at in places.items()}

    def _by(self, pointer: Pointer) -> Point:
        """How far everything moves, in canvas units: what was pressed comes to the grid, the others keep their place
        beside it. Alt turns snapping round."""
        across, down = self.way(pointer)
        if self.canvas.snaps == pointer.alt:
            return across, down
        goal = snapped((self.first[0] + across, self.first[1] + down))
        return goal[0] - self.first[0], goal[1] - self.first[1]

    def _wire_below(self) -> End | None:
        graph = self.canvas.document.graph
        if len(self.nodes) != 1 or self.frames or self.notes:
            return None
        node = next(iter(self.nodes))
        if any(node in (link.source.node, link.target.node) for link in graph.links):
            return None
        return self.canvas.wires.across(node)


class Resize(Drag):
    """Makes a frame or a note larger or smaller by its corner."""

    def __init__(self, canvas: "Canvas", pointer: Pointer, found: Found) -> None:
        super().__init__(canvas, pointer)
        self.found = found
        listed = canvas.decor.frames if found.kind == "frame" else canvas.decor.notes
        self.size = listed[found.index].size

    def follow(self, pointer: Pointer) -> None:
        self.canvas.decor.sized = {(self.found.kind, self.found.index): self._size(pointer)}

    def dropped(self, pointer: Pointer) -> None:
        self.canvas.decor.sized = {}
        if self.far:
            change = decor.set_frame if self.found.kind == "frame" else decor.set_note
            try:
                change(self.canvas.document, self.found.index, size=self._size(pointer))
            except EditError as error:  # it was deleted meanwhile
                self.canvas.say(str(error))

    def cancelled(self) -> None:
        self.canvas.decor.sized = {}

    def _size(self, pointer: Pointer) -> Point:
        across, down = self.way(pointer)
        return max(60, round(self.size[0] + across)), max(36, round(self.size[1] + down))
