"""Prediction: the network's view of the noise in x_t, and what follows from it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from nodegraph.declare import node
from nodegraph.errors import CheckError
from nodegraph.hints import Doc, Range, Seed
from nodes.shapes import Facts, Shape, agree, check_sides, common, same, shown
from nodes.types import Embeds, Image, Model, ModelInfo, Noise, Timestep

if TYPE_CHECKING:
    from nodes.forward import Calls

MaxBatch = Annotated[int, Range(0, 1024), Doc("samples in one forward at most; 0 for as many as memory holds")]


def _check_input(facts: Facts, settings: Facts) -> Shape | None:
    """x_t and the prompt fit the model."""
    shape, info, embeds = facts.get("x_t"), facts.get("model"), facts.get("prompt")
    if info is not None:
        _check_channels("x_t", shape, info)
        check_sides("x_t", shape, info.factor)
        _check_width(embeds, info)
    return shape


def _check_channels(name: str, shape: Shape | None, info: ModelInfo) -> None:
    if shape is not None and shape[1] not in (None, info.channels):
        makes = "greys (1 channel)" if info.channels == 1 else "colours (3 channels)"
        todo = "Make it grey with Grey." if info.channels == 1 else "Take a picture in colours."
        raise CheckError(name, f"is {shown(shape)}, but the model makes {makes}", todo)


def _check_width(embeds: Shape | None, info: ModelInfo) -> None:
    if embeds is not None and info.embeds_width not in (None, embeds[-1]):
        todo = "Take the prompt from the same model."
        raise CheckError("prompt", f"is {embeds[-1]} wide, but the model reads {info.embeds_width}", todo)


def _check_stage_two(facts: Facts, settings: Facts) -> Shape | None:
    info: ModelInfo | None = facts.get("model")
    if info is not None and not info.upscales:
        raise CheckError("model", "is no upscaler (3 channels in)", "Use a stage II model, or UNet Predict.")
    return _check_input(facts, settings)


def _check_stage_one(facts: Facts, settings: Facts) -> Shape | None:
    info: ModelInfo | None = facts.get("model")
    if info is not None and info.upscales:
        raise CheckError("model", "is an upscaler (6 channels in)", "Use Upscale Predict.")
    if info is not None and info.denoises:
        raise CheckError("model", "is a one-step denoiser, which knows no t", "Use Denoise.")
    return _check_input(facts, settings)


def _batched(calls: list[Mapping[str, Any]]) -> "Calls":
    """Several predictions in one forward; what stays the same is prepared once."""
    from nodes.forward import Together

    return Together(calls)


@node(check=_check_stage_one, batched=_batched)
def unet_predict(
    x_t: Image,
    t: Timestep,
    model: Model,
    prompt: Annotated[Embeds | None, Doc("leave it unwired for an unconditional model")] = None,
    *,
    max_batch: MaxBatch = 0,
) -> Noise:
    """Predict the noise in x_t with the model's UNet.

    (B, 3, H, W) and a prompt (1, 77, D) to epsilon and, where the model learned it, variance, each (B, 3, H, W) in
    float32. Predictions that do not depend on each other share a forward. Raises ValueError for a missing prompt.
    """
    given = {"x_t": x_t, "t": t, "model": model, "prompt": prompt, "max_batch": max_batch}
    return _batched([given])([{}])[0]


@node(check=_check_stage_two, batched=_batched)
def upscale_predict(
    x_t: Image,
    t: Timestep,
    model: Model,
    low_res: Annotated[Image, Doc("the picture to upscale, of any smaller size")],
    prompt: Embeds | None = None,
    *,
    noise_level: Annotated[int, Range(0, 999), Doc("how far the small picture is noised; higher invents more")] = 250,
    seed: Seed = 0,
    max_batch: MaxBatch = 0,
) -> Noise:
    """Predict the noise in x_t with an upscaler (DeepFloyd IF's stage II), which sees a small picture beside it.

    The small picture is brought to x_t's size (bilinear) and noised to t = noise_level (Ho et al. 2022, "Cascaded
    Diffusion Models", section 4.2). Otherwise as UNet Predict.
    """
    given = {"x_t": x_t, "t": t, "model": model, "low_res": low_res, "prompt": prompt}
    return _batched([given | {"noise_level": noise_level, "seed": seed, "max_batch": max_batch}])([{}])[0]


def _check_denoise(facts: Facts, settings: Facts) -> Shape | None:
    shape, info = facts.get("image"), facts.get("model")
    if info is not None:
        if not info.denoises:
            raise CheckError("model", "predicts noise", "Use UNet Predict, or a model of Train Denoiser.")
        _check_channels("image", shape, info)
        check_sides("image", shape, info.factor)
    return shape


@node(check=_check_denoise)
def denoise(image: Annotated[Image, Doc("with noise")], model: Annotated[Model, Doc("of Train Denoiser")]) -> Image:
    """Take the noise from a picture in one step, with a denoiser that was trained for it.

    (B, C, H, W) to the same shape; noise is what Add Noise adds. Given noise alone it shows the mean of its pictures.
    """
    from nodes.forward import denoised

    return denoised(image, model)


def _guided_shape(facts: Facts, settings: Facts) -> Shape | None:
    return common({name: facts[name] for name in ("uncond", "cond") if name in facts})


@node(check=_guided_shape)
def cfg_combine(
    uncond: Noise,
    cond: Noise,
    *,
    guidance_scale: Annotated[float, Range(0, 30, step=0.5), Doc("1 is no guidance")] = 7.0,
) -> Noise:
    """Classifier-free guidance, eps = eps_u + s (eps_c - eps_u) (Ho and Salimans 2022, eq. 6, with s = 1 + w).

    Both (B, 3, H, W). The variance is the conditional prediction's.
    """
    agree(uncond=uncond.epsilon, cond=cond.epsilon)
    return Noise(uncond.epsilon + guidance_scale * (cond.epsilon - uncond.epsilon), cond.variance)


@node(check=same("x_t"))
def estimate_clean(
    x_t: Image,
    noise: Noise,
    t: Timestep,
    model: Annotated[Model | None, Doc("gives alpha_bar; DeepFloyd IF's where it is not wired")] = None,
    *,
    clip: Annotated[bool, Doc("to [-1, 1]")] = True,
) -> Image:
    """Estimate the clean picture in one step.

    x_0 = (x_t - sqrt(1 - alpha_bar_t) epsilon) / sqrt(alpha_bar_t) (Ho et al. 2020, eq. 15).
    (B, 3, H, W) to the same shape.
    """
    from nodes.solver.alpha_bar import mixture

    keep, add = mixture(t, model)
    agree(x_t=x_t, noise=noise.epsilon)
    clean = (x_t - add * noise.epsilon) / keep
    return clean.clamp(-1, 1) if clip else clean
