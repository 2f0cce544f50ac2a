"""The named looks of widgets. `Theme.item` makes DearPyGui themes of them."""

import dearpygui.dearpygui as dpg

from app.editor.parts import Part, Sizes, Tint

_FIELDS = (
    dpg.mvInputText,
    dpg.mvInputInt,
    dpg.mvInputFloat,
    dpg.mvInputDouble,
    dpg.mvDragInt,
    dpg.mvDragFloat,
    dpg.mvDragDouble,
    dpg.mvDragIntMulti,
    dpg.mvDragFloatMulti,
    dpg.mvCombo,
    dpg.mvCheckbox,
    dpg.mvListbox,
    dpg.mvColorEdit,
)
SCROLL_BAR = 10  # px
_SLIDERS = (dpg.mvSliderInt, dpg.mvSliderFloat, dpg.mvSliderDouble)


def _button(
    ground: Tint, words: Tint = "text", over: Tint = "hover", *, radius: float = 6, pad: tuple[float, float] = (10, 5)
) -> Part:
    colours = _grounds(ground, over, over) | {dpg.mvThemeCol_Text: words}
    styles: Sizes = {
        dpg.mvStyleVar_FrameBorderSize: 0.0,
        dpg.mvStyleVar_FrameRounding: radius,
        dpg.mvStyleVar_FramePadding: pad,
    }
    return Part(dpg.mvButton, colours, styles)


def _off(part: Part, ground: Tint = "clear", *, border: bool = True) -> Part:
    """The same button while it cannot be used."""
    colours = _grounds(ground, ground, ground) | {dpg.mvThemeCol_Text: "faint", dpg.mvThemeCol_Border: "line"}
    return Part(dpg.mvButton, colours, {**part.styles, dpg.mvStyleVar_FrameBorderSize: float(border)}, enabled=False)


def _grounds(ground: Tint, over: Tint, pressed: Tint) -> dict[int, Tint]:
    return {
        dpg.mvThemeCol_Button: ground,
        dpg.mvThemeCol_ButtonHovered: over,
        dpg.mvThemeCol_ButtonActive: pressed,
        dpg.mvThemeCol_BorderShadow: "clear",
    }


def _row(ground: Tint, over: Tint, words: Tint = "text", radius: float = 6) -> tuple[Part, ...]:
    """A row of a list, as a selectable or as a button with its words on the left."""
    colours: dict[int, Tint] = {
        dpg.mvThemeCol_Header: ground,
        dpg.mvThemeCol_HeaderHovered: over,
        dpg.mvThemeCol_HeaderActive: over,
        dpg.mvThemeCol_Text: words,
    }
    button = _button(ground, words, over, radius=radius, pad=(8, 5))
    left = Part(dpg.mvButton, button.colours, {**button.styles, dpg.mvStyleVar_ButtonTextAlign: (0.0, 0.5)})
    return Part(dpg.mvSelectable, colours), left


def _ground(token: Tint, *, pad: tuple[float, float] = (0, 0), radius: float = 0, line: Tint | None = None) -> Part:
    """A child window or window of one colour."""
    return Part(
        dpg.mvAll,
        {
            dpg.mvThemeCol_ChildBg: token,
            dpg.mvThemeCol_WindowBg: token,
            dpg.mvThemeCol_Border: line or "clear",
            dpg.mvThemeCol_BorderShadow: "clear",
        },
        {
            dpg.mvStyleVar_WindowPadding: pad,
            dpg.mvStyleVar_WindowRounding: radius,
            dpg.mvStyleVar_ChildRounding: radius,
            dpg.mvStyleVar_ChildBorderSize: float(line is not None),
            dpg.mvStyleVar_WindowBorderSize: float(line is not None),
            dpg.mvStyleVar_WindowMinSize: (1, 1),
        },
    )


def _padded(pad: tuple[float, float], *components: int, radius: float = 5) -> tuple[Part, ...]:
    styles: Sizes = {dpg.mvStyleVar_FramePadding: pad, dpg.mvStyleVar_FrameRounding: radius}
    return tuple(Part(component, styles=styles) for component in components)


