"""Where nodes lie and how large they are, in canvas units: as a view measured them, else by the design's measures."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.document.decoration import FARTHEST, Place, shows_picture
from app.document.document import Document, Size
from app.document.fits import sockets_shown
from nodegraph.graph import End, Graph
from nodegraph.hints import InputFile, OutputName, SeedHint, Text
from nodegraph.nodetype import NodeType, Parameter

TITLE, ROW, FIELD, LINE, BOTTOM = 27.0, 21.0, 24.5, 17.5, 6.0
NARROW, TEXT, PICTURE, NAME = 88.0, 100.0, 104.0, 150.0  # widths inside; a picture is as wide as its node
PADDING, LETTER, TITLE_LETTER = 9.0, 6.6, 7.3
SHOWN = 2  # settings in a node that are as usual, about
ID_LINE = 19.0  # what stands above a node: its id, "cached", its time
PLACEHOLDER = (118.0, 90.0)
STEP, REACH = 20.0, 60  # of the search for a free place


@dataclass(frozen=True)
class Box:
    """A rectangle by two corners."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Whether the other one lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


def box(at: Place, size: Size) -> Box:
    return Box(at[0], at[1], at[0] + size[0], at[1] + size[1])


def place_of(graph: Graph, node: str) -> Place:
    """A node's upper left corner; a file by hand may give none."""
    at = graph.nodes[node].at
    if at is None or not all(abs(each) <= FARTHEST for each in at):
        return 0.0, 0.0
    return float(at[0]), float(at[1])


def size_of(doc: Document, node: str) -> Size:
    """A node's width and height without what stands above it."""
    return doc.sizes.get(node) or estimated_size(doc.graph, node)


def box_of(doc: Document, node: str) -> Box:
    return box(place_of(doc.graph, node), size_of(doc, node))


def bounds(doc: Document, nodes: Iterable[str] | None = None) -> Box | None:
    """The rectangle around nodes (without those given: all of them); None without any."""
    return around(box_of(doc, node) for node in (doc.graph.nodes if nodes is None else nodes))


def around(boxes: Iterable[Box]) -> Box | None:
    """The rectangle around rectangles."""
    listed = list(boxes)
    if not listed:
        return None
    left, top = min(each.left for each in listed), min(each.top for each in listed)
    return Box(left, top, max(each.right for each in listed), max(each.bottom for each in listed))


def free_place(doc: Document, near: Place, size: Size) -> Place:
    """The place nearest to another one where a node of that size meets no node, id lines counted in."""
    taken = [box_of(doc, node) for node in doc.graph.nodes]
    steps = [(STEP * x, STEP * y) for x in range(-REACH, REACH + 1) for y in range(-REACH, REACH + 1)]
    for x, y in sorted(steps, key=lambda each: each[0] ** 2 + each[1] ** 2):
        at = near[0] + x, near[1] + y
        room = Box(at[0] - STEP / 2, at[1] - ID_LINE, at[0] + size[0] + STEP / 2, at[1] + size[1] + ID_LINE)
        if not any(room.meets(each) for each in taken):
            return at
    return near


def estimated_size(graph: Graph, node: str) -> Size:
    """A node's size by the design's measures, near what a view will measure."""
    kind = graph.type_of(node)
    if kind is None:
        rows = len({link.target.socket for link in graph.into(node)} | {link.source for link in graph.out_of(node)})
        return PLACEHOLDER[0], max(PLACEHOLDER[1], TITLE + ROW * rows + BOTTOM)
    title = str(graph.nodes[node].extra.get("title") or kind.label)
    width = max(_inner_width(graph, node, kind), TITLE_LETTER * len(title)) + 2 * PADDING
    if graph.nodes[node].extra.get("collapsed") is True:
        return width, TITLE + BOTTOM
    return width, TITLE + ROW * _pins(graph, node, kind) + _fields_height(graph, node, kind) + BOTTOM


def pin_height(graph: Graph, end: End, is_output: bool, size: Size) -> float:
    """How far below a node's top a pin lies."""
    kind = graph.type_of(end.node)
    if kind is None or graph.nodes[end.node].extra.get("collapsed") is True:
        return min(TITLE, size[1]) / 2
    names = [each.name for each in kind.outputs]
    if not is_output:
        names += [name for each in kind.inputs for name in sockets_shown(graph, end.node, each)]
        names += [each.name for each in _shown(graph, end.node, kind)]
    place = names.index(end.socket) if end.socket in names else len(names) - 1
    return min(TITLE + ROW * (place + 0.5), size[1] - BOTTOM)


def _pins(graph: Graph, node: str, kind: NodeType) -> int:
    rows = sum(len(sockets_shown(graph, node, each)) for each in kind.inputs)
    return len(kind.outputs) + rows


def _fields_height(graph: Graph, node: str, kind: NodeType) -> float:
    rows = sum(_field_height(each) for each in _shown(graph, node, kind))
    return rows + (_inner_width(graph, node, kind) + 4 if shows_picture(graph, node) else 0)


def _shown(graph: Graph, node: str, kind: NodeType) -> list[Parameter]:
    own = graph.nodes[node].params.keys() | {link.target.socket for link in graph.into(node)}
    return [each for place, each in enumerate(kind.settings) if place < SHOWN or each.name in own]


def _field_height(setting: Parameter) -> float:
    text = setting.extra(Text)
    return FIELD + LINE * (min(text.lines, 2) - 1) if text else FIELD


def _inner_width(graph: Graph, node: str, kind: NodeType) -> float:
    named = [LETTER * (len(each.name) + 3) for each in kind.inputs]
    params = graph.nodes[node].params
    fields = [_field_width(each, params.get(each.name, each.default)) for each in _shown(graph, node, kind)]
    return max([NARROW, *fields, *named, PICTURE if shows_picture(graph, node) else 0.0])


def _field_width(setting: Parameter, value: object) -> float:
    if isinstance(value, str) and any(isinstance(each, InputFile | OutputName) for each in setting.extras):
        button = FIELD if setting.extra(InputFile) else 0.0
        return min(max(TEXT, LETTER * len(value) + 13 + button), NAME)
    wide = any(isinstance(each, Text | InputFile | OutputName | SeedHint) for each in setting.extras)
    return TEXT if wide or setting.hint is str else NARROW
