"""Picture files into one tensor."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

from nodegraph.errors import UsageError
from nodes import pictures

_WHITE = "#FFFFFF"  # beneath transparency


def decode(paths: list[Path], size: int, channels: int) -> tuple[Tensor, list[int], list[str]]:
    """Pictures, uint8 (N, channels, size, size), cropped to squares; the places of those read; why others were not.

    Raises UsageError where none can be read.
    """
    made = torch.empty(len(paths), channels, size, size, dtype=torch.uint8)

    def one(place: int) -> str:
        try:
            picture = pictures.read(str(paths[place].absolute()), lambda each: _fitted(each, size, channels))
        except UsageError as error:
            return str(error)
        made[place] = torch.from_numpy(np.array(picture)).view(size, size, channels).permute(2, 0, 1)
        return ""

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(one, range(len(paths))))
    whole = [place for place, wrong in enumerate(found) if not wrong]
    broken = [wrong for wrong in found if wrong]
    if not whole:
        raise UsageError(f"none of {len(paths)} pictures can be read. {broken[0] if broken else ''}".rstrip())
    return (made[whole] if broken else made), whole, broken


def _fitted(picture: Image.Image, size: int, channels: int) -> Image.Image:
    return ImageOps.fit(pictures.colours(picture, _WHITE).convert("L" if channels == 1 else "RGB"), (size, size))
