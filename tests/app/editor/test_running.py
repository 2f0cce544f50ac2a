"""Runs in the window: stopped within a step, and by themselves after edits."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.document.commands.edits import set_value
from nodegraph.file import loads
from tests.app.editor.hands import Hands

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.editor.editor import Editor
    from app.session import Session
    from tests.app.editor.driver import Driver

GRAPHS = Path(__file__).parents[3] / "graphs"


def open_anagram(editor: "Editor", driver: "Driver", steps: int) -> "Session":
    session = editor.session
    assert session.open(GRAPHS / "visual_anagram.json")
    set_value(session.document, "schedule", "steps", steps)
    driver.frames(6)
    return session


def press_escape(driver: "Driver") -> None:
    driver.key("Escape")


def press_stop(driver: "Driver") -> None:
    driver.press_button("Stop", driver.editor.shell.run_bar)


@pytest.mark.parametrize("stop", [press_escape, press_stop])
def test_a_run_is_stopped_within_one_step(
    editor: "Editor", driver: "Driver", monkeypatch: pytest.MonkeyPatch, stop: "Callable[[Driver], None]"
) -> None:
    session = open_anagram(editor, driver, steps=1000)
    at_stop: list[int] = []
    cancel = session.runner.cancel

    def noted_cancel() -> None:
        session.runner.drain(seconds=1)
        at_stop.append(session.state.visits)
        cancel()

    monkeypatch.setattr(session.runner, "cancel", noted_cancel)
    driver.key("ctrl+Return")
    driver.until(lambda: session.state.visits >= 3, what="the third step")
    stop(driver)
    driver.until(lambda: not session.runner.is_busy, what="the end of the run")
    assert session.state.phase == "cancelled"
    assert len(at_stop) == 1
    assert session.state.visits <= at_stop[0] + 2, "the step that went on, and one that may have ended unheard"
    assert not session.results.history
    assert not list(session.out.glob("*.png"))


def test_after_a_stop_it_runs_again(editor: "Editor", driver: "Driver") -> None:
    session = open_anagram(editor, driver, steps=1000)
    driver.press_button("Run", editor.shell.run_bar)
    driver.until(lambda: session.state.visits >= 1, what="the first step")
    driver.key("Escape")
    driver.until(lambda: session.state.phase == "cancelled", what="the end of the run")
    set_value(session.document, "schedule", "steps", 2)
    driver.press_button("Run", editor.shell.run_bar)
    driver.until(lambda: session.state.phase == "done", what="the second run")
    assert (session.out / "visual_anagram.png").exists()


def test_auto_run_while_typing_keeps_to_the_newest(
    hands: Hands, editor: "Editor", driver: "Driver", monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_anagram(editor, driver, steps=400)
    driver.press_button("Auto-run", editor.shell.run_bar)
    waiting = [0]
    frames = driver.frames

    def watched(count: int = 4) -> None:
        for _ in range(count):
            frames(1)
            waiting.append(len(session.runner.waiting))

    monkeypatch.setattr(driver, "frames", watched)
    driver.click(hands.field("upright", "text"))
    driver.key("ctrl+End")
    for letter in "let":
        driver.type(letter)
        driver.until(lambda: text_of(session) == running_text(session), what="a run of what was typed")
    set_value(session.document, "schedule", "steps", 3)
    driver.until(lambda: session.state.phase == "done", what="the last run")
    assert max(waiting) <= 1
    assert len(session.results.history) == 1, "the runs that were overtaken did not end"
    made = loads(session.results.history[0].graph, session.registry)
    assert made.nodes["upright"].params == {"text": "a light bulblet"}
    assert made.nodes["schedule"].params["steps"] == 3
    assert session.state.nodes["noise"].phase == "cached", "what did not change is not computed"
    assert session.state.nodes["upright"].phase == "cached"


def text_of(session: "Session") -> str:
    return str(session.document.graph.nodes["upright"].params["text"])


def running_text(session: "Session") -> str:
    """The prompt of the run that goes on, once it has done its first step."""
    job = session.runner.running
    return str(job.graph.nodes["upright"].params["text"]) if job and session.state.visits else ""
