"""Which device a network goes to, and what is done when it does not fit there."""

import gc
from typing import TypeVar

import torch
from accelerate import dispatch_model, infer_auto_device_map
from accelerate.utils import get_max_memory
from torch import nn

M = TypeVar("M", bound=nn.Module)
ROOM_TO_WORK = 0.25
"""The share of a GPU's free memory that is left to activations."""


def free_bytes(device: str) -> int:
    """Memory that a new network could have, on cpu, cuda or mps."""
    found = get_max_memory()
    if device == "cuda":
        unused = torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
        return int(found.get(torch.cuda.current_device(), 0)) + unused
    return int(found.get(device, found["cpu"]))


def place(network: M, device: str, room: int) -> M:
    """Put a network on its device; where `room` bytes do not hold it, accelerate streams part of it from the CPU."""
    if device != "cuda" or size_of(network) <= room * (1 - ROOM_TO_WORK):
        return network.to(device)
    index = torch.cuda.current_device()
    return dispatch_model(network, device_map(network, index, room), main_device=index)  # type: ignore[no-any-return]


def device_map(network: nn.Module, index: int, room: int) -> dict[str, int | str]:
    """Which blocks stay on the GPU (its index) and which are streamed ("cpu"), whole blocks each."""
    limits = {index: int(room * (1 - ROOM_TO_WORK)), "cpu": 2**62}
    whole = list(getattr(network, "_no_split_modules", None) or ())
    return infer_auto_device_map(network, limits, no_split_module_classes=whole)  # type: ignore[no-any-return]


def size_of(network: nn.Module) -> int:
    return sum(each.numel() * each.element_size() for each in network.parameters())


def give_back() -> None:
    """Return what was let go to the device."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()
