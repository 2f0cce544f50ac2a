"""Pictures on the graphics card: static textures for thumbnails, a dynamic one for what changes every frame.

A static texture costs nothing once it is there; a dynamic one is sent again every frame, so there is only one.
"""

import dearpygui.dearpygui as dpg
import numpy as np

from app.looking.pixels import Picture
from app.looking.sizes import centred, fitted, opaque, rounded

Colour = tuple[int, ...]
_BLANK = np.zeros((1, 1, 4), np.uint8)


class Textures:
    """Makes textures from arrays of 8 bits and deletes them when what showed them lets go."""

    def __init__(self) -> None:
        self._registry = dpg.add_texture_registry()
        self._shown: dict[int, int] = {}  # image item -> its texture
        self.blank = self.add(_BLANK)

    def add(self, picture: Picture, *, corners: float = 0) -> int:
        """A static texture of (H, W, 3) or (H, W, 4), with rounded corners in its alpha. Free it with `free`."""
        shaped = rounded(picture, corners)
        height, width = shaped.shape[:2]
        return int(dpg.add_static_texture(width, height, levels(shaped), parent=self._registry))

    def free(self, texture: int) -> None:
        """Delete a texture that nothing shows any more. The blank one stays."""
        if texture != self.blank and dpg.does_item_exist(texture):
            dpg.delete_item(texture)

    def show(
        self, image: int, picture: Picture | None, *, side: int = 0, corners: float = 4, ground: Colour | None = None
    ) -> None:
        """Have an image item show a picture, as large as fits into a square of `side` px (0: in its own size)
        or nothing. What it showed before is deleted.
        """
        before = self._shown.pop(image, None)
        texture = self.blank
        if picture is not None:
            texture = self.add(thumbnail(picture, side, corners, ground) if side else rounded(picture, corners))
            self._shown[image] = texture
        dpg.configure_item(image, texture_tag=texture)
        if before is not None:
            self.free(before)

    def release(self, image: int) -> None:
        """An image item is about to be deleted: its texture goes with it."""
        texture = self._shown.pop(image, None)
        if texture is not None:
            self.free(texture)

    @property
    def count(self) -> int:
        """How many textures there are."""
        return len(dpg.get_item_children(self._registry, 1) or [])


class LiveTexture:
    """A texture of fixed size whose pixels change often. It is sent to the card again every frame: keep it small."""

    def __init__(self, textures: Textures, width: int, height: int) -> None:
        self.size = width, height
        pixels = np.zeros((height, width, 4), np.uint8)
        self.id = int(dpg.add_dynamic_texture(width, height, levels(pixels), parent=textures._registry))

    def draw(self, picture: Picture) -> None:
        """Show (H, W, 3) or (H, W, 4) of exactly its size. Raises ValueError for another one."""
        if picture.shape[:2] != self.size[::-1]:
            raise ValueError(f"the texture is {self.size[0]} x {self.size[1]}, the picture {picture.shape[1::-1]}")
        dpg.set_value(self.id, levels(opaque(picture)))

    def delete(self) -> None:
        if dpg.does_item_exist(self.id):
            dpg.delete_item(self.id)


def thumbnail(picture: Picture, side: int, corners: float = 4, ground: Colour | None = None) -> Picture:
    """RGBA, side x side px: the whole picture in the middle, with rounded corners; or a rounded square of a ground."""
    if ground is None:
        return centred(rounded(fitted(picture, side), corners), side)
    return rounded(centred(fitted(picture, side), side, ground), corners)


def levels(picture: Picture) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """RGBA of 8 bits as the floats from 0 to 1 that DearPyGui takes, in one row."""
    return np.ascontiguousarray(picture, np.float32).ravel() / np.float32(255)
