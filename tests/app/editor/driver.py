"""Drives the editor's window as a user would: mouse and keys by xdotool, frames by hand in between."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
from PIL import Image

from tests.app.editor.x11 import ask_to_close

if TYPE_CHECKING:
    from app.editor.editor import Editor

Point = tuple[float, float]
BUTTONS = {"left": 1, "middle": 2, "right": 3}
MENU_BAR = 28
SETTLE = 4  # frames after something the user did: the event arrives, the callback runs, the views follow, it is drawn


class Driver:
    """The hands and eyes of a test. Positions are pixels of the window, such as `editor.canvas.pin_position(...)`."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor

    def frames(self, count: int = SETTLE) -> None:
        """Draw some frames; what went wrong in one of them fails the test."""
        for _ in range(count):
            self.editor.loop.frame()
        if self.editor.loop.faults:
            raise self.editor.loop.faults[0]

    def until(self, holds: Callable[[], object], *, seconds: float = 60, what: str = "it") -> None:
        """Draw frames until something holds. Fails the test where it takes longer than anything could."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"{what} did not happen. The status line says: {self.said}"
            self.frames(1)

    @property
    def said(self) -> str:
        """What the status line was told last."""
        return self.editor.session.notice.text

    def move(self, at: Point) -> None:
        """Move the mouse."""
        self._do("mousemove", *_whole(at))
        self.frames()

    def click(self, at: Point | None = None, button: str = "left") -> None:
        """Click, where the mouse is or somewhere else."""
        if at is not None:
            self.move(at)
        self.press(button, settle=2)
        self.release(button, settle=2)
        self.frames()

    def double_click(self, at: Point) -> None:
        """Two clicks at once: with frames in between a slow machine would see two single ones."""
        self.move(at)
        self._do("click", "--repeat", "2", "--delay", "0", str(BUTTONS["left"]))
        self.frames(8)

    def press(self, button: str = "left", *, settle: int = SETTLE) -> None:
        """Put a button down and keep it down."""
        self._do("mousedown", str(BUTTONS[button]))
        self.frames(settle)

    def release(self, button: str = "left", *, settle: int = SETTLE) -> None:
        self._do("mouseup", str(BUTTONS[button]))
        self.frames(settle)

    def drag(self, start: Point, end: Point, button: str = "left", *, steps: int = 6, held: str = "") -> None:
        """Press, move in steps, release. `held` is a key that is down meanwhile."""
        self.move(start)
        if held:
            self.key_down(held)
        self.press(button)
        for step in range(1, steps + 1):
            across, down = ((end[axis] - start[axis]) * step / steps for axis in (0, 1))
            self._do("mousemove", *_whole((start[0] + across, start[1] + down)))
            self.frames(2)
        self.frames()
        self.release(button)
        if held:
            self.key_up(held)

    def wheel(self, clicks: int, at: Point | None = None, *, held: str = "") -> None:
        """Turn the wheel, away from the user if positive."""
        if at is not None:
            self.move(at)
        if held:
            self.key_down(held)
        for _ in range(abs(clicks)):
            self._do("click", "4" if clicks > 0 else "5")
            self.frames(2)
        if held:
            self.key_up(held)
        self.frames()

    def key(self, *chords: str) -> None:
        """Press keys as xdotool names them: "ctrl+z", "Return", "space", "Delete"."""
        for chord in chords:
            self._do("key", chord)
            self.frames()

    def key_down(self, key: str) -> None:
        self._do("keydown", key)
        self.frames(2)

    def key_up(self, key: str) -> None:
        self._do("keyup", key)
        self.frames(2)

    def at_once(self, events: str) -> None:
        """Several events with no frame in between, as xdotool names them: "keydown c keyup ctrl"."""
        self._do(*events.split())
        self.frames()

    def type(self, text: str) -> None:
        """Type a text into what has the focus, letter by letter."""
        for letter in text:
            self._do("type", "--delay", "0", "--", letter)
            self.frames(2)
        self.frames()

    def menu(self, *labels: str) -> None:
        """Choose from the menu bar: `menu("File", "Save as…")`. One label only opens that menu."""
        left, top = dpg.get_item_pos(self.editor.shell.menus)
        menu = self._entry(self._bar, labels[0])
        left += dpg.get_item_pos(menu)[0]
        self.click((left + 12, top + MENU_BAR / 2))
        top += MENU_BAR
        for label in labels[1:]:
            entry = self._entry(menu, label)
            x, y = dpg.get_item_pos(entry)
            self.move((left + x + 8, top + y + 8))
            left, top, menu = left + dpg.get_item_state(menu)["rect_size"][0], top + y - 10, entry
        if len(labels) > 1:
            self.click()

    def _entry(self, menu: int, label: str) -> int:
        """The entry of a menu or of the bar that says `label`."""
        for item in dpg.get_item_children(menu, 1):
            if dpg.get_item_label(item) == label:
                return int(item)
        raise AssertionError(f"no menu entry {label!r}")

    def is_enabled(self, *labels: str) -> bool:
        """Whether a menu entry can be chosen."""
        return bool(dpg.get_item_configuration(self._walk(labels))["enabled"])

    def is_checked(self, *labels: str) -> bool:
        """Whether a menu entry has a tick."""
        return bool(dpg.get_value(self._walk(labels)))

    @property
    def _bar(self) -> int:
        found = _below(self.editor.shell.menus)
        return next(item for item in found if dpg.get_item_type(item) == "mvAppItemType::mvMenuBar")

    def _walk(self, labels: tuple[str, ...]) -> int:
        item = self._bar
        for label in labels:
            item = self._entry(item, label)
        return item

    def press_button(self, label: str, within: int = 0) -> None:
        """Click a button that is in sight, by what it says."""
        self.click(_middle(self.item(label, within)))

    def item(self, label: str, within: int = 0) -> int:
        """The visible item that says `label`, alone or after its icon."""
        for item in _below(within) if within else dpg.get_all_items():
            words = str(dpg.get_item_configuration(item).get("label") or "")
            if words.split("##")[0].strip().endswith(label) and dpg.get_item_state(item).get("visible"):
                return int(item)
        raise AssertionError(f"nothing in sight says {label!r}")

    def close_window(self) -> None:
        """Click the cross that a window manager would draw."""
        ask_to_close(dpg_window())
        self.frames()

    def screenshot(self, path: Path) -> Image.Image:
        """What the window shows, also as a file."""
        path.unlink(missing_ok=True)
        self.frames()
        dpg.output_frame_buffer(str(path))
        self.until(lambda: path.exists() and path.stat().st_size > 0, what="the screenshot")
        self.frames(1)
        with Image.open(path) as found:
            return found.convert("RGB")

    def _do(self, *command: str) -> None:
        subprocess.run(["xdotool", *command], check=True, capture_output=True, timeout=20)


def dpg_window() -> int:
    """The X11 window of this process."""
    found = subprocess.run(["xdotool", "search", "--name", "anagraph"], check=True, capture_output=True, text=True)
    return int(found.stdout.split()[0])


def _whole(at: Point) -> tuple[str, str]:
    return str(round(at[0])), str(round(at[1]))


def _middle(item: int) -> Point:
    state = dpg.get_item_state(item)
    (x, y), (width, height) = state["rect_min"], state["rect_size"]
    return x + width / 2, y + height / 2


def _below(item: int) -> list[int]:
    children = [each for slot in dpg.get_item_children(item).values() for each in slot]
    return children + [each for child in children for each in _below(child)]
