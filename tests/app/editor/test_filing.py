"""Nothing that is unsaved is lost without a question."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from app.document.document import Document
from app.editor import filing
from nodegraph.graph import Graph
from nodegraph.registry import Registry


class Dialogs:
    """Answers every file dialog at once."""

    def __init__(self, answer: Path) -> None:
        self.answer, self.starts = answer, list[Path]()

    def save_file(
        self, suffixes: tuple[str, ...], start: Path, done: Callable[[Path], object], title: str = ""
    ) -> None:
        self.starts.append(start)
        done(self.answer)

    open_file = save_file


class Session:
    def __init__(self, registry: Registry) -> None:
        self.document = Document(Graph(registry))
        self.question: Any = None
        self.done: list[Any] = []
        self.saves = True
        self.runner = cast("Any", type("Runner", (), {"is_busy": False})())
        self.preferences = cast("Any", type("Preferences", (), {"last_folder": ""})())

    def ask(self, text: str, *choices: Any, detail: str = "") -> None:
        self.question = text, dict(choices)

    def answer(self, label: str) -> None:
        (_, choices), self.question = self.question, None
        choices[label]()

    def save(self, path: Path | None = None) -> bool:
        self.done.append(("save", path))
        return self.saves

    def open(self, path: Path) -> bool:
        self.done.append(("open", path))
        return True

    def new(self) -> None:
        self.done.append("new")

    def stop(self) -> None:
        self.done.append("stop")


class Editor:
    def __init__(self, registry: Registry, folder: Path) -> None:
        self.session = Session(registry)
        self.dialogs = Dialogs(folder / "chosen.json")
        self.ended = False
        self.loop = self
        self.painter = cast("Any", type("Painter", (), {"is_open": False})())

    def end(self) -> None:
        self.ended = True


@pytest.fixture
def made(registry: Registry, tmp_path: Path) -> Any:
    return Editor(registry, tmp_path)


def edit(made: Any) -> None:
    with made.session.document.edit("add") as graph:
        graph.add("prompt", "upright")


def test_a_saved_graph_is_left_without_a_question(made: Any) -> None:
    filing.new(made)
    assert made.session.done == ["new"]


def test_an_unsaved_one_is_asked_about(made: Any) -> None:
    edit(made)
    filing.new(made)
    assert made.session.done == []
    made.session.answer("Cancel")
    assert made.session.done == []
    filing.new(made)
    made.session.answer("Do not save")
    assert made.session.done == ["new"]


def test_saving_first_asks_for_a_name_and_goes_on(made: Any, tmp_path: Path) -> None:
    edit(made)
    filing.new(made)
    made.session.answer("Save")
    assert made.session.done == [("save", tmp_path / "chosen.json"), "new"]


def test_where_saving_fails_nothing_is_left(made: Any) -> None:
    edit(made)
    made.session.saves = False
    filing.new(made)
    made.session.answer("Save")
    assert "new" not in made.session.done


def test_a_graph_with_a_file_is_saved_there(made: Any, tmp_path: Path) -> None:
    made.session.document.path = tmp_path / "here.json"
    filing.save(made)
    assert made.session.done == [("save", None)]
    assert made.dialogs.starts == []


def test_closing_while_a_run_goes_on_asks_and_stops_it(made: Any) -> None:
    made.session.runner.is_busy = True
    filing.close(made)
    assert not made.ended
    made.session.answer("Stop and close")
    assert made.session.done == ["stop"]
    assert made.ended


def test_closing_what_is_unsaved_asks(made: Any) -> None:
    edit(made)
    filing.close(made)
    assert not made.ended
    made.session.answer("Do not save")
    assert made.ended


def test_closing_twice_asks_once(made: Any) -> None:
    edit(made)
    filing.close(made)
    asked = made.session.question
    filing.close(made)
    assert made.session.question is asked


def test_a_dialog_begins_where_the_file_is(made: Any, tmp_path: Path) -> None:
    made.session.document.path = tmp_path / "here.json"
    filing.save_as(made)
    assert made.dialogs.starts == [tmp_path / "here.json"]
