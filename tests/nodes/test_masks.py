"""Masks from files and from shapes."""

import numpy as np
import pytest
import torch
from PIL import Image

from nodegraph.errors import CheckError, UsageError
from nodes.compute import Compute, using
from nodes.images import load_image
from nodes.masks import _shaped, invert_mask, load_mask, shape_mask
from nodes.types import Mask


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with using(Compute(base=tmp_path)):
        yield tmp_path


def test_white_is_inside(folder):
    picture = Image.new("L", (8, 4), 0)
    picture.paste(255, (4, 0, 8, 4))
    picture.save(folder / "m.png")
    values = load_mask(file="m.png").values
    assert values.shape == (1, 1, 4, 8)
    assert torch.equal(values, (torch.arange(8) >= 4).float().expand(1, 1, 4, 8))


def test_the_threshold_rounds_and_can_be_off(folder):
    Image.fromarray(np.array([[0, 127, 128, 255]], np.uint8)).save(folder / "m.png")
    assert load_mask(file="m.png").values.flatten().tolist() == [0, 0, 1, 1]
    soft = load_mask(file="m.png", threshold=False).values
    torch.testing.assert_close(soft.flatten(), torch.tensor([0, 127, 128, 255]) / 255)


def test_alpha_can_be_the_mask(folder):
    picture = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 4, 2))
    picture.save(folder / "m.png")
    assert load_mask(file="m.png", channel="alpha").values[0, 0, :, 0].tolist() == [1, 1, 0, 0]


def test_what_is_transparent_is_not_white(folder):
    Image.new("RGBA", (4, 4), (255, 255, 255, 0)).save(folder / "m.png")
    assert not load_mask(file="m.png").values.any()


def test_a_missing_alpha_channel_is_named(folder):
    Image.new("RGB", (4, 4)).save(folder / "m.png")
    with pytest.raises(UsageError, match=r"^m\.png: has no alpha channel\. Choose luminance"):
        load_mask(file="m.png", channel="alpha")


def test_a_missing_file_is_named(folder):
    with pytest.raises(UsageError, match=r"m\.png: there is no such file"):
        load_mask(file="m.png")


@pytest.mark.parametrize("fit", ["crop", "pad", "fit", "stretch"])
def test_a_mask_covers_the_same_part_as_an_image_of_the_same_fit(folder, fit):
    picture = Image.new("L", (64, 32), 0)
    picture.paste(255, (24, 8, 40, 24))
    picture.save(folder / "m.png")
    options = {"file": "m.png", "width": 16, "height": 16, "fit": fit}
    image = load_image(**options, background="#000000")
    assert torch.equal(load_mask(**options).values, (image[:, :1] >= 0).float())


def test_shrinking_a_mask_leaves_nothing_outside_its_edge(folder):
    picture = Image.new("L", (64, 64), 0)
    picture.paste(255, (16, 16, 48, 48))
    picture.save(folder / "m.png")
    values = load_mask(file="m.png", width=8, height=8, threshold=False).values[0, 0]
    expected = torch.zeros(8, 8)
    expected[2:6, 2:6] = 1
    assert torch.equal(values, expected)


def test_a_rectangle_holds_the_pixels_whose_centres_it_holds():
    values = shape_mask(width=8, height=4, left=0.25, right=0.75, top=0.5, bottom=1.0).values
    assert values.shape == (1, 1, 4, 8)
    expected = torch.zeros(4, 8)
    expected[2:, 2:6] = 1
    assert torch.equal(values[0, 0], expected)


def test_an_ellipse_has_the_area_of_an_ellipse():
    values = shape_mask(shape="ellipse", width=400, height=200, left=0.1, right=0.9, top=0.2, bottom=0.8).values
    assert values.sum().item() == pytest.approx(torch.pi * 160 * 60, rel=1e-3)
    assert values[0, 0, 100, 200] == 1
    assert values[0, 0, 41, 41] == 0


def test_a_feather_rises_inside_and_leaves_the_outside_at_0():
    hard = shape_mask(width=16, height=16).values
    soft = shape_mask(width=16, height=16, feather=3).values
    assert not soft[hard == 0].any()
    torch.testing.assert_close(soft[0, 0, 8, 4:8], torch.tensor([0.5, 1.5, 2.5, 3.0]) / 3)


@pytest.mark.parametrize("shape", ["rectangle", "ellipse"])
def test_a_feathered_shape_stays_within_0_and_1_and_is_symmetric(shape):
    values = shape_mask(shape=shape, width=32, height=24, feather=5).values
    assert values.min() == 0
    assert values.max() == 1
    torch.testing.assert_close(values, values.flip(2))
    torch.testing.assert_close(values, values.flip(3))


def test_an_image_gives_the_size():
    assert shape_mask(torch.zeros(2, 3, 12, 20), width=5, height=5).values.shape == (1, 1, 12, 20)


def test_an_empty_box_is_refused_with_its_numbers():
    with pytest.raises(ValueError, match=r"left 0\.5, top 0\.25, right 0\.5, bottom 0\.75 hold nothing\. Choose"):
        shape_mask(left=0.5, right=0.5)
    with pytest.raises(CheckError) as caught:
        _shaped({}, {"left": 0.1, "right": 0.9, "top": 0.6, "bottom": 0.4})
    assert (caught.value.socket, caught.value.found) == ("bottom", "is 0.4, but top is 0.6")


def test_the_shape_is_known_beforehand():
    assert _shaped({}, {"width": 8, "height": 4}) == (1, 1, 4, 8)
    assert _shaped({"like": (2, 3, 16, 32)}, {"width": 8, "height": 4}) == (1, 1, 16, 32)
    assert _shaped({"like": None}, {"width": 8, "height": 4}) == (1, 1, None, None)


def test_inverting_swaps_inside_and_outside():
    values = torch.rand(1, 1, 4, 4)
    assert torch.equal(invert_mask(Mask(values)).values, 1 - values)
