"""Tiny models, made once, and a prompt cache that no test shares."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from diffusers import IFPipeline
from torch import Tensor

from nodegraph.context import Context
from nodes.loop import Prediction, sample
from nodes.models import load_model
from nodes.prompts import prompt
from nodes.types import Image, Visit
from nodes.weights.residency import RESIDENCY
from tests.tiny import NOTHING_ELSE, Tiny, quiet


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tiny]:
    """Made once: nothing in it changes."""
    pipeline = quiet(IFPipeline.from_pretrained(tiny_folder, **NOTHING_ELSE))
    model = load_model(source=str(tiny_folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANAGRAPH_CACHE", str(tmp_path_factory.mktemp("cache")))
        cond, uncond = (prompt(model, text=text, run=Context()) for text in ("a rocket", ""))
    yield Tiny(model, pipeline, cond, uncond)
    RESIDENCY.release()


@pytest.fixture
def drive() -> Callable[..., Tensor]:
    """Runs the loop by hand: `body` maps a visit to a Noise, or to a Prediction with an edited x_t."""

    def run(start: Image, schedule: Any, body: Callable[[Visit], Any], *, seed: int = 0, seen: Any = None) -> Tensor:
        loop = sample(start, schedule, seed=seed)
        reply: Any = None
        try:
            while True:
                visit = loop.send(reply)
                found = body(visit)
                reply = found if isinstance(found, Prediction) else Prediction(found)
                if seen is not None:
                    seen.append(visit)
        except StopIteration as stop:
            result: Tensor = stop.value
            return result

    return run
