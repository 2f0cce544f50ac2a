"""What things are, told while the mouse rests on them: nodes, sockets and settings from their docstrings.

One tooltip is drawn above everything; no window of its own, so it takes neither focus nor clicks.
"""

import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dearpygui.dearpygui as dpg

from app.describe import default_text, meaning, range_text, setting_type, summary
from app.editor.fonts import SMALL, Weight, cut, text_width, wrapped
from app.editor.pen import Pen
from nodegraph.errors import Fault
from nodegraph.graph import End, Graph
from nodegraph.hints import SeedHint
from nodegraph.nodetype import NodeType, Output, Parameter
from nodegraph.sockets import type_name
from nodegraph.wiring import source_type, wanted_type

if TYPE_CHECKING:
    from app.editor.editor import Editor

DELAY = 0.45  # seconds that the mouse rests before a tooltip comes
WIDEST = 300
PADDING, LINE, OFFSET = 8, 17, 16
LONGEST = 12  # lines of one paragraph


@dataclass(frozen=True)
class Tip:
    """A heading, what there is to know, and smaller facts."""

    title: str
    text: str = ""
    facts: str = ""


Line = tuple[str, str, Weight]  # text, token, weight


@dataclass(frozen=True)
class Spot:
    """What an item does under the mouse: it tells its tip, and acts on clicks of the left and right button."""

    tip: Callable[[], Tip] | None = None
    click: Callable[[], None] | None = None
    right: Callable[[], None] | None = None


class Tooltips:
    """Call `over` in every frame that the mouse is over something, and `update` once a frame."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self.shown: Tip | None = None
        self._wanted: tuple[Hashable, Callable[[], Tip]] | None = None
        self._key: Hashable = None
        self._since = 0.0
        self._mouse: object = None
        self._resting = False  # whether the hands are on the keyboard: what comes under the mouse tells nothing
        with dpg.handler_registry():
            dpg.add_key_press_handler(callback=lambda: self._rest())
        self._list = int(dpg.add_viewport_drawlist(front=True))
        self._pen = Pen(editor, int(dpg.add_draw_layer(parent=self._list)))
        with dpg.item_handler_registry() as registry:
            dpg.add_item_hover_handler(callback=lambda _, item: self.over_item(item))
            dpg.add_item_clicked_handler(callback=lambda _, data: _click(*data))
        self._registry = int(registry)

    def explain(self, item: int, tip: Tip | str, click: Callable[[], None] | None = None) -> int:
        """Give an item its tooltip, and return the item. Takes the item's user data and handlers."""
        told = tip if isinstance(tip, Tip) else Tip(tip)
        return self.attach(item, Spot(lambda: told, click))

    def attach(self, item: int, spot: Spot) -> int:
        """As `explain`, for a tip that is made when it is wanted, or a click on what is no button."""
        dpg.set_item_user_data(item, spot)
        dpg.bind_item_handler_registry(item, self._registry)
        return item

    def over_item(self, item: int) -> None:
        """The mouse is over an item whose user data has a `tip`."""
        if not dpg.does_item_exist(item) or dpg.is_item_active(item):
            return
        tip = getattr(dpg.get_item_user_data(item), "tip", None)
        if tip is not None:
            self.over(item, tip)

    def over(self, key: Hashable, tip: Callable[[], Tip]) -> None:
        """The mouse is over something in this frame."""
        self._wanted = (key, tip)

    def update(self, now: float | None = None) -> None:
        """Show the tip once the mouse has rested, hide it when it goes on. `now` in seconds."""
        now = time.monotonic() if now is None else now
        wanted, self._wanted = self._wanted, None
        mouse = dpg.get_mouse_pos(local=False)
        if mouse != self._mouse:
            self._mouse, self._resting = mouse, False
        pressed = any(dpg.is_mouse_button_down(each) for each in (0, 1, 2))
        if wanted is None or pressed or self._resting:
            self._hide()
        elif wanted[0] != self._key:
            self._hide()
            self._key, self._since = wanted[0], now
        elif self.shown is None and now - self._since >= DELAY:
            self._show(wanted[1]())

    def _rest(self) -> None:
        self._resting = True

    def _hide(self) -> None:
        self._key = None
        if self.shown is not None:
            self.shown = None
            self._pen.clear()

    def _show(self, tip: Tip) -> None:
        self.shown = tip
        lines = laid_out(tip)
        scale = self._pen.scale
        width = max(text_width(text, SMALL, weight) for text, _, weight in lines) + 2 * PADDING
        height = LINE * len(lines) + 2 * PADDING
        left, top = self._corner(width * scale, height * scale)
        x, y = left / scale, top / scale
        self._pen.box(x, y, width, height, "raised", "field line", 6)
        for number, (text, token, weight) in enumerate(lines):
            self._pen.text(x + PADDING, y + PADDING + 1 + LINE * number, text, token, size=SMALL, weight=weight)

    def _corner(self, width: float, height: float) -> tuple[float, float]:
        """Below and right of the mouse, or on the other side where the window ends."""
        x, y = dpg.get_mouse_pos(local=False)
        right, bottom = dpg.get_viewport_client_width(), dpg.get_viewport_client_height()
        left = max(4, min(x + OFFSET * 0.75, right - width - 4))
        below = y + OFFSET * 1.25
        return left, below if below + height < bottom else max(4, y - height - OFFSET / 2)


