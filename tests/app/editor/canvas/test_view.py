"""The view's arithmetic: what is where on the screen."""

import pytest

from app.editor.canvas.view import FOOT, LEVELS, View


@pytest.fixture
def view() -> View:
    return View(origin=(100.0, 50.0), size=(800.0, 600.0), pan=(7.0, -3.0), shift=(40.0, 60.0))


@pytest.mark.parametrize("zoom", [0.4, 1.0, 1.75])
def test_screen_and_canvas_are_inverse(view: View, zoom: float) -> None:
    view.zoom = zoom
    back = view.to_canvas(view.to_screen((123.0, -45.0)))
    assert back == pytest.approx((123.0, -45.0), abs=0.5 / zoom)


@pytest.mark.parametrize("zoom", LEVELS)
def test_zooming_keeps_what_is_under_the_mouse(view: View, zoom: float) -> None:
    mouse = (431.0, 287.0)
    before = view.to_canvas(mouse)
    view.zoom_to(zoom, mouse)
    assert view.to_canvas(mouse) == pytest.approx(before, abs=1.01 / zoom)


def test_zoom_stays_within_bounds(view: View) -> None:
    view.zoom_to(0.01, view.centre)
    assert view.zoom == LEVELS[0]
    view.zoom_to(50, view.centre)
    assert view.zoom == LEVELS[-1]


def test_steps_go_to_the_next_level_and_stop_at_the_ends(view: View) -> None:
    view.zoom = 1.0
    assert (view.stepped(1), view.stepped(-1), view.stepped(0)) == (1.1, 0.9, 1.0)
    view.zoom = 0.93
    assert (view.stepped(1), view.stepped(-1)) == (1.0, 0.9)
    assert (view.stepped(99), view.stepped(-99)) == (LEVELS[-1], LEVELS[0])


def test_framing_brings_a_rectangle_to_the_middle_above_the_legend_and_never_magnifies(view: View) -> None:
    view.frame(0, 0, 100, 50)
    assert view.zoom == 1.0
    assert view.to_canvas((view.centre[0], view.centre[1] - FOOT / 2)) == pytest.approx((50, 25), abs=1)
    view.frame(0, 0, 1600, 900)
    left, top = view.to_screen((0, 0))
    right, bottom = view.to_screen((1600, 900))
    assert view.origin[0] <= left
    assert right <= view.origin[0] + view.size[0]
    assert view.origin[1] <= top
    assert bottom <= view.origin[1] + view.size[1]


def test_the_scale_of_the_interface_enlarges_the_canvas_too() -> None:
    view = View(scale=1.5, zoom=2.0, shift=(0.0, 0.0))
    assert view.to_screen((10, 10)) == (30, 30)


def test_shifts_are_whole_pixels(view: View) -> None:
    view.zoom_to(1.1, (333.3, 271.7))
    assert all(each == int(each) for each in view.shift)
