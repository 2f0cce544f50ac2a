"""The longest frame while a run goes on: the first run of a process, pressed before torch is there, and later ones."""

import time
from typing import TYPE_CHECKING

from tests.benchmarks.editor.copies import GRAPHS
from tests.benchmarks.editor.window import Drawn, Options, Row, Script, played, settle, window, xdotool

if TYPE_CHECKING:
    from app.editor.editor import Editor

TARGET = 250.0


def measure(options: Options) -> list[Row]:
    with window() as editor:
        editor.session.open(GRAPHS / "visual_anagram.json")
        settle(editor, 12)
        editor.session.runner.warm()
        frames = played(editor, _run(editor))
        rows = _rows("first run, while torch is being loaded", frames)
        later = [drawn for number in range(options.rounds) for drawn in played(editor, _run(editor, number))]
        return rows + _rows(f"{options.rounds} later runs", later)


def _run(editor: "Editor", seed: int = 1000) -> Script:
    """Ctrl+Enter, and frames until the run is over."""
    state = editor.session.state
    with editor.session.document.edit("seed") as graph:
        graph.set("step", "seed", seed)
    yield from _wait(0.3)
    before, end = state.begun, time.monotonic() + 120
    xdotool("key", "ctrl+Return")
    while state.begun == before:
        assert time.monotonic() < end, "Ctrl+Enter did not run it"
        yield
    while editor.session.runner.is_busy:
        assert time.monotonic() < end, "the run did not end"
        yield
    assert state.phase == "done", state.error
    yield from _wait(0.3)


def _wait(seconds: float) -> Script:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield


def _rows(what: str, frames: list[Drawn]) -> list[Row]:
    """A frame's own time, and the time from one frame's beginning to the next one's with the rest between."""
    longest = max(each.ms for each in frames)
    found = f"longest of {len(frames)} {longest:.0f}, then {_others(frames)}"
    gap = max(each.gap for each in frames)
    return [
        Row(f"{what}: frame", found, longest, TARGET),
        Row(f"{what}: from frame to frame", f"{gap:.0f}", gap, TARGET),
    ]


def _others(frames: list[Drawn]) -> str:
    return ", ".join(f"{ms:.0f}" for ms in sorted((each.ms for each in frames), reverse=True)[1:5])
