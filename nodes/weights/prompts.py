"""A prompt as T5 reads it, exactly as IFPipeline.encode_prompt gives it, with what a user should know of it."""

import json
from dataclasses import dataclass
from hashlib import blake2b
from importlib.util import find_spec
from string import punctuation
from typing import TYPE_CHECKING

from nodes.compute import current
from nodes.types import TOKENS, Model
from nodes.weights import prompt_cache
from nodes.weights.files import TEXT, identity

if TYPE_CHECKING:
    from diffusers import IFPipeline
    from torch import Tensor


@dataclass(frozen=True)
class Encoded:
    """(1, 77, D) on the CPU, the words that the tokenizer does not know, and the text beyond the 77th token."""

    values: "Tensor"
    unknown: tuple[str, ...] = ()
    dropped: str = ""


def encoded(model: Model, text: str, clean_caption: bool) -> Encoded:
    """From the cache on disk; T5 is loaded only for what is not there."""
    key = _key(model, text, clean_caption)
    found = prompt_cache.load(key)
    if found is not None:
        values, notes = found
        return Encoded(values, tuple(json.loads(notes["unknown"])), notes["dropped"])
    made = _encode(model, text, clean_caption)
    prompt_cache.save(key, made.values, {"text": text, "unknown": json.dumps(made.unknown), "dropped": made.dropped})
    return made


def cleaning_works() -> bool:
    """Whether bs4 and ftfy are there: without them diffusers leaves captions as they are."""
    return all(find_spec(name) is not None for name in ("bs4", "ftfy"))


def _key(model: Model, text: str, clean_caption: bool) -> str:
    encoder = (identity(model.folder, TEXT), str(model.folder), model.variant, current().dtype)
    return blake2b(
        json.dumps([*encoder, clean_caption and cleaning_works(), text]).encode(), digest_size=20
    ).hexdigest()


def _encode(model: Model, text: str, clean_caption: bool) -> Encoded:
    from nodes.weights.quiet import quiet
    from nodes.weights.residency import RESIDENCY

    pipeline = RESIDENCY.text(model)
    with quiet():
        values, _ = pipeline.encode_prompt(
            text, do_classifier_free_guidance=False, device=current().device, clean_caption=clean_caption
        )
        read = pipeline._text_preprocessing(text, clean_caption=clean_caption)[0]
        return Encoded(values.cpu(), _unknown(pipeline, read), _dropped(pipeline, read))


def _unknown(pipeline: "IFPipeline", text: str) -> tuple[str, ...]:
    """Words without the punctuation around them, which is named by itself where it is what is not known."""
    tokenizer = pipeline.tokenizer

    def strange(word: str) -> bool:
        return tokenizer.unk_token_id in tokenizer(word).input_ids

    words = list(filter(strange, dict.fromkeys(text.split())))
    found = [part for word in words for part in _parts(word) if strange(part)]
    return tuple(dict.fromkeys(found or words))


def _parts(word: str) -> list[str]:
    bare = word.strip(punctuation)
    around = word.replace(bare, "", 1) if bare else word
    return [bare, *around] if bare else [*around]


def _dropped(pipeline: "IFPipeline", text: str) -> str:
    ids = pipeline.tokenizer(text).input_ids
    return str(pipeline.tokenizer.decode(ids[TOKENS - 1 : -1])) if len(ids) > TOKENS else ""
