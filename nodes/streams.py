"""Randomness: a stream of its own for every purpose, seed, sample and visit.

So start noise and step noise never coincide, a batch gives each sample what it would get alone, and a second visit of
the same t draws anew. Streams are counter-based (Philox, Salmon et al. 2011) and drawn on the CPU, so that every
device gets the same numbers.
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode


def gaussian(
    purpose: str, seed: int, shape: tuple[int, ...], device: str | torch.device, visit: int | None = None
) -> Tensor:
    """Standard normal noise, float32 (B, C, H, W). Sample j of the batch is what seed + j gives alone."""
    samples = [_stream(purpose, seed + j, visit).standard_normal(shape[1:], np.float32) for j in range(shape[0])]
    noise = torch.from_numpy(np.stack(samples))
    target = torch.device(device)
    # From pinned memory the copy runs behind the host's back: the loop never waits for the device.
    return noise.pin_memory().to(target, non_blocking=True) if target.type == "cuda" else noise.to(target)


def _stream(purpose: str, seed: int, visit: int | None) -> np.random.Generator:
    key = blake2b(f"{purpose}/{seed}/{visit}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(key, "little")))


class Drawing(TorchFunctionMode):
    """Inside, torch.randn gives `draw(shape, device)`. A diffusers scheduler's step takes noise no other way."""

    def __init__(self, draw: Callable[[tuple[int, ...], Any], Tensor]):
        super().__init__()
        self._draw = draw

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if function is torch.randn:
            return self._draw(tuple(args[0]), (kwargs or {}).get("device") or "cpu")
        return function(*args, **(kwargs or {}))
