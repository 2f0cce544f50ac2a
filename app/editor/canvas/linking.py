"""Dragging a wire from a pin: onto a pin, onto a node, onto empty space."""

from typing import TYPE_CHECKING

from app.document.commands import edits
from app.document.fits import links_that_fit, why_not
from app.editor.canvas.drags import Drag
from app.editor.canvas.nodeitem import NodeItem, PinItem
from app.editor.canvas.pointer import Pointer
from nodegraph.errors import EditError

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas
    from nodegraph.graph import End


class Linking(Drag):
    """A wire on its way. It hangs on the output `source` or on the input `target`.

    `detached` is the input that it was taken from with Ctrl: until it is let go the wire is only hidden.
    """

    def __init__(self, canvas: "Canvas", pointer: Pointer, pin: PinItem) -> None:
        super().__init__(canvas, pointer)
        self.pin = pin
        self.source: End | None = pin.end if pin.side == "out" else None
        self.target: End | None = pin.end if pin.side == "in" else None
        self.detached: End | None = None
        wired = canvas.document.graph.source(pin.end) if pin.side == "in" else None
        if pointer.ctrl and wired is not None:
            self.source, self.target, self.detached = wired, None, pin.end
            canvas.wires.hidden = pin.end
        self.fit = links_that_fit(canvas.document.graph, source=self.source, target=self.target)
        canvas.nodes.fade_pins(self.fit, self.source or self.target, side="in" if self.source else "out")
        if self.detached is None:
            canvas.styles.show_link(canvas.link_colour(pin.pin.name))

    def moved(self, pointer: Pointer) -> None:
        super().moved(pointer)
        if self.detached is not None:
            self.canvas.ghost.follow(self.source, None, pointer.at)

    def dropped(self, pointer: Pointer) -> None:
        self._end()
        try:
            self._drop(pointer)
        except EditError as error:
            self.canvas.say(str(error))

    def cancelled(self) -> None:
        self._end()

    def _end(self) -> None:
        canvas = self.canvas
        canvas.styles.show_link(None)
        canvas.wires.hidden = None
        canvas.ghost.hide()
        canvas.nodes.unfade_pins()

    def _drop(self, pointer: Pointer) -> None:
        canvas = self.canvas
        pin = canvas.finder.pin(pointer.at)
        node = canvas.finder.node(pointer.at)
        if pin is not None and pin.end != (self.source or self.target):
            self._onto_pin(pin)
        elif node is not None:
            self._onto_node(node)
        elif self.far:
            self._onto_nothing(pointer)

    def _onto_pin(self, pin: PinItem) -> None:
        doc = self.canvas.document
        wants_input = self.source is not None
        if wants_input != (pin.side == "in"):
            self.canvas.say(f"{pin.end} is an {'output' if wants_input else 'input'} too. Wire outputs to inputs.")
            return
        source, target = (self.source, pin.end) if self.source else (pin.end, self.target)
        assert source is not None
        assert target is not None
        if self.detached is not None and self.detached != target:
            edits.reconnect_end(doc, self.detached, target)
        elif self.detached is None:
            why = why_not(doc.graph, source, target)
            if why:
                self.canvas.say(why)
            else:
                edits.connect(doc, source, target)

    def _onto_node(self, item: NodeItem) -> None:
        doc, node = self.canvas.document, item.look.id
        if node in (self.pin.end.node, (self.source or self.pin.end).node):
            return
        if self.source is None:
            assert self.target is not None
            edits.connect_from_node(doc, node, self.target)
        elif self.detached is not None:
            target = edits.first_input(doc.graph, self.source, node)
            if target is None:
                raise EditError(f"{node} has no free input that takes {self.source}.")
            edits.reconnect_end(doc, self.detached, target)
        else:
            edits.connect_to_node(doc, self.source, node)

    def _onto_nothing(self, pointer: Pointer) -> None:
        canvas = self.canvas
        if self.detached is not None:
            edits.disconnect(canvas.document, self.detached)
        elif canvas.view.contains(pointer.at):
            canvas.ghost.stay(self.source, self.target, pointer.at)
            at = canvas.view.to_canvas(pointer.at)
            canvas.editor.palette.open(at, pointer.at, source=self.source, target=self.target)
