"""`anagraph edit` as a process of its own, seen from outside: keys and mouse go in, files and the window's
title come out.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.document.storage import Preferences, save_preferences
from tests.app.editor.x11 import ask_to_close

ROOT = Path(__file__).parents[3]
PATIENCE = 300  # seconds for what takes a few


class EditorProcess:
    """A running editor. `state` is where it keeps its autosaves."""

    def __init__(self, process: "subprocess.Popen[bytes]", state: Path, log: Path) -> None:
        self.process, self.state, self.log = process, state, log
        self.until(lambda: " - anagraph" in self.title, "the first frame")

    @property
    def title(self) -> str:
        """What the window is called; a dot in front of what is not saved."""
        found = self._do("search", "--onlyvisible", "--name", "anagraph", "getwindowname", "%1")
        return found.strip()

    def key(self, *chords: str) -> None:
        for chord in chords:
            self._do("key", "--clearmodifiers", chord)
            time.sleep(0.3)  # some frames, that nobody here can count

    def type(self, text: str) -> None:
        self._do("type", "--delay", "150", "--", text)

    def click(self, at: tuple[float, float]) -> None:
        self._do("mousemove", str(round(at[0])), str(round(at[1])), "sleep", "0.5", "click", "1")

    def close_window(self) -> None:
        """Click the cross of its window, if that is still there."""
        for window in self._do("search", "--onlyvisible", "--name", "anagraph").split()[:1]:
            ask_to_close(int(window))

    def until(self, holds: Callable[[], object], what: str, again: Callable[[], object] = lambda: None) -> None:
        """Wait for something, and do something `again` and again meanwhile."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, f"{what} did not come. {self.log.read_text()}"
            assert self.is_running, f"the editor ended without {what}. {self.log.read_text()}"
            again()
            time.sleep(0.1)

    def ended(self, again: Callable[[], object] = lambda: None) -> int:
        """Wait for its end; its exit status."""
        end = time.monotonic() + PATIENCE
        while self.is_running:
            assert time.monotonic() < end, f"the editor did not end. {self.log.read_text()}"
            again()
            time.sleep(0.1)
        return int(self.process.wait())

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    @property
    def autosaves(self) -> list[Path]:
        """What it and those before it keep of unsaved work."""
        folder = self.state / "autosave"
        return sorted(each for each in folder.glob("*.json") if not each.name.startswith("."))

    def _do(self, *command: str) -> str:
        return subprocess.run(["xdotool", *command], capture_output=True, text=True, timeout=20).stdout


@contextmanager
def editing(state: Path, size: tuple[int, int], *arguments: object) -> Iterator[EditorProcess]:
    """Start `anagraph edit` on the display of the environment; whatever is left of it at the end is killed."""
    save_preferences(Preferences(window=size), state)
    log = state / "log.txt"
    command = [sys.executable, "-m", "app.entry", "edit", *map(str, arguments)]
    environment = os.environ | {"ANAGRAPH_STATE": str(state), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    with log.open("ab") as told:
        process = subprocess.Popen(command, cwd=state, env=environment, stdout=told, stderr=told)
    try:
        yield EditorProcess(process, state, log)
    finally:
        process.kill()
        process.wait()
