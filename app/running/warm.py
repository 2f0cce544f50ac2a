"""What the first run would wait for, done ahead of it: importing torch and diffusers takes seconds."""

import atexit
import ctypes
import gc
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

MODULES = (
    "numpy",
    "PIL.Image",
    "torch",
    "diffusers",
    "diffusers.models.unets.unet_2d_condition",
    "nodes.pictures",
    "nodes.forward",
    "nodes.sheet",
    "nodes.solver.build",
    "nodes.solver.solver",
    "nodes.weights.prompts",
    "app.looking.pixels",
    "sentencepiece",
    "transformers.models.t5.modeling_t5",
    "diffusers.pipelines.deepfloyd_if.pipeline_if",
)

_mapping = threading.Lock()
atexit.register(_mapping.acquire)  # a process that ends while libraries are being set up would crash


def share_cores() -> None:
    """Have torch's threads sleep while they wait for each other; has to come before torch is imported.

    Beside a window that is drawn in software they would else spin, and a run of half a second takes up to half a
    minute. Their number stays, for with another one the last bits of a picture differ.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def steps() -> Iterator[bool]:
    """Import one thing after the other; each step says that there may be more. A failure is left to the run to tell."""
    for module in MODULES:
        with suppress(Exception):
            if module == "torch":
                _map_torch()
            import_module(module)
        gc.freeze()  # what is imported stays, and to look through it for garbage would stop every thread for 0.1 s
        yield True


def _map_torch() -> None:
    """Load torch's libraries as it will do itself, but with other threads going on, which an import stops (Linux)."""
    found = find_spec("torch")
    if not sys.platform.startswith("linux") or found is None or found.origin is None:
        return
    folder, dlopen = Path(found.origin).parent / "lib", ctypes.CDLL(None).dlopen
    with _mapping:
        for library, shared in (("libtorch_global_deps.so", os.RTLD_GLOBAL), ("libtorch.so", os.RTLD_LOCAL)):
            dlopen(os.fsencode(folder / library), os.RTLD_NOW | shared)
