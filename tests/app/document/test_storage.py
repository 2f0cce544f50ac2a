"""What the editor remembers."""

import json
import os
import sys
from pathlib import Path

import pytest

from app.document.storage import MOST_RECENT, NAME, Preferences, load_preferences, save_preferences, state_folder


def test_the_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ANAGRAPH_STATE", str(tmp_path))
    assert state_folder() == tmp_path


@pytest.mark.parametrize(
    ("platform", "variable", "tail"),
    [
        ("linux", "XDG_STATE_HOME", "anagraph"),
        ("win32", "LOCALAPPDATA", "anagraph"),
        ("darwin", "HOME", "Library/Application Support/anagraph"),
    ],
)
def test_each_system_has_its_own_place(
    platform: str, variable: str, tail: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ANAGRAPH_STATE", raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert state_folder() == tmp_path / tail


def test_a_relative_xdg_folder_does_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ANAGRAPH_STATE", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert state_folder() == tmp_path / ".local" / "state" / "anagraph"


def test_preferences_come_back_as_they_were(tmp_path: Path) -> None:
    kept = Preferences(theme="light", scale=1.5, auto_run=True, window=(1200, 800), folded=["left"], cache_bytes=2**31)
    kept.remember(tmp_path / "a.json")
    kept.used("flip")
    save_preferences(kept, tmp_path / "deep" / "er")
    assert load_preferences(tmp_path / "deep" / "er") == kept


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"scale": NaN}', "\x00\xff", '{"a": 1, "a": 2}'])
def test_a_damaged_file_gives_the_defaults(content: str, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(content, encoding="latin-1")
    assert load_preferences(tmp_path) == Preferences()


def test_only_what_is_odd_is_lost_and_what_is_unknown_is_kept(tmp_path: Path) -> None:
    odd = {
        "theme": "pink",
        "scale": "big",
        "window": [800, 10**30],
        "recent_files": [3],
        "cache_bytes": -1,
        "folded": "x",
    }
    (tmp_path / NAME).write_text(json.dumps(odd | {"auto_run": True, "later": {"a": 1}}))
    found = load_preferences(tmp_path)
    assert found == Preferences(auto_run=True, other={"later": {"a": 1}})
    save_preferences(found, tmp_path)
    assert json.loads((tmp_path / NAME).read_text())["later"] == {"a": 1}


def test_recent_files_are_few_whole_and_once_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = Preferences()
    for number in range(MOST_RECENT + 5):
        made.remember(Path(f"{number}.json"))
    made.remember(Path("10.json"))
    assert made.recent_files[:2] == [str(tmp_path / "10.json"), str(tmp_path / f"{MOST_RECENT + 4}.json")]
    assert len(set(made.recent_files)) == len(made.recent_files) == MOST_RECENT
    assert made.last_folder == str(tmp_path)
    made.forget(tmp_path / "10.json")
    assert str(tmp_path / "10.json") not in made.recent_files


def test_an_unwritable_folder_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        save_preferences(Preferences(), tmp_path / "file")


def test_a_file_whose_name_is_no_text_is_not_remembered(tmp_path: Path) -> None:
    made = Preferences()
    made.remember(tmp_path / os.fsdecode(b"\xff.json"))
    assert made == Preferences()
    made.last_folder = str(tmp_path / os.fsdecode(b"\xff"))
    save_preferences(made, tmp_path)
    assert load_preferences(tmp_path).last_folder == str(tmp_path / "?")
