"""The menu under the right mouse button: what can be done with the thing that was clicked."""

from typing import TYPE_CHECKING, Literal

import dearpygui.dearpygui as dpg

from app.editor.fonts import BODY
from app.editor.menus import APART, MENU_LOOK

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

Thing = Literal["node", "link", "dot", "frame", "note"]
EDGE, SETTLED = 4, 3  # px that it keeps from the window's edge; frames until its size is known
LINE = ""  # stands for a line between two groups
_DELETE = ("delete", "delete reconnect")
ACTIONS: dict[Thing, tuple[str, ...]] = {
    "node": (
        "run to node", LINE, "cut", "copy", "duplicate", *_DELETE, LINE, "rename", "mute", "bypass", "collapse",
        "picture", LINE, "add frame", "select upstream", "select downstream", "frame selection",
    ),
    "link": ("add dot", "delete"),
    "dot": ("delete",),
    "frame": ("copy", "duplicate", "delete"),
    "note": ("copy", "duplicate", "delete"),
}  # fmt: skip


class Menu:
    """Built anew each time from the table of actions."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas
        self._frames = 0
        self._items: dict[str, int] = {}
        self.window = int(
            dpg.add_window(
                show=False, no_title_bar=True, no_resize=True, no_move=True, autosize=True, popup=True,
                no_saved_settings=True, min_size=[1, 1],
            )
        )  # fmt: skip
        dpg.bind_item_theme(self.window, canvas.editor.theme.custom("canvas menu", *MENU_LOOK))
        canvas.editor.fonts.bind(self.window, BODY)

    @property
    def shown(self) -> bool:
        return bool(dpg.is_item_shown(self.window))

    def open(self, thing: Thing, at: tuple[float, float]) -> None:
        """Open it beside a point of the screen."""
        dpg.delete_item(self.window, children_only=True)
        for id in ACTIONS[thing]:
            if id == LINE:
                dpg.add_separator(parent=self.window)
            else:
                self._add(id)
        dpg.set_item_pos(self.window, [round(at[0]), round(at[1])])
        dpg.configure_item(self.window, show=True)
        self._frames = 0

    def update(self) -> None:
        """Bring it back onto the screen once its size is known; Esc closes it."""
        if not self.shown:
            return
        self._frames += 1
        if self._frames == SETTLED:
            width, height = dpg.get_item_rect_size(self.window)
            x, y = dpg.get_item_pos(self.window)
            right, bottom = dpg.get_viewport_client_width() - EDGE, dpg.get_viewport_client_height() - EDGE
            dpg.set_item_pos(self.window, [max(EDGE, min(x, right - width)), max(EDGE, min(y, bottom - height))])
        if dpg.is_key_pressed(dpg.mvKey_Escape):
            self.close()

    def close(self) -> None:
        dpg.configure_item(self.window, show=False)

    def place(self, id: str) -> tuple[float, float]:
        """Where the entry of an action begins, in pixels from the menu's corner."""
        x, y = dpg.get_item_pos(self._items[id])
        return x, y

    def _add(self, id: str) -> None:
        editor = self.canvas.editor
        action = editor.actions[id]
        self._items[id] = dpg.add_menu_item(
            parent=self.window,
            label=action.words(editor),
            shortcut=APART + action.shortcut,
            enabled=action.can_run(editor),
            check=action.checked is not None,
            default_value=bool(action.checked and action.checked(editor)),
            callback=lambda: self._run(id),
        )

    def _run(self, id: str) -> None:
        self.close()
        self.canvas.editor.actions.perform(id)
