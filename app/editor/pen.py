"""Draws lists and cards by hand: texts, bars, pins and pictures in the theme's colours, in pixels at scale 1."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import BODY, Weight, cut, text_width
from app.editor.icons import icon

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from nodegraph.sockets import SocketType


def printable(text: str) -> str:
    """A text that the toolkit bears: file names may hold bytes that are no UTF-8, on which it crashes."""
    return text.encode("utf-8", "replace").decode("utf-8")


class Pen:
    """Draws onto a drawlist or layer. `clear` before drawing anew."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor, self.parent = editor, parent

    @property
    def scale(self) -> float:
        return self.editor.fonts.scale

    def clear(self) -> None:
        dpg.delete_item(self.parent, children_only=True)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        token: str = "text",
        *,
        size: float = BODY,
        weight: Weight = "regular",
        width: float | None = None,
        right: bool = False,
    ) -> float:
        """One line from its top left corner (or up to `x`, if `right`), cut to a width. Returns how wide it is."""
        text = printable(text)
        shown = text if width is None else cut(text, width, size, weight)
        wide = text_width(shown, size, weight)
        at = self._at(x - wide if right else x, y)
        colour = self.editor.theme.colour(token)
        item = dpg.draw_text(at, shown, color=colour, size=self._line(size), parent=self.parent)
        self.editor.fonts.bind(item, size, weight)
        return wide

    def icon(self, x: float, y: float, name: str, token: str = "muted", size: float = BODY) -> float:
        return self.text(x, y, icon(name), token, size=size)

    def box(
        self, x: float, y: float, width: float, height: float, fill: str = "", line: str = "", corners: float = 0
    ) -> None:
        """A rectangle, filled or outlined or both."""
        dpg.draw_rectangle(
            self._at(x, y),
            self._at(x + width, y + height),
            color=self.editor.theme.colour(line or fill),
            fill=self.editor.theme.colour(fill or "clear"),
            rounding=corners * self.scale,
            thickness=1 if line else 0,
            parent=self.parent,
        )

    def line(self, x: float, y: float, to_x: float, to_y: float, token: str = "line", thickness: float = 1) -> None:
        colour = self.editor.theme.colour(token)
        ends = self._at(x, y), self._at(to_x, to_y)
        dpg.draw_line(*ends, color=colour, thickness=thickness * self.scale, parent=self.parent)

    def picture(self, texture: int, x: float, y: float, width: float, height: float, corners: float = 4) -> None:
        """A texture of rounded corners, with a line around it that keeps a white one apart from a white ground."""
        dpg.draw_image(texture, self._at(x, y), self._at(x + width, y + height), parent=self.parent)
        self.box(x, y, width, height, line="line", corners=corners)

    def pin(self, x: float, y: float, look: "SocketType", radius: float = 4) -> None:
        """A socket's pin around a point."""
        paint = self.editor.theme.colour(look.name)
        fill = paint if look.filled else self.editor.theme.colour("clear")
        style = {"color": paint, "fill": fill, "thickness": 1.5 * self.scale, "parent": self.parent}
        if look.pin == "circle":
            dpg.draw_circle(self._at(x, y), radius * self.scale, **style)
        elif look.pin == "square":
            side = radius - 0.5
            dpg.draw_rectangle(self._at(x - side, y - side), self._at(x + side, y + side), **style)
        else:
            corners = (x - radius, y - radius), (x + radius, y), (x - radius, y + radius)
            dpg.draw_triangle(*(self._at(*each) for each in corners), **style)

    def pins(self, right: float, y: float, taken: "list[SocketType]", given: "list[SocketType]") -> float:
        """Pins, an arrow, pins, up to `right` and around the height `y`. Returns where they begin."""
        x = right
        for look in reversed(given):
            self.pin(x - 4, y, look)
            x -= 11
        if given or taken:
            x -= 1
            self.text(x, y - 6.5, "→", "faint", size=13, right=True)
            x -= 15
        for look in reversed(taken):
            self.pin(x - 4, y, look)
            x -= 11
        return x

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * self.scale, y * self.scale

    def _line(self, size: float) -> float:
        return round(size * self.scale * 2) / 2
