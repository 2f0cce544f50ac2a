"""The mouse and the keys that go with it, read once a frame."""

import time
from dataclasses import dataclass, field
from math import dist

import dearpygui.dearpygui as dpg

Point = tuple[float, float]
TWICE, NEAR = 0.5, 5.0  # seconds and pixels between the presses of a double click
LEFT, RIGHT, MIDDLE = dpg.mvMouseButton_Left, dpg.mvMouseButton_Right, dpg.mvMouseButton_Middle
_CTRL = (dpg.mvKey_LControl, dpg.mvKey_RControl)
_SHIFT = (dpg.mvKey_LShift, dpg.mvKey_RShift)
_ALT = (dpg.mvKey_LAlt, dpg.mvKey_RAlt)


@dataclass
class Pointer:
    """`pressed` and `released` name the buttons that went down or up since the last frame."""

    at: Point = (0.0, 0.0)
    by: Point = (0.0, 0.0)
    down: frozenset[int] = frozenset()
    pressed: frozenset[int] = frozenset()
    released: frozenset[int] = frozenset()
    wheel: float = 0.0
    double: bool = False
    ctrl: bool = False
    shift: bool = False
    alt: bool = False
    _wheel: float = 0.0
    _last: tuple[float, Point] = (-1.0, (0.0, 0.0))
    _handlers: int = field(default=0)

    def __post_init__(self) -> None:
        with dpg.handler_registry() as registry:
            dpg.add_mouse_wheel_handler(callback=lambda _, steps: self._turned(steps))
        self._handlers = int(registry)

    def read(self) -> None:
        """Take what happened since the last frame."""
        x, y = dpg.get_mouse_pos(local=False)
        self.by, self.at = (x - self.at[0], y - self.at[1]), (x, y)
        down = frozenset(each for each in (LEFT, RIGHT, MIDDLE) if dpg.is_mouse_button_down(each))
        self.pressed, self.released, self.down = down - self.down, self.down - down, down
        self.wheel, self._wheel = self._wheel, 0.0
        self.double = LEFT in self.pressed and self._is_second()
        self.ctrl, self.shift, self.alt = _any(_CTRL), _any(_SHIFT), _any(_ALT)

    def _turned(self, steps: float) -> None:
        self._wheel += steps

    def _is_second(self) -> bool:
        """Whether this press follows another one at the same place. A third one begins anew."""
        now, (when, where) = time.monotonic(), self._last
        second = now - when < TWICE and dist(where, self.at) < NEAR
        self._last = (0.0 if second else now), self.at
        return second


def _any(keys: tuple[int, ...]) -> bool:
    return any(dpg.is_key_down(each) for each in keys)
