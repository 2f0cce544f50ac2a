"""A real editor window for benchmarks, and a stopwatch for its frames."""

import os
import statistics
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from app.quiet import hush
from app.session import Session
from nodegraph.registry import installed
from tests.app.editor.conftest import SIZE, started_xvfb

if TYPE_CHECKING:
    from app.editor.editor import Editor

MS = 1000.0
Script = Generator[None, None, None]


@contextmanager
def window() -> "Iterator[Editor]":
    """An editor on a screen of its own, with a state of its own. One per process: DearPyGui bears no second."""
    with started_xvfb(), tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ANAGRAPH_STATE": f"{folder}/state", "ANAGRAPH_CACHE": f"{folder}/cache"}
        hush(downloads=False)
        from app.editor.editor import Editor

        editor = Editor(Session(installed(), Path(folder) / "out"), SIZE)
        try:
            yield editor
        finally:
            editor.close()


class Options(NamedTuple):
    """What the command line says."""

    minutes: float
    rounds: int


class Row(NamedTuple):
    """One line of the table: what was measured, what came out, and what was wanted of which number."""

    what: str
    found: str
    value: float = 0.0
    target: float | None = None
    unit: str = "ms"

    def __str__(self) -> str:
        if self.target is None:
            return f"{self.what:<60} {self.found}"
        verdict = "within" if self.value <= self.target else "OVER"
        return f"{self.what:<60} {self.found:<62} {verdict} {self.target:g} {self.unit}"


class Times(NamedTuple):
    """What frames took, in milliseconds: by the clock, and of all processors together."""

    wall: list[float]
    cpu: list[float]

    def at(self, percent: int) -> float:
        ordered = sorted(self.wall)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

    @property
    def longest(self) -> float:
        return max(self.wall)

    @property
    def median(self) -> float:
        return statistics.median(self.wall)

    @property
    def median_cpu(self) -> float:
        return statistics.median(self.cpu)


def timed(frame: Callable[[], object], count: int, into: Times) -> None:
    """Draw frames and note what each took."""
    for _ in range(count):
        wall, cpu = time.perf_counter(), time.process_time()
        frame()
        into.wall.append((time.perf_counter() - wall) * MS)
        into.cpu.append((time.process_time() - cpu) * MS)


class Drawn(NamedTuple):
    """A frame: what it took, and the time since the one before began, both in milliseconds."""

    ms: float
    gap: float


def played(editor: "Editor", script: Script, keep: int | None = None) -> list[Drawn]:
    """Let the editor's own loop run, with its rests, as long as the script goes on, which takes a step each frame.

    Returns the frames, or the last `keep` of them.
    """
    frames: deque[Drawn] = deque(maxlen=keep)
    loop, before = editor.loop, time.perf_counter()

    def frame() -> None:
        nonlocal before
        begun = time.perf_counter()
        type(loop).frame(loop)
        frames.append(Drawn((time.perf_counter() - begun) * MS, (begun - before) * MS))
        before = begun
        if next(script, loop) is loop:
            loop.end()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "frame", frame)
        loop.ended = False
        loop.run()
    check(editor)
    return list(frames)


def settle(editor: "Editor", frames: int = 6) -> None:
    """Let the views come to rest; a fault in one of them ends the benchmark."""
    for _ in range(frames):
        editor.loop.frame()
    check(editor)


def check(editor: "Editor") -> None:
    if editor.loop.faults:
        raise editor.loop.faults[0]


def folder_of(editor: "Editor") -> Path:
    """Where the benchmark may write."""
    return editor.session.out.parent


def xdotool(*words: object) -> None:
    subprocess.run(["xdotool", *map(str, words)], check=True, capture_output=True, timeout=20)


@contextmanager
def typing(*words: object) -> "Iterator[subprocess.Popen[bytes]]":
    """xdotool at work beside the frames; over when its process is."""
    with subprocess.Popen(["xdotool", *map(str, words)], stderr=subprocess.DEVNULL) as hands:
        yield hands


@contextmanager
def dragging(start: tuple[float, float], pixels: int = 120) -> Iterator[None]:
    """The left button held at a point and the mouse going to and fro, by a process of its own."""
    xdotool("mousemove", round(start[0]), round(start[1]), "mousedown", 1)
    there = ["sleep", "0.02", "mousemove_relative", "--", "3", "1"]
    back = ["sleep", "0.02", "mousemove_relative", "--", "-3", "-1"]
    steps = (there * (pixels // 3) + back * (pixels // 3)) * 40
    with subprocess.Popen(["xdotool", *steps], stderr=subprocess.DEVNULL) as mover:
        yield
        mover.terminate()
    xdotool("mouseup", 1)


def drawn(editor: "Editor") -> bool:
    """Whether the canvas shows the document whole: every node measured at the zoom in use, every wire at its pins."""
    canvas, graph = editor.canvas, editor.session.document.graph
    nodes = canvas.nodes.items
    if nodes.keys() != graph.nodes.keys() or len(canvas.wires.wires) != len(graph.links):
        return False
    measured = all(each.measured and each.unit == canvas.view.unit for each in nodes.values())
    return measured and all(wire.curves for wire in canvas.wires.wires.values())


def load() -> str:
    """How busy the machine is, for figures by the clock mean little beside others' work."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def resident() -> float:
    """MiB of this process in memory (Linux)."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024
