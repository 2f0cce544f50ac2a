"""The values on the wires. Reading this module imports no torch.

An `Image` is a plain tensor at run time. `Noise`, `Mask` and `Embeds` are small classes of their own, so that
1 - m and -x are never confused, and so that a transform knows what it may do to a learned variance.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NewType, TypeVar, final

from nodegraph.sockets import declare_conversion, declare_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    Image = Tensor
else:

    class Image:
        """Pixels: a tensor, float (B, C, H, W) in [-1, 1], C 3 for colours or 1 for greys, in float32 throughout."""


TOKENS = 77
"""How long a prompt is, in tokens of T5."""
Timestep = NewType("Timestep", float)


@final
@dataclass(frozen=True, eq=False)  # tensors have no truth value to compare by
class Noise:
    """A predicted noise: epsilon, float (B, C, H, W), and the model's variance of the same shape, or None.

    The variance is the raw second half of the network's output, in about [-1, 1] (Nichol & Dhariwal 2021, eq. 15).
    """

    epsilon: "Tensor"
    variance: "Tensor | None" = None

    def permuted(self, move: "Callable[[Tensor], Tensor]") -> "Noise":
        """The same rearrangement of pixels on both parts."""
        return Noise(move(self.epsilon), None if self.variance is None else move(self.variance))

    def filtered(self, change: "Callable[[Tensor], Tensor]") -> "Noise":
        """Arithmetic, a sign or a filter: on epsilon alone."""
        return replace(self, epsilon=change(self.epsilon))


@final
@dataclass(frozen=True, eq=False)
class Mask:
    """Where an edit applies: float (B, 1, H, W) in [0, 1], 1 inside."""

    values: "Tensor"


@final
@dataclass(frozen=True, eq=False)
class Embeds:
    """A prompt as the model reads it: float (1, 77, D), with the text it came from."""

    values: "Tensor"
    text: str = ""


@final
@dataclass(frozen=True, eq=False)
class Frames:
    """Pictures in order, each float (B, C, H, W) in [-1, 1], with a label each."""

    images: "tuple[Tensor, ...]"
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelInfo:
    """What a model's configuration says of it, before any weight is read."""

    sample_size: int
    in_channels: int = 3
    out_channels: int = 6
    embeds_width: int | None = None
    """D of the prompt embeddings, or None where the model reads no prompt."""
    factor: int = 1
    """Height and width have to be multiples of this."""
    network: str = "UNet2DConditionModel"
    classes: tuple[str, ...] = ()
    """What it was told beside x_t, where that was classes and not texts."""
    denoises: bool = False
    """Whether it knows no t and gives the clean picture in one step."""
    steps: int = 1000
    """T, how many noise levels it knows: t from T - 1 to 0."""
    kept: tuple[int, ...] | None = None
    """Epochs after which its training keeps a copy; None where that is not known."""
    unit: bool = False
    """Whether black and white are 0 and 1 to it, not -1 and 1."""
    folder: Path | None = field(default=None, compare=False)

    @property
    def upscales(self) -> bool:
        """Whether it reads a small picture beside x_t (IF's stage II)."""
        return self.in_channels == 6

    @property
    def channels(self) -> int:
        """Of the pictures that it makes: 3, or 1 for greys."""
        return 1 if self.in_channels == 1 else 3

    @property
    def learns_variance(self) -> bool:
        return self.out_channels == 2 * self.channels


@dataclass(frozen=True, repr=False)
class Model:
    """A handle on a diffusers folder, never the weights. `identity` changes when any of its files does."""

    source: str
    folder: Path
    info: ModelInfo
    identity: str
    variant: str = "auto"

    def __repr__(self) -> str:
        return f"Model({self.source})"


Pixels = TypeVar("Pixels", Image, Noise, Mask)
Arithmetic = TypeVar("Arithmetic", Image, Noise)


def on_pixels(value: Pixels, move: "Callable[[Tensor], Tensor]") -> Pixels:
    """Rearrange the pixels of an image, a noise or a mask. `move` maps (B, C, H, W) to the same layout."""
    if isinstance(value, Noise):
        return value.permuted(move)
    if isinstance(value, Mask):
        return Mask(move(value.values))
    return move(value)


def on_values(value: Arithmetic, change: "Callable[[Tensor], Tensor]") -> Arithmetic:
    """Change the numbers of an image, or of a noise's epsilon."""
    if isinstance(value, Noise):
        return value.filtered(change)
    return change(value)


class Visit(NamedTuple):
    """What Step offers the body of the loop each visit."""

    x_t: Image
    t: Timestep
    i: int


declare_type(
    Image, "float (B, 3, H, W) in [-1, 1]; greys (B, 1, H, W)", dark="#3D93FF", light="#0F54B0", pin="circle",
)  # fmt: skip
declare_type(Mask, "float (B, 1, H, W) in [0, 1]", dark="#F558A8", light="#CC2A94", pin="circle", filled=False)
declare_type(Frames, "a row of images with a label each", dark="#57C7E8", light="#0B6E8C", pin="circle", filled=False)
declare_type(
    Noise, "epsilon (B, C, H, W) and the model's variance, or none", dark="#FF8A3A", light="#C65F00", pin="triangle",
)  # fmt: skip
declare_type(Timestep, "t, a number from 0 to 999", dark="#E3E8EF", light="#3A4555", pin="triangle", filled=False)
declare_type(Embeds, "a prompt, float (1, 77, D)", dark="#B9E36C", light="#1E5C2E", pin="square", filled=False)
declare_type(Model, "a model on this machine, its weights not yet read", dark="#C9B2FF", light="#8457E8", pin="square")
declare_conversion(Noise, Image, lambda noise: noise.epsilon)
declare_conversion(Timestep, float, float)
declare_conversion(float, Timestep, float)
declare_conversion(int, Timestep, float)
