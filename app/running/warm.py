"""What the first run would wait for, done ahead of it: importing torch and diffusers takes seconds."""

import os
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module

MODULES = (
    "numpy",
    "PIL.Image",
    "torch",
    "diffusers",
    "diffusers.models.unets.unet_2d_condition",
    "nodes.pictures",
    "nodes.forward",
    "nodes.solver.build",
    "app.looking.pixels",
)


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
            import_module(module)
        yield True
