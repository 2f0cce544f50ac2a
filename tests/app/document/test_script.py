"""Export as Python: the script makes the engine's pixels, and knows neither graph nor engine."""

import ast
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

from app.document.script import as_python
from nodegraph.engine import Engine
from nodegraph.errors import PlanError, UsageError
from nodegraph.file import load, rebased
from nodegraph.graph import Graph
from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from nodes.compute import Compute, using
from nodes.weights.residency import RESIDENCY
from tests.conftest import GRAPHS

NAMES = sorted(path.stem for path in GRAPHS.glob("*.json"))
Open = Callable[..., Graph]


@pytest.fixture
def graph(registry: Registry) -> Open:
    """Opens a ready graph on the embedded model."""

    def make(name: str, **settings: object) -> Graph:
        made = load(GRAPHS / f"{name}.json", registry)
        for setting, value in settings.items():
            made.set(*setting.split("__"), value)
        return made

    return make


@pytest.fixture(autouse=True)
def _let_go() -> object:
    yield
    RESIDENCY.release()


def script(graph: Graph, folder: Path) -> str:
    return as_python(rebased(graph, GRAPHS, folder), folder)


def run_both(graph: Graph, folder: Path, *, apart: bool = False) -> str:
    """Run the graph into engine/ and its script into out/, `apart` in a Python of its own; gives what it printed."""
    with using(Compute(base=GRAPHS)):
        list(Engine().start(make_plan(graph, base=GRAPHS), out=folder / "engine"))
    (folder / "script.py").write_text(script(graph, folder), encoding="utf-8")
    return _run_apart(folder) if apart else _run_here(folder)


def _run_apart(folder: Path) -> str:
    environment = os.environ | {"PYTHONPATH": str(GRAPHS.parent), "PYTHONIOENCODING": "utf-8"}
    args = [sys.executable, "-W", "error", "script.py"]
    done = subprocess.run(args, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _run_here(folder: Path) -> str:
    with chdir(folder), redirect_stdout(StringIO()) as printed:
        runpy.run_path("script.py", run_name="__main__")
    return printed.getvalue()


def assert_same_pixels(folder: Path) -> None:
    """To the last level: the engine puts a sweep through the network in one batch, whose last bits differ."""
    made = sorted(path.name for path in (folder / "engine").iterdir())
    assert made == sorted(path.name for path in (folder / "out").iterdir())
    assert made
    for name in made:
        ours, theirs = (pixels(folder / place / name).astype(int) for place in ("out", "engine"))
        assert np.abs(ours - theirs).max() <= 1, name


def pixels(path: Path) -> Any:
    """Every frame of a picture."""
    with Image.open(path) as picture:
        return np.stack([np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(picture)])


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("visual_anagram", {"schedule__steps": 6}),
        ("hybrid_image", {"schedule__steps": 6}),
        ("inpaint", {"schedule__stride": 165}),
        ("image_to_image", {"schedule__stride": 90, "schedule__i_start": {"each": [1, 7, 10]}}),
        ("sample_cfg", {"schedule__steps": 4}),
        ("iterative_denoise", {"schedule__i_start": 26}),
        ("one_step_denoise", {}),
    ],
)
def test_the_script_makes_the_engines_pixels(
    name: str, settings: dict[str, object], graph: Open, tmp_path: Path
) -> None:
    printed = run_both(graph(name, **settings), tmp_path, apart=name == "visual_anagram")
    assert f"written {Path('out') / f'{name}.png'}" in printed
    assert_same_pixels(tmp_path)


def test_two_sweeps_make_the_engines_table_and_its_file_names(graph: Open, tmp_path: Path) -> None:
    made = graph("sample_cfg", schedule__steps=2, noise__count=1, step__seed={"each": [1, 2]})
    made.set("guided", "guidance_scale", {"each": [1, 5.5]})
    made.add("save_image", "each", name="each.png")
    made.link("sampler.out", "each.images")
    run_both(made, tmp_path)
    assert (tmp_path / "out" / "each_seed-2_guidance_scale-5.5.png").exists()
    assert_same_pixels(tmp_path)


