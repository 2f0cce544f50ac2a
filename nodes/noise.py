"""Noise: where sampling starts, and the way there from a picture."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from nodegraph.declare import node
from nodegraph.errors import CheckError
from nodegraph.hints import Doc, Range, Seed
from nodes.compute import current
from nodes.shapes import Facts, Shape, agree, common
from nodes.types import Image, Model, ModelInfo, Timestep

if TYPE_CHECKING:
    from torch import Tensor

Time = Annotated[float, Range(0, 999, step=1), Doc("0 is the clean end, 999 the noisy one")]
Side = Annotated[int, Range(0, 4096), Doc("px; 0 for the model's own")]
_SIZELESS = ("has no size to go by", "Wire model, or set width and height.")


def _noise_shape(facts: Facts, settings: Facts) -> Shape:
    info: ModelInfo | None = facts.get("model")
    width, height = settings.get("width"), settings.get("height")
    if 0 in (width, height) and "model" not in facts:
        raise CheckError("model", *_SIZELESS)
    own = info.sample_size if info else None
    channels = info.channels if info else 3 if "model" not in facts else None
    return (settings.get("count"), channels, own if height == 0 else height, own if width == 0 else width)


@node()
def timestep(*, t: Time = 500.0) -> Timestep:
    """Give several nodes one t.

    A number from 0 to 999.
    """
    return Timestep(t)


@node(check=_noise_shape)
def gaussian_noise(
    model: Annotated[Model | None, Doc("gives the size")] = None,
    i: Annotated[int | None, Doc("wire Step's i here to draw anew each visit")] = None,
    *,
    seed: Seed = 0,
    count: Annotated[int, Range(1, 1024), Doc("samples in the batch; sample j is drawn with seed + j")] = 1,
    width: Side = 0,
    height: Side = 0,
) -> Image:
    """Draw Gaussian noise: mean 0, standard deviation 1.

    Gives (count, 3, height, width); (count, 1, height, width) for a model of greys. The same seed gives the same noise
    on every device, and each sample of a batch is what its own seed gives alone. Independent of the noise that Sampler
    adds with the same seed.
    """
    from nodes.streams import gaussian

    own = model.info.sample_size if model else 0
    shape = (count, model.info.channels if model else 3, height or own, width or own)
    if 0 in shape:
        raise ValueError(f"gaussian_noise {' '.join(_SIZELESS[:1])}. {_SIZELESS[1]}")
    return gaussian("start", seed, shape, current().device, i)


def _check_ramp(facts: Facts, settings: Facts) -> None:
    begins, ends = settings.get("begins"), settings.get("ends")
    if begins is not None and ends is not None and begins <= ends:
        raise CheckError("begins", f"is {begins:g}, not above ends, {ends:g}", "The loop goes from high t to low t.")


@node(check=_check_ramp)
def ramp(
    t: Timestep,
    *,
    first: Annotated[float, Range(-30, 30, step=0.1), Doc("the number while t is above begins")] = 1.0,
    last: Annotated[float, Range(-30, 30, step=0.1), Doc("the number once t is below ends")] = 0.0,
    begins: Time = 999.0,
    ends: Time = 0.0,
) -> float:
    """A number that goes with t from one value to another, to drive a setting along the loop.

    Linear in t between `begins` and `ends`. Wired to CFG Combine's guidance_scale it makes guidance stronger early or
    late; wired to Scale's factor, one side of an anagram.
    """
    done = min(1.0, max(0.0, (begins - t) / (begins - ends)))
    return first + (last - first) * done


@node(check=lambda facts, settings: facts.get("image"))
def add_noise(
    image: Image,
    *,
    sigma: Annotated[float, Range(0, 10, step=0.05), Doc("standard deviation, for pictures from 0 to 1")] = 0.5,
    seed: Seed = 0,
) -> Image:
    """Add Gaussian noise to a picture and take nothing away, z = x + sigma epsilon, as Train Denoiser does.

    (B, C, H, W) to the same shape, beyond [-1, 1]. Black and white are 0 and 1 to `sigma`. Sample j of the batch gets
    the noise of seed + j.
    """
    return image + 2 * sigma * _drawn(image, seed, None)


def _mixed_shape(facts: Facts, settings: Facts) -> Shape | None:
    given = {name: facts[name] for name in ("image", "noise") if name in facts}
    return common(given)


def _bind_forward(constants: Facts) -> Callable[..., "Tensor"]:
    """Within a loop, noise that stays the same is drawn once."""
    drawn = {"image", "i", "seed"} <= constants.keys() and constants.get("noise", 0) is None
    noise = _drawn(constants["image"], constants["seed"], constants["i"]) if drawn else None
    known = dict(constants) | ({"noise": noise} if drawn else {})

    def mix(**rest: Any) -> "Tensor":
        return forward_noise(**(known | rest))

    return mix


@node(check=_mixed_shape, bind=_bind_forward)
def forward_noise(
    image: Annotated[Image, Doc("x_0")],
    noise: Annotated[Image | None, Doc("epsilon; drawn from the seed where it is not wired")] = None,
    model: Annotated[Model | None, Doc("gives alpha_bar; DeepFloyd IF's where it is not wired")] = None,
    i: Annotated[int | None, Doc("wire Step's i here to draw anew each visit")] = None,
    *,
    t: Time,
    seed: Seed = 0,
) -> Image:
    """Add as much noise to a clean picture as it has at t.

    x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 - alpha_bar_t) epsilon (Ho et al. 2020, eq. 4). (B, 3, H, W) to the same shape.
    Sample j of the batch gets the noise of seed + j. Raises ValueError for a t beyond the schedule.
    """
    from nodes.solver.alpha_bar import mixture

    keep, add = mixture(t, model)
    epsilon = _drawn(image, seed, i) if noise is None else noise
    agree(image=image, noise=epsilon)
    return keep * image + add * epsilon


def _drawn(image: "Tensor", seed: int, i: int | None) -> "Tensor":
    from nodes.streams import gaussian

    return gaussian("forward", seed, tuple(image.shape), image.device, i)
