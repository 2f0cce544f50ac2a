"""Prompts: what the picture shall show."""

import difflib
import pickletools
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from nodegraph.context import Context
from nodegraph.declare import node
from nodegraph.errors import CheckError, UsageError
from nodegraph.hints import Doc, InputFile, Range, Text
from nodes.compute import current
from nodes.shapes import Facts, Shape
from nodes.types import TOKENS, Embeds, Model, ModelInfo
from nodes.weights.errors import ModelError
from nodes.weights.files import verify_text

if TYPE_CHECKING:
    from torch import Tensor


def _check_prompt(facts: Facts, settings: Facts) -> Shape | None:
    info: ModelInfo | None = facts.get("model")
    if info is None:
        return None
    if info.embeds_width is None:
        raise CheckError("model", "reads no prompts", "Leave UNet Predict's prompt unwired for this model.")
    if info.classes:
        raise CheckError("model", "was told classes, not texts", "Use Class.")
    if info.folder is not None:
        try:
            verify_text(info.folder)
        except ModelError as error:
            raise CheckError("model", error.found, error.todo) from None
    return (1, TOKENS, info.embeds_width)


@node(check=_check_prompt)
def prompt(
    model: Model,
    *,
    text: Annotated[str, Text(lines=3, placeholder="empty prompt"), Doc("empty for no condition")] = "",
    clean_caption: Annotated[bool, Doc("strip links, markup and such, as IF's training captions were")] = True,
    run: Context,
) -> Embeds:
    """Read a text with the model's T5 encoder.

    Gives (1, 77, D), exactly what IFPipeline.encode_prompt gives; the empty text is the unconditional one. Kept on
    disk, so T5 is loaded only for texts never seen. Warns of words that the tokenizer does not know, of text beyond the
    77th token, and of cleaning that bs4 or ftfy are missing for. Raises UsageError for a model without a text encoder.
    """
    from nodes.weights.prompts import cleaning_works, encoded

    if model.info.embeds_width is None:
        raise ModelError(f"{model.source} reads no prompts", "Leave UNet Predict's prompt unwired for this model.")
    found = encoded(model, text, clean_caption)
    if found.unknown:
        run.warn(f"{model.source} does not know {_quoted(found.unknown)}. Leave it out, or try another word.")
    if found.dropped:
        run.warn(f"the text is longer than {TOKENS} tokens. Left out: {found.dropped!r}.")
    if clean_caption and not cleaning_works():
        run.warn("the text was not cleaned. Install beautifulsoup4 and ftfy.")
    return Embeds(found.values.to(current().device), text)


def _check_class(facts: Facts, settings: Facts) -> Shape | None:
    info: ModelInfo | None = facts.get("model")
    if info is None:
        return None
    if not info.embeds_width or (info.folder and not info.classes):
        raise CheckError("model", "was told no classes", "Use Prompt, or leave UNet Predict's prompt unwired.")
    label = settings.get("label")
    if label and info.classes and label not in info.classes:
        raise CheckError("label", f"is {label!r}, which the model does not know", _choices(label, info.classes))
    return (1, 1, info.embeds_width)


def _choices(text: str, names: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(text, names, n=3, cutoff=0.3) or names[:10]
    return f"Among its {len(names)} classes are {', '.join(near)}."


@node(check=_check_class, label="Class")
def class_label(
    model: Annotated[Model, Doc("one that was trained with classes")],
    *,
    label: Annotated[str, Doc("the class's name; empty for none, as guidance needs it")] = "",
) -> Embeds:
    """Name the class that a model shall draw, in a prompt's place.

    Gives (1, 1, K), one-hot over the model's K classes, or zeros. Raises UsageError for a class that it does not know.
    """
    import torch

    names = model.info.classes
    if label and label not in names:
        raise UsageError(f"{model.source} knows no class {label!r}. {_choices(label, names)}")
    values = torch.zeros(1, 1, len(names), device=current().device)
    if label:
        values[0, 0, names.index(label)] = 1
    return Embeds(values, label)


def _check_every_class(facts: Facts, settings: Facts) -> Shape | None:
    shape, each = _check_class(facts, {}), settings.get("each")
    return shape and (each * shape[2] if each else None, 1, shape[2])


@node(check=_check_every_class)
def every_class(
    model: Annotated[Model, Doc("one that was trained with classes")],
    *,
    each: Annotated[int, Range(1, 10_000), Doc("how often; as many samples are needed as classes times this")] = 4,
) -> Embeds:
    """All of a model's classes in their order, and again, for a batch that shows each of them.

    Gives (each K, 1, K), one-hot: sample j is of class j modulo K. A batch of so many samples goes with it.
    """
    import torch

    return Embeds(
        torch.eye(len(model.info.classes), device=current().device)[:, None].repeat(each, 1, 1), "every class"
    )


@node()
def load_embeddings(
    *,
    file: Annotated[str, InputFile((".pth", ".pt", ".safetensors")), Doc("a dictionary from texts to (1, 77, D)")],
    text: Annotated[str, Text(lines=2), Doc("one of the file's texts")] = "",
) -> Embeds:
    """Take a prompt from a file of ready embeddings, such as courses hand out.

    The file maps texts to float (1, 77, D) or (77, D). A .pth is read with weights_only=True, which runs no code.
    Raises UsageError for a file that holds anything else, and names the nearest texts for one that it does not hold.
    """
    path = current().base / file
    table = _table(path)
    if text not in table:
        raise UsageError(f"{path.name} has no {text!r} among its {len(table)} texts. {_nearest(text, list(table))}")
    values = table[text]
    if values.dim() == 2:
        values = values[None]
    if values.dim() != 3 or values.shape[:2] != (1, TOKENS) or not values.is_floating_point():
        shape = f"{tuple(values.shape)} {values.dtype}"
        raise UsageError(f"{path.name}: {text!r} is {shape}. An embedding is float (1, {TOKENS}, D).")
    return Embeds(values.to(current().device), text)


def _table(path: Path) -> "dict[str, Tensor]":
    import torch

    found = _read(path)
    if not isinstance(found, Mapping) or not all(isinstance(each, torch.Tensor) for each in found.values()):
        raise UsageError(f"{path.name} holds no dictionary from texts to tensors. Choose a file of prompt embeddings.")
    return {str(key): value for key, value in found.items()}


def _read(path: Path) -> Any:
    import pickle

    import torch
    from safetensors.torch import load_file

    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        return torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file. Choose a file of prompt embeddings.") from None
    except Exception as error:  # a damaged pickle can raise anything
        if isinstance(error, pickle.UnpicklingError) and _whole(path):
            raise UsageError(f"{path.name} holds more than tensors. That could run code, so it is refused.") from None
        todo = "Fetch it again, or choose another .pth or .safetensors file."
        raise UsageError(f"{path.name} is damaged, or was never a file of embeddings. {todo}") from None


def _whole(path: Path) -> bool:
    """Whether a file is a pickle to its end, alone or in torch's zip. Runs nothing of it."""
    if zipfile.is_zipfile(path):
        return True
    try:
        return bool(list(pickletools.genops(path.read_bytes())))
    except Exception:  # whatever the bytes make it trip over
        return False


def _nearest(text: str, texts: list[str]) -> str:
    near = difflib.get_close_matches(text, texts, n=3, cutoff=0.3) or texts[:3]
    return f"Nearest: {_quoted(near)}." if near else ""


def _quoted(words: Any) -> str:
    return ", ".join(repr(word) for word in words)
