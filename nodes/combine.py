"""Several pictures or predicted noises made into one.

Of noises, the epsilons are combined as the node says, and the variance is the mean of those that have one.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import add as plus
from typing import TYPE_CHECKING, Annotated, Any

from nodegraph.declare import node
from nodegraph.hints import Doc, Range
from nodes.shapes import Facts, Shape, agree_shapes, common, row, same, same_row
from nodes.types import Arithmetic, Image, Mask, Noise, on_values

if TYPE_CHECKING:
    from torch import Tensor


@node(check=same_row("values"))
def add(*values: Annotated[Arithmetic, Doc("images, or noises")]) -> Arithmetic:
    """The sum of its inputs.

    Each (B, 3, H, W), of one size; a batch of one goes with any. A noise's variance is the mean of those given. The sum
    of a low-passed and a high-passed noise draws a hybrid image (Geng et al. 2024, "Factorized Diffusion", eq. 5).
    """
    return _combined(values, _sum)


@node(check=same_row("values"))
def average(*values: Annotated[Arithmetic, Doc("images, or noises")]) -> Arithmetic:
    """The mean of its inputs.

    Each (B, 3, H, W), of one size; a batch of one goes with any. A noise's variance is the mean of those given (Geng et
    al. 2024, "Visual Anagrams", eq. 2).
    """
    return _combined(values, _mean)


@node(check=lambda facts, settings: common(row(facts, "values") | {"around": facts.get("around")}))
def balance(
    around: Annotated[Arithmetic, Doc("what they differ from: the noise without a prompt")],
    *values: Annotated[Arithmetic, Doc("images, or noises; the guided ones of an anagram's sides")],
    amount: Annotated[float, Range(0, 2, step=0.05), Doc("0 is the average, 1 makes all sides count alike")] = 1.0,
) -> Arithmetic:
    """The mean of its inputs, with none drowning another.

    Each (B, 3, H, W), of one size; a batch of one goes with any. With d_k = values_k - around and m the mean of the
    lengths |d_k| over a picture, it is around + the mean of d_k (m / |d_k|)^amount: the same push for every prompt,
    where an average follows the one that is easiest to draw. A noise's variance is the mean of those given.
    """
    ground = around.epsilon if isinstance(around, Noise) else around
    return _combined(values, lambda tensors: _balanced(tensors, ground, amount))


def _balanced(tensors: "Sequence[Tensor]", ground: "Tensor", amount: float) -> "Tensor":
    agree_shapes({f"values[{k}]": each.shape for k, each in enumerate(tensors)} | {"around": ground.shape})
    pushes = [each - ground for each in tensors]
    lengths = [(push**2).sum(dim=(1, 2, 3), keepdim=True).sqrt() for push in pushes]
    mean = _mean(lengths)
    return ground + _mean([p * (mean / n.clamp_min(1e-12)) ** amount for p, n in zip(pushes, lengths, strict=True)])


@node(check=same("value"))
def scale(value: Arithmetic, *, factor: Annotated[float, Range(-10, 10, step=0.05)] = 1.0) -> Arithmetic:
    """Multiply by a number.

    (B, 3, H, W) to the same shape. A noise's variance stays as it is.
    """
    return on_values(value, lambda x: x * factor)


def _turn(visit: int, count: int | None, settings: Mapping[str, Any]) -> set[str] | None:
    """The one value that a visit needs. `settings["values"]` tells how many there are; without it all are needed."""
    total = settings.get("values")
    return {"i", f"values[{settings.get('i', visit) % total}]"} if total else None


@node(check=same_row("values"), needs=_turn)
def alternate(
    *values: Annotated[Arithmetic, Doc("images, or noises")],
    i: Annotated[int, Range(0, 1_000_000), Doc("wire Step's i here")],
) -> Arithmetic:
    """Its inputs in turn: the first in visit 0, the second in visit 1, and from the start again.

    What a visit does not take is not computed. Raises ValueError where i is not the visit, so that a value is missing.
    """
    value = values[i % len(values)]
    if value is None:
        raise ValueError(f"values[{i % len(values)}] was not computed in this visit, but i is {i}. Wire Step's i to i.")
    return value


def _blended(facts: Facts, settings: Facts) -> Shape | None:
    mask = facts.get("mask")
    shapes = {"inside": facts.get("inside"), "outside": facts.get("outside")}
    return common(shapes | {"mask": mask and _any_channels(mask)})


def _any_channels(shape: Shape) -> Shape:
    return (shape[0], None, *shape[2:])


@node(check=_blended)
def mask_blend(inside: Image, outside: Image, mask: Mask) -> Image:
    """One picture inside a mask and another outside it, m inside + (1 - m) outside.

    Images (B, 3, H, W) and mask (B, 1, H, W) of one size; a batch of one goes with any. Where the mask is 0 the result
    is `outside` bit for bit. In the loop, of x_t and the noised original, this is inpainting (Lugmayr et al. 2022,
    "RePaint", eq. 8).
    """
    m = mask.values
    agree_shapes({"inside": inside.shape, "outside": outside.shape, "mask": _any_channels(m.shape)})
    return (m * inside + (1 - m) * outside).where(m > 0, outside)


def _combined(values: Sequence[Arithmetic], combine: "Callable[[Sequence[Tensor]], Tensor]") -> Arithmetic:
    """Images, or noises' epsilons, as `combine` says."""
    first = values[0]
    if not isinstance(first, Noise):
        return combine(values)
    noises = [each for each in values if isinstance(each, Noise)]
    variances = [each.variance for each in noises if each.variance is not None]
    return Noise(combine([each.epsilon for each in noises]), _mean(variances) if variances else None)


def _mean(tensors: "Sequence[Tensor]") -> "Tensor":
    return _sum(tensors) / len(tensors)


def _sum(tensors: "Sequence[Tensor]") -> "Tensor":
    agree_shapes({f"values[{k}]": each.shape for k, each in enumerate(tensors)})
    return reduce(plus, tensors)
