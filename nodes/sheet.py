"""A labelled contact sheet, drawn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PIL import Image, ImageColor, ImageDraw, ImageFont

from nodes.arrangement import Arrangement
from nodes.pictures import enlarged

_CELL = 128  # px that the larger side of the largest picture gets at least
_ELLIPSIS = "…"


@dataclass(frozen=True)
class Style:
    """Sizes in px and colours of a sheet whose cells are `cell` px wide."""

    cell: int
    background: str

    @cached_property
    def font(self) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        return ImageFont.load_default(self.text)

    @property
    def text(self) -> int:
        return min(max(round(5 + self.cell * 0.075), 14), 32)

    @property
    def line(self) -> int:
        return round(self.text * 1.3)

    @property
    def gutter(self) -> int:
        return min(max(round(self.cell * 0.09), 8), 40)

    @property
    def margin(self) -> int:
        return 2 * self.gutter

    @property
    def gap(self) -> int:
        """Between a picture and its label."""
        return round(self.text * 0.45)

    @property
    def muted(self) -> tuple[int, int, int]:
        """The labels' colour: 62% of the way from the ground to black or white, whichever is further."""
        ground = ImageColor.getrgb(self.background)[:3]
        far = 0 if sum(ground) > 380 else 255
        red, green, blue = (round(0.38 * each + 0.62 * far) for each in ground)
        return red, green, blue


def draw(pictures: Sequence[Image.Image], plan: Arrangement, scale: int, background: str) -> Image.Image:
    """Pictures at their places. A scale of 0 enlarges whole pixels until the largest picture is 128 px or more."""
    shown = _enlarged(pictures, scale)
    width, height = max(each.width for each in shown), max(each.height for each in shown)
    style = Style(width, background)
    captions = [_wrapped(text, style, width, 3) for text in plan.captions]
    heads = [_wrapped(text, style, width, 3) for text in plan.heads]
    sides = [_wrapped(text, style, max(width, 13 * style.text), 4) for text in plan.sides]
    rows, columns = plan.size
    below = [_below(captions, plan, row, style) for row in range(rows)]
    left = style.margin + _side_width(sides, style)
    top = style.margin + _height(heads, style)
    tops = [top + row * (height + style.gutter) + sum(below[:row]) for row in range(rows)]
    lefts = [left + column * (width + style.gutter) for column in range(columns)]
    size = (lefts[-1] + width + style.margin, tops[-1] + height + below[-1] + style.margin)
    sheet = Image.new("RGB", size, background)
    pen = ImageDraw.Draw(sheet)
    for (row, column), picture, lines in zip(plan.places, shown, captions, strict=True):
        x, y = lefts[column], tops[row]
        sheet.paste(picture, (x + (width - picture.width) // 2, y + (height - picture.height) // 2))
        _write(pen, lines, x + width / 2, y + height + style.gap, style, "ma")
    for x, lines in zip(lefts, heads, strict=False):
        _write(pen, lines, x + width / 2, top - style.gap - len(lines) * style.line, style, "ma")
    for y, lines in zip(tops, sides, strict=False):
        _write(pen, lines, left - 2 * style.gap, y + (height - len(lines) * style.line) / 2, style, "ra")
    return sheet


def factor(side: int, wanted: int) -> int:
    """The whole number that makes `side` at least `wanted`."""
    return max(1, math.ceil(wanted / side))


def _enlarged(pictures: Sequence[Image.Image], scale: int) -> list[Image.Image]:
    """By `scale`; if 0, each as far as the room of the largest allows."""
    if scale:
        return [enlarged(each, scale) for each in pictures]
    largest = max(max(each.size) for each in pictures)
    room = largest * factor(largest, _CELL)
    return [enlarged(each, max(1, room // max(each.size))) for each in pictures]


def _below(captions: list[list[str]], plan: Arrangement, row: int, style: Style) -> int:
    """The height that a row's captions take."""
    return _height([lines for lines, place in zip(captions, plan.places, strict=True) if place[0] == row], style)


def _height(blocks: list[list[str]], style: Style) -> int:
    most = max((len(lines) for lines in blocks), default=0)
    return most * style.line + style.gap if most else 0


def _side_width(sides: list[list[str]], style: Style) -> int:
    widths = [style.font.getlength(line) for lines in sides for line in lines]
    return math.ceil(max(widths)) + 2 * style.gap if widths else 0


def _wrapped(text: str, style: Style, width: int, most: int) -> list[str]:
    """At most so many lines of at most so many px; what does not fit gives way to an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and style.font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += _ELLIPSIS
    return [_cut(line, style, width) for line in kept]


def _cut(line: str, style: Style, width: int) -> str:
    if style.font.getlength(line) <= width:
        return line
    kept = line.removesuffix(_ELLIPSIS)
    while kept and style.font.getlength(kept + _ELLIPSIS) > width:
        kept = kept[:-1]
    return kept.rstrip() + _ELLIPSIS


def _write(pen: ImageDraw.ImageDraw, lines: list[str], x: float, y: float, style: Style, anchor: str) -> None:
    for number, line in enumerate(lines):
        pen.text((x, y + number * style.line), line, fill=style.muted, font=style.font, anchor=anchor)
