"""The picture in the viewer: as the look says, with its other side in a corner and the line of a comparison."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import numpy as np

from app.editor.fonts import SMALL, text_width
from app.editor.panels.clicks import Clicks
from app.editor.panels.scene import draw_handle, draw_tag
from app.editor.pen import Pen
from app.looking.look import Look, compose, other_side
from app.looking.pixels import Picture
from app.looking.sides import AFAR, Side, sides
from app.looking.sizes import fitted, rounded
from app.looking.viewing import Viewing

if TYPE_CHECKING:
    from app.editor.editor import Editor

Move = Callable[[Look], Look]

SIDE = 256
INSET, MARGIN, EDGE, CAPTION = 72, 6, 3, 20
CORNERS = 6


class ViewerPicture:
    """A square of `SIDE` px at scale 1. `draw` when something changed, `update` every frame for the mouse."""

    def __init__(self, editor: "Editor", parent: int, viewing: Viewing) -> None:
        self.editor, self.viewing = editor, viewing
        self.item = int(dpg.add_drawlist(editor.theme.px(SIDE), editor.theme.px(SIDE), parent=parent))
        self._pen = Pen(editor, self.item)
        self._textures: list[int] = []
        self._dragging = self._pressed = False
        self._side = 0
        self._clicks = Clicks()
        self.is_opened = False  # a double click asked for the large viewer

    def draw(self) -> None:
        """Draw everything anew."""
        old, self._textures = self._textures, []
        self._pen.clear()
        self._pen.box(0, 0, SIDE, SIDE, "field", "line", CORNERS)
        picture = self.viewing.picture(self.editor.session.document.graph)
        if picture is None:
            self._draw_empty()
        else:
            self._draw_picture(picture)
        for each in old:
            self.editor.textures.free(each)

    def update(self) -> bool:
        """Follow the mouse. Whether the look or the side was changed."""
        hovered, down = dpg.is_item_hovered(self.item), dpg.is_mouse_button_down(dpg.mvMouseButton_Left)
        pressed = down and not self._pressed and hovered
        self._pressed = down
        if not down:
            self._dragging = False
        if pressed and self._over_inset():
            return self._turn_over()
        if pressed and self.viewing.look.comparing:
            self._dragging = True
        if pressed and self._clicks.is_double(self._mouse()):
            self.is_opened = True
        return self._dragging and self._drag()

    @property
    def side(self) -> Side:
        """The other side that the corner shows."""
        found = sides(self.editor.session.document.graph)
        return found[self._side % len(found)]

    def _draw_picture(self, picture: Picture) -> None:
        look, graph = self.viewing.look, self.editor.session.document.graph
        pixels = self.editor.theme.px(SIDE)
        before = self.viewing.picture_before(graph) if look.comparing else None
        shown = compose(np.ascontiguousarray(picture), look, pixels, before)
        width, height = (each / self._pen.scale for each in (shown.shape[1], shown.shape[0]))
        left, top = (SIDE - width) / 2, (SIDE - height) / 2
        self._pen.picture(self._texture(rounded(shown, CORNERS * self._pen.scale)), left, top, width, height)
        self._pen.box(left, top, width, height, "", "line", CORNERS)
        if before is not None:
            self._draw_line(left + look.split_at * width, top, height)
        elif self.viewing.shows_both(graph) and not look.afar:
            self._draw_inset(picture)

    def _draw_line(self, x: float, top: float, height: float) -> None:
        draw_handle(self._pen, x, top, top + height)
        if x > 66:
            draw_tag(self._pen, 33, 6, "before")
        if x < SIDE - 58:
            draw_tag(self._pen, SIDE - 29, 6, "after")

    def _draw_inset(self, picture: Picture) -> None:
        look, side = self.viewing.look, self.side
        small = fitted(np.ascontiguousarray(other_side(picture, look, side.move)), self.editor.theme.px(INSET))
        left, top = _inset_place()
        width, height = (each / self._pen.scale for each in (small.shape[1], small.shape[0]))
        self._pen.box(left, top, INSET + 2 * EDGE, INSET + EDGE + CAPTION, "panel", "field line", 6)
        x, y = left + EDGE + (INSET - width) / 2, top + EDGE + (INSET - height) / 2
        self._pen.picture(self._texture(rounded(small, 4 * self._pen.scale)), x, y, width, height)
        self._pen.box(x, y, width, height, "", "line", 4)
        is_only = len(sides(self.editor.session.document.graph)) == 1
        text = "other side" if is_only and side is not AFAR else side.name
        middle = left + EDGE + INSET / 2 - text_width(text, SMALL) / 2
        self._pen.text(middle, top + EDGE + INSET + 2, text, "muted", size=SMALL)

    def _draw_empty(self) -> None:
        for number, (text, token) in enumerate((("Nothing to look at yet", "muted"), ("Run shows it here", "faint"))):
            x = (SIDE - text_width(text, SMALL)) / 2
            self._pen.text(x, SIDE / 2 - 4 + 19 * number, text, token, size=SMALL)
        self._pen.icon(SIDE / 2 - 12, SIDE / 2 - 38, "image", "faint", 24)

    def _texture(self, picture: Picture) -> int:
        self._textures.append(self.editor.textures.add(picture))
        return self._textures[-1]

    def _mouse(self) -> tuple[float, float]:
        """The mouse in px at scale 1 from the top left corner."""
        (x, y), (left, top) = dpg.get_mouse_pos(local=False), dpg.get_item_rect_min(self.item)
        return (x - left) / self._pen.scale, (y - top) / self._pen.scale

    def _over_inset(self) -> bool:
        look, (x, y), (left, top) = self.viewing.look, self._mouse(), _inset_place()
        graph = self.editor.session.document.graph
        there = self.viewing.shows_both(graph) and not (look.comparing or look.afar)
        seen = there and self.viewing.frame(graph) is not None
        return seen and left <= x <= SIDE - MARGIN and top <= y <= SIDE - MARGIN

    def _turn_over(self) -> bool:
        """The other side becomes the picture. Where there are several, the corner shows the next."""
        turns: dict[str, Move] = {
            "flipped": Look.flip,
            "mirrored": Look.mirror,
            "half turn": _half_turn,
            AFAR.name: _step_back,
        }
        if len(sides(self.editor.session.document.graph)) > 1:
            self._side += 1
        elif self.side.name in turns:
            self.viewing.change(turns[self.side.name](self.viewing.look))
        return True

    def _drag(self) -> bool:
        at = min(max(self._mouse()[0] / SIDE, 0.0), 1.0)
        changed = at != self.viewing.look.split_at
        if changed:
            self.viewing.change(replace(self.viewing.look, split_at=at))
        return changed


def _half_turn(look: Look) -> Look:
    return look.rotate().rotate()


def _step_back(look: Look) -> Look:
    return replace(look, afar=True)


def _inset_place() -> tuple[float, float]:
    return SIDE - MARGIN - INSET - 2 * EDGE, SIDE - MARGIN - INSET - EDGE - CAPTION
