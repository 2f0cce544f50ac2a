"""Prompt embeddings on disk, one safetensors file each: 631 kB for IF, where T5 itself is 11 GB."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from nodegraph.context import atomically

if TYPE_CHECKING:
    from torch import Tensor


def folder() -> Path:
    """$ANAGRAPH_CACHE/prompts, or anagraph/prompts in the user's cache folder."""
    own = os.environ.get("ANAGRAPH_CACHE")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return (Path(own) if own else home / "anagraph") / "prompts"


def load(key: str) -> "tuple[Tensor, dict[str, str]] | None":
    """The embedding and its notes; None where there is none, or where the file is damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(_path(key), framework="pt") as file:
            notes = file.metadata()
            return (file.get_tensor("values"), notes) if notes.keys() >= {"unknown", "dropped"} else None
    except (OSError, SafetensorError, AttributeError):
        return None


def save(key: str, values: "Tensor", notes: dict[str, str]) -> None:
    """Atomic. A cache folder that cannot be written to is no reason to fail."""
    from safetensors.torch import save_file

    path = _path(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomically(path, lambda file: save_file({"values": values.contiguous()}, file, metadata=notes))
    except OSError:
        return


def _path(key: str) -> Path:
    return folder() / f"{key}.safetensors"
