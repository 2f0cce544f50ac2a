"""From the mouse to gestures: what a press begins, what a double click opens, what the wheel turns."""

from dataclasses import replace
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.commands import decor
from app.document.document import Selection
from app.editor.canvas.decor import Found
from app.editor.canvas.drags import Boxing, Drag, Move, Pan, Resize
from app.editor.canvas.linking import Linking
from app.editor.canvas.menu import Thing
from app.editor.canvas.pointer import LEFT, MIDDLE, RIGHT, Pointer
from nodegraph.errors import EditError
from nodegraph.graph import End

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas
    from app.editor.canvas.nodeitem import NodeItem

SCROLL = 60.0  # px that one step of the wheel moves the view


class Gestures:
    """One gesture at a time. `drag` is the one that goes on."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas
        self.pointer = Pointer()
        self.drag: Drag | None = None
        self._button = LEFT
        self._maybe: tuple[NodeItem, Pointer] | None = None  # a press on a node, before it is known what it was for

    def update(self) -> None:
        pointer = self.pointer
        pointer.read()
        if self.drag is not None:
            self._go_on(pointer)
            return
        if self._maybe is not None:
            self._decide(pointer)
        if (pointer.pressed or pointer.wheel or pointer.double) and self.canvas.finder.free(pointer.at):
            self._begin(pointer)

    def cancel(self) -> bool:
        """Give up the gesture that goes on. Whether there was one."""
        drag, self.drag, self._maybe = self.drag, None, None
        if drag is not None:
            drag.cancelled()
        return drag is not None

    def _go_on(self, pointer: Pointer) -> None:
        assert self.drag is not None
        if dpg.is_key_pressed(dpg.mvKey_Escape):
            self.cancel()
        elif self._button in pointer.down:
            self.drag.moved(pointer)
        else:
            drag, self.drag = self.drag, None
            drag.moved(pointer)
            drag.dropped(pointer)

    def _begin(self, pointer: Pointer) -> None:
        if pointer.wheel:
            self._turn(pointer)
        if pointer.double and self._open(pointer):
            return
        if MIDDLE in pointer.pressed or (LEFT in pointer.pressed and pointer.alt):
            self._start(self._pan(pointer), MIDDLE if MIDDLE in pointer.pressed else LEFT)
        elif LEFT in pointer.pressed:
            self._press(pointer)
        elif RIGHT in pointer.pressed:
            self._right(pointer)

    def _start(self, drag: Drag | None, button: int = LEFT) -> None:
        self.drag, self._button = drag, button

    def _press(self, pointer: Pointer) -> None:
        finder, at = self.canvas.finder, pointer.at
        pin = finder.pin(at)
        if pin is not None:
            self._start(Linking(self.canvas, pointer, pin))
            return
        node = finder.node(at)
        if node is not None:
            self._maybe = node, replace(pointer)
            return
        self._press_ground(pointer)

    def _press_ground(self, pointer: Pointer) -> None:
        canvas = self.canvas
        dot = canvas.wires.dot_at(pointer.at)
        wire = None if dot else canvas.wires.hit(pointer.at)
        found = None if dot or wire else canvas.decor.hit(pointer.at)
        if dot is not None:
            self._choose(Selection(dots=frozenset({dot})), pointer)
            self._start(Move(canvas, pointer))
        elif wire is not None:
            self._choose(Selection(links=frozenset({wire})), pointer)
        elif found is not None:
            self._press_decor(found, pointer)
        else:
            self._start(Boxing(canvas, pointer))

    def _press_decor(self, found: Found, pointer: Pointer) -> None:
        self._choose(_chosen(found), pointer)
        is_corner = found.part == "corner"
        self._start(Resize(self.canvas, pointer, found) if is_corner else Move(self.canvas, pointer))

    def _decide(self, pointer: Pointer) -> None:
        """A frame after a press on a node it is known whether one of its widgets took it."""
        assert self._maybe is not None
        item, pressed = self._maybe
        self._maybe = None
        if self.canvas.nodes.get(item.look.id) is not item:
            return
        self._choose(Selection(nodes=frozenset({item.look.id})), pressed)
        if not self.canvas.finder.in_use(item) and LEFT in pointer.down:
            self._start(Move(self.canvas, pressed, item.look.id))

    def _choose(self, what: Selection, pointer: Pointer) -> None:
        """Select, add with Shift or Ctrl, keep a selection that it belongs to."""
        document = self.canvas.document
        was = document.selection
        if pointer.shift or pointer.ctrl:
            document.select(_toggled(was, what))
        elif not _holds(was, what):
            document.select(what)

    def _pan(self, pointer: Pointer) -> Pan:
        finder = self.canvas.finder
        blocked = finder.pin(pointer.at) is not None or finder.node(pointer.at) is not None
        native = MIDDLE in pointer.pressed and not blocked
        return Pan(self.canvas, pointer, native)

    def _turn(self, pointer: Pointer) -> None:
        canvas, steps = self.canvas, pointer.wheel
        if pointer.ctrl:
            canvas.zoom_to(canvas.view.stepped(1 if steps > 0 else -1), pointer.at)
        elif not self._scrolls(pointer):
            across, down = (steps, 0.0) if pointer.shift else (0.0, steps)
            canvas.pan(across * SCROLL, down * SCROLL)

    def _scrolls(self, pointer: Pointer) -> bool:
        """Whether a text field under the mouse takes the wheel."""
        item = self.canvas.finder.node(pointer.at)
        return item is not None and self.canvas.finder.in_use(item)

    def _right(self, pointer: Pointer) -> None:
        """The menu of what is there, or the palette."""
        thing, chosen = self._thing(pointer.at)
        if chosen is None:
            self._palette(pointer)
            return
        self._choose(chosen, replace(pointer, shift=False, ctrl=False))
        self.canvas.menu.open(thing, pointer.at)

    def _thing(self, at: tuple[float, float]) -> tuple[Thing, Selection | None]:
        canvas = self.canvas
        item = canvas.finder.node(at)
        if item is not None:
            return "node", Selection(nodes=frozenset({item.look.id}))
        dot, wire, found = canvas.wires.dot_at(at), canvas.wires.hit(at), canvas.decor.hit(at)
        if dot is not None:
            return "dot", Selection(dots=frozenset({dot}))
        if wire is not None:
            return "link", Selection(links=frozenset({wire}))
        return (found.kind, _chosen(found)) if found is not None else ("node", None)

    def _open(self, pointer: Pointer) -> bool:
        """What a double click opens; False where it is a press like any other."""
        canvas, at = self.canvas, pointer.at
        if canvas.finder.pin(at) is not None or canvas.finder.node(at) is not None:
            return False
        self._maybe = None
        wire = canvas.wires.hit(at)
        found = canvas.decor.hit(at)
        if canvas.wires.dot_at(at) is not None:
            return False
        if wire is not None:
            self._bend(wire, pointer)
        elif found is not None:
            canvas.words.open(found, at)
        else:
            self._palette(pointer)
        return True

    def _bend(self, wire: End, pointer: Pointer) -> None:
        try:
            decor.add_dot(self.canvas.document, wire, self.canvas.view.to_canvas(pointer.at))
        except EditError as error:
            self.canvas.say(str(error))

    def _palette(self, pointer: Pointer) -> None:
        self.canvas.editor.palette.open(self.canvas.view.to_canvas(pointer.at), pointer.at)


def _chosen(found: Found) -> Selection:
    one = frozenset({found.index})
    return Selection(frames=one) if found.kind == "frame" else Selection(notes=one)


def _toggled(was: Selection, what: Selection) -> Selection:
    return Selection(
        was.nodes ^ what.nodes, was.links ^ what.links, was.dots ^ what.dots,
        was.frames ^ what.frames, was.notes ^ what.notes,
    )  # fmt: skip


def _holds(was: Selection, what: Selection) -> bool:
    return (
        what.nodes <= was.nodes and what.links <= was.links and what.dots <= was.dots
        and what.frames <= was.frames and what.notes <= was.notes
    )  # fmt: skip
