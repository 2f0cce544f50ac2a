"""Where an edit applies: masks from files and from shapes."""

from typing import TYPE_CHECKING, Annotated, Literal

from nodegraph.declare import node
from nodegraph.errors import CheckError
from nodegraph.hints import Doc, Range
from nodes.images import Fitting, Picture, Side, SizedBy, framed_shape, sides
from nodes.shapes import Facts, Shape, same
from nodes.types import Image, Mask

if TYPE_CHECKING:
    from torch import Tensor

Fraction = Annotated[float, Range(0, 1, step=0.01), Doc("a fraction of the width, from the left")]
FractionDown = Annotated[float, Range(0, 1, step=0.01), Doc("a fraction of the height, from the top")]


@node(check=lambda facts, settings: framed_shape(1, facts, settings))
def load_mask(
    model: SizedBy = None,
    *,
    file: Picture,
    width: Side = 0,
    height: Side = 0,
    fit: Fitting = "crop",
    channel: Annotated[
        Literal["luminance", "alpha"], Doc("what counts as inside: what is white, or what is opaque")
    ] = "luminance",
    threshold: Annotated[bool, Doc("round to 0 or 1; off keeps soft edges")] = True,
) -> Mask:
    """Read a mask from a picture file, white or opaque inside.

    Gives (1, 1, H, W) in [0, 1]. With the width, height and fit of a Load Image it covers the same part of the picture;
    what pad adds is outside. Sizes change by the mean over each pixel's area. Raises UsageError as Load Image does, and
    for a file without an alpha channel when that is asked for.
    """
    from PIL.Image import Resampling

    from nodes import pictures

    width, height = sides(model, width, height)
    picture = pictures.read(file, pictures.alpha if channel == "alpha" else pictures.luminance)
    values = pictures.to_tensor(pictures.framed(picture, width, height, fit, 0, Resampling.BOX))
    return Mask((values >= 0.5).float() if threshold else values)


def _shaped(facts: Facts, settings: Facts) -> Shape:
    for low, high in (("left", "right"), ("top", "bottom")):
        _ordered(low, high, settings.get(low), settings.get(high))
    like = facts.get("like")
    height, width = like[2:] if like else (settings.get("height"), settings.get("width"))
    return (1, 1, None, None) if "like" in facts and like is None else (1, 1, height, width)


def _ordered(low: str, high: str, start: float | None, end: float | None) -> None:
    if start is not None and end is not None and start >= end:
        raise CheckError(high, f"is {end:g}, but {low} is {start:g}", f"Choose {high} above {low}.")


@node(check=_shaped)
def shape_mask(
    like: Annotated[Image | None, Doc("an image that gives the size, instead of width and height")] = None,
    *,
    shape: Literal["rectangle", "ellipse"] = "rectangle",
    width: Annotated[int, Range(1, 4096), Doc("px")] = 64,
    height: Annotated[int, Range(1, 4096), Doc("px")] = 64,
    left: Fraction = 0.25,
    top: FractionDown = 0.25,
    right: Fraction = 0.75,
    bottom: FractionDown = 0.75,
    feather: Annotated[float, Range(0, 256, step=0.5), Doc("px inside the edge over which the mask rises to 1")] = 0.0,
) -> Mask:
    """A rectangle or an ellipse, 1 inside.

    Gives (1, 1, height, width) in [0, 1]. A pixel is inside when its centre is. The feather lies inside the edge, so
    that everything outside the shape stays exactly 0. Raises ValueError where the box is empty.
    """
    import torch

    from nodes.compute import current

    if left >= right or top >= bottom:
        box = f"left {left:g}, top {top:g}, right {right:g}, bottom {bottom:g}"
        raise ValueError(f"{box} hold nothing. Choose right above left and bottom above top.")
    height, width = like.shape[2:] if like is not None else (height, width)
    x = torch.arange(width) + 0.5
    y = torch.arange(height)[:, None] + 0.5
    depth = _box if shape == "rectangle" else _ellipse
    inside = depth(x, y, left * width, top * height, right * width, bottom * height)
    values = (inside / feather).clamp(0, 1) if feather else (inside >= 0).float()
    return Mask(values[None, None].to(current().device))


def _box(x: "Tensor", y: "Tensor", left: float, top: float, right: float, bottom: float) -> "Tensor":
    """How many px a place is inside of the nearest edge."""
    across = (x - left).minimum(right - x)
    return across.minimum((y - top).minimum(bottom - y))


def _ellipse(x: "Tensor", y: "Tensor", left: float, top: float, right: float, bottom: float) -> "Tensor":
    """How many px a place is inside of the edge, counted along the shorter axis."""
    a, b = (right - left) / 2, (bottom - top) / 2
    radius = (((x - left - a) / a) ** 2 + ((y - top - b) / b) ** 2).sqrt()
    return (1 - radius) * min(a, b)


@node(check=same("mask"))
def invert_mask(mask: Mask) -> Mask:
    """Swap inside and outside, 1 - m.

    (B, 1, H, W) to the same shape.
    """
    return Mask(1 - mask.values)
