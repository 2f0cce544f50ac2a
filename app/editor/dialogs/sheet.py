"""What every dialog stands on: a card over the dimmed window, which takes the mouse and the keys while it is shown.

DearPyGui's own modal windows close each other; these lie on top of one another.
"""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.parts import Part
from app.editor.rows import PAGE_DOWN, PAGE_UP

if TYPE_CHECKING:
    from app.editor.editor import Editor

_SHEET = Part(
    dpg.mvAll,
    {dpg.mvThemeCol_WindowBg: "dim", dpg.mvThemeCol_Border: "clear"},
    {
        dpg.mvStyleVar_WindowPadding: (0, 0),
        dpg.mvStyleVar_WindowRounding: 0,
        dpg.mvStyleVar_WindowBorderSize: 0.0,
        dpg.mvStyleVar_ItemSpacing: (0, 0),
    },
)
_CARD = Part(
    dpg.mvAll,
    {dpg.mvThemeCol_ChildBg: "panel", dpg.mvThemeCol_Border: "field line", dpg.mvThemeCol_BorderShadow: "clear"},
    {
        dpg.mvStyleVar_WindowPadding: (0, 0),
        dpg.mvStyleVar_ChildRounding: 10,
        dpg.mvStyleVar_ChildBorderSize: 1.0,
        dpg.mvStyleVar_ItemSpacing: (6, 6),
    },
)
_EDGE = 16  # px kept free round a card
KEYS = (
    dpg.mvKey_Escape,
    dpg.mvKey_Return,
    dpg.mvKey_NumPadEnter,
    dpg.mvKey_Tab,
    dpg.mvKey_Up,
    dpg.mvKey_Down,
    PAGE_UP,
    PAGE_DOWN,
    dpg.mvKey_Home,
    dpg.mvKey_End,
    dpg.mvKey_Left,
    dpg.mvKey_Right,
    dpg.mvKey_Back,
)


ANSWERS = (dpg.mvKey_Escape, dpg.mvKey_Return, dpg.mvKey_NumPadEnter)


def _answering() -> set[int]:
    """Those of the keys that answer which are down now."""
    return {key for key in ANSWERS if dpg.is_key_down(key)}


class Sheet:
    """A dialog of a size at scale 1. Subclasses build under `card`, and say what keys do in `press`."""

    def __init__(self, editor: "Editor", width: float, height: float) -> None:
        self.editor, self.width, self.height = editor, width, height
        self.shown = False
        self._placed: object = None
        self._down: set[int] = set()
        self.window = int(
            dpg.add_window(
                show=False,
                no_title_bar=True,
                no_move=True,
                no_resize=True,
                no_collapse=True,
                no_saved_settings=True,
                no_scrollbar=True,
                no_scroll_with_mouse=True,
            )
        )
        self.card = int(dpg.add_child_window(parent=self.window, border=True, no_scrollbar=True))
        dpg.bind_item_theme(self.window, editor.theme.custom("sheet", _SHEET))
        dpg.bind_item_theme(self.card, editor.theme.custom("sheet card", _CARD))
        with dpg.handler_registry(show=False) as handlers:
            for key in KEYS:
                dpg.add_key_press_handler(key, callback=lambda _, pressed: self._hear(pressed))
        self._handlers = int(handlers)

    def _hear(self, key: int) -> None:
        """What answers does so once for each time that it is pressed, and was not down before the question came."""
        if key not in self._down:
            self.press(key)

    def press(self, key: int) -> None:
        """A key was pressed while this is the topmost sheet. Esc closes."""
        if key == dpg.mvKey_Escape:
            self.hide()

    def show(self) -> None:
        """Lie on top of everything from the next frame on."""
        self.shown = True
        self._down = _answering()
        self.place()
        dpg.show_item(self.window)
        dpg.focus_item(self.window)

    def hide(self) -> None:
        self.shown = False
        dpg.hide_item(self.window)
        self.listen(False)

    def listen(self, topmost: bool) -> None:
        """Only the topmost sheet hears the keys; one that becomes it gets the keyboard."""
        hears = topmost and self.shown
        if hears and not dpg.get_item_configuration(self._handlers)["show"]:
            self.focus()
        dpg.configure_item(self._handlers, show=hears)

    def focus(self) -> None:
        """Take the keyboard."""
        dpg.focus_item(self.window)

    def place(self) -> None:
        """Fill the window, the card in its middle and no larger than it."""
        room = dpg.get_viewport_client_width(), dpg.get_viewport_client_height()
        px = self.editor.theme.px
        size = min(px(self.width), room[0] - 2 * _EDGE), min(px(self.height), room[1] - 2 * _EDGE)
        if (room, size) == self._placed:
            return
        self._placed = (room, size)
        dpg.configure_item(self.window, width=room[0], height=room[1], pos=[0, 0])
        dpg.configure_item(self.card, width=size[0], height=size[1])
        dpg.set_item_pos(self.card, [(room[0] - size[0]) // 2, (room[1] - size[1]) // 2])

    @property
    def inner(self) -> tuple[float, float]:
        """The card's size at scale 1: smaller than wished for in a small window."""
        width, height = dpg.get_item_width(self.card) or 0, dpg.get_item_height(self.card) or 0
        return width / self.editor.theme.scale, height / self.editor.theme.scale

    def update(self) -> None:
        """Once a frame while it is shown."""
        self._down = _answering()
        self.place()
