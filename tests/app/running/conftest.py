"""A runner with what it fills, and small graphs whose nodes wait for the test."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.running.results import Results
from app.running.runner import Job, Runner
from app.running.state import RunState
from nodegraph.graph import Graph
from nodegraph.registry import Registry
from nodes.compute import Compute
from tests.app.running import pack

LONGEST = 120.0  # seconds after which a test that hangs is ended
Build = Callable[..., Graph]


class Desk:
    """A runner and what it fills; `draw` is one frame."""

    def __init__(self, out: Path):
        self.state, self.results, self.out = RunState(), Results(), out
        self.runner = Runner(self.state, self.results)

    def submit(self, graph: Graph, **more: Any) -> Job:
        base = more.pop("base", Path())
        job = Job(graph.copy(), base, self.out, Compute("cpu", "float32"), **more)
        self.runner.submit(job)
        return job

    def draw(self) -> None:
        self.runner.drain()
        time.sleep(0.001)

    def until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + LONGEST
        while not done():
            assert time.monotonic() < end, "it takes too long"
            self.draw()

    def finish(self) -> None:
        self.until(lambda: not self.runner.is_busy)

    def run(self, graph: Graph, **more: Any) -> RunState:
        self.submit(graph, **more)
        self.finish()
        return self.state


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "out")
    yield made
    pack.pass_gate(1000)
    assert made.runner.close()


@pytest.fixture
def gates() -> Registry:
    """The test's own nodes alone."""
    pack.reset()
    registry = Registry()
    registry.add_pack("gates", pack.__name__)
    assert registry.broken == []
    return registry


@pytest.fixture
def build(gates: Registry) -> Build:
    """Nodes as id="type" or id=("type", settings), links in one text."""

    def make(links: str, **nodes: Any) -> Graph:
        graph = Graph(gates)
        for id, said in nodes.items():
            type, settings = (said, {}) if isinstance(said, str) else said
            graph.add(type, id, **settings)
        ends = links.split()
        for source, target in zip(ends[::2], ends[1::2], strict=True):
            graph.link(source, target)
        return graph

    return make


LOOP = "start.out step.start step.loop end.loop step.x_t dark.x_t end.out save.image"


@pytest.fixture
def loop(build: Build) -> Build:
    """start -> step .. dark .. end -> save, with more nodes and links; "dark.out end.noise" has to be among them."""

    def make(links: str = "dark.out end.noise", *, times: int = 3, **nodes: Any) -> Graph:
        ends = {"start": "colour", "step": ("turn", {"times": times}), "dark": "shade", "end": "turned", "save": "keep"}
        return build(f"{LOOP} {links}", **(ends | nodes))

    return make
