"""Pictures on their way into training and out of it."""

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from nodes.training.source import Example


def as_tensor(examples: list[Example]) -> Tensor:
    """The pictures as (B, 3, H, W) in [-1, 1]."""
    return torch.from_numpy(np.stack([each.picture for each in examples])).permute(0, 3, 1, 2).float() / 127.5 - 1


def contact_sheet(images: np.ndarray, columns: int = 8, side: int = 128) -> Image.Image:
    """Pictures (N, H, W, 3) in [0, 1] side by side, each `side` wide."""
    columns = min(columns, len(images))
    sheet = Image.new("RGB", (columns * side, -(-len(images) // columns) * side), "white")
    for place, values in enumerate(images):
        picture = Image.fromarray((values * 255).round().astype(np.uint8)).resize(
            (side, side), Image.Resampling.NEAREST
        )
        sheet.paste(picture, (place % columns * side, place // columns * side))
    return sheet
