"""The command line as a process of its own, with two third-party packs installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nodegraph.graph import Graph
from nodegraph.registry import Registry

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
Done = subprocess.CompletedProcess[str]
Anagraph = Callable[..., Done]


@pytest.fixture(scope="session")
def installed_packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip installed the good pack and the broken one."""
    target = tmp_path_factory.mktemp("installed")
    sources = tmp_path_factory.mktemp("sources") / "packs"
    shutil.copytree(TESTS / "packs", sources, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    places = [str(sources / "good_pack"), str(sources / "broken_pack")]
    subprocess.run([*pip, "--target", str(target), *places], check=True, capture_output=True)
    return target


@pytest.fixture(scope="session")
def environment(installed_packs: Path) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT), str(installed_packs), os.environ.get("PYTHONPATH", "")])
    return os.environ | {"PYTHONPATH": path, "COLUMNS": "120", "OMP_NUM_THREADS": "1", "ANAGRAPH_DEBUG": ""}


@pytest.fixture
def anagraph(environment: dict[str, str], tmp_path: Path) -> Anagraph:
    """Run the command in an empty folder."""

    def run(*arguments: object, **more: str) -> Done:
        return subprocess.run(
            [sys.executable, "-m", "app.entry", *map(str, arguments)],
            cwd=tmp_path, env=environment | more, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run


@pytest.fixture
def graphs() -> Path:
    return Path(__file__).parent / "graphs"


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """The good pack's nodes in this process."""
    monkeypatch.syspath_prepend(TESTS / "packs" / "good_pack")
    registry = Registry()
    registry.add_pack("letters", "letters")
    assert registry.broken == []
    return registry


@pytest.fixture
def graph(letters: Registry) -> Graph:
    """word and number -> twice."""
    made = Graph(letters)
    made.add("letters_say", "word", text="Ana")
    made.add("letters_read", "source")
    made.add("letters_count", "number")
    made.add("letters_repeat", "twice")
    made.add("letters_repeat", "driven")
    made.link("word.out", "number.text")
    made.link("word.out", "twice.text")
    made.link("word.out", "driven.text")
    made.link("number.out", "driven.times")
    return made
