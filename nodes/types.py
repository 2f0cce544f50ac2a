"""The values on the wires. Reading this module imports no torch.

An `Image` is a plain tensor at run time. `Noise`, `Mask` and `Embeds` are small classes of their own, so that
1 - m and -x are never confused, and so that a transform knows what it may do to a learned variance.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, NewType, TypeVar

from nodegraph.sockets import declare_conversion, declare_type

if TYPE_CHECKING:
    from torch import Tensor

    Image = Tensor
else:

    class Image:
        """Pixels: a tensor, float (B, 3, H, W) in [-1, 1], kept in float32 whatever the model runs in."""


Timestep = NewType("Timestep", float)


@dataclass(frozen=True)
class Noise:
    """A predicted noise: epsilon, float (B, 3, H, W), and the model's variance of the same shape, or None.

    The variance is the raw second half of a six-channel output, in about [-1, 1] (Nichol & Dhariwal 2021, eq. 15).
    """

    epsilon: "Tensor"
    variance: "Tensor | None" = None

    def permuted(self, move: "Callable[[Tensor], Tensor]") -> "Noise":
        """The same rearrangement of pixels on both parts."""
        return Noise(move(self.epsilon), None if self.variance is None else move(self.variance))

    def filtered(self, change: "Callable[[Tensor], Tensor]") -> "Noise":
        """Arithmetic, a sign or a filter: on epsilon alone."""
        return replace(self, epsilon=change(self.epsilon))


@dataclass(frozen=True)
class Mask:
    """Where an edit applies: float (B, 1, H, W) in [0, 1], 1 inside."""

    values: "Tensor"


@dataclass(frozen=True)
class Embeds:
    """A prompt as the model reads it: float (1, 77, D), with the text it came from."""

    values: "Tensor"
    text: str = ""


@dataclass(frozen=True)
class Frames:
    """Pictures in order, each float (B, 3, H, W) in [-1, 1], with a label each."""

    images: "tuple[Tensor, ...]"
    labels: tuple[str, ...] = ()


Pixels = TypeVar("Pixels", Image, Noise, Mask)
Arithmetic = TypeVar("Arithmetic", Image, Noise)


def on_pixels(value: Any, move: "Callable[[Tensor], Tensor]") -> Any:
    """Rearrange the pixels of an image, a noise or a mask. `move` maps (B, C, H, W) to the same layout."""
    if isinstance(value, Noise):
        return value.permuted(move)
    return Mask(move(value.values)) if isinstance(value, Mask) else move(value)


def on_values(value: Any, change: "Callable[[Tensor], Tensor]") -> Any:
    """Change the numbers of an image, or of a noise's epsilon."""
    return value.filtered(change) if isinstance(value, Noise) else change(value)


class Visit(NamedTuple):
    """What Step offers the body of the loop each visit."""

    x_t: Image
    t: Timestep
    i: int


declare_type(
    Image, "float (B, 3, H, W) in [-1, 1]", dark="#3D93FF", light="#0F54B0", pin="circle",
)  # fmt: skip
declare_type(Mask, "float (B, 1, H, W) in [0, 1]", dark="#F558A8", light="#CC2A94", pin="circle", filled=False)
declare_type(Frames, "a row of images with a label each", dark="#57C7E8", light="#0B6E8C", pin="circle", filled=False)
declare_type(
    Noise, "epsilon (B, 3, H, W) and the model's variance, or none", dark="#FF8A3A", light="#C65F00", pin="triangle",
)  # fmt: skip
declare_type(Timestep, "t, a number from 0 to 999", dark="#E3E8EF", light="#3A4555", pin="triangle", filled=False)
declare_type(Embeds, "a prompt, float (1, 77, D)", dark="#B9E36C", light="#1E5C2E", pin="square", filled=False)
declare_conversion(Noise, Image, lambda noise: noise.epsilon)
declare_conversion(Timestep, float, float)
declare_conversion(float, Timestep, float)
declare_conversion(int, Timestep, float)