def _click(button: int, item: int) -> None:
    spot = dpg.get_item_user_data(item) if dpg.does_item_exist(item) else None
    if isinstance(spot, Spot):
        run = {dpg.mvMouseButton_Left: spot.click, dpg.mvMouseButton_Right: spot.right}.get(button)
        if run:
            run()


def tooltips(editor: "Editor") -> Tooltips:
    """An editor's own."""
    return editor.tooltips


def laid_out(tip: Tip) -> list[Line]:
    """A tip as lines that are not too wide."""
    title: Line = (cut(tip.title, WIDEST, SMALL, "semibold"), "text", "semibold")
    text: list[Line] = [(line, "muted", "regular") for line in _lines(tip.text)]
    return [title, *text, *((line, "faint", "regular") for line in _lines(tip.facts))]


def _lines(text: str) -> list[str]:
    return wrapped(text, WIDEST, SMALL)[:LONGEST] if text else []


def node_tip(graph: Graph, node: str, warnings: Sequence[Fault] = ()) -> Tip:
    """A node's type in a few lines, or what the last run warns of there."""
    kind = graph.type_of(node)
    if kind is None:
        missing = graph.nodes[node].type
        return Tip(missing, f"The type {missing!r} is not installed. The node is kept as it is.")
    if warnings:
        return Tip(kind.label, "\n".join(f"{each.found} {each.todo}".rstrip() for each in warnings), kind.category)
    return type_tip(kind)


def type_tip(kind: NodeType) -> Tip:
    return Tip(kind.label, summary(kind), kind.category)


def socket_tip(graph: Graph, end: End, *, output: bool) -> Tip:
    """A socket: its real name and type, what it carries, what it is wired to."""
    kind = graph.type_of(end.node) if end.node in graph.nodes else None
    found: Output | Parameter | None = None
    if kind:
        found = kind.output(end.socket) if output else kind.parameter(end.socket)
    if found is None:
        return Tip(end.socket, facts=_wires(graph, end, output))
    hint = source_type(graph, end) if output else wanted_type(graph, end, found.hint)
    return Tip(f"{end.socket}: {type_name(hint)}", meaning(found), _wires(graph, end, output))


def setting_tip(parameter: Parameter, value: Any = None) -> Tip:
    """A setting: its name in the file, what it does, what it may be."""
    facts = [setting_type(parameter), "" if parameter.extra(SeedHint) else range_text(parameter)]
    if not parameter.required:
        facts.append(f"default {default_text(parameter)}")
    shown = f"{parameter.name}: {value}" if isinstance(value, str) and value else parameter.name
    return Tip(shown, parameter.doc, ", ".join(filter(None, facts)))


def _wires(graph: Graph, end: End, output: bool) -> str:
    if output:
        goals = [str(link.target) for link in graph.out_of(end.node) if link.source == end]
        return f"to {', '.join(goals)}" if goals else "not used"
    source = graph.source(end)
    return f"from {source}" if source else "no wire"
