import numpy as np
import pytest

from app.painting.brush import NOWHERE, Box, coverage, reach


def covered(start, end, size, softness=0.0, shape=(40, 60)):
    box = reach(start, end, size, shape[1], shape[0])
    whole = np.zeros(shape, np.float32)
    if not box.empty:
        whole[box.area] = coverage(start, end, size, softness, box)
    return whole


def test_a_dab_is_as_large_as_the_brush():
    assert covered((30, 20), (30, 20), 10).sum() == pytest.approx(np.pi * 25, rel=0.03)


def test_a_stroke_is_a_bar_with_round_ends():
    assert covered((20, 20), (40, 20), 8).sum() == pytest.approx(20 * 8 + np.pi * 16, rel=0.03)


def test_it_does_not_matter_which_way_it_goes():
    one, other = (12.3, 7.7), (44.1, 30.2)
    assert np.allclose(covered(one, other, 9, 0.4), covered(other, one, 9, 0.4), atol=1e-5)


def test_a_soft_brush_fades_from_its_middle():
    line = covered((30, 20.5), (30, 20.5), 20, 1.0)[20, 30:42]

    assert line[0] > 0.9
    assert (np.diff(line[:10]) < 0).all()
    assert line[-1] == 0


def test_the_box_holds_everything_that_is_covered():
    rng = np.random.default_rng(2)
    for _ in range(50):
        start, end = rng.uniform(-20, 80, (2, 2))
        box = reach(tuple(start), tuple(end), 12, 60, 40)
        all_of_it = coverage(tuple(start), tuple(end), 12, 0.5, Box(0, 40, 0, 60))
        all_of_it[box.area] = 0
        assert not all_of_it.any()


def test_a_stroke_outside_covers_nothing():
    assert reach((-100, -100), (-50, -90), 10, 60, 40).empty
    assert reach((500, 10), (600, 10), 10, 60, 40).empty


def test_boxes_join():
    assert Box(1, 3, 2, 5).joined(Box(0, 2, 4, 9)) == Box(0, 3, 2, 9)
    assert NOWHERE.joined(Box(1, 2, 3, 4)) == Box(1, 2, 3, 4)
    assert Box(1, 2, 3, 4).joined(NOWHERE) == Box(1, 2, 3, 4)
