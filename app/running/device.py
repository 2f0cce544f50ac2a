"""Where runs compute, in words, and how full its memory is."""

import sys

from nodes.compute import Compute

NAMES = {"cpu": "CPU", "cuda": "CUDA", "mps": "MPS"}
DTYPES = {"bfloat16": "bf16", "float16": "fp16", "float32": "float32"}


def named(compute: Compute) -> str:
    """E.g. "CUDA, bf16"."""
    return f"{NAMES.get(compute.device, compute.device)}, {DTYPES.get(compute.dtype, compute.dtype)}"


def device_bytes() -> tuple[int, int] | None:
    """Bytes used and bytes there of the GPU; None without one, and where torch is not loaded yet."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_available():
        return None
    try:
        free, whole = torch.cuda.mem_get_info()
    except RuntimeError:
        return None
    return whole - free, whole
