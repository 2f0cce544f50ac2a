"""Other ways to look at a picture: turned over, turned round, from afar, beside another one."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.looking.pixels import Levels, Picture
from app.looking.sizes import opaque, resized

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Move = Callable[[Picture], Picture]

NEAR, FAR = 1.0, 0.3
"""How large a picture is seen at strength 0 and 1."""
HAZE = 0.08
"""The blur at strength 1, as standard deviation by the shorter side. At 0.4 it is what Low-pass keeps by default."""


def flip(picture: Picture) -> Picture:
    """Top to bottom."""
    return picture[::-1]


def mirror(picture: Picture) -> Picture:
    """Left to right."""
    return picture[:, ::-1]


def turned(picture: Picture, quarters: int) -> Picture:
    """Turned clockwise by so many right angles."""
    import numpy as np

    return np.rot90(picture, -quarters)


def negative(picture: Picture) -> Picture:
    """Light and dark swapped; how opaque it is stays."""
    import numpy as np

    return np.concatenate([255 - picture[..., :3], picture[..., 3:]], axis=2)


def hazy(picture: Picture) -> Picture:
    """What is left of it from afar, at its own size: blurred as much as the ready hybrid's Low-pass does."""
    return _blurred(picture, 0.9)


def from_afar(picture: Picture, strength: float) -> Picture:
    """Blurred and shrunk as with distance: `strength` from 0 (as it is) to 1. The result is smaller."""
    from PIL import Image

    if strength <= 0:
        return picture
    height, width = picture.shape[:2]
    scale = NEAR + (FAR - NEAR) * min(strength, 1.0)
    return resized(
        _blurred(picture, strength), (max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.BOX
    )


def _blurred(picture: Picture, strength: float) -> Picture:
    import numpy as np
    from PIL import Image, ImageFilter

    blur = ImageFilter.GaussianBlur(HAZE * min(strength, 1.0) * min(picture.shape[:2]))
    return np.asarray(Image.fromarray(np.ascontiguousarray(picture)).filter(blur))


def split(before: Picture, after: Picture, at: float) -> Picture:
    """`before` left of a line at this fraction of the width, `after` right of it. `before` is brought to the size of
    `after`.
    """
    from PIL import Image

    height, width = after.shape[:2]
    column = round(min(max(at, 0.0), 1.0) * width)
    mixed = after.copy()
    mixed[:, :column] = resized(before, (width, height), Image.Resampling.BICUBIC)[:, :column]
    return mixed


def side_by_side(pictures: Sequence[Picture], gap: int) -> Picture:
    """In a row from the left, `gap` px of nothing between them, RGBA."""
    import numpy as np

    height = max(each.shape[0] for each in pictures)
    width = sum(each.shape[1] for each in pictures) + gap * (len(pictures) - 1)
    row = np.zeros((height, width, 4), np.uint8)
    left = 0
    for each in pictures:
        top = (height - each.shape[0]) // 2
        row[top : top + each.shape[0], left : left + each.shape[1]] = opaque(each)
        left += each.shape[1] + gap
    return row


def tiled(pictures: Sequence[Picture], gap: int = 1) -> Picture:
    """A batch in nearly square order; one picture stays as it is."""
    import math

    import numpy as np

    if len(pictures) == 1:
        return pictures[0]
    columns = math.ceil(math.sqrt(len(pictures)))
    height, width = (max(each.shape[axis] for each in pictures) for axis in (0, 1))
    rows = math.ceil(len(pictures) / columns)
    sheet = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap, 3), 255, np.uint8)
    for index, each in enumerate(pictures):
        top, left = index // columns * (height + gap), index % columns * (width + gap)
        sheet[top : top + each.shape[0], left : left + each.shape[1]] = each
    return sheet


def with_grid(picture: Picture, step: float, shade: float = 0.22) -> Picture:
    """With a line along every border of the pixels, which are `step` px large. Below 4 px there are none."""
    import numpy as np

    if step < 4:
        return picture
    on_line = np.zeros(picture.shape[:2], bool)
    on_line[_borders(picture.shape[0], step)] = True
    on_line[:, _borders(picture.shape[1], step)] = True
    lined = picture.copy()
    lined[on_line] = _contrasted(picture[on_line].astype(np.float32), shade).round().astype(np.uint8)
    return lined


def _borders(length: int, step: float) -> "NDArray[np.intp]":
    import numpy as np

    return np.arange(step, length - 0.5, step).round().astype(np.intp)


def _contrasted(colours: Levels, shade: float) -> Levels:
    """Towards black where it is light, towards white where it is dark; alpha stays."""
    import numpy as np

    rgb = colours[..., :3]
    goal = np.where(rgb.mean(axis=-1, keepdims=True) > 110, 0.0, 255.0)
    return np.concatenate([rgb + (goal - rgb) * shade, colours[..., 3:]], axis=-1)
