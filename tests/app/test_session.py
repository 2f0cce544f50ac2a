"""The session without its window: files, what is asked, what happens by itself, runs."""

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.document.commands import edits
from app.session import Session
from nodegraph.graph import End
from nodegraph.registry import Registry

FOX = Path(__file__).parents[2] / "graphs" / "images" / "fox.png"


@pytest.fixture
def session(registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("ANAGRAPH_STATE", str(tmp_path / "state"))
    made = Session(registry, tmp_path / "out", device="cpu")
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A graph of its own for each test: a picture, saved again."""
    load = {"type": "load_image", "params": {"file": str(FOX)}}
    save = {"type": "save_image", "params": {"name": "fox.png"}}
    links = [["image.out", "save.images"]]
    path = tmp_path / "graph.json"
    head = {"format": "anagraph", "version": 1}
    path.write_text(json.dumps(head | {"nodes": {"image": load, "save": save}, "links": links}))
    return path


def until(session: Session, holds: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, session.notice.text
        session.tick(time.monotonic())
        time.sleep(0.01)


def rewrite(path: Path, text: str) -> None:
    """As another program does, a second later by the file's time."""
    path.write_text(text)
    later = path.stat().st_mtime + 1
    os.utime(path, (later, later))


def test_opening_selects_nothing_is_clean_and_is_remembered(session: Session, file: Path) -> None:
    assert session.open(file)
    assert not session.document.dirty
    assert not session.document.selection
    assert session.preferences.recent_files == [str(file)]


def test_a_file_that_cannot_be_read_leaves_the_document_as_it_is(session: Session, file: Path, tmp_path: Path) -> None:
    session.open(file)
    before = session.document
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    assert not session.open(bad)
    assert not session.open(tmp_path / "missing.json")
    assert session.document is before
    assert session.notice.kind == "error"
    assert "missing.json" in session.notice.text


def test_an_edit_is_saved_and_nothing_is_left_to_restore(session: Session, file: Path) -> None:
    session.open(file)
    edits.add_node(session.document, "prompt")
    session.keep()
    assert session.save()
    assert "prompt" in json.loads(file.read_text())["nodes"]
    assert not session.document.dirty
    assert not list((session.autosave.folder).glob("*.json"))


def test_saving_over_a_file_that_somebody_else_wrote_asks_first(session: Session, file: Path) -> None:
    session.open(file)
    edits.add_node(session.document, "prompt")
    theirs = file.read_text() + "\n"
    rewrite(file, theirs)
    assert not session.save()
    assert session.question
    assert file.name in session.question.text
    assert file.read_text() == theirs
    session.answer(1)  # keep mine
    assert session.save()
    assert "prompt" in json.loads(file.read_text())["nodes"]


def test_loading_what_somebody_else_wrote_takes_theirs(session: Session, file: Path) -> None:
    session.open(file)
    data = json.loads(file.read_text())
    data["title"] = "theirs"
    rewrite(file, json.dumps(data))
    until(session, lambda: session.question)
    session.answer(0)
    assert session.document.graph.extra["title"] == "theirs"
    assert not session.document.dirty


def test_a_file_that_vanished_makes_the_document_unsaved(session: Session, file: Path) -> None:
    session.open(file)
    file.unlink()
    until(session, lambda: session.document.dirty)
    assert not session.question
    assert session.save()
    assert file.exists()


def test_all_faults_are_told_before_a_run_and_go_as_they_are_mended(session: Session, file: Path) -> None:
    session.open(file)
    first = edits.add_node(session.document, "save_image", (0, 0))
    second = edits.add_node(session.document, "unet_predict", (0, 0))
    edits.connect(session.document, f"{second}.out", f"{first}.images")
    assert not session.start()
    assert {fault.socket for fault in session.faults if fault.node == second} == {"x_t", "t", "model"}
    assert not session.runner.is_busy
    while session.document.undo():
        pass
    until(session, lambda: not session.faults)


def test_a_run_writes_its_pictures_and_stays_in_the_history(session: Session, file: Path) -> None:
    session.open(file)
    assert session.start()
    until(session, lambda: not session.runner.is_busy)
    assert session.state.phase == "done", session.state.error
    assert session.state.written
    assert [entry.label for entry in session.results.history] == ["run 1"]


def test_restoring_a_graph_of_the_history_is_one_step_that_undo_takes_back(session: Session, file: Path) -> None:
    session.open(file)
    session.start()
    until(session, lambda: not session.runner.is_busy)
    ran = session.document.graph
    edits.add_node(session.document, "prompt")
    edited = session.document.graph
    session.restore_graph(session.results.history[-1])
    assert session.document.graph == ran
    session.document.undo()
    assert session.document.graph == edited


def test_auto_run_follows_a_setting_and_not_a_move(session: Session, file: Path) -> None:
    session.open(file)
    session.set_auto_run(True)
    edits.move(session.document, {"save": (500, 500)})
    begun = time.monotonic()
    while time.monotonic() < begun + 0.4:
        session.tick(time.monotonic())
        time.sleep(0.02)
    assert session.state.phase == "idle"
    edits.set_value(session.document, "save", "name", "other.png")
    until(session, lambda: any("other.png" in path for path in session.state.written))


def test_seeds_on_new_are_rolled_before_a_run_and_undo_brings_them_back(session: Session) -> None:
    node = edits.add_node(session.document, "gaussian_noise")
    edits.set_value(session.document, node, "width", 8)
    edits.set_seed_mode(session.document, node, "seed", "new")
    assert not session.start(), "nothing gives anything out"
    assert "seed" not in session.document.graph.nodes[node].params, "what does not run rolls nothing"
    save = edits.add_node(session.document, "save_image", source=End(node, "out"))
    edits.set_value(session.document, save, "name", "a.png")
    edits.set_value(session.document, node, "height", 8)
    assert session.start(), session.faults
    rolled = session.document.graph.nodes[node].params["seed"]
    session.start()
    assert session.document.graph.nodes[node].params["seed"] != rolled
    session.document.undo()
    assert session.document.graph.nodes[node].params["seed"] == rolled


def test_text_that_is_no_graph_is_refused_in_one_line(session: Session) -> None:
    assert not session.paste("buy milk")
    assert session.notice.kind == "warn"
    assert "\n" not in session.notice.text
    assert not session.document.graph.nodes
