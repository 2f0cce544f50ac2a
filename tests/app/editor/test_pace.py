"""Frames come quickly while the user acts, and seldom otherwise."""

import pytest

from app.editor.pace import IDLE, LONGEST, QUICK, RUNNING, Pace


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_idle_and_running() -> None:
    pace = Pace(Clock())
    assert pace.rest(100.0, running=False) == pytest.approx(IDLE)
    assert pace.rest(100.0, running=True) == pytest.approx(RUNNING)


def test_input_makes_it_quick_for_a_while() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.wake(0.5)
    assert pace.rest(100.0, running=True) == pytest.approx(QUICK)
    clock.now += 0.6
    assert pace.rest(clock.now, running=False) == pytest.approx(IDLE)


def test_the_longest_wake_counts() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.wake(1.0)
    pace.wake(0.1)
    clock.now += 0.5
    assert pace.rest(clock.now, running=False) == pytest.approx(QUICK)


def test_a_run_gets_its_time_where_frames_are_slow() -> None:
    clock = Clock()
    pace = Pace(clock)
    clock.now += 0.04
    assert pace.rest(100.0, running=True) == pytest.approx(0.08)
    clock.now += 0.5
    assert pace.rest(100.0, running=True) == LONGEST
    pace.wake()
    assert pace.rest(clock.now - 0.04, running=True) == pytest.approx(0.04)
    assert pace.rest(clock.now - 0.04, running=False) == 0.0


def test_the_time_of_the_frame_itself_counts() -> None:
    clock = Clock()
    pace = Pace(clock)
    clock.now += 0.04
    assert pace.rest(100.0, running=False) == pytest.approx(IDLE - 0.04)
    clock.now += 1
    assert pace.rest(100.0, running=False) == 0.0
