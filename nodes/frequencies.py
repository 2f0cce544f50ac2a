"""Coarse and fine: Gaussian filters.

A blur is two matrix products, rows and columns: exact in float32 on any device (a convolution may run in TF32),
and with the reflection at the borders folded in, so that sigma may be larger than the picture.
"""

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from nodegraph.declare import node
from nodegraph.hints import Doc, Range
from nodes.shapes import same
from nodes.types import Arithmetic, on_values

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    Change = Callable[[Tensor], Tensor]

_REACH = 6  # sigmas; the 33 taps that visual_anagrams takes for sigma 2 reach 8, which float32 cannot tell apart
_SIDE = 64  # px; the picture side for which Low-pass and High-pass state their sigma


def blurring(sigma: float, *, relative: bool = False) -> "Change":
    """A Gaussian blur of (B, C, H, W) that computes its matrices once a size. Borders are reflected.

    `sigma` is in px; if `relative`, in px of a picture with a shorter side of 64. Raises ValueError if it is not
    above 0.
    """
    if not 0 < sigma < math.inf:
        raise ValueError(f"sigma is {sigma}. Choose a number above 0.")
    made: dict[Any, tuple[Tensor, Tensor]] = {}

    def blur(x: "Tensor") -> "Tensor":
        key = (*x.shape[-2:], x.dtype, x.device)
        if key not in made:
            width = sigma * min(x.shape[-2:]) / _SIDE if relative else sigma
            made[key] = _matrix(x.shape[-2], width, x), _matrix(x.shape[-1], width, x).T
        rows, columns = made[key]
        return rows @ x @ columns

    return blur


def passing_low(sigma: float) -> "Change":
    """What Low-pass does to a tensor."""
    return blurring(sigma, relative=True)


def passing_high(sigma: float) -> "Change":
    """What High-pass does to a tensor."""
    low = passing_low(sigma)
    return lambda x: x - low(x)


def _matrix(size: int, sigma: float, like: "Tensor") -> "torch.Tensor":
    """(size, size): row k holds the weights with which each pixel of a line enters pixel k."""
    import torch

    reach = math.ceil(_REACH * sigma)
    offsets = torch.arange(-reach, reach + 1)
    weights = torch.exp(-0.5 * (offsets.double() / sigma) ** 2)
    weights /= weights.sum()
    sources = _reflected(torch.arange(size)[:, None] + offsets, size)
    empty = torch.zeros(size, size, dtype=torch.float64)
    return empty.scatter_add_(1, sources, weights.expand(size, -1)).to(like.device, like.dtype)


def _reflected(places: "Tensor", size: int) -> "Tensor":
    """Places on a line that goes on by its mirror image without repeating the border: 2 1 0 1 2 … n-1 n-2."""
    if size == 1:
        return places * 0
    places = places % (2 * size - 2)
    return places.minimum(2 * size - 2 - places)


def _once(make: "Callable[[float], Change]") -> Callable[[Mapping[str, Any]], Callable[..., Any]]:
    """A bind hook: the filter is made once where sigma is the same for a whole zone."""

    def bind(constants: Mapping[str, Any]) -> Callable[..., Any]:
        if "sigma" not in constants:
            return partial(lambda value, sigma: on_values(value, make(sigma)), **constants)
        change = make(constants["sigma"])
        rest = {name: each for name, each in constants.items() if name != "sigma"}
        return partial(lambda value: on_values(value, change), **rest)

    return bind


Relative = Annotated[float, Range(0.1, 20, step=0.1), Doc("px in a picture of 64 px; grows with the picture")]


@node(check=same("value"), bind=_once(blurring))
def gaussian_blur(
    value: Arithmetic,
    *,
    sigma: Annotated[float, Range(0.1, 100, step=0.1), Doc("standard deviation, px")] = 1.5,
) -> Arithmetic:
    """Blur by a Gaussian of a width in pixels, the oldest way to remove noise.

    (B, 3, H, W) to the same shape, reflected at the borders. Acts on a noise's epsilon and leaves its variance alone.
    """
    return on_values(value, blurring(sigma))


@node(check=same("value"), bind=_once(passing_low))
def low_pass(value: Arithmetic, *, sigma: Relative = 2.0) -> Arithmetic:
    """Keep what is coarse: what one sees from afar.

    A Gaussian blur whose sigma is stated for a picture with a shorter side of 64 px and grows with the picture, so
    that stage I and stage II split at the same frequency (Geng et al. 2024, "Factorized Diffusion"). (B, 3, H, W) to
    the same shape. Acts on a noise's epsilon and leaves its variance alone.
    """
    return on_values(value, passing_low(sigma))


@node(check=same("value"), bind=_once(passing_high))
def high_pass(value: Arithmetic, *, sigma: Relative = 2.0) -> Arithmetic:
    """Keep what is fine: what one sees from nearby.

    The value less its Low-pass of the same sigma, so that the two add up to the value. (B, 3, H, W) to the same shape.
    Acts on a noise's epsilon and leaves its variance alone.
    """
    return on_values(value, passing_high(sigma))
