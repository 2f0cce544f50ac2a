"""Views: ways of looking at a picture that keep noise noise, each its own inverse or a turn back.

A rearrangement of pixels acts on a predicted noise's epsilon and variance alike, a sign on epsilon only
(Geng et al. 2024, "Visual Anagrams", sections 3.3 and 3.4).
"""

from typing import Annotated, Literal

from nodegraph.declare import node
from nodegraph.hints import Doc
from nodes.shapes import Facts, Shape, same
from nodes.types import Arithmetic, Pixels, on_pixels, on_values


@node(check=same("value"))
def flip(
    value: Pixels,
    *,
    axis: Annotated[
        Literal["vertical", "horizontal"], Doc("vertical swaps top and bottom, horizontal left and right")
    ] = "vertical",
) -> Pixels:
    """Mirror a picture: upside down, or left to right.

    (B, C, H, W) to the same shape. Its own inverse. Acts on a noise's epsilon and variance.
    """
    dim = -2 if axis == "vertical" else -1
    return on_pixels(value, lambda x: x.flip(dim))


def _turned(facts: Facts, settings: Facts) -> Shape | None:
    shape, angle = facts.get("value"), settings.get("angle")
    if shape is None:
        return None
    *front, height, width = shape
    if angle is None:
        return (*front, height, width) if height == width else (*front, None, None)
    return (*front, width, height) if angle % 180 else (*front, height, width)


@node(check=_turned)
def rotate(
    value: Pixels,
    *,
    angle: Annotated[Literal[0, 90, 180, 270], Doc("degrees, counter-clockwise")] = 90,
) -> Pixels:
    """Turn a picture counter-clockwise by a multiple of 90 degrees.

    (B, C, H, W) to the same shape, or to (B, C, W, H) for 90 and 270. The inverse is 360 - angle. Acts on a noise's
    epsilon and variance.
    """
    return on_pixels(value, lambda x: x.rot90(angle // 90, (-2, -1)))


@node(check=same("value"))
def negate(value: Arithmetic) -> Arithmetic:
    """Swap light and dark, x to -x.

    (B, 3, H, W) to the same shape. Its own inverse. Acts on a noise's epsilon and leaves its variance alone. For a mask
    there is Invert Mask.
    """
    return on_values(value, lambda x: -x)
