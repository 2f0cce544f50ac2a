"""What surrounds a node: shadow, rings, its id and its time above it. Redrawn for the nodes that changed."""

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.geometry import Box
from app.editor.canvas.nodeitem import NodeItem
from app.editor.canvas.styles import font_size
from app.editor.canvas.wording import duration
from app.editor.fonts import SMALL, cut, text_width
from app.editor.icons import icon
from app.running.state import NodeState

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

Point = tuple[float, float]
Badge = tuple[str, str]  # text and colour token
LIFT = 17.0  # from a node's upper edge to the top of its id
CORNER = 7.0
LEGIBLE = 0.55  # smaller texts are left out
DASH = 5.0
APART = 5.0  # between id and time
WARNING = icon("warning")
OVER = 1.0  # px that a node is drawn wider and higher than the toolkit tells
LEAST = 1.5  # px: how far away and how thick a ring is at least


@dataclass(frozen=True)
class Mark:
    """Everything that is drawn around one node. Equal marks look the same."""

    at: Point
    size: Point
    id: str
    badge: Badge
    ring: str
    chosen: bool
    missing: bool
    pale: bool
    warned: bool


class Marks:
    """The surroundings of all nodes."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas
        self._marks: dict[str, tuple[Mark, int, int]] = {}  # node -> what is drawn, in which draw nodes
        self._seen: object = None
        self._style: object = None
        self._culled: object = None
        self._hidden: set[str] = set()

    def update(self) -> None:
        canvas = self.canvas
        state, document = canvas.editor.session.state, canvas.document
        seen = canvas.nodes.moved, state.revision, id(document.graph), document.selection, tuple(canvas.faults)
        style = canvas.view.unit, canvas.editor.theme.revision
        if (seen, style) != (self._seen, self._style):
            if style != self._style:
                self._clear()
            self._seen, self._style = seen, style
            self._follow()
        sight = canvas.view.sight
        if (seen, style, sight) != self._culled:
            self._culled = seen, style, sight
            self._cull(sight)

    def _cull(self, sight: Box) -> None:
        """Leave out what nobody sees."""
        for node, (mark, *drawn) in self._marks.items():
            (x, y), (width, height) = mark.at, mark.size
            hidden = not Box(x, y, x + width, y + height).meets(sight)
            if hidden != (node in self._hidden):
                self._hidden ^= {node}
                for each in drawn:
                    dpg.configure_item(each, show=not hidden)

    def _follow(self) -> None:
        for node in [each for each in self._marks if self.canvas.nodes.get(each) is None]:
            self._erase(node)
        for item in self.canvas.nodes:
            if not item.size[0]:
                continue
            mark = self._mark(item)
            known = self._marks.get(item.look.id)
            if known is None or known[0] != mark:
                self._draw(mark, known)

    def _mark(self, item: NodeItem) -> Mark:
        id = item.look.id
        state = self.canvas.editor.session.state.nodes.get(id)
        return Mark(
            item.px, item.size, id, self._badge(item, state), self._ring(id, state),
            id in self.canvas.document.selection.nodes, item.look.missing, item.look.mode == "mute",
            bool(self.canvas.editor.session.state.warned(id)),
        )  # fmt: skip

    def _ring(self, node: str, state: NodeState | None) -> str:
        if node in self.canvas.faults or (state and state.phase == "failed"):
            return "error"
        return "accent" if state and state.phase == "running" else ""

    def _badge(self, item: NodeItem, state: NodeState | None) -> Badge:
        if item.look.mode:
            return ("muted" if item.look.mode == "mute" else "bypassed"), "warn"
        if state is None or state.phase in ("idle", "waiting"):
            return "", "muted"
        if state.phase == "cached":
            return f"{icon('check')} cached", "ok"
        token = "accent" if state.phase == "running" else "muted"
        told = cut(state.text, item.look.width, SMALL)  # no longer than its node, beside which others stand
        return told or (duration(state.seconds) if state.seconds is not None else ""), token

    def _draw(self, mark: Mark, known: tuple[Mark, int, int] | None) -> None:
        layers = self.canvas.backdrop
        if known is None:
            shade = int(dpg.add_draw_node(parent=layers.layer("shadows")))
            above = int(dpg.add_draw_node(parent=layers.layer("marks")))
        else:
            shade, above = known[1:]
            dpg.delete_item(shade, children_only=True)
            dpg.delete_item(above, children_only=True)
        self._marks[mark.id] = mark, shade, above
        self._draw_shadow(mark, shade)
        self._draw_rings(mark, above)
        if self.canvas.view.zoom >= LEGIBLE:
            self._draw_texts(mark, above)

    def _draw_shadow(self, mark: Mark, parent: int) -> None:
        if mark.pale or mark.missing:
            return
        self._rounded(mark, 1, "shadow", parent, line=3, opacity=0.8, lower=1.5)

    def _draw_rings(self, mark: Mark, parent: int) -> None:
        if mark.missing:
            self._draw_dashes(mark, parent)
        if mark.ring == "accent":
            for spread, opacity in ((7, 0.10), (4.5, 0.16)):
                self._rounded(mark, spread, "accent", parent, fill=True, opacity=opacity)
        if mark.ring or (mark.warned and self.canvas.view.zoom < LEGIBLE):  # where the triangle would be too small
            self._draw_ring(mark, 1, mark.ring or "warn", parent, line=2)
        if mark.chosen:
            apart, thick = (3, 1.5) if mark.ring else (1.5, 2)
            self._draw_ring(mark, apart, "select", parent, line=thick)

    def _draw_ring(self, mark: Mark, spread: float, token: str, parent: int, *, line: float) -> None:
        """An outline that the node leaves free on all four sides at every zoom."""
        unit = self.canvas.view.unit
        width, height = mark.size
        drawn = replace(mark, size=(width + OVER, height + OVER))
        self._rounded(drawn, max(spread, LEAST / unit), token, parent, line=max(line, LEAST / unit))

    def _rounded(
        self, mark: Mark, spread: float, token: str, parent: int, *,
        line: float = 0, fill: bool = False, opacity: float = 1.0, lower: float = 0,
    ) -> None:  # fmt: skip
        """A rectangle around a node: an outline, or filled. Fills are dear where a processor draws them."""
        unit, colour = self.canvas.view.unit, self.canvas.editor.theme.colour(token, opacity)
        away, down = spread * unit, lower * unit
        (x, y), (width, height) = mark.at, mark.size
        dpg.draw_rectangle(
            (x - away, y - away + down),
            (x + width + away, y + height + away + down),
            color=(0, 0, 0, 0) if fill else colour,
            fill=colour if fill else (0, 0, 0, 0),
            rounding=(CORNER + spread) * unit,
            thickness=0 if fill else max(1.0, line * unit),
            parent=parent,
        )

    def _draw_dashes(self, mark: Mark, parent: int) -> None:
        """The outline of a node whose type is missing."""
        (x, y), (width, height) = mark.at, mark.size
        colour, step = self.canvas.editor.theme.colour("faint"), DASH * self.canvas.view.unit
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
        for (ax, ay), (bx, by) in itertools.pairwise(corners):
            length = abs(bx - ax) + abs(by - ay)
            count = max(1, round(length / (2 * step)))
            for each in range(count):
                a, b = each / count, (each + 0.5) / count
                start, goal = (ax + (bx - ax) * a, ay + (by - ay) * a), (ax + (bx - ax) * b, ay + (by - ay) * b)
                dpg.draw_line(start, goal, color=colour, thickness=1.5, parent=parent)

    def _draw_texts(self, mark: Mark, parent: int) -> None:
        unit = self.canvas.view.unit
        (x, y), width = mark.at, mark.size[0]
        (text, token), line = mark.badge, font_size(SMALL, unit)
        room = width - 2 * unit
        rest = room
        if mark.warned:
            rest -= text_width(WARNING, line) + APART * unit
        if token == "ok" and text_width(mark.id + text, line) + APART * unit > rest:
            text = text[0]  # of "cached" the tick alone
        wide = text_width(text, line)
        self._text(x + unit + room - wide, y, text, token, parent)
        rest -= wide + APART * unit if text else 0
        if mark.warned:
            self._text(x + unit + rest + APART * unit, y, WARNING, "warn", parent)
        if rest > 16 * unit:
            self._text(x + unit, y, cut(mark.id, rest, line), "muted", parent)

    def _text(self, x: float, top: float, text: str, token: str, parent: int) -> None:
        if text:
            self.canvas.backdrop.write((x, top - LIFT * self.canvas.view.unit), text, token, parent)

    def _erase(self, node: str) -> None:
        _, shade, above = self._marks.pop(node)
        self._hidden.discard(node)
        dpg.delete_item(shade)
        dpg.delete_item(above)

    def _clear(self) -> None:
        for node in list(self._marks):
            self._erase(node)
