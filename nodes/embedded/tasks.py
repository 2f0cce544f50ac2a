"""The command line's four trainings: what each learns from what, and what it leaves."""

import argparse
import copy
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoTokenizer, T5EncoderModel

from nodegraph.errors import UsageError
from nodes.embedded.bank import EmojiSource, kept
from nodes.embedded.judge import Judge
from nodes.embedded.network import ENLARGED, SIZE, make_pipeline, make_upscaler
from nodes.embedded.prompts import Prompts
from nodes.embedded.reading import Reading
from nodes.embedded.stage_one import StageOne
from nodes.embedded.stage_two import StageTwo
from nodes.oneline import one_line
from nodes.training.claim import key_of
from nodes.training.loop import Task
from nodes.training.source import FolderSource, Source

SHEET = (
    "a panda", "a rocket ship", "an old man", "a dog", "a house plant", "a wave", "a penguin", "a castle",
    "an oil painting of people around a campfire", "an oil painting of a snowy mountain village",
    "a lithograph of a skull", "a lithograph of waterfalls", "a pixel art of a mushroom", "a silhouette of a cat",
    "a pencil drawing of a bicycle", "a man wearing a hat",
)  # fmt: skip
FEW = {"plain": 3, "oil": 1, "lithograph": 1, "pixel": 1, "silhouette": 1, "pencil": 1}  # copies at 128 px
JUDGED = {"plain": 8, "oil": 5, "lithograph": 5, "pixel": 5, "silhouette": 5, "pencil": 5}


@dataclass(frozen=True)
class Prepared:
    """A task, what identifies its world, and what its user should know before it begins."""

    task: Task
    world: str
    warnings: tuple[str, ...] = ()


def prepare(args: argparse.Namespace) -> Prepared:
    """The task of the command line's `what`. Raises UsageError, one line."""
    if args.what == "judge":
        if args.pictures:
            raise UsageError("--pictures: the judge knows the emoji alone. Leave it out.")
        bank = kept(args.work, SIZE, f"judge {args.seed}", JUDGED, args.font)
        return Prepared(Judge(EmojiSource(bank, reach=2), args.seed), "emoji")
    if args.what == "text":
        source = _source(args, args.size)
        return Prepared(Reading(source, args.seed), key_of({"captions": source.captions}), _broken(source))
    prompts = _prompts(args)
    source = _source(args, args.size if args.what == "stage1" else args.size * ENLARGED)
    shown = tuple(source.captions[:16]) if args.pictures else SHEET
    task: Task = (
        StageOne(source, prompts, shown, args.seed)
        if args.what == "stage1"
        else StageTwo(source, prompts, args.size, args.seed)
    )
    weights = (args.text / "text_encoder" / "model.safetensors").read_bytes()
    world = key_of({"captions": source.captions, "encoder": blake2b(weights).hexdigest()})
    return Prepared(task, world, _broken(source) + _unread(source, prompts))


def _source(args: argparse.Namespace, size: int) -> Source:
    if args.pictures is not None:
        return FolderSource(args.pictures, size)
    if args.what == "stage2":
        return EmojiSource(kept(args.work, size, args.seed + 2, FEW, args.font), reach=4)
    return EmojiSource(kept(args.work, size, args.seed, font=args.font))


def _prompts(args: argparse.Namespace) -> Prompts:
    """What training the text encoder wrote to the folder --text."""
    if args.text is None:
        raise UsageError(f"{args.what} needs --text: the folder that training the text encoder wrote.")
    parts = [args.text / "tokenizer", args.text / "text_encoder"]
    absent = next((each for each in parts if not each.is_dir()), None)
    if absent is not None:
        raise UsageError(f"{absent}: there is no such folder. Name the one that training text wrote, DIR/model.")
    try:
        tokenizer = AutoTokenizer.from_pretrained(parts[0], local_files_only=True)
        encoder = T5EncoderModel.from_pretrained(
            parts[1], dtype=torch.float32, local_files_only=True, use_safetensors=True
        )
    except (OSError, ValueError) as error:
        todo = "Train the text encoder again."
        raise UsageError(f"{args.text}: cannot be read ({one_line(error)}). {todo}") from None
    return Prompts(tokenizer, encoder)


def _broken(source: Source) -> tuple[str, ...]:
    broken = source.broken if isinstance(source, FolderSource) else []
    return tuple(f"left out: {why}" for why in broken)


def _unread(source: Source, prompts: Prompts) -> tuple[str, ...]:
    """Words of the captions that the text encoder has not learned."""
    words = sorted({word for caption in source.captions for word in caption.lower().split()})
    unread = [word for word in words if prompts.tokenizer.unk_token_id in prompts.tokenizer(word).input_ids]
    if not unread:
        return ()
    some = ", ".join(unread[:5]) + (" ..." if len(unread) > 5 else "")
    return (f"{len(unread)} of {len(words)} words are not the text encoder's: {some}. Train it on the same pictures.",)


def export(task: Any, model: nn.Module, folder: Path) -> None:
    """The averaged model as a text encoder, pipeline or classifier in fp16."""
    small: Any = copy.deepcopy(model).half()
    if isinstance(task, Reading):
        task.tokenizer.save_pretrained(folder / "tokenizer")
        small.text_encoder.save_pretrained(folder / "text_encoder")
    elif isinstance(task, StageOne):
        encoder = copy.deepcopy(task.prompts.encoder).half()
        make_pipeline(small, task.prompts.tokenizer, encoder).save_pretrained(folder)
    elif isinstance(task, StageTwo):
        make_upscaler(small).save_pretrained(folder)
    else:
        small.save_pretrained(folder)
