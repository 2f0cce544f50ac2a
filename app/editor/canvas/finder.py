"""What the mouse is over: a pin, a node, a wire, a dot, a frame or a note."""

from math import dist
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.canvas.nodeitem import NodeItem, PinItem
from app.editor.canvas.styles import HOVER_RADIUS

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

Point = tuple[float, float]
WINDOW = "mvAppItemType::mvWindowAppItem"


class Finder:
    """Hit tests, in screen pixels. Who lies on top is asked of DearPyGui."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas

    def free(self, at: Point) -> bool:
        """Whether the canvas itself is at a point: no panel, popup or floating window lies over it."""
        canvas = self.canvas
        if not canvas.view.contains(at) or not dpg.is_item_hovered(canvas.node_editor):
            return False
        if any(_holds(each, at) for each in canvas.overlays if dpg.is_item_shown(each)):
            return False
        return not any(_over(window, at) for window in dpg.get_windows() if window != canvas.root)

    def node(self, at: Point) -> NodeItem | None:
        """The uppermost node at a point."""
        found = [each for each in self.canvas.nodes if self._in_node(each, at)]
        on_top = [each for each in found if dpg.is_item_hovered(each.item)]
        return next(reversed(on_top or found), None)

    def pin(self, at: Point) -> PinItem | None:
        """The nearest pin within reach that no node hides."""
        x, y = self.canvas.local(at)
        reach = HOVER_RADIUS * self.canvas.view.unit
        near = [
            (distance, pin)
            for item in self.canvas.nodes
            if self._in_reach(item, x, y, reach)
            for pin in item.pins.values()
            if pin.offset and (distance := dist(pin.offset, (x - item.px[0], y - item.px[1]))) < reach
        ]
        near.sort(key=lambda each: each[0])
        return next((pin for _, pin in near if dpg.is_item_hovered(pin.item)), near[0][1] if len(near) == 1 else None)

    def field(self, item: NodeItem, at: Point) -> str | None:
        """The setting whose field is at a point."""
        for name, view in item.fields.items():
            if _holds(view.item, at):
                return name
        return None

    def title(self, item: NodeItem, at: Point) -> bool:
        """Whether a point is on a node's title."""
        y = self.canvas.local(at)[1] - item.px[1]
        return 0 <= y <= 24.5 * self.canvas.view.unit

    def in_use(self, item: NodeItem) -> bool:
        """Whether one of a node's widgets has the mouse or the keyboard."""
        return _active(item.item)

    def _in_node(self, item: NodeItem, at: Point) -> bool:
        x, y = self.canvas.local(at)
        return 0 <= x - item.px[0] < item.size[0] and 0 <= y - item.px[1] < item.size[1]

    def _in_reach(self, item: NodeItem, x: float, y: float, reach: float) -> bool:
        left, top = item.px
        return left - reach <= x <= left + item.size[0] + reach and top - reach <= y <= top + item.size[1] + reach


def _active(item: int) -> bool:
    for child in dpg.get_item_children(item, 1) or ():
        state = dpg.get_item_state(child)
        if state.get("active") or _active(child):
            return True
    return False


def _holds(item: int, at: Point) -> bool:
    """Whether a point is in an item's rectangle. A child window tells only its place in its parent."""
    state = dpg.get_item_state(item)
    if "rect_min" not in state:
        return bool(state.get("hovered"))
    left, top = state["rect_min"]
    width, height = state["rect_size"]
    return bool(left <= at[0] < left + width and top <= at[1] < top + height)


def _over(window: int, at: Point) -> bool:
    if dpg.get_item_type(window) != WINDOW or not dpg.is_item_shown(window):
        return False
    left, top = dpg.get_item_pos(window)
    width, height = dpg.get_item_rect_size(window)
    return bool(left <= at[0] < left + width and top <= at[1] < top + height)
