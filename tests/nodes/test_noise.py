from pathlib import Path

import pytest
import torch
from diffusers import DDPMScheduler

from nodegraph.errors import CheckError
from nodes.noise import (
    _bind_forward,
    _check_ramp,
    _mixed_shape,
    _noise_shape,
    add_noise,
    forward_noise,
    gaussian_noise,
    ramp,
    timestep,
)
from nodes.streams import gaussian
from nodes.types import Model, ModelInfo, Timestep
from tests.tiny import Tiny


@pytest.mark.parametrize("t", [0, 1, 250, 500, 750, 999])
def test_forward_noise_is_diffusers_add_noise(tiny: Tiny, t: int) -> None:
    image, noise = gaussian_noise(seed=1, width=8, height=8), gaussian_noise(seed=2, width=8, height=8)
    reference = tiny.pipeline.scheduler.add_noise(image, noise, torch.tensor([t]))
    assert torch.allclose(forward_noise(image, noise, tiny.model, t=t), reference, atol=1e-6)
    assert torch.allclose(forward_noise(image, noise, t=t), reference, atol=1e-6)


def test_forward_noise_draws_its_own_by_seed(tiny: Tiny) -> None:
    image = torch.zeros(2, 3, 8, 8)
    drawn = forward_noise(image, t=999, seed=4)
    assert torch.equal(drawn, forward_noise(image, t=999, seed=4))
    assert torch.allclose(drawn[1:], forward_noise(image[:1], t=999, seed=5))
    assert not torch.allclose(drawn, forward_noise(image, t=999, seed=4, i=0), atol=0.1)


def test_a_t_beyond_the_schedule_is_refused() -> None:
    with pytest.raises(ValueError, match=r"t is 1000. Choose from 0 to 999"):
        forward_noise(torch.zeros(1, 3, 4, 4), t=1000)


def test_noise_of_another_size_is_refused_with_both_shapes() -> None:
    with pytest.raises(ValueError, match=r"1 x 3 x 4 x 4.*1 x 3 x 8 x 8|1 x 3 x 8 x 8.*1 x 3 x 4 x 4"):
        forward_noise(torch.zeros(1, 3, 4, 4), torch.zeros(1, 3, 8, 8), t=5)
    with pytest.raises(CheckError):
        _mixed_shape({"image": (1, 3, 4, 4), "noise": (1, 3, 8, 8)}, {})


def test_bound_forward_noise_gives_what_the_plain_one_gives() -> None:
    image = gaussian_noise(width=8, height=8)
    bound = _bind_forward({"image": image, "noise": None, "model": None, "i": None, "seed": 7})
    for t in (100.0, 900.0):
        assert torch.equal(bound(t=t), forward_noise(image, t=t, seed=7))
    fresh = _bind_forward({"image": image, "noise": None, "model": None, "seed": 7})
    assert torch.equal(fresh(t=900.0, i=2), forward_noise(image, t=900.0, seed=7, i=2))
    given = _bind_forward({"noise": image, "model": None, "i": None, "seed": 7})
    assert torch.equal(given(t=9.0, image=2 * image), forward_noise(2 * image, image, t=9.0))


def test_gaussian_noise_has_the_model_s_size_unless_told(tiny: Tiny) -> None:
    assert gaussian_noise(tiny.model, count=2).shape == (2, 3, 16, 16)
    assert gaussian_noise(tiny.model, width=24).shape == (1, 3, 16, 24)
    with pytest.raises(ValueError, match="no size"):
        gaussian_noise(height=8)


def test_a_model_of_greys_gets_noise_of_one_channel() -> None:
    model = Model("grey", Path(), ModelInfo(8, in_channels=1, out_channels=1), "x")
    assert gaussian_noise(model, count=2).shape == (2, 1, 8, 8)
    settings = {"count": 2, "width": 0, "height": 0}
    assert _noise_shape({"model": model.info}, settings) == (2, 1, 8, 8)
    assert _noise_shape({"model": None}, settings | {"width": 8, "height": 8}) == (2, None, 8, 8)


@pytest.mark.parametrize("sigma", [0.0, 0.5])
def test_added_noise_takes_nothing_away(sigma: float) -> None:
    x = torch.full((3, 1, 64, 64), -1.0)
    z = add_noise(x, sigma=sigma, seed=4)
    assert float((z - x).std()) == pytest.approx(2 * sigma, rel=0.05)
    assert torch.equal(z[1:2], add_noise(x[:1], sigma=sigma, seed=5))


def test_gaussian_noise_s_shape_is_known_before_the_run() -> None:
    settings = {"count": 2, "width": 0, "height": 8}
    assert _noise_shape({"model": ModelInfo(64)}, settings) == (2, 3, 8, 64)
    assert _noise_shape({"model": None}, settings) == (2, None, 8, None)
    with pytest.raises(CheckError, match="no size"):
        _noise_shape({}, settings)


def test_noise_is_standard_normal_and_a_batch_is_its_seeds() -> None:
    noise = gaussian_noise(seed=10, count=16, width=64, height=64)
    assert abs(noise.mean()) < 0.01
    assert abs(noise.std() - 1) < 0.01
    assert noise.dtype == torch.float32
    for j in (0, 7, 15):
        assert torch.equal(noise[j : j + 1], gaussian_noise(seed=10 + j, width=64, height=64))


def test_streams_of_other_purposes_visits_and_seeds_are_independent() -> None:
    shape = (1, 3, 64, 64)
    drawn = [
        gaussian(purpose, seed, shape, "cpu", visit)
        for purpose in ("start", "step", "forward")
        for seed in (0, 1)
        for visit in (None, 0, 1)
    ]
    correlation = torch.corrcoef(torch.stack([each.flatten() for each in drawn])) - torch.eye(len(drawn))
    assert correlation.abs().max() < 0.05


def test_noise_is_the_same_on_every_machine() -> None:
    """Philox and its keys are pinned by these numbers: seeds in saved graphs have to keep their meaning."""
    pinned = [-0.130916, 0.142865, -0.019144, 0.753972, 0.635595, -0.703711]
    assert gaussian_noise(seed=0, width=2, height=1).flatten().tolist() == pytest.approx(pinned, abs=1e-6)


def test_alpha_bar_follows_the_model_that_is_wired(tiny: Tiny) -> None:
    linear = DDPMScheduler()
    image, noise = torch.ones(1, 3, 2, 2), torch.zeros(1, 3, 2, 2)
    mixed = forward_noise(image, noise, tiny.model, t=300)
    assert not torch.allclose(mixed, linear.add_noise(image, noise, torch.tensor([300])), atol=1e-2)


def test_timestep_gives_its_number() -> None:
    assert timestep(t=250.0) == 250.0


@pytest.mark.parametrize(("t", "number"), [(999, 8), (800, 8), (600, 6), (400, 4), (100, 4)])
def test_a_ramp_is_linear_between_its_ends(t: float, number: float) -> None:
    assert ramp(Timestep(t), first=8, last=4, begins=800, ends=400) == pytest.approx(number)


def test_a_ramp_that_begins_below_its_end_is_refused() -> None:
    with pytest.raises(CheckError, match="not above ends"):
        _check_ramp({}, {"begins": 100.0, "ends": 500.0})
