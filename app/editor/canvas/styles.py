"""Fonts and themes of the canvas. Sizes follow the zoom in place, so that nothing has to be bound again."""

from collections.abc import Hashable
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.colours import contrast, parsed
from app.editor.fonts import NODE, SMALL, Weight, font_file
from app.editor.parts import Part, Tint
from nodegraph.graph import Mode
from nodegraph.sockets import SocketType

if TYPE_CHECKING:
    from app.editor.editor import Editor

PADDING = 9.0, 5.0
SPACING = 5.5
HOVER_RADIUS = 9.0
FADED, CANDIDATE = 0.3, 0.99  # opacity of pins that cannot take a dragged wire; of settings' pins that can

_SHAPES = {
    ("circle", True): dpg.mvNode_PinShape_CircleFilled,
    ("circle", False): dpg.mvNode_PinShape_Circle,
    ("triangle", True): dpg.mvNode_PinShape_TriangleFilled,
    ("triangle", False): dpg.mvNode_PinShape_Triangle,
    ("square", True): dpg.mvNode_PinShape_QuadFilled,
    ("square", False): dpg.mvNode_PinShape_Quad,
}
_NODE_SIZES = {
    dpg.mvNodeStyleVar_NodePadding: PADDING,
    dpg.mvNodeStyleVar_NodeCornerRounding: (7.0,),
    dpg.mvNodeStyleVar_PinCircleRadius: (4.5,),
    dpg.mvNodeStyleVar_PinQuadSideLength: (8.0,),
    dpg.mvNodeStyleVar_PinTriangleSideLength: (10.5,),
    dpg.mvNodeStyleVar_PinHoverRadius: (HOVER_RADIUS,),
    dpg.mvNodeStyleVar_LinkThickness: (2.4,),
    dpg.mvNodeStyleVar_PinLineThickness: (1.4,),
}
_CORE_SIZES = {dpg.mvStyleVar_ItemSpacing: (4.0, SPACING)}
_FIXED = {
    dpg.mvNodeStyleVar_NodeBorderThickness: 1.0,
    dpg.mvNodeStyleVar_GridSpacing: 4000.0,
}
_COLOURS: dict[int, str] = {
    dpg.mvNodeCol_GridBackground: "clear",
    dpg.mvNodeCol_GridLine: "clear",
    dpg.mvNodeCol_Link: "clear",
    dpg.mvNodeCol_BoxSelector: "clear",
    dpg.mvNodeCol_BoxSelectorOutline: "clear",
}


def shape(pin: SocketType) -> int:
    """DearPyGui's name for a pin's shape."""
    return int(_SHAPES[pin.pin, pin.filled])