def _outlined(component: int) -> Part:
    return Part(
        component,
        {dpg.mvThemeCol_Border: "field line", dpg.mvThemeCol_BorderShadow: "clear"},
        {dpg.mvStyleVar_FrameBorderSize: 1.0},
    )


_BASE = Part(
    dpg.mvAll,
    {
        dpg.mvThemeCol_Text: "text",
        dpg.mvThemeCol_TextDisabled: "faint",
        dpg.mvThemeCol_TextSelectedBg: ("accent", 0.35),
        dpg.mvThemeCol_InputTextCursor: "text",
        dpg.mvThemeCol_WindowBg: "panel",
        dpg.mvThemeCol_ChildBg: "clear",
        dpg.mvThemeCol_PopupBg: "panel",
        dpg.mvThemeCol_MenuBarBg: "app",
        dpg.mvThemeCol_Border: "line",
        dpg.mvThemeCol_BorderShadow: "clear",
        dpg.mvThemeCol_FrameBg: "field",
        dpg.mvThemeCol_FrameBgHovered: "field",
        dpg.mvThemeCol_FrameBgActive: "field",
        dpg.mvThemeCol_TitleBg: "panel",
        dpg.mvThemeCol_TitleBgActive: "panel",
        dpg.mvThemeCol_TitleBgCollapsed: "panel",
        dpg.mvThemeCol_Button: "raised",
        dpg.mvThemeCol_ButtonHovered: "hover",
        dpg.mvThemeCol_ButtonActive: "hover",
        dpg.mvThemeCol_Header: "clear",
        dpg.mvThemeCol_HeaderHovered: "raised",
        dpg.mvThemeCol_HeaderActive: "raised",
        dpg.mvThemeCol_CheckMark: "accent",
        dpg.mvThemeCol_SliderGrab: "accent",
        dpg.mvThemeCol_SliderGrabActive: "accent",
        dpg.mvThemeCol_PlotHistogram: "accent",
        dpg.mvThemeCol_PlotHistogramHovered: "accent",
        dpg.mvThemeCol_Separator: "line",
        dpg.mvThemeCol_SeparatorHovered: "line",
        dpg.mvThemeCol_SeparatorActive: "line",
        dpg.mvThemeCol_ScrollbarBg: "clear",
        dpg.mvThemeCol_ScrollbarGrab: "raised",
        dpg.mvThemeCol_ScrollbarGrabHovered: "hover",
        dpg.mvThemeCol_ScrollbarGrabActive: "faint",
        dpg.mvThemeCol_ResizeGrip: "clear",
        dpg.mvThemeCol_ResizeGripHovered: "hover",
        dpg.mvThemeCol_ResizeGripActive: "accent",
        dpg.mvThemeCol_Tab: "clear",
        dpg.mvThemeCol_TabHovered: "hover",
        dpg.mvThemeCol_TabSelected: "accent soft",
        dpg.mvThemeCol_TabSelectedOverline: "clear",
        dpg.mvThemeCol_TableHeaderBg: "raised",
        dpg.mvThemeCol_TableBorderLight: "line",
        dpg.mvThemeCol_TableBorderStrong: "line",
        dpg.mvThemeCol_TableRowBg: "clear",
        dpg.mvThemeCol_TableRowBgAlt: "clear",
        dpg.mvThemeCol_DragDropTarget: "accent",
        dpg.mvThemeCol_NavCursor: "accent",
        dpg.mvThemeCol_NavWindowingDimBg: "dim",
        dpg.mvThemeCol_ModalWindowDimBg: "dim",
    },
    {
        dpg.mvStyleVar_WindowPadding: (12, 12),
        dpg.mvStyleVar_WindowRounding: 10,
        dpg.mvStyleVar_WindowBorderSize: 1.0,
        dpg.mvStyleVar_ChildRounding: 0,
        dpg.mvStyleVar_ChildBorderSize: 0.0,
        dpg.mvStyleVar_PopupRounding: 10,
        dpg.mvStyleVar_PopupBorderSize: 1.0,
        dpg.mvStyleVar_FramePadding: (8, 5),
        dpg.mvStyleVar_FrameRounding: 5,
        dpg.mvStyleVar_FrameBorderSize: 0.0,
        dpg.mvStyleVar_ItemSpacing: (6, 6),
        dpg.mvStyleVar_ItemInnerSpacing: (6, 4),
        dpg.mvStyleVar_CellPadding: (4, 3),
        dpg.mvStyleVar_IndentSpacing: 14,
        dpg.mvStyleVar_ScrollbarSize: SCROLL_BAR,
        dpg.mvStyleVar_ScrollbarRounding: 5,
        dpg.mvStyleVar_GrabMinSize: 12,
        dpg.mvStyleVar_GrabRounding: 4,
        dpg.mvStyleVar_TabRounding: 6,
        dpg.mvStyleVar_DisabledAlpha: 1.0,
        dpg.mvStyleVar_WindowMinSize: (32, 32),
    },
)
_SLIDER: dict[int, Tint] = {
    dpg.mvThemeCol_FrameBg: "raised",
    dpg.mvThemeCol_FrameBgHovered: "hover",
    dpg.mvThemeCol_FrameBgActive: "hover",
}
_FAINT_FIELDS = tuple(
    Part(component, {dpg.mvThemeCol_Text: "faint", dpg.mvThemeCol_Border: "line"}, enabled=False)
    for component in (*_FIELDS, *_SLIDERS)
)
_BUTTON = _button("raised")
_ACCENT = _button("accent", "on accent", "accent hover", pad=(16, 5))
_DANGER = _button("error soft", "error", "error title", pad=(16, 5))
_FLAT = _button("clear", "muted", "raised", pad=(4, 4))
_TOOL = _button("raised", "muted", "hover", pad=(4, 4))
_TOOL_ON = _button("accent soft", "accent", "accent soft", pad=(4, 4))
_CHIP = _button("raised", "text", "hover", pad=(8, 4))
_CHIP_ON = _button("accent soft", "accent", "accent soft", pad=(8, 4))
_CHIP_OFF = _button("clear", "muted", "hover", pad=(8, 4))

