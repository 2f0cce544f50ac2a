"""Values on the wires as pictures of 8 bits: arrays (H, W, 3), colours from 0 to 255."""

from typing import TYPE_CHECKING, Any

from nodes.previews import Pending, arrived
from nodes.types import Frames, Mask, Noise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Levels = NDArray[np.float32]
else:
    Picture = Levels = Any

SIGMAS = 3.0
"""An epsilon of so many standard deviations is full colour, and 0 is middle grey."""


def to_rgb(value: Any) -> list[Picture]:
    """A value's pictures in order, each (H, W, 3); none for what is no picture.

    Takes an Image (B, 3, H, W) in [-1, 1], whose outside is clamped; a Noise, of which epsilon is shown from -3 to 3;
    a Mask; Frames, one after the other; and arrays of 8 bits as they are, grey, RGB, or RGBA laid on white.
    """
    value = arrived(value) if isinstance(value, Pending) else value
    if isinstance(value, Frames):
        return [picture for images in value.images for picture in to_rgb(images)]
    if isinstance(value, Noise):
        return _pictures(_levels(value.epsilon) / SIGMAS)
    if isinstance(value, Mask):
        return _pictures(_levels(value.values) * 2 - 1)
    if hasattr(value, "detach"):
        return _pictures(_levels(value))
    return _from_array(value)


def _levels(tensor: Any) -> Levels:
    levels: Levels = tensor.detach().float().cpu().numpy()
    return levels


def _pictures(levels: Levels) -> list[Picture]:
    """(B, C, H, W) in [-1, 1], one channel or at least three; what is not a number becomes middle grey."""
    import numpy as np

    if levels.ndim != 4:
        return []
    colours = levels[:, :3] if levels.shape[1] >= 3 else levels[:, :1].repeat(3, axis=1)
    bytes = ((np.nan_to_num(colours, nan=0.0, posinf=1.0, neginf=-1.0).clip(-1, 1) + 1) * 127.5).round()
    return list(np.ascontiguousarray(bytes.transpose(0, 2, 3, 1).astype(np.uint8)))


def _from_array(value: Any) -> list[Picture]:
    import numpy as np

    if not isinstance(value, np.ndarray) or value.dtype != np.uint8 or value.ndim not in (2, 3):
        return []
    if value.ndim == 2:
        return [np.stack([value] * 3, axis=-1)]
    if value.shape[2] == 4:
        return [on_ground(value)]
    return [value] if value.shape[2] == 3 else []


def on_ground(picture: Picture, ground: tuple[int, int, int] = (255, 255, 255)) -> Picture:
    """RGBA laid on a colour, as RGB."""
    import numpy as np

    alpha = picture[..., 3:].astype(np.float32) / 255
    mixed = picture[..., :3] * alpha + np.array(ground, np.float32) * (1 - alpha)
    return mixed.round().astype(np.uint8)
