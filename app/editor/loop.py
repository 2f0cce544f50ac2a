"""The frame loop: draws, runs callbacks on this thread, lets the views follow, and sleeps while nothing happens."""

import sys
import time
import traceback
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any

import dearpygui.dearpygui as dpg

from app.editor.pace import AWAKE, Pace
from app.editor.xerrors import outlive_x_errors

if TYPE_CHECKING:
    from app.editor.editor import Editor


class Loop:
    """`frame` is one frame; `run` makes them until `end` is called. `faults` holds what went wrong in callbacks."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self.ended = False
        self.faults: list[Exception] = []
        self._pace = Pace()
        self._mouse: Any = None
        with dpg.handler_registry():
            dpg.add_key_down_handler(callback=lambda: self.wake())
            dpg.add_mouse_wheel_handler(callback=lambda: self.wake())

    def wake(self, seconds: float = AWAKE) -> None:
        """Draw quickly for a while: something moves."""
        self._pace.wake(seconds)

    def end(self) -> None:
        """Leave `run` after this frame."""
        self.ended = True

    def run(self) -> None:
        """Frames until the end."""
        while not self.ended and dpg.is_dearpygui_running():
            begun = time.monotonic()
            self.frame()
            time.sleep(self._pace.rest(begun, running=self.editor.session.runner.is_busy))

    def frame(self) -> None:
        """Draw once, then let what the user did take effect and the views follow."""
        outlive_x_errors()
        dpg.render_dearpygui_frame()
        for job in dpg.get_callback_queue() or ():
            self._guarded(lambda job=job: _call(job))  # type: ignore[misc]
        self.editor.session.engaged = self.editor.is_engaged
        self._guarded(lambda: self.editor.session.tick(time.monotonic()))
        for view in self.editor.views:
            self._guarded(view.update)
        self._notice_mouse()

    def _notice_mouse(self) -> None:
        buttons = tuple(dpg.is_mouse_button_down(each) for each in range(3))
        mouse = (dpg.get_mouse_pos(local=False), buttons)
        if mouse != self._mouse or any(buttons):
            self._mouse = mouse
            self.wake()

    def _guarded(self, act: Callable[[], object]) -> None:
        """A fault in one view or callback must not end the editor, and must not go unseen."""
        try:
            act()
        except Exception as error:
            self.faults.append(error)
            traceback.print_exc(file=sys.stderr)
            self.editor.session.say(f"{type(error).__name__}: {error}", "error")


def _call(job: Any) -> None:
    """Call a callback with as many of sender, data and user data as it takes."""
    function, *given = job
    if function is None:
        return
    taken = function.__code__.co_argcount if isinstance(function, FunctionType) else len(given)
    function(*given[:taken])
