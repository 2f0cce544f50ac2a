"""One node's widgets: built from its look, resized with the zoom, measured when they have been drawn."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.decoration import FARTHEST
from app.editor.canvas.look import GAP, Look, Row, Setting, Side
from app.editor.canvas.styles import PADDING, font_size, shape
from app.editor.fields import FieldView, build_field
from app.editor.fonts import NODE, text_width
from nodegraph.graph import End, Node
from nodegraph.sockets import SocketType

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

Point = tuple[float, float]
Key = tuple[str, Side]


@dataclass
class PinItem:
    """A socket on the canvas. `offset` is its pin's place in pixels from the node's corner; None before it is drawn."""

    end: End
    side: Side
    pin: SocketType
    item: int
    content: int
    text: str = "text"
    hidden: bool = False
    offset: Point | None = None
    label: str = ""


def place_of(node: Node) -> Point:
    """A node's corner in canvas units; a file by hand may give none."""
    at = node.at
    if at is None or not all(abs(each) <= FARTHEST for each in at):
        return 0.0, 0.0
    return at


@dataclass
class NodeItem:
    """The widgets of one node. `px` is its corner in pixels from canvas point (0, 0), `size` in pixels."""

    canvas: "Canvas"
    look: Look
    node: Node
    item: int = 0
    image: int = 0
    px: Point = (0, 0)
    size: Point = (0, 0)
    pins: dict[Key, PinItem] = field(default_factory=dict)
    fields: dict[str, FieldView] = field(default_factory=dict)
    measured: bool = False
    settling: int = 0  # frames until a new height shows in what the toolkit tells
    unit: float = 1.0
    serial: object = None  # which picture it shows

    def build(self) -> None:
        canvas, look = self.canvas, self.look
        self.unit = canvas.view.unit
        self.px = canvas.view.px(place_of(self.node))
        self.item = int(
            dpg.add_node(parent=canvas.node_editor, label=look.title, pos=canvas.grid(self.px), draggable=False)
        )
        dpg.bind_item_font(self.item, canvas.styles.font("title"))
        self.dress()
        if look.collapsed:
            return
        for row in look.rows:
            self._add_row(row)
        if look.fault:
            self._add_fault()
        for setting in look.settings:
            self._add_setting(setting)
        if look.picture:
            self._add_picture()

    def dress(self) -> None:
        look = self.look
        theme = self.canvas.styles.node(look.colour, look.mode, look.missing, self.faulty)
        dpg.bind_item_theme(self.item, theme)

    def dress_pin(self, pin: PinItem, opacity: float = 1.0) -> None:
        """Show a pin. That of a setting without a wire stays hidden until the mouse is over it."""
        shown = 0.0 if pin.hidden and opacity == 1.0 else opacity
        dpg.bind_item_theme(pin.item, self.canvas.styles.pin(pin.pin, pin.text, shown))

    @property
    def in_use(self) -> bool:
        """Whether one of its fields is being edited."""
        return any(each.focused for each in self.fields.values())

    @property
    def faulty(self) -> bool:
        return self.look.id in self.canvas.faults

    def resize(self) -> None:
        """Follow the zoom."""
        unit = self.canvas.view.unit
        for pin in self.pins.values():
            if pin.label:
                dpg.configure_item(pin.content, indent=self._indent(pin.label, pin.side, pin.pin))
        for each in self.fields.values():
            each.set_width(self.width, unit)
        if self.image:
            dpg.configure_item(self.image, width=round(self.width), height=round(self.width))
        self._stretch(unit / self.unit)
        self.unit, self.measured = unit, False

    def measure(self) -> bool:
        """Read what the last frame laid out; whether anything came out otherwise than before."""
        size = dpg.get_item_rect_size(self.item)
        left, top = dpg.get_item_rect_min(self.item)
        unit = self.canvas.view.unit
        corner = left - PADDING[0] * unit, top - PADDING[1] * unit
        changed = not self.measured or tuple(size) != self.size
        self.settling = max(0, self.settling - 1)
        self.size, self.measured = (size[0], size[1]), not self.settling
        for pin in self.pins.values():
            upper, height = dpg.get_item_rect_min(pin.content)[1], dpg.get_item_rect_size(pin.content)[1]
            offset = (size[0] if pin.side == "out" else 0.0), upper + height / 2 - corner[1]
            changed = changed or offset != pin.offset
            pin.offset = offset
        return changed

    def pin_px(self, socket: str, side: Side) -> Point | None:
        """Where a wire ends, in pixels from canvas point (0, 0); None before the node was drawn."""
        if not self.size[0]:
            return None
        pin = self.pins.get((socket, side))
        if pin is None:
            height = min(self.size[1], 24 * self.canvas.view.unit) / 2
            return self.px[0] + (self.size[0] if side == "out" else 0), self.px[1] + height
        return None if pin.offset is None else (self.px[0] + pin.offset[0], self.px[1] + pin.offset[1])

    def place(self) -> None:
        """Put it where it belongs."""
        dpg.set_item_pos(self.item, list(self.canvas.grid(self.px)))

    def follow(self, node: Node) -> None:
        """Take the values and the place of the document's node; what it is built of has not changed."""
        self.node = node
        for name, each in self.fields.items():
            each.set(node.params.get(name, each.parameter.default))

    def delete(self) -> None:
        if self.image:
            self.canvas.editor.textures.release(self.image)
        if dpg.does_item_exist(self.item):
            dpg.delete_item(self.item)

    @property
    def width(self) -> float:
        return round(self.look.width * self.canvas.view.unit)

    def _add_row(self, row: Row) -> None:
        is_out = row.side == "out"
        kind = dpg.mvNode_Attr_Output if is_out else dpg.mvNode_Attr_Input
        item = int(dpg.add_node_attribute(parent=self.item, attribute_type=kind, shape=shape(row.pin)))
        text = "error" if row.faulty else "faint" if row.faint or self.look.missing else "text"
        content = int(dpg.add_text(row.label, parent=item, indent=self._indent(row.label, row.side, row.pin)))
        pin = PinItem(End(self.look.id, row.socket), row.side, row.pin, item, content, text, label=row.label)
        self._keep(pin)

    def _add_setting(self, setting: Setting) -> None:
        name = setting.parameter.name
        item = int(
            dpg.add_node_attribute(parent=self.item, attribute_type=dpg.mvNode_Attr_Input, shape=shape(setting.pin))
        )
        view = build_field(
            self.canvas.editor,
            self.look.id,
            setting.parameter,
            self.node.params.get(name, setting.parameter.default),
            parent=item,
            width=self.width,
            compact=True,
            wired=setting.source,
            zoom=self.canvas.view.unit,
        )
        self.fields[name] = view
        view.resized = self._resized
        end = End(self.look.id, name)
        self._keep(PinItem(end, "in", setting.pin, item, view.item, hidden=setting.source is None))

    def _resized(self) -> None:
        self.measured, self.settling = False, 3

    def _add_fault(self) -> None:
        item = dpg.add_node_attribute(parent=self.item, attribute_type=dpg.mvNode_Attr_Static)
        dpg.bind_item_font(item, self.canvas.styles.font("regular"))
        dpg.bind_item_theme(item, self.canvas.editor.theme.text("error"))
        dpg.add_text("\n".join(self.look.fault), parent=item)

    def _add_picture(self) -> None:
        item = dpg.add_node_attribute(parent=self.item, attribute_type=dpg.mvNode_Attr_Static)
        side = round(self.width)
        blank = self.canvas.thumbnails.blank
        self.image = int(dpg.add_image(blank, parent=item, width=side, height=side))

    def _keep(self, pin: PinItem) -> None:
        self.pins[pin.end.socket, pin.side] = pin
        dpg.bind_item_font(pin.item, self.canvas.styles.font("regular"))
        self.dress_pin(pin)

    def _stretch(self, ratio: float) -> None:
        """What was measured, as it will be about at another zoom."""
        self.size = self.size[0] * ratio, self.size[1] * ratio
        for pin in self.pins.values():
            pin.offset = pin.offset and (pin.offset[0] * ratio, pin.offset[1] * ratio)

    def _indent(self, label: str, side: Side, pin: SocketType) -> int:
        """Outputs end at the right. A triangle reaches further into the node than the other pins."""
        unit = self.canvas.view.unit
        if side == "out":
            return max(1, int(self.width - text_width(label, font_size(NODE, unit))))
        return round(GAP * unit) if pin.pin == "triangle" else -1
