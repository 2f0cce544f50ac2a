"""The libraries without their own bars and advice."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """Silence diffusers and transformers inside the block. Imports no pipelines and no networks."""
    from diffusers.utils import logging as diffusers_logging
    from transformers.utils import logging as transformers_logging

    loggings = (diffusers_logging, transformers_logging)
    levels = [each.get_verbosity() for each in loggings]
    bars = [each.is_progress_bar_enabled() for each in loggings]
    for each in loggings:
        each.set_verbosity_error()
        each.disable_progress_bar()
    try:
        yield
    finally:
        for each, level, bar in zip(loggings, levels, bars, strict=True):
            each.set_verbosity(level)
            each.enable_progress_bar() if bar else None
