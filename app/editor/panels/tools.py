"""The ways to look at a picture, as buttons: of the viewer and of the large one."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import dearpygui.dearpygui as dpg

from app.editor.fonts import SMALL, Weight
from app.editor.icons import icon
from app.editor.parts import Part
from app.looking.look import Look
from app.looking.viewing import Viewing

if TYPE_CHECKING:
    from app.editor.editor import Editor

BUTTON, NEAR, APART, LABEL = 28, 3, 8, 62
FRAME = 5
ICON = 18.0  # line height of the icons on buttons


_CELL = Part(dpg.mvAll, {dpg.mvThemeCol_ChildBg: "clear"}, {dpg.mvStyleVar_WindowPadding: (0, 0)})


class Tool(NamedTuple):
    """A button: when it is on, and the look after it was pressed."""

    icon: str
    tip: str
    is_on: Callable[[Look], bool]
    press: Callable[[Look], Look]
    gap: int = NEAR


def _both(look: Look) -> Look:
    return replace(look, both=not look.both)


def _grid(look: Look) -> Look:
    return replace(look, grid=not look.grid)


def _compare(look: Look) -> Look:
    return replace(look, comparing=not look.comparing, afar=False)


def _step_back(look: Look) -> Look:
    return replace(look, afar=not look.afar, comparing=False)


TOOLS = {
    "flip": Tool("swap_vert", "Flip: upside down", lambda look: look.flipped, Look.flip),
    "mirror": Tool("swap_horiz", "Mirror: left to right", lambda look: look.mirrored, Look.mirror),
    "rotate": Tool("rotate_right", "Rotate by a quarter turn", lambda look: look.quarters > 0, Look.rotate, APART),
    "both": Tool("view_agenda", "Both sides of an anagram", lambda look: bool(look.both), _both),
    "compare": Tool("compare", "Before and after", lambda look: look.comparing, _compare),
    "afar": Tool("blur_on", "Seen from afar, as hybrids are meant", lambda look: look.afar, _step_back),
    "grid": Tool("grid_on", "Pixel grid", lambda look: look.grid, _grid),
}
WIDTH = len(TOOLS) * BUTTON + sum(tool.gap for tool in TOOLS.values())


class Tools:
    """The row of buttons, in a horizontal group without spacing."""

    def __init__(self, editor: "Editor", viewing: Viewing) -> None:
        self.editor, self.viewing = editor, viewing
        self.buttons: dict[str, int] = {}
        for name, tool in TOOLS.items():
            self.buttons[name] = icon_button(editor, tool.icon, tool.tip, self._pressing(name))
            dpg.add_spacer(width=editor.theme.px(tool.gap))

    def press(self, name: str) -> None:
        look = self._look if name == "both" else self.viewing.look
        self.viewing.change(TOOLS[name].press(look))

    def refresh(self) -> None:
        """Show which are on."""
        look = self._look
        for name, button in self.buttons.items():
            self.editor.theme.bind(button, "tool on" if TOOLS[name].is_on(look) else "tool")

    @property
    def _look(self) -> Look:
        """As it comes out."""
        return replace(self.viewing.look, both=self.viewing.shows_both(self.editor.session.document.graph))

    def _pressing(self, name: str) -> Callable[[], None]:
        return lambda: self.press(name)


class Options:
    """What goes with a tool that is on: how far away, or what was before. `width` px wide at scale 1."""

    def __init__(self, editor: "Editor", viewing: Viewing, parent: int, width: float) -> None:
        self.editor, self.viewing = editor, viewing
        with dpg.group(horizontal=True, parent=parent, show=False, horizontal_spacing=0) as afar:
            self._label("From afar")
            self.strength = bare_slider(editor, width - LABEL, self._go_far)
        with dpg.group(horizontal=True, parent=parent, show=False, horizontal_spacing=0) as comparison:
            self._label("Before")
            wide = editor.theme.px(width - LABEL)
            self.before = int(dpg.add_combo([], width=wide, callback=lambda _, name: viewing.choose_before(name)))
        self._afar, self._comparison = int(afar), int(comparison)

    def refresh(self) -> None:
        graph, look = self.editor.session.document.graph, self.viewing.look
        dpg.configure_item(self._afar, show=look.afar)
        dpg.configure_item(self._comparison, show=look.comparing)
        dpg.set_value(self.strength, look.strength)
        if look.comparing:
            dpg.configure_item(self.before, items=self.viewing.befores(graph))
            dpg.set_value(self.before, self.viewing.compared_with(graph) or "nothing yet")

    def _label(self, text: str) -> None:
        label = text_cell(self.editor, LABEL, 26, SMALL)
        dpg.set_value(label, text)
        self.editor.theme.tinted(label, "muted")

    def _go_far(self, strength: float) -> None:
        self.viewing.change(replace(self.viewing.look, strength=strength))


def icon_button(
    editor: "Editor", name: str, tip: str, press: Callable[[], None], *, look: str = "tool", side: int = BUTTON
) -> int:
    """A square button with an icon, and its tooltip."""
    size = editor.theme.px(side)
    button = int(dpg.add_button(label=icon(name), width=size, height=size, callback=lambda: press()))
    editor.tooltips.explain(button, tip)
    editor.theme.bind(button, look)
    return int(editor.fonts.bind(button, ICON))


def text_cell(editor: "Editor", width: float, height: float, size: float, weight: Weight = "regular") -> int:
    """A text that takes the same room whatever it says, in the middle of its height; all px at scale 1."""
    px = editor.theme.px
    with dpg.child_window(width=px(width), height=px(height), border=False, no_scrollbar=True) as cell:
        text = editor.fonts.bind(int(dpg.add_text("")), size, weight)
    dpg.bind_item_theme(cell, editor.theme.custom("cell", _CELL))
    dpg.set_item_pos(text, [0, px((height - size) / 2 - FRAME)])  # DearPyGui adds the frame's padding
    return int(text)


def bare_slider(editor: "Editor", width: float, move: Callable[[float], None], *, top: float = 0) -> int:
    """A slider from 0 to 1 without a number, in a horizontal group. It lies `top` px lower, all px at scale 1."""
    px = editor.theme.px
    with dpg.group(horizontal_spacing=0), dpg.group():
        dpg.add_spacer(width=px(width), height=px(top))
        slider = dpg.add_slider_float(max_value=1.0, format="", width=px(width), callback=lambda _, at: move(at))
    return int(editor.theme.bind(int(slider), "bare slider"))