def test_modes_rows_collectors_and_shared_calls_are_as_in_the_engine(graph: Open, tmp_path: Path) -> None:
    made = graph("visual_anagram", schedule__steps=3)
    made.nodes["flip"].mode, made.nodes["save"].mode = "bypass", "mute"
    made.add("alternate", "turns")
    made.add("collect", "every")
    made.add("preview", "see")
    made.add("animation", "moving", name="moving.png")
    for source, target in (
        ("up_guided.out", "turns.values[0]"), ("flip_back.out", "turns.values[1]"), ("step.i", "turns.i"),
        ("turns.out", "balance.values[2]"), ("turns.out", "every.value"), ("step.x_t", "see.value"),
        ("every.out", "moving.images[0]"),
    ):  # fmt: skip
        made.link(source, target)
    run_both(made, tmp_path)
    assert not (tmp_path / "out" / "visual_anagram.png").exists()
    assert_same_pixels(tmp_path)
    text = script(made, tmp_path)
    assert "preview(" not in text
    assert text.count("dict(x_t=x_t, t=t)") == 3  # four predictions, two of them the same


def test_one_loop_after_another_inside_a_sweep(graph: Open, tmp_path: Path) -> None:
    made = graph("sample", schedule__steps=2, noise__count=1, noise__seed={"each": [3, 4]})
    for type, id in (("step", "again"), ("sampler", "end"), ("unet_predict", "more"), ("forward_noise", "noised")):
        made.add(type, id)
    for source, target in (
        ("sampler.out", "noised.image"), ("model.out", "noised.model"), ("schedule.t_start", "noised.t"),
        ("noised.out", "again.start"), ("schedule.schedule", "again.schedule"), ("again.x_t", "more.x_t"),
        ("again.t", "more.t"), ("model.out", "more.model"), ("prompt.out", "more.prompt"),
        ("more.out", "end.noise"), ("again.loop", "end.loop"), ("end.out", "save.images"),
    ):  # fmt: skip
        made.link(source, target)
    run_both(made, tmp_path)
    assert_same_pixels(tmp_path)


def test_odd_names_and_texts_stay_names_and_texts(graph: Open, tmp_path: Path) -> None:
    made = graph("sample", schedule__steps=1, noise__count=1)
    for old, new in (("noise", "print"), ("model", "for"), ("sampler", "1-ü'\\x"), ("step", "ﬁ"), ("predict", "fi")):
        made.rename(old, new)
    made.set("prompt", "text", "a \"skull\"\n'''\\ {x}")
    made.extra["title"] = 'x"""\\\n\0import os'
    run_both(made, tmp_path)
    assert_same_pixels(tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_every_ready_graph_becomes_a_script_without_engine_or_planner(name: str, graph: Open, tmp_path: Path) -> None:
    text = as_python(graph(name), GRAPHS)
    tree = ast.parse(text)
    modules = {each.module for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    assert {module for module in modules if module and module.startswith("nodegraph")} == {"nodegraph.context"}
    assert not [each for each in ast.walk(tree) if isinstance(each, ast.Import)]
    assert text == as_python(graph(name), GRAPHS)
    names = [each.id for each in ast.walk(tree) if isinstance(each, ast.Name)]
    local = {name for each in ast.walk(tree) if isinstance(each, ast.ImportFrom) for name in _imported(each)}
    assert local <= set(names), local - set(names)


def _imported(line: ast.ImportFrom) -> set[str]:
    return {each.asname or each.name for each in line.names}


def test_seeds_are_always_written_out(graph: Open) -> None:
    text = as_python(graph("sample", step__seed=0, noise__seed=0), GRAPHS)
    assert "sample(noise, schedule_.schedule, seed=0)" in text
    assert "gaussian_noise(model, seed=0, count=5)" in text


def test_a_graph_with_faults_is_refused_with_all_of_them(graph: Open) -> None:
    made = graph("sample")
    made.unlink("predict.model")
    made.unlink("step.start")
    with pytest.raises(PlanError) as caught:
        as_python(made, GRAPHS)
    assert len(caught.value.faults) == 2


def test_a_graph_that_only_shows_things_is_refused_in_one_line(graph: Open) -> None:
    made = graph("sample")
    made.add("preview", "see")
    made.link("sheet.out", "see.value")
    made.remove("save")
    with pytest.raises(UsageError, match="writes no file") as caught:
        as_python(made, GRAPHS)
    assert "\n" not in str(caught.value)


def test_letters_that_python_takes_in_no_name_are_left_out(graph: Open, tmp_path: Path) -> None:
    made = graph("sample")
    made.rename("noise", "\u09f4")  # a numeral, so a letter of a word, but of no identifier
    ast.parse(script(made, tmp_path))
