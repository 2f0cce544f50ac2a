"""Bringing pictures to a size for the screen: whole pixels stay whole."""

import math

from app.looking.pixels import Levels, Picture


def fitted(picture: Picture, side: int, *, smooth: bool = True) -> Picture:
    """As large as fits into side x side px, its ratio kept. If not smooth, it is enlarged by whole pixels and then
    brought to the size by area, so that every pixel is equally large.
    """
    from PIL import Image

    height, width = picture.shape[:2]
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if size == (width, height):
        return picture
    if scale > 1 and smooth:
        return resized(picture, size, Image.Resampling.BICUBIC)
    whole = magnified(picture, math.ceil(scale)) if scale > 1 else picture
    return resized(whole, size, Image.Resampling.BOX)


def magnified(picture: Picture, factor: int) -> Picture:
    """With every pixel `factor` pixels wide and high."""
    return picture.repeat(factor, axis=0).repeat(factor, axis=1) if factor > 1 else picture


def resized(picture: Picture, size: tuple[int, int], method: int) -> Picture:
    """To (width, height) by one of PIL's filters."""
    import numpy as np
    from PIL import Image

    if size == (picture.shape[1], picture.shape[0]):
        return picture
    return np.asarray(Image.fromarray(np.ascontiguousarray(picture)).resize(size, Image.Resampling(method)))


def centred(picture: Picture, side: int, ground: tuple[int, ...] = (0, 0, 0, 0)) -> Picture:
    """RGBA of side x side px with the picture in the middle of a ground, or of nothing. The picture is no larger."""
    import numpy as np

    height, width = picture.shape[:2]
    top, left = (side - height) // 2, (side - width) // 2
    square = np.empty((side, side, 4), np.uint8)
    square[:] = ground
    square[top : top + height, left : left + width] = opaque(picture)
    return square


def opaque(picture: Picture) -> Picture:
    """With an alpha channel; one that it has stays."""
    import numpy as np

    if picture.shape[2] == 4:
        return picture
    return np.concatenate([picture, np.full_like(picture[..., :1], 255)], axis=2)


def rounded(picture: Picture, corners: float) -> Picture:
    """RGBA with corners of that radius in px, smooth at their edge."""
    import numpy as np

    picture = opaque(picture).copy()
    if corners <= 0:
        return picture
    outside = np.hypot(_past_corner(picture.shape[0], corners)[:, None], _past_corner(picture.shape[1], corners))
    cover = (corners + 0.5 - outside).clip(0, 1)
    picture[..., 3] = (picture[..., 3] * cover).round().astype(np.uint8)
    return picture


def _past_corner(length: int, corners: float) -> Levels:
    """How far each pixel's centre lies beyond the centre of the nearest corner's circle, 0 between them."""
    import numpy as np

    centre = np.arange(length, dtype=np.float32) + 0.5
    near: Levels = np.maximum(corners - centre, centre - (length - corners))
    return near.clip(0, None)
