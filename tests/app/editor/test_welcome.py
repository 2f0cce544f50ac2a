"""The welcome list: its rows, the way through its cards, and what a click does."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.document.autosave import Orphan
from app.document.library import Recent
from app.editor.welcoming import File, Heading, Left, Remark, ago, left_text, moved, rows

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

ORPHAN = Orphan(Path("/state/1.json"), 1000.0, Path("/home/me/owl.json"), Path("/home/me"), 12)
RECENT = Recent(Path("/home/me/owl.json"), "owl", None, 500.0)


def test_what_was_left_behind_comes_before_the_recent_files() -> None:
    assert rows([ORPHAN], [RECENT]) == [
        Heading("NOT SAVED"),
        Left(ORPHAN),
        Heading("RECENT FILES"),
        File(RECENT),
    ]


def test_at_the_first_start_there_is_a_word_instead_of_files() -> None:
    assert rows([], []) == [Heading("RECENT FILES"), Remark("None yet.")]


@pytest.mark.parametrize(
    ("chosen", "across", "down", "goal"),
    [(None, 0, 1, 0), (0, 1, 0, 1), (0, 0, 1, 2), (4, 0, 1, 4), (0, -1, 0, 0), (3, 0, -1, 1)],
)
def test_arrows_go_from_card_to_card_and_stay_inside(chosen: int | None, across: int, down: int, goal: int) -> None:
    assert moved(chosen, across, down, 5) == goal


def test_without_cards_nothing_is_chosen() -> None:
    assert moved(None, 0, 1, 0) is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(5, "just now"), (61, "1 minute ago"), (3599, "59 minutes ago"), (7300, "2 hours ago"), (90000, "1 day ago")],
)
def test_how_long_ago_in_words(seconds: float, text: str) -> None:
    assert ago(1000.0, 1000.0 + seconds) == text


def test_a_clock_that_was_set_back_is_just_now() -> None:
    assert ago(1000.0, 900.0) == "just now"


def test_left_work_says_how_much_and_when() -> None:
    assert left_text(ORPHAN, 1300.0) == "12 nodes, 5 minutes ago"


# in a window


def test_arrows_and_enter_open_a_ready_graph(editor: "Editor", driver: "Driver") -> None:
    editor.welcome.open()
    driver.frames()
    driver.key("Down", "Return")
    assert not editor.welcome.is_open
    assert "sampler" in editor.session.document.graph.nodes


def test_escape_leaves_the_empty_graph(editor: "Editor", driver: "Driver") -> None:
    editor.welcome.open()
    driver.frames()
    driver.key("Escape")
    assert not editor.welcome.is_open
    assert not editor.session.document.graph.nodes


def test_what_an_editor_left_behind_is_restored_by_a_click(
    editor: "Editor", driver: "Driver", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored: list[Orphan] = []
    orphan = Orphan(tmp_path / "1.json", 1000.0, None, tmp_path, 3, "Left")
    monkeypatch.setattr(editor.session.autosave, "found", lambda: [orphan])
    monkeypatch.setattr(editor.session, "restore", restored.append)
    editor.welcome.open()
    driver.frames()
    driver.click(editor.welcome.word_position(orphan, "Restore"))
    assert restored == [orphan]


def test_left_work_is_discarded_only_after_a_question(
    editor: "Editor", driver: "Driver", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [Orphan(tmp_path / "1.json", 1000.0, None, tmp_path, 3, "Left")]
    monkeypatch.setattr(editor.session.autosave, "found", lambda: list(left))
    monkeypatch.setattr(editor.session.autosave, "discard", left.remove)
    editor.welcome.open()
    driver.frames()
    driver.click(editor.welcome.word_position(left[0], "Discard"))
    assert editor.dialogs.is_open
    driver.key("Escape")
    assert len(left) == 1
    driver.click(editor.welcome.word_position(left[0], "Discard"))
    driver.key("Return")
    assert not left
    assert editor.welcome.is_open
