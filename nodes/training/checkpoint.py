"""Checkpoints: one safetensors file with everything a run needs to go on; it and whole folders are there or not, never
in part."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from nodegraph.errors import UsageError
from nodes.oneline import one_line

NAME = "checkpoint.safetensors"


def save(
    path: Path, modules: dict[str, nn.Module], optimiser: torch.optim.Optimizer, notes: Mapping[str, object]
) -> None:
    """Atomic: whatever ends the process, `path` is a whole checkpoint, the new one or the one before."""
    tensors = {f"{name}.{key}": value for name, module in modules.items() for key, value in module.state_dict().items()}
    for number, state in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{number}.{key}": torch.as_tensor(value) for key, value in state.items()}
    aside = path.with_name(path.name + ".part")
    whole = {key: value.detach().cpu().clone().contiguous() for key, value in tensors.items()}
    save_file(whole, aside, {name: str(each) for name, each in notes.items()})
    os.replace(aside, path)


def whole_folder(folder: Path, write: Callable[[Path], None]) -> None:
    """What `write` makes in a folder, or the folder as it was: written aside, then renamed."""
    aside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    write(aside)
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)


def notes(path: Path) -> dict[str, str]:
    """What was noted with the checkpoint; nothing where there is none. Raises UsageError for a damaged file."""
    if not path.exists():
        return {}
    try:
        with safe_open(path, "pt") as file:
            return dict(file.metadata() or {})
    except SafetensorError as error:
        raise UsageError(f"{path}: damaged ({one_line(error)}). Move it away to start anew.") from None


def load(path: Path, modules: dict[str, nn.Module], optimiser: torch.optim.Optimizer) -> dict[str, str]:
    """Put the checkpoint's values in place and return its notes; none where there is no checkpoint."""
    noted = notes(path)
    if not noted:
        return {}
    with safe_open(path, "pt") as file:
        tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    for name, module in modules.items():
        module.load_state_dict(_below(tensors, f"{name}."))
    _restore(optimiser, _below(tensors, "optimiser."))
    return noted


def _restore(optimiser: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> None:
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        number, name = key.split(".", 1)
        state.setdefault(int(number), {})[name] = value
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
    for parameter, values in optimiser.state.items():
        for name, value in values.items():
            if value.shape == parameter.shape:  # laid out as the parameter is: a fused step walks both as they lie
                values[name] = torch.empty_like(parameter).copy_(value)


def _below(tensors: dict[str, Tensor], start: str) -> dict[str, Tensor]:
    return {key.removeprefix(start): value for key, value in tensors.items() if key.startswith(start)}
