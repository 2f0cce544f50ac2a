"""Views: permutations act on both parts of a noise, a sign on epsilon only, and each can be undone."""

import numpy as np
import pytest
import torch

from nodes.types import Mask, Noise
from nodes.views import _turned, flip, negate, rotate


@pytest.fixture
def image() -> torch.Tensor:
    return torch.rand(2, 3, 4, 6) * 2 - 1


@pytest.fixture
def noise() -> Noise:
    return Noise(torch.randn(2, 3, 4, 6), torch.rand(2, 3, 4, 6))


def test_vertical_flip_swaps_top_and_bottom(image):
    assert torch.equal(flip(image), image[:, :, [3, 2, 1, 0]])


def test_horizontal_flip_swaps_left_and_right(image):
    assert torch.equal(flip(image, axis="horizontal"), image[..., [5, 4, 3, 2, 1, 0]])


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_rotate_turns_counter_clockwise_as_numpy_does(image, angle):
    expected = np.rot90(image.numpy(), angle // 90, axes=(2, 3))
    assert np.array_equal(rotate(image, angle=angle).numpy(), expected)


def test_rotate_brings_the_right_edge_to_the_top():
    image = torch.zeros(1, 1, 3, 3)
    image[..., 2] = 1
    assert torch.equal(rotate(Mask(image), angle=90).values[0, 0, 0], torch.ones(3))


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turning_on_to_a_full_turn_undoes_a_rotation(noise, angle):
    back = rotate(rotate(noise, angle=angle), angle=360 - angle)
    assert torch.equal(back.epsilon, noise.epsilon)
    assert torch.equal(back.variance, noise.variance)


@pytest.mark.parametrize("view", [flip, lambda x: flip(x, axis="horizontal"), lambda x: rotate(x, angle=180)])
def test_rearranging_acts_on_epsilon_and_variance_alike(noise, view):
    seen = view(noise)
    assert torch.equal(seen.epsilon, view(noise.epsilon))
    assert torch.equal(seen.variance, view(noise.variance))


def test_rearranging_a_mask_gives_a_mask():
    values = torch.rand(1, 1, 4, 4)
    assert isinstance(flip(Mask(values)), Mask)
    assert torch.equal(flip(Mask(values)).values, values.flip(2))


def test_negate_leaves_the_variance_alone(noise):
    seen = negate(noise)
    assert torch.equal(seen.epsilon, -noise.epsilon)
    assert torch.equal(seen.variance, noise.variance)


def test_negate_keeps_a_missing_variance_missing(noise):
    assert negate(Noise(noise.epsilon)).variance is None


def test_views_leave_their_input_alone(image):
    before = image.clone()
    for view in (flip, negate, rotate):
        view(image)
    assert torch.equal(image, before)


@pytest.mark.parametrize(
    ("angle", "shape"), [(0, (1, 3, 4, 6)), (90, (1, 3, 6, 4)), (180, (1, 3, 4, 6)), (270, (1, 3, 6, 4))]
)
def test_the_shape_after_a_turn_is_known_beforehand(angle, shape):
    assert _turned({"value": (1, 3, 4, 6)}, {"angle": angle}) == shape
    assert tuple(rotate(torch.zeros(1, 3, 4, 6), angle=angle).shape) == shape


def test_the_shape_after_an_unknown_turn_is_known_for_squares_only():
    assert _turned({"value": (1, 3, 8, 8)}, {}) == (1, 3, 8, 8)
    assert _turned({"value": (1, 3, 4, 6)}, {}) == (1, 3, None, None)
    assert _turned({"value": None}, {"angle": 90}) is None
