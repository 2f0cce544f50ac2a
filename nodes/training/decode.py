"""Picture files into one tensor."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from nodegraph.errors import UsageError
from nodes import pictures


def decode(paths: list[Path], size: int, channels: int) -> tuple[Tensor, list[int], list[str]]:
    """Pictures, uint8 (N, channels, size, size), cropped to squares; the places of those read; why others were not.

    Raises UsageError where none can be read.
    """
    made = torch.empty(len(paths), channels, size, size, dtype=torch.uint8)

    def one(place: int) -> str:
        try:
            picture = pictures.read(str(paths[place].absolute()), lambda each: pictures.square(each, size, channels))
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
