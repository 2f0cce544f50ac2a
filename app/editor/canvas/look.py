"""What a node shows on the canvas, as plain values: rows of sockets, settings, width. No window.

A node is built anew when its look changes, so a look holds everything that its size depends on, and no value that
a field can follow by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

from app.document.decoration import shows_picture
from app.document.fields import Choice, Colour, InFile, Line, Lines, Number, Numbers, OutName, Seed, Switch, field_of
from app.editor.canvas.wired import Wired
from app.editor.colours import title_token
from app.editor.fonts import text_width, wrapped
from nodegraph.graph import End, Mode, Node
from nodegraph.nodetype import NodeType, Parameter
from nodegraph.sockets import SocketType, alternatives, socket_type
from nodegraph.values import is_sweep
from nodegraph.wiring import sockets_of

Side = Literal["in", "out"]
PLACEHOLDER = SocketType("", "", pin="square", filled=False)
WORD, NUMBER, TEXT, PICTURE, NAME = 70, 88, 100, 104, 150  # a name: of a file, at most
NARROW = NUMBER  # so that an id has room above, and nodes of one kind are equally wide
PADDING, BADGE, WIDEST = 9, 46, 122  # beside the inside; what stands above a node beside its id; of those together
TYPE, SMALL_TYPE = 15, 14  # px: the lines in which the texts of a node, and those above it, come out at 100%
FRAME, BUTTON = 6, 25  # px between a field's edge and its text; a button beside it with the gap
GAP = 4  # px between a pin and its label that the node's padding does not give


@dataclass(frozen=True)
class Row:
    """A socket: its name in the file, what is written, how its pin looks."""

    socket: str
    side: Side
    label: str
    pin: SocketType
    faint: bool = False
    faulty: bool = False


@dataclass(frozen=True)
class Setting:
    """A setting with its field; the pin shows while it is wired or while a wire that fits is dragged. `width` is what
    its value needs.
    """

    parameter: Parameter
    pin: SocketType
    source: End | None = None
    swept: bool = False
    width: float = 0.0


@dataclass(frozen=True)
class Look:
    """A node as it is to be built. `width` is that of its inside, in canvas units."""

    id: str
    title: str
    colour: str  # a token, or #RRGGBB
    rows: tuple[Row, ...] = ()
    settings: tuple[Setting, ...] = ()
    fault: tuple[str, ...] = ()
    width: float = NARROW
    picture: bool = False
    missing: bool = False
    collapsed: bool = False
    mode: Mode = ""


def look_of(graph: Wired, node: Node, fault: str = "", faulty: str = "") -> Look:
    """How a node looks. `fault` is what is wrong with it, `faulty` the socket that it is told of."""
    kind = graph.registry.get(node.type)
    title = str(node.extra.get("title") or (kind.label if kind else node.type))
    if kind is None:
        look = Look(node.id, title, "node", _placeholder_rows(graph, node.id), missing=True)
    else:
        rows = (*_outputs(graph, node.id, kind), *_inputs(graph, node.id, kind, faulty))
        picture = shows_picture(graph, node.id)
        look = Look(node.id, title, _colour(node, kind), rows, _settings(graph, node, kind), picture=picture)
    return _finished(look, node, fault)


def shown_settings(node: Node, kind: NodeType, wired: Iterable[str] = ()) -> list[Parameter]:
    """The settings with a field in the node: the two that matter first, and all that are not as usual."""
    wired = set(wired)
    first = [each for index, each in enumerate(kind.settings[:2]) if _matters(each, index)]
    return [each for each in kind.settings if each in first or each.name in wired or _is_set(node, each)]


def pin_of(hint: Any) -> SocketType:
    """How the pin of a hint looks; one that admits several types is neutral."""
    options = alternatives(hint)
    return socket_type(options[0] if len(options) == 1 else hint)


def _finished(look: Look, node: Node, fault: str) -> Look:
    collapsed = node.extra.get("collapsed") is True
    width = _width(look)
    lines = tuple(wrapped(fault, width, TYPE)[:3]) if fault and not collapsed else ()
    values = look.__dict__ | {"width": width, "fault": lines, "collapsed": collapsed, "mode": node.mode}
    return Look(**values)


def _colour(node: Node, kind: NodeType) -> str:
    own = node.extra.get("colour")
    is_colour = isinstance(own, str) and len(own) == 7 and own.startswith("#")
    return str(own) if is_colour and _is_hex(str(own)) else title_token(kind.category)


def _is_hex(text: str) -> bool:
    return all(each in "0123456789abcdefABCDEF" for each in text[1:])


def _matters(setting: Parameter, index: int) -> bool:
    """Not a zero that stands for "automatic", and past the first, no switch and no empty text."""
    field = field_of(setting)
    if setting.required or isinstance(field, Seed):
        return True
    if index > 0 and (isinstance(field, Switch) or setting.default in ("", (), None)):
        return False
    return not (isinstance(field, Number) and setting.default == 0 and field.whole)


def _is_set(node: Node, setting: Parameter) -> bool:
    return setting.name in node.params and node.params[setting.name] != setting.default


def _outputs(graph: Wired, node: str, kind: NodeType) -> list[Row]:
    rows = []
    for each in kind.outputs:
        pin = pin_of(graph.given(End(node, each.name)))
        label = _type_label(pin, each.name) if each.name == "out" else each.name
        rows.append(Row(each.name, "out", label, pin))
    return rows


def _inputs(graph: Wired, node: str, kind: NodeType, faulty: str) -> list[Row]:
    wires = graph.sources(node)
    rows: list[Row] = []
    for each in kind.inputs:
        if each.growing:
            rows += _growing(graph, node, each, wires)
        else:
            rows.append(_input(graph, End(node, each.name), each, wires.get(each.name)))
    return [each if each.socket != faulty else _faulty(each) for each in rows]


def _input(graph: Wired, end: End, parameter: Parameter, source: End | None) -> Row:
    pin = pin_of(graph.given(source)) if source else pin_of(graph.wanted(end, parameter.hint))
    label = _type_label(pin, end.socket) if end.socket == "value" else end.socket
    return Row(end.socket, "in", label, pin, faint=source is None and not parameter.required)


def _growing(graph: Wired, node: str, parameter: Parameter, wires: dict[str, End]) -> list[Row]:
    row = sockets_of(parameter, wires)
    made = [Row(each, "in", each, pin_of(graph.given(wires[each]))) for each in row]
    end = End(node, f"{parameter.name}[{len(row)}]")
    return [*made, Row(end.socket, "in", "add", pin_of(graph.wanted(end, parameter.hint)), faint=True)]


def _settings(graph: Wired, node: Node, kind: NodeType) -> tuple[Setting, ...]:
    wires = graph.sources(node.id)
    return tuple(_shown(graph, node, each, wires) for each in shown_settings(node, kind, wires))


def _shown(graph: Wired, node: Node, setting: Parameter, wires: dict[str, End]) -> Setting:
    value = node.params.get(setting.name, setting.default)
    pin, source = _setting_pin(graph, setting, wires), wires.get(setting.name)
    return Setting(setting, pin, source, is_sweep(value), _name_width(setting, value))


def _name_width(setting: Parameter, value: Any) -> float:
    """What the name of a file needs: where it ends is what tells it from the next one."""
    field = field_of(setting)
    if not isinstance(field, OutName | InFile) or not isinstance(value, str):
        return 0.0
    button = BUTTON if isinstance(field, InFile) else 0
    return min(ceil(text_width(value, TYPE)) + 2 * FRAME + 1 + button, NAME)


def _setting_pin(graph: Wired, setting: Parameter, wires: dict[str, End]) -> SocketType:
    source = wires.get(setting.name)
    return pin_of(graph.given(source)) if source else pin_of(setting.hint)


def _placeholder_rows(graph: Wired, node: str) -> tuple[Row, ...]:
    """A missing type has the sockets that are wired."""
    outs = dict.fromkeys(link.source.socket for link in graph.out_of(node))
    ins = dict.fromkeys(link.target.socket for link in graph.into(node))
    return (
        *(Row(each, "out", each, PLACEHOLDER) for each in outs),
        *(Row(each, "in", each, PLACEHOLDER) for each in ins),
    )


def _faulty(row: Row) -> Row:
    return Row(row.socket, row.side, row.label, row.pin, row.faint, faulty=True)


def _type_label(pin: SocketType, name: str) -> str:
    """A lone socket is called by what it carries, as long as that is one word."""
    return pin.name.lower() if pin.name.isalpha() and pin.doc else name


def _width(look: Look) -> float:
    labels = max((text_width(each.label, TYPE) + GAP for each in look.rows), default=0.0)
    title = text_width(look.title, TYPE, "semibold")
    if look.collapsed:
        return title
    fields = max((_field_width(each) for each in look.settings), default=NARROW)
    above = min(text_width(look.id, SMALL_TYPE) + BADGE, WIDEST) - 2 * PADDING
    return float(ceil(max(NARROW, fields, labels, title, above, PICTURE if look.picture else 0)))


def _field_width(setting: Setting) -> float:
    field = field_of(setting.parameter)
    if setting.swept or isinstance(field, Line | Lines | Seed | InFile | OutName | Numbers | Colour):
        return max(TEXT, setting.width)
    if isinstance(field, Choice):
        longest = max((text_width(str(each), TYPE) for each in field.options), default=0.0)
        return WORD if longest < 44 else NUMBER
    return NUMBER
