import numpy as np
import pytest
import torch

from app.looking.pixels import on_ground, to_rgb
from nodes.previews import Pending
from nodes.types import Embeds, Frames, Mask, Noise


def test_an_image_is_clamped_and_spread_over_eight_bits():
    image = torch.tensor([-1.0, 0.0, 1.0, 3.0, -7.0]).expand(1, 3, 1, 5)

    (picture,) = to_rgb(image)

    assert picture.dtype == np.uint8
    assert picture.shape == (1, 5, 3)
    assert picture[0, :, 0].tolist() == [0, 128, 255, 255, 0]


def test_it_shows_what_a_saved_image_holds():
    from nodes.pictures import to_pictures

    image = torch.randn(2, 3, 5, 4, generator=torch.Generator().manual_seed(1))

    for shown, saved in zip(to_rgb(image), to_pictures(image), strict=True):
        assert np.array_equal(shown, np.asarray(saved))


def test_a_noise_shows_its_epsilon_over_three_sigmas():
    epsilon = torch.tensor([-3.0, 0.0, 1.5, 3.0]).expand(1, 3, 1, 4)

    (picture,) = to_rgb(Noise(epsilon, variance=torch.full((1, 3, 1, 4), 9.0)))

    assert picture[0, :, 1].tolist() == [0, 128, 191, 255]


def test_a_mask_is_white_inside():
    (picture,) = to_rgb(Mask(torch.tensor([[[[0.0, 0.5, 1.0]]]])))

    assert picture.tolist() == [[[0] * 3, [128] * 3, [255] * 3]]


def test_frames_come_one_after_the_other():
    frames = Frames((torch.full((1, 3, 2, 2), -1.0), torch.full((2, 3, 2, 2), 1.0)), ("a", "b"))

    assert [int(each.mean()) for each in to_rgb(frames)] == [0, 255, 255]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_every_precision_is_shown(dtype):
    assert to_rgb(torch.zeros(1, 3, 2, 2, dtype=dtype))[0].mean() == 128


def test_what_is_not_a_number_is_grey_and_the_infinite_is_clamped():
    (picture,) = to_rgb(torch.tensor([float("nan"), float("inf"), float("-inf")]).expand(1, 3, 1, 3))

    assert picture[0, :, 0].tolist() == [128, 255, 0]


def test_a_value_on_its_way_is_waited_for():
    class Done:
        waited = False

        def synchronize(self):
            self.waited = True

    done = Done()

    assert len(to_rgb(Pending(torch.zeros(2, 3, 4, 4), done))) == 2
    assert done.waited


@pytest.mark.parametrize("value", [7, 0.5, "text", None, Embeds(torch.zeros(1, 77, 8)), np.zeros((4, 4, 3))])
def test_what_is_no_picture_shows_none(value):
    assert to_rgb(value) == []


def test_arrays_of_eight_bits_are_taken_as_they_are():
    rgb = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)

    assert to_rgb(rgb)[0] is rgb
    assert to_rgb(rgb[..., 0])[0].shape == (2, 2, 3)


def test_transparency_lies_on_white():
    rgba = np.array([[[10, 20, 30, 255], [10, 20, 30, 0]]], np.uint8)

    assert on_ground(rgba).tolist() == [[[10, 20, 30], [255, 255, 255]]]
