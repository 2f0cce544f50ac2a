"""Buttons of dialogs, placed by hand from their right edge."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import BODY, text_width

if TYPE_CHECKING:
    from app.editor.editor import Editor

HEIGHT = 30
_PADDING = 16


def width_of(label: str) -> float:
    """At scale 1; short words get a button that is easy to hit."""
    return max(76, text_width(label, BODY, "medium") + 2 * _PADDING)


def button(
    editor: "Editor", parent: int, label: str, run: Callable[[], None], look: str = "button", before: int = 0
) -> int:
    """A button as wide as its words ask for."""
    size = {"width": editor.theme.px(width_of(label)), "height": editor.theme.px(HEIGHT)}
    item = dpg.add_button(parent=parent, before=before, label=label, callback=lambda: run(), **size)
    editor.theme.bind(int(item), look)
    return editor.fonts.bind(int(item), BODY, "medium")


def icon_button(editor: "Editor", parent: int, sign: str, run: Callable[[], None], look: str = "flat") -> int:
    """A button of one icon, 28×28."""
    side = editor.theme.px(28)
    item = int(dpg.add_button(parent=parent, label=sign, width=side, height=side, callback=lambda: run()))
    return editor.theme.bind(item, look)
