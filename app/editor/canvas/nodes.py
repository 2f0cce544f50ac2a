"""All nodes on the canvas, in step with the document: only what changed is built anew."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.editor.canvas.look import Look, Side, look_of
from app.editor.canvas.nodeitem import NodeItem, place_of
from app.editor.canvas.styles import CANDIDATE, FADED
from app.editor.canvas.wired import Wired
from nodegraph.graph import End, Graph, Link, Node

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

Point = tuple[float, float]


class Nodes:
    """The node items by id. `moved` grows when one is elsewhere or of another size: what hangs on them follows."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas
        self.items: dict[str, NodeItem] = {}
        self.moved = 0
        self._graph: Graph | None = None
        self._links: list[Link] = []
        self._faults: dict[str, tuple[str, str]] = {}
        self._held = False  # whether a node waits to be built anew

    def __iter__(self) -> Iterator[NodeItem]:
        return iter(self.items.values())

    def get(self, node: str) -> NodeItem | None:
        return self.items.get(node)

    def sync(self, graph: Graph, faults: dict[str, tuple[str, str]]) -> None:
        """Follow the document. `faults` holds what is wrong by node: text and socket."""
        if graph is self._graph and faults == self._faults and not self._held:
            return
        rewired = graph.links != self._links or faults != self._faults or graph.nodes.keys() != self.items.keys()
        rewired = rewired or self._held
        self._held = False
        self._graph, self._faults = graph, faults
        self._links = list(graph.links)
        for gone in self.items.keys() - graph.nodes.keys():
            self.items.pop(gone).delete()
            self.moved += 1
        wired, faults_of_ours = Wired(graph), list[Exception]()
        for node in graph.nodes.values():
            try:
                self._follow(wired, node, rewired)
            except Exception as error:  # one node that cannot be shown does not hide the others
                faults_of_ours.append(error)
        if faults_of_ours:
            raise faults_of_ours[0]

    def clear(self) -> None:
        """Take all away: another document was taken up, and what is typed into a field belongs to the one before."""
        while self.items:
            self.items.popitem()[1].delete()
        self._graph, self._links, self._faults, self._held = None, [], {}, False
        self.moved += 1

    def place(self) -> None:
        """Put every node where the view wants it."""
        for each in self:
            each.place()

    def resize(self) -> None:
        """Follow the zoom."""
        for each in self:
            each.px = self.canvas.view.px(place_of(each.node))
            each.resize()
            each.place()
        self.moved += 1

    def measure(self) -> None:
        """Read the sizes of those that were drawn for the first time, or anew; another document learns them all."""
        sizes, unit = self.canvas.document.sizes, self.canvas.view.unit
        for each in self:
            if each.measured and each.look.id in sizes:
                continue
            if each.measured or each.measure():
                self.moved += 1
                sizes[each.look.id] = each.size[0] / unit, each.size[1] / unit

    def move(self, places: dict[str, Point]) -> None:
        """Show nodes elsewhere, in canvas units, while they are dragged."""
        for node, at in places.items():
            item = self.items.get(node)
            if item is not None:
                item.px = self.canvas.view.px(at)
                item.place()
        self.moved += 1

    def back(self, nodes: list[str]) -> None:
        """Show nodes where the document has them."""
        self.move({node: place_of(self.items[node].node) for node in nodes if node in self.items})

    def pin_px(self, end: End, is_output: bool) -> Point | None:
        item = self.items.get(end.node)
        return item.pin_px(end.socket, "out" if is_output else "in") if item else None

    def fade_pins(self, fit: set[End], start: End | None, side: Side) -> None:
        """While a wire is dragged from `start`: the pins that cannot take it stand back, those of settings come out."""
        for item in self:
            for pin in item.pins.values():
                fits = pin.side == side and pin.end in fit
                if fits and pin.hidden:
                    item.dress_pin(pin, CANDIDATE)
                elif not fits and pin.end != start and not pin.hidden:
                    item.dress_pin(pin, FADED)

    def unfade_pins(self) -> None:
        for item in self:
            for pin in item.pins.values():
                item.dress_pin(pin)

    def _follow(self, wired: Wired, node: Node, rewired: bool) -> None:
        item = self.items.get(node.id)
        if item is not None and item.node is node and not rewired:
            return
        if item is None:
            self._build(self._look(wired, node), node)
            return
        self._update(item, wired, node)

    def _update(self, item: NodeItem, wired: Wired, node: Node) -> None:
        look = self._look(wired, node)
        if look != item.look:
            if item.in_use:  # what somebody is typing into stays until it is let go
                self._held = True
            else:
                item.delete()
                self._build(look, node)
                return
        item.follow(node)
        px = self.canvas.view.px(place_of(node))
        if px != item.px:
            item.px = px
            item.place()
            self.moved += 1

    def _build(self, look: Look, node: Node) -> None:
        before = self.items.get(look.id)
        item = NodeItem(self.canvas, look, node)
        try:
            item.build()
        except Exception:
            item.delete()  # nothing of it stays, and a later change is tried anew
            self.items.pop(look.id, None)
            raise
        if before is not None:  # wires keep their ends until the new one is measured
            item.size = before.size
            for key, pin in item.pins.items():
                pin.offset = before.pins[key].offset if key in before.pins else None
        self.items[look.id] = item
        self.moved += 1

    def _look(self, wired: Wired, node: Node) -> Look:
        text, socket = self._faults.get(node.id, ("", ""))
        return look_of(wired, node, text, socket)
