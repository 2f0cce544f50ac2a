"""A real window for tests: a virtual display, one editor for all tests, and a driver for its mouse and keys."""

import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nodegraph.registry import Registry
from tests.app.editor.driver import Driver
from tests.app.editor.hands import Hands

if TYPE_CHECKING:
    from app.editor.editor import Editor

SIZE = 1680, 1050
NEEDED = {"Xvfb": "xvfb", "xdotool": "xdotool", "xclip": "xclip"}


def missing_packages() -> list[str]:
    """The Debian packages that a window needs and this machine lacks."""
    tools = [package for tool, package in NEEDED.items() if shutil.which(tool) is None]
    return tools + ([] if ctypes.util.find_library("GL") else ["libgl1", "libgl1-mesa-dri"])


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """A screen of its own. Without one, tests are skipped with a reason; in CI a skip is a failure."""
    missing = missing_packages()
    if missing:
        reason = f"a window needs the packages {', '.join(missing)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with started_xvfb() as name:
        yield name


@contextmanager
def started_xvfb() -> Iterator[str]:
    """Xvfb on a free display, named in $DISPLAY while the block lasts."""
    reading, writing = os.pipe()
    screen = f"{SIZE[0]}x{SIZE[1]}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as told, pytest.MonkeyPatch.context() as patch:
            number = told.readline().strip()
            assert number, "Xvfb did not start"
            patch.setenv("DISPLAY", f":{number}")
            try:
                yield f":{number}"
            finally:
                server.terminate()


@pytest.fixture(scope="session")
def window(display: str, registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Editor]":
    """The one editor of this process: DearPyGui bears a single context."""
    from app.editor.editor import Editor
    from app.session import Session

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANAGRAPH_STATE", str(tmp_path_factory.mktemp("state")))
        editor = Editor(Session(registry, tmp_path_factory.mktemp("out")), SIZE)
        Driver(editor).frames(10)
        yield editor
        editor.close()


@pytest.fixture
def editor(window: "Editor", tmp_path: Path) -> "Iterator[Editor]":
    """The editor with an empty document, as it is at the start."""
    _begin_anew(window, tmp_path)
    yield window
    window.session.stop()
    window.loop.faults.clear()


@pytest.fixture
def driver(editor: "Editor") -> Driver:
    made = Driver(editor)
    made.move((2, SIZE[1] - 2))
    return made


@pytest.fixture
def hands(editor: "Editor", driver: Driver) -> Hands:
    """At 100%, whatever the test before left."""
    driver.key("ctrl+0")
    return Hands(editor, driver)


def _begin_anew(editor: "Editor", folder: Path) -> None:
    from app.document.storage import Preferences

    session = editor.session
    driver = Driver(editor)
    session.stop()
    driver.until(lambda: not session.runner.is_busy, what="the end of the last run")
    editor.loop.faults.clear()
    for key in ("ctrl", "shift", "alt"):
        driver.key_up(key)
    driver.key("Escape", "Escape")
    session.preferences = Preferences(last_folder=str(folder))
    session.out = folder / "out"
    session.question = None
    session.new()
    session.results.forget()
    session.results.history = []
    editor.palette.close()
    editor.shell.unfold()
    if editor.theme.name != "dark":
        editor.theme.switch("dark")
    driver.frames()
