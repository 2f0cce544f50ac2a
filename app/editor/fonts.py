"""The interface's fonts: Inter with icons in three weights, and how wide a text is in them.

A size is DearPyGui's: the height of a line, 1.21 times the em.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import dearpygui.dearpygui as dpg
from PIL import ImageFont

Weight = Literal["regular", "medium", "semibold"]

FILES = Path(__file__).parent / "fontfiles"
NAMES: dict[Weight, str] = {"regular": "Regular", "medium": "Medium", "semibold": "SemiBold"}

HEADING = 18.0  # the name of the selected node
BODY = 15.5  # panels and menus
NODE = 14.5  # texts in nodes
SMALL = 13.5  # ids, times, badges, help
CAPITALS = 13.0  # SECTIONS, in semibold

_UNITS = 2048  # at this many pixels an em, widths are the font's own whole numbers
_LINE = 1.21  # ascent and descent, in ems
ELLIPSIS = "…"


class Fonts:
    """DearPyGui's fonts, loaded when first asked for. `scale` enlarges the whole interface."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale
        self._registry = dpg.add_font_registry()
        self._fonts: dict[tuple[float, Weight], int] = {}
        dpg.bind_font(self.font(BODY))

    def font(self, size: float, weight: Weight = "regular") -> int:
        """The font of a size at scale 1. Sizes are rounded to half a pixel, so that zooming makes few of them."""
        key = (round(size * self.scale * 2) / 2, weight)
        if key not in self._fonts:
            self._fonts[key] = int(dpg.add_font(str(font_file(weight)), key[0], parent=self._registry))
        return self._fonts[key]

    def bind(self, item: int, size: float, weight: Weight = "regular") -> int:
        """Draw an item's text in a font, and return the item."""
        dpg.bind_item_font(item, self.font(size, weight))
        return item

    def width(self, text: str, size: float = BODY, weight: Weight = "regular") -> float:
        """How many pixels wide a text is on the screen."""
        return text_width(text, size * self.scale, weight)


def font_file(weight: Weight) -> Path:
    return FILES / f"AnagraphUI-{NAMES[weight]}.ttf"


def text_width(text: str, size: float = BODY, weight: Weight = "regular") -> float:
    """The width in pixels of a text's widest line."""
    units = max(sum(_advance(letter, weight) for letter in line) for line in text.split("\n"))
    return units * size / (_LINE * _UNITS)


def cut(text: str, width: float, size: float = BODY, weight: Weight = "regular") -> str:
    """A one-line text that fits into a width, with an ellipsis where it was cut."""
    text = " ".join(text.split())
    if text_width(text, size, weight) <= width:
        return text
    while text and text_width(text + ELLIPSIS, size, weight) > width:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def wrapped(text: str, width: float, size: float = BODY, weight: Weight = "regular") -> list[str]:
    """A text in lines that fit into a width; a word that is too long is broken."""
    return [line for paragraph in text.split("\n") for line in _wrapped(paragraph, width, size, weight)]


def _wrapped(paragraph: str, width: float, size: float, weight: Weight) -> list[str]:
    lines = [""]
    for word in paragraph.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(longer, size, weight) <= width:
            lines[-1] = longer
            continue
        pieces = _broken(word, width, size, weight)
        lines = lines + pieces if lines[-1] else pieces if lines == [""] else lines[:-1] + pieces
    return lines


def _broken(word: str, width: float, size: float, weight: Weight) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, weight) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@lru_cache(maxsize=8192)
def _advance(letter: str, weight: Weight) -> float:
    return float(_face(weight).getlength(letter))


@cache
def _face(weight: Weight) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file(weight)), _UNITS, layout_engine=ImageFont.Layout.BASIC)
