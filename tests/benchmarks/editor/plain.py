"""The editor's nodes once more in plain DearPyGui: the same widgets, texts, themes, fonts, pictures and links."""

import inspect
import re
from typing import TYPE_CHECKING, Any

import dearpygui.dearpygui as dpg

from app.editor.parts import Part

if TYPE_CHECKING:
    from app.editor.editor import Editor

LEFT_OUT = {"tag", "id", "parent", "before", "source", "payload_type", "drag_callback", "drop_callback", "callback",
            "user_data", "use_internal_label", "delay_search", "kwargs"}  # fmt: skip


class Plain:
    """A window at the canvas's place whose node editor holds a copy of every node; links are DearPyGui's own."""

    def __init__(self, editor: "Editor") -> None:
        canvas = editor.canvas
        left, top, width, height = (*canvas.view.origin, *canvas.view.size)
        windows = (each for each in dpg.get_windows() if dpg.get_item_type(each).endswith("WindowAppItem"))
        others = [each for each in windows if dpg.is_item_shown(each)]
        self.window = int(
            dpg.add_window(
                pos=[int(left), int(top)], width=int(width), height=int(height), no_title_bar=True, no_resize=True,
                no_move=True, no_scrollbar=True, no_background=True,
            )
        )  # fmt: skip
        holder = dpg.add_child_window(parent=self.window, border=False)
        self.node_editor = int(dpg.add_node_editor(parent=holder))
        dpg.bind_item_theme(holder, canvas.styles.window)
        dpg.bind_item_font(holder, canvas.styles.font("regular"))
        self.items: dict[int, int] = {}
        for node in dpg.get_item_children(canvas.node_editor, 1):
            self._copy(node, self.node_editor)
        for wire in canvas.wires.wires.values():
            source, target = wire.link.source, wire.link.target
            start = canvas.nodes.items[source.node].pins[source.socket, "out"].item
            goal = canvas.nodes.items[target.node].pins[target.socket, "in"].item
            link = dpg.add_node_link(self.items[start], self.items[goal], parent=self.node_editor)
            dpg.bind_item_theme(link, _coloured(editor, wire.type_name))
        self._others = others
        self.show(False)

    def show(self, shown: bool) -> None:
        """Either this window is seen or those of the editor."""
        dpg.configure_item(self.window, show=shown)
        for each in self._others:
            dpg.configure_item(each, show=not shown)

    def delete(self) -> None:
        for link in dpg.get_item_children(self.node_editor, 0) or ():
            dpg.delete_item(link)
        dpg.delete_item(self.window)

    def frame(self) -> None:
        """What the simplest program does."""
        dpg.render_dearpygui_frame()
        dpg.get_callback_queue()

    def _copy(self, item: int, parent: int) -> None:
        made = self.items[item] = _made(item, parent)
        if theme := dpg.get_item_theme(item):
            dpg.bind_item_theme(made, theme)
        if font := dpg.get_item_font(item):
            dpg.bind_item_font(made, font)
        for child in dpg.get_item_children(item, 1) or ():
            self._copy(child, made)


def _coloured(editor: "Editor", type_name: str) -> int:
    """The theme of a link, for the canvas's own hides DearPyGui's links."""
    part = Part(dpg.mvAll, node_colours={dpg.mvNodeCol_Link: type_name or "muted"})
    return editor.theme.custom(("plain link", type_name), part)


def _made(item: int, parent: int) -> int:
    kind = dpg.get_item_type(item).removeprefix("mvAppItemType::mv")
    add: Any = getattr(dpg, f"add_{re.sub(r'(?<!^)(?=[A-Z])', '_', kind).lower()}")
    known = inspect.signature(add).parameters.keys() - LEFT_OUT
    found = dpg.get_item_configuration(item)
    keep = {name: value for name, value in found.items() if name in known}
    if kind == "Node":
        keep |= {"pos": dpg.get_item_pos(item), "draggable": True}
    made = int(add(parent=parent, **keep))
    value = dpg.get_value(item)
    if value is not None and kind not in ("Node", "NodeAttribute", "Group", "Image", "ChildWindow", "Button"):
        dpg.set_value(made, value)
    return made
