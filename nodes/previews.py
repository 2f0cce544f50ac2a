"""Values on their way to whoever watches: off the device without holding it up."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nodes.types import Frames, Mask, Noise

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch
    from torch import Tensor


@dataclass(frozen=True)
class Pending:
    """A copy in pinned host memory that may still be under way, and the event that ends it."""

    value: Any
    done: "torch.cuda.Event"


def sent(value: Any) -> Any:
    """The value without its history. From CUDA a Pending copy, elsewhere the same memory."""
    copies = []

    def send(x: "Tensor") -> "Tensor":
        if x.device.type != "cuda":
            return x.detach()
        copies.append(_to_host(x.detach()))
        return copies[-1]

    moved = over_tensors(value, send)
    return Pending(moved, _mark()) if copies else moved


def arrived(value: Any) -> Any:
    """What `sent` made, on the host and complete; waits for its copy only."""
    if isinstance(value, Pending):
        value.done.synchronize()
        return value.value
    return over_tensors(value, lambda x: x.cpu())


def over_tensors(value: Any, change: "Callable[[Tensor], Tensor]") -> Any:
    """The same value with every tensor in it changed."""
    if isinstance(value, Noise):
        return value.permuted(change)
    if isinstance(value, Mask):
        return Mask(change(value.values))
    if isinstance(value, Frames):
        return replace(value, images=tuple(change(each) for each in value.images))
    return change(value)


def _to_host(x: "Tensor") -> "Tensor":
    import torch

    return torch.empty_like(x, device="cpu", pin_memory=True).copy_(x, non_blocking=True)


def _mark() -> "torch.cuda.Event":
    import torch

    done = torch.cuda.Event()  # type: ignore[no-untyped-call]
    done.record()
    return done
