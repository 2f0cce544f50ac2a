import numpy as np
import pytest

from app.painting.shown import TINT, at_size, over, place


def test_the_inside_of_a_mask_is_tinted_and_the_outside_is_the_picture():
    mask = np.zeros((4, 4, 3), np.uint8)
    mask[:2] = 255
    backdrop = np.full((8, 8, 3), 100, np.uint8)

    shown = over(mask, backdrop, 1.0)
    assert shown[0, 0].tolist() == list(TINT)
    assert shown[3, 3].tolist() == [100] * 3
    assert over(mask, backdrop, 0.0)[0, 0].tolist() == [100] * 3


def test_pixels_are_enlarged_whole():
    picture = np.random.default_rng(1).integers(0, 255, (4, 4, 3), np.uint8)

    assert np.array_equal(at_size(picture, 8)[::2, ::2], picture)


@pytest.mark.parametrize("size", [(256, 256), (64, 32), (300, 512)])
def test_the_place_is_where_the_picture_is_drawn(size):
    from app.looking.sizes import centred

    width, height = size
    left, top, scale = place(size, 512)
    drawn = centred(at_size(np.zeros((height, width, 3), np.uint8), 512), 512)[..., 3] > 0
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))

    assert (columns[0], rows[0]) == (left, top)
    assert (len(columns), len(rows)) == (round(width * scale), round(height * scale))
