import numpy as np
import torch

from app.looking.pixels import to_rgb
from app.looking.views import flip, from_afar, mirror, negative, side_by_side, split, tiled, turned, with_grid
from nodes import views as nodes

rng = np.random.default_rng(3)
PICTURE = rng.integers(0, 256, (6, 4, 3), np.uint8)


def as_tensor(picture):
    return torch.from_numpy(picture.astype(np.float32)).permute(2, 0, 1)[None] / 127.5 - 1


def test_turning_a_picture_is_what_the_nodes_do():
    image = as_tensor(PICTURE)

    assert np.array_equal(flip(PICTURE), to_rgb(nodes.flip(image))[0])
    assert np.array_equal(mirror(PICTURE), to_rgb(nodes.flip(image, axis="horizontal"))[0])
    assert np.array_equal(turned(PICTURE, -1), to_rgb(nodes.rotate(image, angle=90))[0])
    assert np.array_equal(turned(PICTURE, 2), to_rgb(nodes.rotate(image, angle=180))[0])
    assert np.array_equal(negative(PICTURE), to_rgb(nodes.negate(image))[0])


def test_from_afar_a_picture_is_smaller_and_its_fine_part_goes():
    fine = np.indices((64, 64)).sum(axis=0) % 2 * 255
    picture = np.repeat(fine[..., None].astype(np.uint8), 3, axis=2)
    picture[:, 32:] //= 2

    near, middle, far = (from_afar(picture, strength) for strength in (0, 0.5, 1))

    assert near is picture
    assert near.shape > middle.shape > far.shape
    assert far[:, : far.shape[1] // 3].std() < 4
    assert far[:, 0].mean() > far[:, -1].mean() + 40


def test_the_blur_from_afar_is_the_low_pass_of_a_hybrid():
    from nodes.frequencies import low_pass

    picture = to_rgb(torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0)).clamp(-1, 1))[0]
    from PIL import Image, ImageFilter

    seen = np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(0.08 * 0.4 * 64)))
    low = to_rgb(low_pass(as_tensor(picture), sigma=2.0))[0]

    assert np.corrcoef(seen[8:-8, 8:-8].ravel(), low[8:-8, 8:-8].ravel())[0, 1] > 0.97


def test_a_split_shows_one_picture_left_and_the_other_right():
    before, after = np.zeros((3, 8, 3), np.uint8), np.full((6, 8, 3), 255, np.uint8)

    assert split(before, after, 0.25)[0, :, 0].tolist() == [0, 0] + [255] * 6
    assert split(before, after, 0.0).min() == 255
    assert split(before, after, 2.0).max() == 0


def test_a_split_leaves_both_pictures_alone():
    before, after = np.zeros((4, 4, 3), np.uint8), np.full((4, 4, 3), 255, np.uint8)
    split(before, after, 0.5)

    assert after.min() == 255


def test_side_by_side_leaves_a_gap_of_nothing():
    row = side_by_side([np.full((4, 3, 3), 7, np.uint8), np.full((2, 2, 3), 9, np.uint8)], gap=2)

    assert row.shape == (4, 7, 4)
    assert row[1, :, 3].tolist() == [255] * 3 + [0] * 2 + [255] * 2
    assert row[0, 5:, 3].tolist() == [0, 0]


def test_a_batch_is_nearly_square():
    assert tiled([PICTURE]) is PICTURE
    assert tiled([PICTURE] * 5, gap=1).shape == (2 * 7 - 1, 3 * 5 - 1, 3)


def test_the_grid_lies_between_pixels_and_is_seen_on_every_colour():
    for level in (0, 128, 255):
        lined = with_grid(np.full((16, 16, 3), level, np.uint8), 8)
        changed = np.flatnonzero((lined != level).all(axis=2).all(axis=1))

        assert changed.tolist() == [8]
        assert abs(int(lined[8, 8, 0]) - level) > 20


def test_no_grid_where_pixels_are_too_small():
    assert with_grid(PICTURE, 3) is PICTURE
