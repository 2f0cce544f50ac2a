"""Where and in what precision nodes compute, for the run at hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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

        return getattr(torch, self.dtype)


_current: ContextVar[Compute] = ContextVar("compute", default=Compute())


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
    """Settle "auto": cuda, then mps, then cpu; bfloat16 or float16 on a GPU, float32 on a CPU."""
    import torch

    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    if dtype == "auto":
        fast = "bfloat16" if device == "cuda" and torch.cuda.is_bf16_supported() else "float16"
        dtype = "float32" if device == "cpu" else fast
    return Compute(device, dtype, download, base)
