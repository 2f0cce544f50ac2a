import pytest

from app.looking.zoom import LARGEST, SMALLEST, Zoom


def test_a_small_picture_fits_by_a_whole_factor_in_the_middle():
    assert Zoom.fit((64, 64), (800, 600)) == Zoom(9, (800 - 576) / 2, (600 - 576) / 2)


def test_a_large_picture_fits_by_any_factor():
    zoom = Zoom.fit((1000, 500), (800, 600), margin=50)

    assert zoom.scale == pytest.approx(0.7)
    assert (zoom.x, zoom.y) == pytest.approx((50, 125))


def test_the_point_under_the_mouse_stays():
    zoom = Zoom(4, 10, 20)
    closer = zoom.by(1.25, (130, 70))

    assert closer.scale == 5
    assert ((130 - closer.x) / closer.scale, (70 - closer.y) / closer.scale) == pytest.approx(((130 - 10) / 4, 50 / 4))


def test_zoom_has_limits():
    assert Zoom().by(1e6, (0, 0)).scale == LARGEST
    assert Zoom().by(1e-6, (0, 0)).scale == SMALLEST


def test_the_pixel_under_a_point():
    assert Zoom(8, 100, 50).pixel((100, 50)) == (0, 0)
    assert Zoom(8, 100, 50).pixel((123, 65)) == (2, 1)
    assert Zoom(8, 100, 50).pixel((99, 49)) == (-1, -1)
