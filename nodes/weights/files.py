"""A model's weight files: which there are, and whether they are whole. No torch here."""

import json
import math
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from nodes.oneline import one_line
from nodes.weights.describe import part, read_config
from nodes.weights.errors import PICKLES, ModelError, pickled

TEXT = ("text_encoder", "tokenizer")
_HUGE_HEADER = 100_000_000


def weight_files(folder: Path, variant: str = "") -> list[Path]:
    """A component's safetensors files of one variant ("" or "fp16"). Raises ModelError where any is missing."""
    index = next(iter(sorted(folder.glob(f"*.safetensors.index{'.' if variant else ''}{variant}.json"))), None)
    names = set(read_config(index).get("weight_map", {}).values()) if index else set()
    missing = [name for name in sorted(names) if not (folder / name).exists()]
    if missing:
        raise ModelError(f"{folder / missing[0]}: missing", "Fetch the model again (with --download it resumes).")
    if names:
        return [folder / name for name in sorted(names)]
    return sorted(path for path in folder.glob("*.safetensors") if (".fp16" in path.name) == bool(variant))


def choose_variant(folder: Path, wish: str, dtype: str) -> str:
    """Which weights of a component to read: "fp16" or "" (plain). Raises ModelError where there are none."""
    present = {name: bool(weight_files(folder, name)) for name in ("", "fp16")}
    wanted = {"fp16": "fp16", "plain": ""}.get(wish)
    if wanted is not None and not present[wanted]:
        raise ModelError(f"{folder}: there are no {wish} weights", "Set variant to auto.")
    if wanted is not None:
        return wanted
    if not any(present.values()):
        raise _weightless(folder)
    return "fp16" if present["fp16"] and (dtype != "float32" or not present[""]) else ""


def verify(folder: Path, name: str, wish: str = "auto", dtype: str = "float32") -> None:
    """Raises ModelError where a component's weights are missing, pickled, or cut short."""
    place = part(folder, name)
    for path in weight_files(place, choose_variant(place, wish, dtype)):
        parameters(path)


def verify_text(folder: Path) -> None:
    """Raises ModelError where the tokenizer or the text encoder is missing, damaged, or pickled."""
    tokenizer = folder / "tokenizer"
    if not any((tokenizer / name).exists() for name in ("tokenizer.json", "spiece.model")):
        found = f"{tokenizer}: it has neither tokenizer.json nor spiece.model"
        raise ModelError(found, "Fetch the model again, or name a whole diffusers folder.")
    for path in (*sorted(tokenizer.glob("*.json")), folder / "text_encoder" / "config.json"):
        read_config(path)
    verify(folder, "text_encoder")


def parameters(path: Path) -> int:
    """How many numbers a safetensors file holds, by its header. Raises ModelError where the file is not whole."""
    try:
        header, begin = _header(path)
        tensors = [each for key, each in header.items() if key != "__metadata__"]
        end = begin + max(each["data_offsets"][1] for each in tensors)
        count: int = sum(math.prod(each["shape"]) for each in tensors)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        found = f"{path}: damaged, its header cannot be read ({one_line(error)})"
        raise ModelError(found, "Fetch the model again.") from None
    size = path.stat().st_size
    if size != end:
        raise ModelError(f"{path}: damaged, it has {size} bytes and should have {end}", "Fetch the model again.")
    return count


def identity(folder: Path, names: tuple[str, ...] = ("unet", "scheduler", *TEXT)) -> str:
    """A text that changes when any file of these components does, by name, size and time."""
    made = blake2b(digest_size=16)
    for path in _files(folder, names):
        status = path.stat()
        made.update(f"{path.relative_to(folder)}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return made.hexdigest()


def _files(folder: Path, names: tuple[str, ...]) -> Iterator[Path]:
    yield from (path for path in sorted(folder.iterdir()) if path.is_file())
    for name in names:
        yield from (path for path in sorted((folder / name).glob("*")) if path.is_file())


def _header(path: Path) -> tuple[dict[str, Any], int]:
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > min(_HUGE_HEADER, path.stat().st_size):
            raise ValueError("the file is cut short")
        return json.loads(file.read(length)), 8 + length


def _weightless(folder: Path) -> ModelError:
    found = next((path for path in sorted(folder.glob("*")) if path.suffix.lower() in PICKLES), None)
    if found is None:
        return ModelError(f"{folder}: there are no weights", "Fetch the model again, or name a whole diffusers folder.")
    return pickled(found)
