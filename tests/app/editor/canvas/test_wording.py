"""Times and steps in words."""

import pytest

from app.editor.canvas.wording import duration, left, zone_pace, zone_step
from app.running.state import ZoneState


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0006, "0.6 ms"), (0.038, "38 ms"), (0.9994, "999 ms"), (4.7, "4.7 s"), (125, "2 min 5 s")],
)
def test_a_duration_has_a_unit_and_a_space(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_what_is_left_comes_in_whole_seconds() -> None:
    assert [left(each) for each in (0.4, 2.2, 75)] == ["less than 1 s left", "2 s left", "1 min 15 s left"]


def test_a_loop_tells_its_step_and_pace_while_it_runs() -> None:
    state = ZoneState("sampler", visit=16, count=30, seconds=16 * 0.156)
    assert zone_step(state) == "step 17 of 30"
    assert zone_pace(state, running=True) == "156 ms a step, 2 s left"


def test_afterwards_it_tells_how_long_it_took() -> None:
    state = ZoneState("sampler", visit=30, count=30, seconds=4.68, over=True)
    assert zone_step(state) == "30 steps"
    assert zone_pace(state, running=False) == "last run 4.7 s, 156 ms a step"


def test_a_loop_that_never_ran_says_nothing() -> None:
    assert (zone_step(None), zone_pace(None, running=False)) == ("", "")