LOOKS: dict[str, tuple[Part, ...]] = {
    "base": (
        _BASE,
        _BUTTON,
        _off(_BUTTON),
        *(_outlined(component) for component in _FIELDS),
        *(Part(component, _SLIDER) for component in _SLIDERS),
        *_FAINT_FIELDS,
    ),
    "button": (_BUTTON, _off(_BUTTON)),
    "accent": (_ACCENT, _off(_ACCENT)),
    "danger": (_DANGER, _off(_DANGER)),
    "flat": (_FLAT, _off(_FLAT, border=False)),  # an icon with no ground until the mouse is over it
    "tool": (_TOOL, _off(_TOOL, border=False)),
    "tool on": (_TOOL_ON,),
    "chip": (_CHIP,),
    "chip on": (_CHIP_ON,),  # the chosen one of a row
    "chip off": (_CHIP_OFF, _off(_CHIP_OFF, border=False)),
    "menu": (_button("clear", "text", "raised", radius=5, pad=(10, 4)),),
    "row": _row("clear", "raised"),
    "row on": _row("accent soft", "accent soft"),
    "field": _padded((8, 5), *_FIELDS),
    "node field": _padded((6, 3), *_FIELDS, dpg.mvButton),
    "bare slider": tuple(
        Part(component, {**_SLIDER, dpg.mvThemeCol_Text: "clear"}, {dpg.mvStyleVar_FramePadding: (2, -1)})
        for component in _SLIDERS
    ),
    "app": (_ground("app"),),
    "panel": (_ground("panel", pad=(12, 12)),),
    "bare panel": (_ground("panel"),),
    "canvas": (_ground("canvas"),),
    "raised": (_ground("raised", pad=(8, 6), radius=6),),
    "card": (_ground("field", pad=(8, 8), radius=6, line="field line"),),
    "popup": (_ground("panel", pad=(8, 8), radius=10, line="field line"),),
    "note": (_ground("note", pad=(8, 8), radius=6, line="note line"),),
    "banner": (_ground("error soft", pad=(12, 6), radius=6, line="error line"),),
    "clear": (_ground("clear"),),
    "bare": (  # a container that adds no space of its own
        Part(dpg.mvAll, styles={dpg.mvStyleVar_ItemSpacing: (0, 0), dpg.mvStyleVar_WindowPadding: (0, 0)}),
    ),
}
