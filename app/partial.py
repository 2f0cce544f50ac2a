"""The picture that a cancelled loop had, kept as a file."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nodegraph.context import Context
from nodegraph.events import Partial

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


_LONGEST = 60


def save_partial(event: Partial, out: Path) -> Path | None:
    """Write `partial_NODE.png`, the samples of a batch side by side. None where the value is no image.

    A node's id may hold what a file name may not: "_" stands for it.
    """
    if not _is_image(event.value):
        return None
    picture = _picture(event.value)
    name = re.sub(r"[^\w.+-]", "_", event.node)[:_LONGEST]
    return Context(node=event.node, out=out).write(f"partial_{name}.png", picture.save)


def _is_image(value: Any) -> bool:
    """Float (B, C, H, W), C 3 or 1. A value that is a tensor has torch loaded already."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor) and value.ndim == 4 and value.shape[1] in (1, 3)


def _picture(value: Any) -> "Picture":
    """The batch in one row."""
    from PIL import Image

    from nodes.pictures import to_pictures

    pictures = to_pictures(value)
    row = Image.new("RGB", (sum(each.width for each in pictures), pictures[0].height))
    for number, each in enumerate(pictures):
        row.paste(each, (number * each.width, 0))
    return row
