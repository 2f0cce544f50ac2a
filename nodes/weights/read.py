"""Reading a model's components with diffusers and transformers: safetensors only, never from the network."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import diffusers

from nodes.compute import current
from nodes.oneline import one_line
from nodes.types import Model
from nodes.weights.describe import part
from nodes.weights.errors import ModelError
from nodes.weights.memory import place
from nodes.weights.quiet import quiet

if TYPE_CHECKING:
    from diffusers import IFPipeline, UNet2DConditionModel


def unet(model: Model, variant: str, room: int) -> "UNet2DConditionModel":
    """The UNet, ready to predict. `room` is the device's free memory in bytes."""
    compute = current()
    with _telling(model, "unet"), quiet():
        network = _class(model.info.network).from_pretrained(
            str(part(model.folder, "unet")), torch_dtype=compute.torch_dtype, **_only(variant)
        )
    return place(network.eval().requires_grad_(False), compute.device, room)


def _class(name: str) -> Any:
    if name == "PlainUNet":
        from nodes.training.plain_unet import PlainUNet

        return PlainUNet
    return getattr(diffusers, name)


def text(model: Model, variant: str, room: int) -> "IFPipeline":
    """Tokenizer and T5 encoder, in the pipeline whose `encode_prompt` defines what a prompt's embedding is."""
    compute = current()
    with _telling(model, "text_encoder"), quiet():
        from diffusers import IFPipeline  # only here: pipelines and T5 take seconds to import
        from transformers import T5EncoderModel, T5Tokenizer

        tokenizer = T5Tokenizer.from_pretrained(str(model.folder / "tokenizer"), local_files_only=True)
        encoder = T5EncoderModel.from_pretrained(
            str(model.folder / "text_encoder"), dtype=compute.torch_dtype, **_only(variant)
        )
        encoder = place(encoder.eval().requires_grad_(False), compute.device, room)
        return IFPipeline(tokenizer, encoder, None, None, None, None, None, requires_safety_checker=False)


def _only(variant: str) -> dict[str, Any]:
    return {"variant": variant or None, "use_safetensors": True, "local_files_only": True}


@contextmanager
def _telling(model: Model, name: str) -> Iterator[None]:
    """What the libraries raise for files that do not fit, as one line about the model."""
    try:
        yield
    except ModelError:
        raise
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        found = f"{model.source}: its {name} cannot be read ({one_line(error)})"
        raise ModelError(found, "Fetch the model again, or choose another.") from error
