import numpy as np
import pytest

from app.looking.reel import Reel, spread
from app.running.results import Frame


def frames(*visits):
    return tuple(Frame((np.zeros((2, 2, 3), np.uint8),), visit) for visit in visits)


RESULT = Frame((np.ones((2, 2, 3), np.uint8),))


def test_a_few_steps_are_all_there():
    assert spread(4, 6, 2) == [0, 1, 2, 3]


@pytest.mark.parametrize("count", [7, 10, 30, 1000])
@pytest.mark.parametrize("places", [5, 6])
def test_the_strip_holds_both_ends_and_the_stop(count, places):
    for now in range(0, count, max(1, count // 50)):
        found = spread(count, places, now)
        assert len(set(found)) == places
        assert found == sorted(found)
        assert {0, now, count - 1} <= set(found)


def test_nothing_moves_where_nothing_is():
    reel = Reel()
    assert reel.frame() is None
    assert not reel.moves
    assert reel.title() == ""


def test_while_a_loop_runs_the_latest_visit_is_shown():
    reel = Reel("sampler", "clean", frames(0, 1, 2), None, 30, True)

    assert reel.frame().visit == 2
    assert reel.title() == "Step 3 of 30"
    assert reel.stops == 31
    assert [slot.frame is not None for slot in reel.strip()] == [True, True, False, False, False, False]


def test_what_is_yet_to_come_cannot_be_gone_to():
    reel = Reel("sampler", "clean", frames(0, 1, 2), None, 30, True)

    assert reel.frame(25).visit == 2
    assert reel.title(25) == "Step 3 of 30"


def test_the_result_comes_after_the_last_step():
    reel = Reel("sampler", "clean", frames(*range(30)), RESULT, 30, True)

    assert reel.frame() is RESULT
    assert reel.frame(30) is RESULT
    assert reel.frame(29).visit == 29
    assert reel.title(30) == "Result"
    assert reel.strip()[-1] == ("result", 30, RESULT)


def test_given_up_frames_are_stood_in_for_by_the_one_before():
    reel = Reel("sampler", "clean", frames(0, 4, 8), RESULT, 9, True)

    assert reel.frame(5).visit == 4
    assert reel.frame(7).visit == 4


def test_noise_has_no_result():
    reel = Reel("sampler", "noise", frames(*range(10)), RESULT, 10, False)

    assert reel.frame().visit == 9
    assert reel.title() == "Step 10 of 10"
    assert [slot.label for slot in reel.strip()][-1] == "10"


def test_a_picture_of_no_loop_is_a_result():
    reel = Reel("grid", "value", (), RESULT, 0, True)

    assert reel.frame() is RESULT
    assert not reel.moves
    assert reel.title() == "Result"
