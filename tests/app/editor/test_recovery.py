"""What survives: an editor that is killed, a window that is closed in mid-run, a file that somebody else writes."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.document.autosave import Autosave
from app.document.commands.edits import set_value
from nodegraph.file import load, loads, save
from nodegraph.graph import Graph
from nodegraph.registry import Registry
from tests.app.document.models import plain
from tests.app.editor.conftest import SIZE, started_xvfb
from tests.app.editor.driver import Point
from tests.app.editor.process import EditorProcess, editing

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

ANAGRAM = Path(__file__).parents[3] / "graphs" / "visual_anagram.json"
CLIPBOARD = ["xclip", "-selection", "clipboard", "-o"]
EMPTY = (166, 80)  # a point of the canvas with nothing on it, when a graph is seen whole


@pytest.fixture
def screen(display: str) -> Iterator[str]:
    """A second screen, so that a process and the window of the other tests do not share mouse and keyboard."""
    with started_xvfb() as name:
        yield name


def test_work_of_an_editor_that_was_killed_is_offered_and_comes_back(
    editor: "Editor", screen: str, tmp_path: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, file = tmp_path / "state", Path(shutil.copy(ANAGRAM, tmp_path / "mine.json"))
    with editing(state, SIZE, file) as first:
        first.click(EMPTY)
        first.key("space")
        first.type("negate")
        first.key("Return")
        first.until(lambda: first.title.startswith("•"), "the node")
        first.key("ctrl+Return")  # before a run, work is kept
        first.until(lambda: first.autosaves, "the autosave")
        first.key("space")
        first.process.send_signal(signal.SIGKILL)
        assert first.process.wait() == -signal.SIGKILL
    (kept,) = first.autosaves
    left = read(kept, registry)
    assert set(left.nodes) == {*load(ANAGRAM, registry).nodes, "negate"}
    assert file.read_text() == ANAGRAM.read_text()
    at = place_of_restore(editor, state, monkeypatch)
    with editing(state, SIZE) as second:
        second.until(lambda: kept not in second.autosaves, "the restored graph", again=lambda: second.click(at))
        (copy,) = second.autosaves  # written before the one it takes the place of is removed
        assert plain(read(copy, registry)) == plain(left)
        second.until(lambda: second.title == "• mine.json - anagraph", "the title")
        assert second.ended(again=lambda: close_and_agree(second)) == 0, "it asks, and Save is the usual answer"
    assert plain(load(file, registry)) == plain(left)
    assert second.autosaves == []


def read(file: Path, registry: Registry) -> Graph:
    """An autosaved graph, without the note on whose it is."""
    graph = loads(file.read_text(), registry)
    graph.extra.pop("autosave")
    return graph


def place_of_restore(editor: "Editor", state: Path, monkeypatch: pytest.MonkeyPatch) -> Point:
    """Where the welcome list of an editor of the same size has its button."""
    monkeypatch.setattr(editor.session, "autosave", Autosave(state))
    (left,) = editor.session.autosave.found()
    assert left.name == "mine.json"
    editor.welcome.open()
    for _ in range(4):
        editor.loop.frame()
    at = editor.welcome.word_position(left, "Restore")
    editor.welcome.hide()
    return at


def close_and_agree(process: EditorProcess) -> None:
    """Close the window, and give the usual answer to what it asks."""
    process.close_window()
    process.key("Return")


def test_closing_a_window_in_mid_run_asks_and_ends_cleanly(screen: str, tmp_path: Path, registry: Registry) -> None:
    graph = load(ANAGRAM, registry)
    graph.nodes["schedule"].params["steps"] = 1000
    graph.add("save_image", "early", name="early.png")
    graph.link("noise.out", "early.images")
    save(graph, tmp_path / "long.json")
    state, out = tmp_path / "state", tmp_path / "out"
    with editing(state, SIZE, tmp_path / "long.json", "--out", out) as running:
        running.click(EMPTY)
        running.key("ctrl+Return")
        running.until((out / "early.png").exists, "the first file of the run")
        running.close_window()
        running.key("Escape")
        assert running.is_running, "it asks first, and this is no"
        assert running.ended(again=lambda: close_and_agree(running)) == 0
        assert running.log.read_text() == ""
    assert [each.name for each in out.iterdir()] == ["early.png"]
    assert running.autosaves == []


def test_a_program_that_asks_for_the_clipboard_and_is_gone_does_no_harm(screen: str, tmp_path: Path) -> None:
    with editing(tmp_path / "state", SIZE, ANAGRAM) as running:
        running.click(EMPTY)
        running.key("ctrl+a", "ctrl+c")
        running.until(lambda: '"balance"' in clipboard(), "the copy")
        for _ in range(3):
            running.process.send_signal(signal.SIGSTOP)
            with subprocess.Popen(CLIPBOARD) as asking:
                time.sleep(0.2)  # it asks
                asking.kill()
            running.process.send_signal(signal.SIGCONT)
            assert '"balance"' in clipboard()


def clipboard() -> str:
    return subprocess.run(CLIPBOARD, capture_output=True, text=True, timeout=60).stdout


def test_a_file_that_another_program_changed_is_noticed(
    editor: "Editor", driver: "Driver", tmp_path: Path, registry: Registry
) -> None:
    path, session = Path(shutil.copy(ANAGRAM, tmp_path / "shared.json")), editor.session
    assert session.open(path)
    driver.frames()
    write_steps(path, registry, 7)
    driver.until(lambda: session.question, what="the question")
    driver.frames()
    driver.key("Return")
    assert session.question is None
    assert session.document.graph.nodes["schedule"].params["steps"] == 7
    set_value(session.document, "schedule", "steps", 8)
    write_steps(path, registry, 9)
    driver.until(lambda: session.question, what="the question")
    driver.frames()
    driver.key("Escape")
    assert session.document.graph.nodes["schedule"].params["steps"] == 8
    assert session.document.dirty
    assert load(path, registry).nodes["schedule"].params["steps"] == 9, "nothing is written before one saves"


def test_a_file_that_is_gone_is_noticed_and_saved_again(editor: "Editor", driver: "Driver", tmp_path: Path) -> None:
    path, session = Path(shutil.copy(ANAGRAM, tmp_path / "shared.json")), editor.session
    assert session.open(path)
    driver.frames()
    path.unlink()
    driver.until(lambda: session.document.dirty, what="notice of it")
    assert "no longer there" in driver.said
    driver.key("ctrl+s")
    assert path.exists()
    assert not session.document.dirty


def write_steps(path: Path, registry: Registry, steps: int) -> None:
    graph = load(path, registry)
    graph.nodes["schedule"].params["steps"] = steps
    save(graph, path)
