"""The wire that is not one yet: while an end is detached, and from a dropped pin to the palette."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.canvas import bezier
from app.editor.canvas.look import pin_of
from app.editor.canvas.wired import Wired
from nodegraph.graph import End

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

Point = tuple[float, float]


class Ghost:
    """Drawn from an output or to an input, its other end anywhere."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas
        self._stays = False
        self._waiting = False

    def follow(self, source: End | None, target: End | None, at: Point) -> None:
        """Draw it to a point of the screen."""
        self.hide()
        canvas = self.canvas
        pin = canvas.nodes.pin_px(source, True) if source else target and canvas.nodes.pin_px(target, False)
        if pin is None:
            return
        loose, unit = canvas.local(at), canvas.view.unit
        p1, p2, p3, p4 = bezier.curve(pin, loose, unit) if source else bezier.curve(loose, pin, unit)
        colour = canvas.link_colour(self._type(source, target))
        layer = canvas.backdrop.layer("ghost")
        dpg.draw_bezier_cubic(p1, p2, p3, p4, color=colour, thickness=max(1.2, 2.4 * unit), parent=layer)
        dpg.draw_circle(loose, max(2.5, 4.5 * unit), color=colour, fill=colour, parent=layer)

    def stay(self, source: End | None, target: End | None, at: Point) -> None:
        """Draw it and keep it as long as the palette is open."""
        self.follow(source, target, at)
        self._stays = self._waiting = True

    def hide(self) -> None:
        dpg.delete_item(self.canvas.backdrop.layer("ghost"), children_only=True)
        self._stays = False

    def update(self) -> None:
        """The palette is gone: so is the wire to it."""
        if self._stays and not self._waiting and not self.canvas.editor.palette.shown:
            self.hide()
        self._waiting = False

    def _type(self, source: End | None, target: End | None) -> str:
        graph = Wired(self.canvas.document.graph)
        if source is not None:
            return pin_of(graph.given(source)).name
        kind = graph.type_of(target.node) if target else None
        found = kind.parameter(target.socket) if kind and target else None
        return pin_of(graph.wanted(target, found.hint)).name if found and target else ""
