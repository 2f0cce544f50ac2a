"""The menu of a node, at the mouse: what one does with a single node, from the table of actions."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.commands import select
from app.editor.menus import MENU_LOOK
from app.editor.parts import Part

if TYPE_CHECKING:
    from app.editor.editor import Editor

GROUPS = (
    ("run to node",),
    ("rename", "mute", "bypass", "collapse", "picture"),
    ("cut", "copy", "duplicate", "duplicate linked"),
    ("select upstream", "select downstream", "add frame"),
    ("delete", "delete reconnect"),
)
_LOOK = Part(
    dpg.mvAll,
    {dpg.mvThemeCol_PopupBg: "panel", dpg.mvThemeCol_Border: "field line"},
    {dpg.mvStyleVar_WindowPadding: (14, 10), dpg.mvStyleVar_ItemSpacing: (24, 9)},
)


class NodeMenu:
    """Made anew each time it opens. A click beside it closes it."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self.item = 0

    def open(self, node: str) -> None:
        """Show it at the mouse. The node is selected, unless it is part of what is selected already."""
        document = self.editor.session.document
        if node not in document.selection.nodes:
            select.select_nodes(document, [node])
        if self.item and dpg.does_item_exist(self.item):
            dpg.delete_item(self.item)
        self.item = self._build()

    def _build(self) -> int:
        x, y = dpg.get_mouse_pos(local=False)
        flags = {"popup": True, "no_title_bar": True, "no_move": True, "autosize": True, "no_saved_settings": True}
        window = int(dpg.add_window(pos=[int(x), int(y)], **flags))
        dpg.bind_item_theme(window, self.editor.theme.custom("node menu", _LOOK, *MENU_LOOK[1:]))
        for place, group in enumerate(GROUPS):
            if place:
                dpg.add_separator(parent=window)
            for id in group:
                self._add(window, id)
        return window

    def _add(self, window: int, id: str) -> None:
        action = self.editor.actions[id]
        checked = bool(action.checked and action.checked(self.editor))
        dpg.add_menu_item(
            label=action.words(self.editor),
            shortcut=action.shortcut,
            check=checked,
            default_value=checked,
            enabled=action.can_run(self.editor),
            callback=lambda: self.editor.actions.perform(id),
            parent=window,
        )
