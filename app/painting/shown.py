"""What the painter shows: a mask as a tint over the picture that it is for, a drawing as it is."""

from app.looking.pixels import Picture
from app.looking.sizes import fitted, resized
from app.painting.painting import Colour

TINT: Colour = (245, 88, 168)  # the colour of a mask's wires


def over(mask: Picture, backdrop: Picture, strength: float) -> Picture:
    """A mask's inside tinted on the picture, (H, W, 3) of the mask's size; `strength` from 0 (unseen) to 1."""
    import numpy as np
    from PIL import Image

    height, width = mask.shape[:2]
    ground = resized(backdrop, (width, height), Image.Resampling.BICUBIC).astype(np.float32)
    inside = mask[..., :1].astype(np.float32) * (strength / 255)
    return (ground + (np.array(TINT, np.float32) - ground) * inside).round().astype(np.uint8)


def at_size(picture: Picture, side: int) -> Picture:
    """As large as fits into `side` px, by whole pixels where it is enlarged."""
    return fitted(picture, side, smooth=False)


def place(painting: tuple[int, int], side: int) -> tuple[float, float, float]:
    """Where a painting of (width, height) px lies when it is centred in a square of `side` px: left, top, and how many
    px of the screen one of its own is.
    """
    scale = side / max(painting)
    width, height = (max(1, round(each * scale)) for each in painting)
    return (side - width) // 2, (side - height) // 2, scale
