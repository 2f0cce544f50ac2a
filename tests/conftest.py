"""What every test shares: a prompt cache of its own, the registry, and a tiny IF on disk."""

from pathlib import Path

import pytest

from app.running.warm import share_cores
from nodegraph.registry import Registry, installed
from tests.tiny import SIZE, make_tiny_if, make_tiny_upscaler

share_cores()  # before any test imports torch: its threads would spin beside the windows of other tests

GRAPHS = Path(__file__).parents[1] / "graphs"


@pytest.fixture(scope="session")
def registry() -> Registry:
    return installed()


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    make_tiny_if(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_upscaler(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stage II for the tiny IF, four times its size."""
    folder = tmp_path_factory.mktemp("upscaler")
    make_tiny_upscaler(folder, size=4 * SIZE)
    return folder


@pytest.fixture(autouse=True)
def _own_prompt_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAGRAPH_CACHE", str(tmp_path_factory.mktemp("cache")))
