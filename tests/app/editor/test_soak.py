"""Many runs, edits and documents leave nothing behind but what is bounded. `bench_editor soak` does so for
half an hour.
"""

import gc
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import pytest

from app.document.document import Document
from app.running.results import Frame
from app.running.task import Task
from nodegraph.plan import Plan

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

GRAPH = Path(__file__).parents[3] / "graphs" / "visual_anagram.json"
ROUNDS, RUNS = 5, 2  # documents one after the other, runs of each
MIB, REST = 2**20, 0.8  # REST: seconds after which minimap and pictures have followed


def test_runs_and_documents_leave_nothing_behind(
    editor: "Editor", driver: "Driver", monkeypatch: pytest.MonkeyPatch
) -> None:
    session = editor.session
    monkeypatch.setattr(session.runner.engine.cache, "limit", 4 * MIB)
    monkeypatch.setattr(session.results, "limit", 4 * MIB)
    monkeypatch.setattr(session.results, "entries", RUNS)
    held = [one_document(editor, driver, number) for number in range(ROUNDS)]
    settled = held[2:]
    assert settled == settled[:1] * len(settled)
    assert session.runner.engine.cache.bytes <= 4 * MIB
    assert session.results.bytes <= 4 * MIB
    assert sum(entry.frame.bytes for entry in session.results.history) <= 4 * MIB


def one_document(editor: "Editor", driver: "Driver", number: int) -> Counter[str]:
    """Open it, change it, run it, take it all back; then count what there is."""
    session = editor.session
    assert session.open(GRAPH)
    for run in range(RUNS):
        with session.document.edit("guidance") as graph:
            graph.set("schedule", "steps", 2)
            graph.set("up_guided", "guidance_scale", 1 + number + run / RUNS)
        assert session.start(), session.faults
        wait_for_run(editor, driver)
        assert session.state.phase == "done", session.state.error
    while session.document.undo():
        driver.frames(1)
    session.say("")  # messages would be there for some seconds only
    editor.toasts.pile.toasts = []
    rested = time.monotonic() + REST
    driver.until(lambda: time.monotonic() > rested)
    return held(editor)


def wait_for_run(editor: "Editor", driver: "Driver") -> None:
    """The window draws ten frames a second: a processor that draws is one that does not run graphs."""
    while editor.session.runner.is_busy:
        driver.frames(1)
        time.sleep(0.1)


def held(editor: "Editor") -> Counter[str]:
    gc.collect()
    kinds = Counter(type(each).__name__ for each in gc.get_objects() if type(each) in (Document, Frame, Plan, Task))
    return kinds + Counter(items=len(dpg.get_all_items()), textures=editor.textures.count)
