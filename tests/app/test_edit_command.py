"""`anagraph edit` says what it needs."""

import pytest

from app.edit_command import has_display
from tests.app.conftest import Anagraph


def test_without_a_display_it_says_so_in_one_line(anagraph: Anagraph) -> None:
    done = anagraph("edit", DISPLAY="", WAYLAND_DISPLAY="")
    assert done.returncode == 2
    assert "needs a display" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_help_names_it(anagraph: Anagraph) -> None:
    assert "edit" in anagraph("--help").stdout


def test_only_linux_may_lack_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("sys.platform", "darwin")
    assert has_display()
    monkeypatch.setattr("sys.platform", "linux")
    assert not has_display()
    monkeypatch.setenv("DISPLAY", ":1")
    assert has_display()
