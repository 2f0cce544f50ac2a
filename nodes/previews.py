"""Values on their way to whoever watches: off the device without holding it up."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nodes.types import Frames, Mask, Noise

if TYPE_CHECKING:
    import torch
    from torch import Tensor


@dataclass(frozen=True)
class Pending:
    """A copy in pinned host memory that may still be under way, and the event that ends it."""

    value: Any
    done: "torch.cuda.Event"


def sent(value: Any) -> Any:
    """The value without its history. From CUDA a Pending copy, elsewhere the same memory."""
    if _first(value).device.type != "cuda":
        return over_tensors(value, lambda x: x.detach())
    import torch

    copy = over_tensors(value, _to_host)
    done = torch.cuda.Event()
    done.record()
    return Pending(copy, done)


def arrived(value: Any) -> Any:
    """What `sent` made, on the host and complete; waits for its copy only."""
    if isinstance(value, Pending):
        value.done.synchronize()
        return value.value
    return over_tensors(value, lambda x: x.cpu())


def over_tensors(value: Any, change: "Callable[[Tensor], Tensor]") -> Any:
    """The same value with every tensor in it changed."""
    if isinstance(value, Noise):
        return Noise(change(value.epsilon), None if value.variance is None else change(value.variance))
    if isinstance(value, Mask):
        return Mask(change(value.values))
    if isinstance(value, Frames):
        return replace(value, images=tuple(change(each) for each in value.images))
    return change(value)


def _first(value: Any) -> "Tensor":
    if isinstance(value, Frames):
        return value.images[0]
    return value.epsilon if isinstance(value, Noise) else value.values if isinstance(value, Mask) else value


def _to_host(x: "Tensor") -> "Tensor":
    import torch

    return torch.empty_like(x, device="cpu", pin_memory=True).copy_(x.detach(), non_blocking=True)
