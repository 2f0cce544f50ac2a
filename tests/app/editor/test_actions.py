"""The table of commands is whole: every command in a menu, every shortcut once."""

from typing import Any, cast

import pytest

from app.editor.action import Action, Actions
from app.editor.actions import table
from app.editor.shortcuts import chord
from nodegraph.errors import EditError

MENUS = {"File", "Edit", "View", "Node", "Run", "Help"}


class Session:
    said: tuple[str, str] = ("", "")

    def say(self, text: str, kind: str = "info") -> None:
        self.said = text, kind


class Editor:
    def __init__(self) -> None:
        self.session = Session()
        self.done: list[str] = []


def actions(*given: Action) -> tuple[Actions, Editor]:
    editor = Editor()
    return Actions(cast("Any", editor), given), editor


def test_every_command_is_in_a_menu() -> None:
    found = list(table())
    assert {action.menu[0] for action in found} == MENUS
    assert len({action.id for action in found}) == len(found)


def test_shortcuts_are_keys_and_belong_to_one_command() -> None:
    taken: dict[Any, str] = {}
    for action in table():
        for text in action.keys:
            modifiers, keys = chord(text)
            for key in keys:
                assert taken.setdefault((modifiers, key), action.id) == action.id, text


@pytest.mark.parametrize(
    ("id", "keys"),
    [
        ("run", "Ctrl+Enter"), ("stop", "Esc"), ("frame all", "F"), ("add node", "Space"), ("undo", "Ctrl+Z"),
        ("redo", "Ctrl+Y"), ("redo", "Ctrl+Shift+Z"), ("delete reconnect", "Ctrl+Delete"),
        ("mute", "M"), ("bypass", "B"),
    ],
)  # fmt: skip
def test_the_known_shortcuts(id: str, keys: str) -> None:
    assert keys in next(action for action in table() if action.id == id).keys


def test_labels_are_sentences_without_exclamation() -> None:
    for action in table():
        if isinstance(action.label, str):
            assert action.label[0].isupper() or action.label[0].isdigit()
            assert "!" not in action.label


def test_a_command_that_cannot_be_done_is_not() -> None:
    made, editor = actions(
        Action("no", "No", ("File",), lambda e: cast("Any", e).done.append("no"), enabled=lambda e: False)
    )
    assert not made.perform("no")
    assert editor.done == []


def test_a_refusal_goes_to_the_status_line() -> None:
    def refuse(_: object) -> None:
        raise EditError("sampler: gone. Undo brings it back.")

    made, editor = actions(Action("refuse", "Refuse", ("File",), refuse))
    assert not made.perform("refuse")
    assert editor.session.said == ("sampler: gone. Undo brings it back.", "warn")


def test_a_hint_tells_the_shortcut() -> None:
    made, _ = actions(Action("open", "Open…", ("File",), lambda e: None, ("Ctrl+O",)))
    assert made.hint("open") == "Open  Ctrl+O"


def test_two_commands_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two actions"):
        actions(*[Action("one", "One", ("File",), lambda e: None)] * 2)


def test_unknown_keys_are_refused() -> None:
    with pytest.raises(ValueError, match="Hyper"):
        chord("Hyper+Z")
    with pytest.raises(ValueError, match="Nokey"):
        chord("Nokey")
