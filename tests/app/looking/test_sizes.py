import numpy as np
import pytest

from app.looking.sizes import centred, fitted, magnified, rounded


def checked(height, width):
    """Black and white by turns."""
    ones = np.indices((height, width)).sum(axis=0) % 2
    return np.repeat(ones[..., None].astype(np.uint8) * 255, 3, axis=2)


@pytest.mark.parametrize(("shape", "expected"), [((32, 32), (104, 104)), ((64, 32), (104, 52)), ((3, 300), (1, 104))])
@pytest.mark.parametrize("smooth", [True, False])
def test_it_fits_a_square_and_keeps_its_ratio(shape, expected, smooth):
    assert fitted(checked(*shape), 104, smooth=smooth).shape == (*expected, 3)


def test_whole_factors_keep_whole_pixels():
    picture = checked(32, 32)

    assert np.array_equal(fitted(picture, 256, smooth=False), magnified(picture, 8))


def test_a_fraction_of_a_factor_keeps_the_mean():
    assert abs(fitted(checked(32, 32), 104, smooth=False).mean() - 127.5) < 1


def test_rounded_corners_are_clear_and_edges_are_not():
    picture = rounded(np.full((40, 60, 3), 200, np.uint8), 6)

    assert picture.shape == (40, 60, 4)
    assert [picture[y, x, 3] for y in (0, -1) for x in (0, -1)] == [0] * 4
    assert (picture[20, :, 3] == 255).all()
    assert (picture[:, 30, 3] == 255).all()
    assert (picture[..., :3] == 200).all()


def test_no_corners_keep_everything():
    assert (rounded(checked(4, 4), 0)[..., 3] == 255).all()


def test_a_picture_in_the_middle_of_nothing():
    square = centred(np.full((10, 4, 3), 9, np.uint8), 10)

    assert square[..., 3].any(axis=0).tolist() == [False] * 3 + [True] * 4 + [False] * 3
