"""The ready anagram with the embedded model, as the editor runs it."""

from pathlib import Path

import pytest

from app.running.task import Job
from nodegraph.engine import Engine
from nodegraph.file import load
from nodegraph.graph import Graph
from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from nodes.compute import Compute, using
from tests.app.running.conftest import Desk
from tests.conftest import GRAPHS

SCALE = ("up_guided", "guidance_scale")


@pytest.fixture
def anagram(registry: Registry) -> Graph:
    graph = load(GRAPHS / "visual_anagram.json", registry)
    graph.set("schedule", "steps", 10)
    return graph


def test_the_editors_run_writes_what_a_headless_run_writes(anagram: Graph, desk: Desk, tmp_path: Path) -> None:
    desk.run(anagram, base=GRAPHS)
    with using(Compute(base=GRAPHS)):
        list(Engine().start(make_plan(anagram, base=GRAPHS), out=tmp_path / "headless"))
    written = {path.name: path.read_bytes() for path in desk.out.iterdir()}
    assert written == {path.name: path.read_bytes() for path in (tmp_path / "headless").iterdir()}
    assert len(written) == 2


def test_a_changed_guidance_scale_computes_the_loop_and_what_follows(anagram: Graph, desk: Desk) -> None:
    desk.run(anagram, base=GRAPHS)
    anagram.set(*SCALE, 5.0)
    state = desk.run(anagram, base=GRAPHS, auto=True)
    cached = {node for node, each in state.nodes.items() if each.phase == "cached"}
    assert cached == {"model", "schedule", "noise", "upright", "flipped", "empty"}
    pictures = [entry.picture for entry in desk.results.history]
    assert len(pictures) == 2
    assert (pictures[0] != pictures[1]).any()


def test_a_run_is_cancelled_within_one_step(anagram: Graph, desk: Desk) -> None:
    anagram.set("schedule", "steps", 100)
    desk.submit(anagram, base=GRAPHS)
    desk.until(lambda: "step" in desk.state.zones and desk.state.zones["step"].visit >= 2)
    while desk.runner.drain():
        pass
    before = desk.state.zones["step"].visit
    desk.runner.cancel()
    desk.finish()
    assert desk.state.phase == "cancelled"
    assert desk.state.zones["step"].visit <= before + 2  # the one at work, and one that ended since the drain


def test_dragging_a_slider_ends_with_its_last_value(anagram: Graph, desk: Desk) -> None:
    desk.run(anagram, base=GRAPHS)
    for tenth in range(20, 40):
        anagram.set(*SCALE, tenth / 10)
        desk.submit(anagram, base=GRAPHS, auto=True)
        desk.draw()
        assert len(desk.runner.waiting) <= 1
    desk.finish()
    last = desk.results.history[-1]
    assert '"guidance_scale": 3.9' in last.graph
    assert desk.state.phase == "done"


def test_the_steps_can_be_gone_back_through(anagram: Graph, desk: Desk) -> None:
    desk.run(anagram, base=GRAPHS)
    results = desk.results
    for node, what in (("step", "x_t"), ("sampler", "clean"), ("sampler", "noise")):
        frames = results.frames(node, what)
        assert [frame.visit for frame in frames] == list(range(10))
        assert [frame.t for frame in frames] == [float(t) for t in range(900, -1, -100)]
    end, clean = results.frames("sampler")[-1], results.frames("sampler", "clean")[-1]
    assert (end.pictures[0] == clean.pictures[0]).mean() > 0.95  # the last step's estimate is what comes out


def test_a_job_chooses_its_device_where_none_is_given(anagram: Graph, desk: Desk) -> None:
    desk.runner.submit(Job(anagram, GRAPHS, desk.out, only="upright"))
    desk.finish()
    assert desk.state.phase == "done"
    assert desk.state.device
