"""The pictures in nodes: the latest value of each, at most ten times a second."""

import time
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app.editor.canvas.look import PICTURE
from app.editor.canvas.nodeitem import NodeItem
from app.editor.fonts import font_file
from app.editor.icons import icon

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

PAUSE = 0.1  # seconds between two changes
SIGN = 28  # px: the icon in an empty place
Colour = tuple[int, ...]


class Thumbnails:
    """Follows the results. An empty place is a sunk square with a sign, so that a node never changes its size."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas
        self._blank, self._theme = 0, -1
        self._stale: list[int] = []  # what nothing shows once all nodes have followed the theme
        self._seen: object = None
        self._next = 0.0

    @property
    def blank(self) -> int:
        """The texture of a place without a picture."""
        editor = self.canvas.editor
        if self._theme != editor.theme.revision:
            self._theme = editor.theme.revision
            empty = _empty(editor.theme.colour("field"), editor.theme.colour("line"))
            self._stale += [self._blank] if self._blank else []
            self._blank = editor.textures.add(empty, corners=4)
        return self._blank

    def update(self) -> None:
        canvas, now = self.canvas, time.monotonic()
        seen = canvas.editor.session.results.revision, canvas.nodes.moved, canvas.view.unit, self.blank
        if seen == self._seen or now < self._next:
            return
        self._seen, self._next = seen, now + PAUSE
        for item in canvas.nodes:
            if item.image:
                self._follow(item)
        while self._stale:
            canvas.editor.textures.free(self._stale.pop())

    def _follow(self, item: NodeItem) -> None:
        frame = self.canvas.editor.session.results.latest(item.look.id)
        side = round(item.width)
        if frame is None or not frame.pictures:
            self._empty(item)
        elif item.serial != (frame.serial, side, self._theme):
            item.serial = frame.serial, side, self._theme
            editor, corners = self.canvas.editor, 4 * self.canvas.view.unit
            ground = editor.theme.colour("field")
            editor.textures.show(item.image, frame.pictures[0], side=side, corners=corners, ground=ground)

    def _empty(self, item: NodeItem) -> None:
        dpg.configure_item(item.image, texture_tag=self.blank)
        if item.serial is not None:
            item.serial = None
            self.canvas.editor.textures.release(item.image)


def _empty(ground: Colour, sign: Colour) -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    """What is shown before there is a picture."""
    square = Image.new("RGB", (PICTURE, PICTURE), ground[:3])
    font = ImageFont.truetype(str(font_file("regular")), SIGN)
    ImageDraw.Draw(square).text((PICTURE / 2, PICTURE / 2), icon("image"), fill=sign[:3], font=font, anchor="mm")
    return np.asarray(square)
