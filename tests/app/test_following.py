"""What happens by itself while a document is open, and what is left of it when the session ends."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.document.autosave import Autosave, Orphan
from app.document.commands import edits
from app.document.document import Document
from app.session import Session
from nodegraph.file import load, save
from nodegraph.graph import Graph
from nodegraph.registry import Registry
from tests.app.document.models import document


@pytest.fixture
def session(registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """On the file mine.json: model -> noise -> flip -> average -> save."""
    monkeypatch.setenv("ANAGRAPH_STATE", str(tmp_path / "state"))
    save(document(registry).graph, tmp_path / "mine.json")
    made = Session(registry, tmp_path / "out")
    assert made.open(tmp_path / "mine.json")
    yield made
    made.close()


@pytest.fixture
def jobs(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is queued is named here and not run."""
    labels: list[str] = []
    monkeypatch.setattr(session.runner, "submit", lambda job: labels.append(job.label))
    return labels


def path_of(session: Session) -> Path:
    assert session.document.path is not None
    return session.document.path


def written_by_another(session: Session) -> Graph:
    graph = load(path_of(session), session.registry)
    graph.set("noise", "seed", 4711)
    save(graph, path_of(session))
    return graph


def settle(session: Session) -> None:
    """Long enough for everything that goes on by itself."""
    now = time.monotonic()
    for seconds in (0.0, 0.5, 1.0):
        session.tick(now + seconds)


def test_a_new_seed_names_its_run_and_a_swept_one_does_not(session: Session, jobs: list[str]) -> None:
    edits.set_seed_mode(session.document, "noise", "seed", "new")
    assert session.start()
    seed = session.document.graph.nodes["noise"].params["seed"]
    edits.set_sweep(session.document, "noise", "seed", [1, 2])
    assert session.start()
    assert jobs == [f"seed {seed}", "run 2"]


def test_auto_run_does_not_run_again_what_was_run_by_hand(session: Session, jobs: list[str]) -> None:
    session.set_auto_run(True)
    edits.set_seed_mode(session.document, "noise", "seed", "new")
    session.start()
    settle(session)
    assert len(jobs) == 1
    edits.set_value(session.document, "noise", "seed", 5)
    settle(session)
    assert jobs[1:] == ["auto"]


def test_a_file_that_was_just_written_by_another_is_not_saved_over_unasked(session: Session) -> None:
    theirs = written_by_another(session)
    edits.set_value(session.document, "noise", "seed", 5)
    assert not session.save()
    assert load(path_of(session), session.registry) == theirs
    assert session.question is not None
    session.answer([label for label, _ in session.question.choices].index("Keep mine"))
    assert session.save()
    assert load(path_of(session), session.registry) == session.document.graph


def left_behind(session: Session) -> None:
    """Unsaved work on the same file, of an editor that died."""
    doc = Document(load(path_of(session), session.registry), path_of(session))
    edits.set_value(doc, "noise", "seed", 7)
    autosave = Autosave()
    assert autosave.save(doc) == ""
    assert autosave._lock is not None
    autosave._lock.close()


def test_restored_work_is_told_of_as_what_loading_the_file_would_lose(session: Session) -> None:
    left_behind(session)
    assert session.restore(session.autosave.found()[0])
    settle(session)
    assert session.question is None
    written_by_another(session)
    assert not session.save()
    assert session.question is not None
    assert "lost" in session.question.detail


def test_what_was_saved_after_the_crash_is_not_saved_over_unasked(session: Session) -> None:
    left_behind(session)
    later = written_by_another(session)
    os.utime(path_of(session), (time.time() + 60, time.time() + 60))
    assert session.restore(session.autosave.found()[0])
    assert not session.save()
    assert load(path_of(session), session.registry) == later


@pytest.mark.parametrize("asked", [True, False])
def test_unsaved_work_is_found_again_unless_the_user_was_asked(session: Session, asked: bool) -> None:
    edits.set_value(session.document, "noise", "seed", 5)
    session.keep()
    edits.set_value(session.document, "noise", "seed", 6)
    session.close(asked=asked)
    assert len(list(session.autosave.folder.glob("*.json"))) == (not asked)
    if not asked:
        graph, path, _ = session.autosave.restore(found_later(session), session.registry)
        assert (graph, path) == (session.document.graph, session.document.path)


def found_later(session: Session) -> Orphan:
    """What the next editor finds once this one's process, and so its lock, is gone."""
    assert session.autosave._lock is not None
    session.autosave._lock.close()
    (orphan,) = Autosave().found()
    return orphan
