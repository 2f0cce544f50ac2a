"""Where and in what precision nodes compute, for the run at hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nodegraph.errors import UsageError

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Compute:
    """The run's choices. `device` is cpu, cuda or mps; `dtype` is float32, float16 or bfloat16, for networks."""

    device: str = "cpu"
    dtype: str = "float32"
    download: bool = False
    base: Path = Path()  # what relative input paths start from: the graph file's folder

    @property
    def key(self) -> str:
        """What of it the result depends on."""
        return f"{self.device}/{self.dtype}"

    @property
    def torch_dtype(self) -> "torch.dtype":
        import torch

        dtype: torch.dtype = getattr(torch, self.dtype)
        return dtype


_DEFAULT = Compute()
_current: ContextVar[Compute] = ContextVar("compute", default=_DEFAULT)


def current() -> Compute:
    """The choices of the run at hand; CPU and float32 where none were made."""
    return _current.get()


@contextmanager
def using(compute: Compute) -> Iterator[Compute]:
    """Make these the choices for what runs inside the block."""
    token = _current.set(compute)
    try:
        yield compute
    finally:
        _current.reset(token)


def choose(device: str = "auto", dtype: str = "auto", *, download: bool = False, base: Path = Path()) -> Compute:
    """Settle "auto": cuda, then mps, then cpu; bfloat16 or float16 on a GPU, float32 on a CPU.

    Raises UsageError for a device that this machine does not have.
    """
    if device != "cpu":
        device = _present(device)
    if dtype == "auto":
        dtype = "float32" if device == "cpu" else _fast(device)
    return Compute(device, dtype, download, base)


def _present(device: str) -> str:
    import torch

    found = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if device == "auto":
        return next(name for name, here in found.items() if here)
    if not found.get(device):
        here = ", ".join(name for name, is_here in found.items() if is_here)
        raise UsageError(f"device {device!r} is not on this machine, or not in this build of torch. There is {here}.")
    return device


def _fast(device: str) -> str:
    import torch

    return "bfloat16" if device == "cuda" and torch.cuda.is_bf16_supported() else "float16"