class Styles:
    """What the window of the canvas and the things in it are dressed with."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self.revision = editor.theme.revision
        registry = dpg.add_font_registry()
        sizes: dict[str, tuple[float, Weight]] = {
            "regular": (NODE, "regular"),
            "title": (NODE, "semibold"),
            "small": (SMALL, "regular"),
        }
        self._fonts = {
            name: (int(dpg.add_font(str(font_file(weight)), size, parent=registry)), size)
            for name, (size, weight) in sizes.items()
        }
        self._sizes: list[tuple[int, tuple[float, ...]]] = []
        self._colours: dict[int, int] = {}
        self.window = self._window_theme()
        self.recolour()

    def font(self, name: str) -> int:
        return self._fonts[name][0]

    def resize(self, unit: float) -> None:
        """Make everything as large as at this many pixels a canvas unit."""
        for item, size in self._fonts.values():
            dpg.configure_item(item, size=font_size(size, unit))
        for item, sizes in self._sizes:
            dpg.set_value(item, [each * unit for each in sizes])

    def recolour(self) -> None:
        """Take the colours of the theme that is in use now."""
        for target, token in _COLOURS.items():
            dpg.set_value(self._colours[target], self.editor.theme.colour(token))

    def show_link(self, colour: tuple[int, ...] | None) -> None:
        """Let the editor draw the wire that is being dragged, or not."""
        dpg.set_value(self._colours[dpg.mvNodeCol_Link], colour or (0, 0, 0, 0))

    def show_box(self, shown: bool) -> None:
        """Let the editor draw its selection box, or not."""
        fill = self.editor.theme.colour("accent", 0.10 if shown else 0.0)
        line = self.editor.theme.colour("accent", 0.7 if shown else 0.0)
        dpg.set_value(self._colours[dpg.mvNodeCol_BoxSelector], fill)
        dpg.set_value(self._colours[dpg.mvNodeCol_BoxSelectorOutline], line)

    def node(self, colour: str, mode: Mode = "", missing: bool = False, faulty: bool = False) -> int:
        """The theme of a node by its title's colour."""
        key = ("canvas node", colour, mode, missing, faulty, self._ground(colour))
        opacity = 0.5 if mode == "mute" else 1.0
        title: Tint = ("error title" if faulty else colour, opacity)
        body: Tint = ("node", opacity)
        return self._themed(key, title, body, "faint" if missing else self._ground(colour), missing)

    def pin(self, pin: SocketType, text: str = "text", opacity: float = 1.0) -> int:
        """The theme of a socket's row: its pin, and the token of its label."""
        colour = pin.name or "muted"
        over: Tint = (colour, max(opacity, 1.0 if opacity else 0.6))
        part = Part(
            dpg.mvAll,
            {dpg.mvThemeCol_Text: text},
            node_colours={dpg.mvNodeCol_Pin: (colour, opacity), dpg.mvNodeCol_PinHovered: over},
        )
        return self.editor.theme.custom(("canvas pin", colour, text, opacity), part)

    def _themed(self, key: Hashable, title: Tint, body: Tint, text: str, missing: bool) -> int:
        part = Part(
            dpg.mvAll,
            {dpg.mvThemeCol_Text: text},
            node_colours={
                dpg.mvNodeCol_TitleBar: title,
                dpg.mvNodeCol_TitleBarHovered: title,
                dpg.mvNodeCol_TitleBarSelected: title,
                dpg.mvNodeCol_NodeBackground: body,
                dpg.mvNodeCol_NodeBackgroundHovered: body,
                dpg.mvNodeCol_NodeBackgroundSelected: body,
                dpg.mvNodeCol_NodeOutline: "clear" if missing else "node line",
            },
        )
        return self.editor.theme.custom(key, part)

    def _ground(self, colour: str) -> str:
        """What is written in on a title: on a colour of the user's own whatever can be read."""
        if not colour.startswith("#"):
            return "title text"
        ground = parsed(colour)
        return max(("#F4F6FA", "#171B22"), key=lambda each: contrast(parsed(each), ground))

    def _window_theme(self) -> int:
        theme = int(dpg.add_theme())
        part = dpg.add_theme_component(dpg.mvAll, parent=theme)
        nodes = {"category": dpg.mvThemeCat_Nodes, "parent": part}
        for target in _COLOURS:
            self._colours[target] = int(dpg.add_theme_color(target, (0, 0, 0, 0), **nodes))
        for target, size in _FIXED.items():
            dpg.add_theme_style(target, size * self.editor.theme.scale, **nodes)
        for target, sizes in _NODE_SIZES.items():
            self._sizes.append((int(dpg.add_theme_style(target, *sizes, **nodes)), sizes))
        for target, pair in _CORE_SIZES.items():
            self._sizes.append((int(dpg.add_theme_style(target, *pair, parent=part)), pair))
        dpg.add_theme_style(dpg.mvStyleVar_WindowPadding, 0, 0, parent=part)
        dpg.add_theme_style(dpg.mvStyleVar_ChildBorderSize, 0, parent=part)
        for clear in (dpg.mvThemeCol_ChildBg, dpg.mvThemeCol_Border, dpg.mvThemeCol_BorderShadow):
            dpg.add_theme_color(clear, (0, 0, 0, 0), parent=part)
        return theme


def font_size(size: float, unit: float) -> int:
    """A size of type on the screen: ImGui draws what items say in whole pixels."""
    return max(4, int(size * unit + 0.5))
