"""Models: which network predicts."""

from typing import Annotated, Any, Literal

from nodegraph.declare import node
from nodegraph.errors import CheckError
from nodegraph.hints import Doc, Text
from nodes.compute import current
from nodes.shapes import Facts
from nodes.types import Model, ModelInfo
from nodes.weights.describe import describe
from nodes.weights.errors import ModelError
from nodes.weights.files import identity, verify
from nodes.weights.locate import locate


def _check(facts: Facts, settings: Facts) -> ModelInfo | None:
    """The model's sizes, from its configuration; its weights are seen to be whole, not read."""
    if "source" not in settings:
        return None
    try:
        folder = locate(settings["source"], settings.get("revision", ""))
        if folder is None:
            return None
        info = describe(folder)
        verify(folder, "unet", settings.get("variant", "auto"), current().dtype)
        return info
    except ModelError as error:
        raise CheckError("source", error.found, error.todo) from None


def _identity(settings: Facts) -> str:
    try:
        folder = locate(settings.get("source", ""), settings.get("revision", ""))
        return "absent" if folder is None else f"{folder}@{identity(folder)}"
    except (ModelError, OSError):
        return "absent"


@node(check=_check, identity=_identity)
def load_model(
    *,
    source: Annotated[
        str,
        Text(placeholder="embedded"),
        Doc("embedded, embedded-upscaler, a diffusers folder, or a hub id such as DeepFloyd/IF-I-XL-v1.0"),
    ] = "embedded",
    revision: Annotated[str, Doc("a hub id's branch, tag or commit; empty for main")] = "",
    variant: Annotated[
        Literal["auto", "fp16", "plain"], Doc("which weights to read where there are both; auto suits the dtype")
    ] = "auto",
) -> Model:
    """Choose a pixel-space diffusion model: an embedded one, a folder, or one from the Hugging Face hub.

    A diffusers folder with a UNet2DConditionModel (DeepFloyd IF, stages I and II) or a UNet2DModel (unconditional).
    Gives a handle: weights are read when a prediction first needs them, from safetensors only. Nothing is downloaded
    unless the run allows it. Raises UsageError for a model that is absent, gated, offline, damaged or pickled.
    """
    folder: Any = locate(source, revision, fetch=True)
    info = describe(folder)
    verify(folder, "unet", variant, current().dtype)
    return Model(source, folder, info, identity(folder), variant)
