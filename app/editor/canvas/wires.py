"""The wires, drawn behind the nodes in the colour of what they carry, and where the mouse meets one."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.decoration import via_points
from app.document.document import Dot
from app.document.geometry import Box
from app.editor.canvas import bezier
from app.editor.canvas.bezier import Curve
from app.editor.canvas.look import pin_of
from app.editor.canvas.wired import Wired
from nodegraph.graph import End, Link

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

Point = tuple[float, float]
Colour = tuple[int, ...]
THICKNESS, CHOSEN, REACH, DOT = 2.4, 3.6, 7.0, 4.5


@dataclass
class Wire:
    """One link as it is drawn: its curves in pixels from canvas point (0, 0)."""

    link: Link
    type_name: str
    curves: list[Curve] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    room: Box | None = None
    drawn: object = None
    shown: bool = True

    def bend(self, curves: list[Curve]) -> None:
        """Take another course."""
        points = [point for curve in curves for point in curve]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self.curves, self.room = curves, Box(min(xs), min(ys), max(xs), max(ys)) if points else None


class Wires:
    """Follows the document's links, the nodes' pins, and dots that are dragged."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas
        self.wires: dict[End, Wire] = {}
        self.dragged: dict[Dot, Point] = {}  # dots on their way, in canvas units
        self.hidden: End | None = None  # the wire that is being detached
        self.marked: End | None = None  # the wire that a node would be put into
        self._graph: object = None
        self._seen: object = None
        self._culled: object = None
        self._dots: dict[Dot, int] = {}
        self._covered: set[tuple[Point, Point]] = set()

    def update(self) -> None:
        document, canvas = self.canvas.document, self.canvas
        if document.graph is not self._graph:
            self._graph = document.graph
            self._sync(Wired(document.graph))
        selection = document.selection
        seen = (
            id(document.graph), canvas.nodes.moved, canvas.view.unit, canvas.editor.theme.revision,
            selection.links, selection.dots, self.hidden, self.marked, tuple(self.dragged.items()),
        )  # fmt: skip
        if seen != self._seen:
            self._seen = seen
            self._draw_all()
        sight = canvas.view.sight
        if (seen, sight) != self._culled:
            self._culled = seen, sight
            self._cull(sight)

    def hit(self, at: Point) -> End | None:
        """The wire at a point of the screen, by the input that it leads to."""
        point = self.canvas.local(at)
        reach = max(5.0, REACH * self.canvas.view.unit)
        found = [
            (distance, target)
            for target, wire in self.wires.items()
            for each in wire.curves
            if (distance := bezier.near(each, point, reach)) is not None
        ]
        return min(found)[1] if found else None

    def dot_at(self, at: Point) -> Dot | None:
        point, reach = self.canvas.local(at), max(6.0, 9 * self.canvas.view.unit)
        for dot in self._dots:
            x, y = self.canvas.view.px(dot.at)
            if abs(x - point[0]) <= reach and abs(y - point[1]) <= reach:
                return dot
        return None

    def dots(self) -> list[Dot]:
        return list(self._dots)

    def across(self, node: str) -> End | None:
        """The wire that runs through a node that is not on it; the one nearest to the node's middle."""
        item = self.canvas.nodes.get(node)
        if item is None:
            return None
        middle = item.px[0] + item.size[0] / 2, item.px[1] + item.size[1] / 2
        reach = min(item.size) / 2
        found = [
            (distance, target)
            for target, wire in self.wires.items()
            if node not in (target.node, wire.link.source.node)
            for each in wire.curves
            if (distance := bezier.near(each, middle, reach)) is not None
        ]
        return min(found)[1] if found else None

    def _sync(self, graph: Wired) -> None:
        links = {link.target: link for link in graph.links}
        for target in [each for each in self.wires if each not in links]:
            self._erase(self.wires.pop(target))
        for target, link in links.items():
            name = pin_of(graph.given(link.source)).name
            wire = self.wires.setdefault(target, Wire(link, name))
            wire.link, wire.type_name = link, name

    def _draw_all(self) -> None:
        dots: dict[Dot, Colour] = {}
        self._covered.clear()
        theme, chosen = self.canvas.editor.theme, self.canvas.document.selection.links
        colours = {
            name: theme.link_colour(name or "muted") for name in {each.type_name for each in self.wires.values()}
        }
        for target, wire in self.wires.items():
            colour = theme.colour("select") if target in chosen else colours[wire.type_name]
            self._draw(wire, target, colour)
            for point in via_points(wire.link):
                dots.setdefault(Dot(wire.link.source, point), colour)
        self._draw_dots(dots)

    def _cull(self, sight: Box) -> None:
        """Leave out what nobody sees: it is worked out every frame all the same."""
        for wire in self.wires.values():
            shown = wire.room is not None and wire.room.meets(sight)
            if shown != wire.shown:
                wire.shown = shown
                for item in wire.items:
                    dpg.configure_item(item, show=shown)

    def _draw(self, wire: Wire, target: End, colour: Colour) -> None:
        points = self._points(wire, target)
        chosen = target in self.canvas.document.selection.links or target == self.marked
        unit = self.canvas.view.unit
        thick = max(1.2, (CHOSEN if chosen else THICKNESS) * unit)
        own = self._own(points, chosen)
        drawn = (points, own, colour, thick)
        if drawn == wire.drawn:
            return
        wire.drawn, wire.shown = drawn, True
        wire.bend(bezier.through(points, unit) if points else [])
        while len(wire.items) > len(own):
            dpg.delete_item(wire.items.pop())
        layer = self.canvas.backdrop.layer("wires")
        for index, (p1, p2, p3, p4) in enumerate(wire.curves[each] for each in own):
            style = {"color": colour, "thickness": thick, "segments": _segments(p1, p4), "show": True}
            if index < len(wire.items):
                dpg.configure_item(wire.items[index], p1=p1, p2=p2, p3=p3, p4=p4, **style)
            else:
                wire.items.append(int(dpg.draw_bezier_cubic(p1, p2, p3, p4, parent=layer, **style)))

    def _own(self, points: list[Point], chosen: bool) -> list[int]:
        """Which of a wire's curves to draw: not those that another wire of its output has drawn on the way to a dot."""
        pairs = list(pairwise(points))
        own = [index for index, each in enumerate(pairs) if chosen or each not in self._covered]
        self._covered.update(pairs)
        return own

    def _points(self, wire: Wire, target: End) -> list[Point]:
        """From pin to pin; nothing as long as an end is not known."""
        nodes, view, source = self.canvas.nodes, self.canvas.view, wire.link.source
        start, goal = nodes.pin_px(source, True), nodes.pin_px(target, False)
        if start is None or goal is None or target == self.hidden:
            return []
        via = (self.dragged.get(Dot(source, each), each) for each in via_points(wire.link))
        return [start, *(view.px(each) for each in via), goal]

    def _draw_dots(self, dots: dict[Dot, Colour]) -> None:
        for dot in [each for each in self._dots if each not in dots]:
            dpg.delete_item(self._dots.pop(dot))
        view, chosen = self.canvas.view, self.canvas.document.selection.dots
        for dot, colour in dots.items():
            at = view.px(self.dragged.get(dot, dot.at))
            ring = self.canvas.editor.theme.colour("select") if dot in chosen else colour
            style = {"center": at, "radius": max(2.5, DOT * view.unit), "color": ring, "fill": (*colour[:3], 255)}
            if dot in self._dots:
                dpg.configure_item(self._dots[dot], thickness=2 if dot in chosen else 1, **style)
            else:
                self._dots[dot] = int(dpg.draw_circle(parent=self.canvas.backdrop.layer("dots"), **style))

    def _erase(self, wire: Wire) -> None:
        for item in wire.items:
            dpg.delete_item(item)


def _segments(start: Point, goal: Point) -> int:
    return int(min(28, max(8, (abs(start[0] - goal[0]) + abs(start[1] - goal[1])) / 14)))
