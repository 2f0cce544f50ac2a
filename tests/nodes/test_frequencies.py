"""Filters against direct formulas: a convolution written in numpy, and visual_anagrams' kernel of 33."""

import math

import numpy as np
import pytest
import torch

from nodes.frequencies import _once, blurring, gaussian_blur, high_pass, low_pass, passing_high, passing_low
from nodes.types import Noise


def direct_blur(image: np.ndarray, sigma: float, reach: int) -> np.ndarray:
    """Weights times neighbours, one offset at a time, on a reflected border."""
    k = np.arange(-reach, reach + 1)
    weights = np.exp(-(k**2) / (2 * sigma**2))
    weights /= weights.sum()
    height, width = image.shape[-2:]
    wide = np.pad(image, [(0, 0), (0, 0), (reach, reach), (0, 0)], mode="reflect")
    rows = sum(w * wide[..., j : j + height, :] for j, w in enumerate(weights))
    wide = np.pad(rows, [(0, 0), (0, 0), (0, 0), (reach, reach)], mode="reflect")
    return sum(w * wide[..., j : j + width] for j, w in enumerate(weights))


@pytest.mark.parametrize("sigma", [0.1, 0.7, 2.0, 5.0, 40.0])
@pytest.mark.parametrize("size", [(16, 16), (9, 20)])
def test_blur_is_the_direct_convolution_also_when_sigma_exceeds_the_picture(sigma, size):
    image = torch.randn(2, 3, *size)
    expected = direct_blur(image.double().numpy(), sigma, math.ceil(8 * sigma))
    np.testing.assert_allclose(gaussian_blur(image, sigma=sigma).numpy(), expected, atol=2e-6)


def test_low_pass_at_64_px_is_visual_anagrams_blur():
    image = torch.randn(1, 3, 64, 64)
    x = torch.arange(33, dtype=torch.float32) - 16
    kernel = torch.exp(-0.5 * (x / 2.0) ** 2)
    kernel /= kernel.sum()
    square = (kernel[:, None] * kernel).expand(3, 1, 33, 33)
    padded = torch.nn.functional.pad(image, (16, 16, 16, 16), mode="reflect")
    expected = torch.nn.functional.conv2d(padded, square, groups=3)
    torch.testing.assert_close(low_pass(image, sigma=2.0), expected, atol=2e-6, rtol=0)


@pytest.mark.parametrize(("side", "px"), [(32, 1.0), (64, 2.0), (256, 8.0)])
def test_low_pass_grows_with_the_picture(side, px):
    image = torch.randn(1, 3, side, side + 8)
    assert torch.equal(low_pass(image, sigma=2.0), gaussian_blur(image, sigma=px))


@pytest.mark.parametrize("sigma", [0.1, 2.0, 20.0])
def test_low_and_high_add_up_to_the_value(sigma):
    image = torch.randn(2, 3, 32, 32)
    torch.testing.assert_close(low_pass(image, sigma=sigma) + high_pass(image, sigma=sigma), image)


def test_a_flat_picture_is_all_low():
    flat = torch.full((1, 3, 16, 16), 0.75)
    torch.testing.assert_close(low_pass(flat), flat)
    torch.testing.assert_close(high_pass(flat), torch.zeros_like(flat))


def test_a_single_pixel_stays_as_it_is():
    pixel = torch.full((1, 3, 1, 1), 0.5)
    torch.testing.assert_close(gaussian_blur(pixel, sigma=3.0), pixel)


@pytest.mark.parametrize("filtered", [gaussian_blur, low_pass, high_pass])
def test_filters_act_on_epsilon_only(filtered):
    noise = Noise(torch.randn(1, 3, 8, 8), torch.rand(1, 3, 8, 8))
    result = filtered(noise)
    assert torch.equal(result.epsilon, filtered(noise.epsilon))
    assert result.variance is noise.variance


def test_a_noise_without_variance_keeps_none():
    assert low_pass(Noise(torch.randn(1, 3, 8, 8))).variance is None


@pytest.mark.parametrize("sigma", [0.0, -1.0, math.inf, math.nan])
def test_a_sigma_that_no_gaussian_has_is_refused(sigma):
    with pytest.raises(ValueError, match=r"sigma is .*\. Choose a number above 0"):
        gaussian_blur(torch.zeros(1, 3, 8, 8), sigma=sigma)


@pytest.mark.parametrize(
    ("filtered", "make"), [(gaussian_blur, blurring), (low_pass, passing_low), (high_pass, passing_high)]
)
def test_bound_filters_give_what_the_node_gives(filtered, make):
    image = torch.randn(1, 3, 8, 8)
    bind, expected = _once(make), filtered(image, sigma=1.5)
    assert torch.equal(bind({"sigma": 1.5})(value=image), expected)
    assert torch.equal(bind({"value": image})(sigma=1.5), expected)
    assert torch.equal(bind({"value": image, "sigma": 1.5})(), expected)
    assert torch.equal(bind({})(value=image, sigma=1.5), expected)


def test_a_bound_filter_computes_its_matrices_once(monkeypatch):
    made = []
    exp = torch.exp
    monkeypatch.setattr(torch, "exp", lambda x: made.append(1) or exp(x))
    bound = _once(blurring)({"sigma": 1.0})
    first = bound(value=torch.randn(1, 3, 8, 8))
    count = len(made)
    bound(value=first)
    assert len(made) == count > 0


def test_half_precision_stays_half_precision():
    assert gaussian_blur(torch.randn(1, 3, 8, 8).bfloat16()).dtype is torch.bfloat16
