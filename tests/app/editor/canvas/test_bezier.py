"""The curve of a wire."""

import pytest

from app.editor.canvas import bezier


@pytest.mark.parametrize("goal", [(300.0, 40.0), (-200.0, 10.0), (5.0, 400.0), (0.0, 0.0)])
def test_a_wire_leaves_to_the_right_and_arrives_from_the_left(goal: bezier.Point) -> None:
    start, leaving, coming, end = bezier.curve((0.0, 0.0), goal)
    assert (start, end) == ((0.0, 0.0), goal)
    assert leaving[0] >= start[0]
    assert leaving[1] == start[1]
    assert coming[0] <= end[0]
    assert coming[1] == end[1]


def test_a_curve_begins_and_ends_at_its_pins() -> None:
    curve = bezier.curve((10.0, 20.0), (200.0, 90.0))
    assert bezier.at(curve, 0) == (10.0, 20.0)
    assert bezier.at(curve, 1) == pytest.approx((200.0, 90.0))


def test_near_measures_the_distance() -> None:
    curve = bezier.curve((0.0, 0.0), (200.0, 0.0))
    assert bezier.near(curve, (100.0, 4.0), 6.0) == pytest.approx(4.0)
    assert bezier.near(curve, (100.0, 9.0), 6.0) is None
    assert bezier.near(curve, (260.0, 0.0), 6.0) is None


def test_dots_part_a_wire() -> None:
    curves = bezier.through([(0, 0), (50, 80), (200, 10)])
    assert [each[0] for each in curves] == [(0, 0), (50, 80)]
    assert [each[3] for each in curves] == [(50, 80), (200, 10)]
