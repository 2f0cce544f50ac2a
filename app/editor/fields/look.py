"""How fields look: one theme for each kind of field, in panels and in nodes at each zoom."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import BODY, NODE, text_width
from app.editor.parts import Part, Sizes, Tint

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from app.editor.fields.base import Place

Tints = dict[int, Tint]
FIELD: Tints = {
    dpg.mvThemeCol_FrameBg: "field",
    dpg.mvThemeCol_FrameBgHovered: "field",
    dpg.mvThemeCol_FrameBgActive: "field",
    dpg.mvThemeCol_Border: "field line",
    dpg.mvThemeCol_BorderShadow: "clear",
    dpg.mvThemeCol_Button: "field",
    dpg.mvThemeCol_ButtonHovered: "hover",
    dpg.mvThemeCol_ButtonActive: "hover",
    dpg.mvThemeCol_Header: "accent soft",
    dpg.mvThemeCol_HeaderHovered: "hover",
    dpg.mvThemeCol_HeaderActive: "hover",
}
GHOST: Tints = {
    dpg.mvThemeCol_Button: "clear",
    dpg.mvThemeCol_ButtonHovered: "hover",
    dpg.mvThemeCol_ButtonActive: "hover",
    dpg.mvThemeCol_BorderShadow: "clear",
    dpg.mvThemeCol_Text: "muted",
}
TRACK: Tints = {
    dpg.mvThemeCol_FrameBg: "raised",
    dpg.mvThemeCol_FrameBgHovered: "hover",
    dpg.mvThemeCol_FrameBgActive: "hover",
    dpg.mvThemeCol_SliderGrab: "accent",
    dpg.mvThemeCol_SliderGrabActive: "accent",
}
KINDS: dict[str, Tints] = {
    "field": FIELD,
    "refused": FIELD | {dpg.mvThemeCol_Text: "error", dpg.mvThemeCol_Border: "error"},
    "slider": TRACK,
    "ghost": GHOST,
    "ghost on": GHOST | {dpg.mvThemeCol_Text: "accent"},
    "wired": FIELD | {dpg.mvThemeCol_Text: "muted", dpg.mvThemeCol_Button: "clear"},
    "tight": {},
}
BARE = ("ghost", "ghost on", "slider")


def dress(editor: "Editor", item: int, kind: str, place: "Place") -> None:
    """Give an item the look of its kind at its place."""
    key = ("setting", kind, place.compact, place.zoom)
    theme = editor.theme
    dpg.bind_item_theme(item, theme.custom(key, Part(dpg.mvAll, KINDS[kind], _sizes(kind, place, theme.scale))))


def padding(place: "Place") -> tuple[int, int]:
    """Between a field's edge and its text."""
    return (place.px(6), place.px(3)) if place.compact else (place.px(8), place.px(5))


def slider_height(place: "Place") -> int:
    return line_height(place) + 2 * _slider_padding(place)


def line_height(place: "Place") -> int:
    """ImGui draws what items say in whole pixels."""
    return int(_font_size(place) * place.zoom + 0.5)


def height(place: "Place") -> int:
    """Of a field of one line."""
    return line_height(place) + 2 * padding(place)[1]


def measure(text: str, place: "Place") -> float:
    """How wide a text comes out in a field, in pixels."""
    return text_width(text, line_height(place))


def _font_size(place: "Place") -> float:
    return NODE if place.compact else BODY


def _sizes(kind: str, place: "Place", scale: float) -> Sizes:
    """The measures for `Theme`, which enlarges them by its scale once more."""
    if kind == "tight":
        return {dpg.mvStyleVar_ItemSpacing: (0, 0)}
    across, down = _padding(kind, place)
    return {
        dpg.mvStyleVar_FramePadding: (across / scale, down / scale),
        dpg.mvStyleVar_FrameBorderSize: 0.0 if kind in BARE else 1.0,
        dpg.mvStyleVar_FrameRounding: place.px(5) / scale,
        dpg.mvStyleVar_GrabRounding: place.px(4) / scale,
        dpg.mvStyleVar_GrabMinSize: place.px(14) / scale,
        dpg.mvStyleVar_ButtonTextAlign: (0.0 if kind == "wired" and not place.compact else 0.5, 0.5),
        dpg.mvStyleVar_ItemInnerSpacing: (place.px(6) / scale, place.px(4) / scale),
    }


def _padding(kind: str, place: "Place") -> tuple[int, int]:
    """Of one height for all that stand in a row: ImGui lines them up by it."""
    if kind == "slider":
        return 0, _slider_padding(place)
    across, down = padding(place)
    return (0 if kind in BARE else across), down


def _slider_padding(place: "Place") -> int:
    """Less than nothing: a slider is lower than a line of text."""
    return -place.px(2)
