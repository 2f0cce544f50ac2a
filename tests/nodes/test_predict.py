from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import DDPMScheduler
from torch import Tensor

from nodegraph.context import Context
from nodegraph.errors import CheckError
from nodes.compute import Compute, using
from nodes.forward import Together
from nodes.models import load_model
from nodes.noise import forward_noise, gaussian_noise
from nodes.predict import (
    _check_stage_one,
    _check_stage_two,
    _guided_shape,
    cfg_combine,
    estimate_clean,
    unet_predict,
    upscale_predict,
)
from nodes.prompts import prompt
from nodes.streams import gaussian
from nodes.types import Embeds, ModelInfo, Noise, Timestep
from nodes.weights.residency import RESIDENCY
from tests.modes import NoHostReads
from tests.tiny import Tiny, make_tiny_ddpm, make_tiny_if, make_tiny_upscaler

T = Timestep(600.0)
Watch = Callable[[Callable[[int], None]], None]


@pytest.fixture
def watch(tiny: Tiny) -> Iterator[Watch]:
    """Calls a function with the batch of each forward of the tiny UNet."""
    handles: list[Any] = []

    def begin(see: Callable[[int], None]) -> None:
        unet = RESIDENCY.unet(tiny.model)
        handles.append(unet.register_forward_pre_hook(lambda module, args: see(len(args[0]))))

    yield begin
    for handle in handles:
        handle.remove()


def reference(tiny: Tiny, x: Tensor, t: float, embeds: Tensor) -> Tensor:
    unet = tiny.pipeline.unet
    return unet(x, torch.tensor(int(t)), embeds.expand(len(x), -1, -1)).sample  # type: ignore[no-any-return]


def call(tiny: Tiny, **changes: Any) -> dict[str, Any]:
    return {"model": tiny.model, "prompt": tiny.cond, "max_batch": 0} | changes


def test_a_prediction_is_the_unet_s_split_in_two(tiny: Tiny) -> None:
    x = gaussian_noise(tiny.model, count=3)
    found = unet_predict(x, T, tiny.model, tiny.cond)
    expected = reference(tiny, x, T, tiny.cond.values)
    assert torch.allclose(found.epsilon, expected[:, :3], atol=1e-5)
    assert found.variance is not None
    assert torch.allclose(found.variance, expected[:, 3:], atol=1e-5)
    assert not found.epsilon.requires_grad


def test_calls_of_mixed_prompts_batches_and_times_share_one_forward(tiny: Tiny, watch: Watch) -> None:
    seen: list[int] = []
    watch(seen.append)
    xs = [gaussian_noise(tiny.model, seed=k, count=k + 1) for k in range(3)]
    prompts, times = (tiny.cond, tiny.uncond, tiny.cond), (600.0, 600.0, 30.0)
    together = Together([call(tiny, prompt=each) for each in prompts])
    found = together([{"x_t": x, "t": t} for x, t in zip(xs, times, strict=True)])
    assert seen == [6]
    for x, t, each, noise in zip(xs, times, prompts, found, strict=True):
        assert torch.allclose(noise.epsilon, reference(tiny, x, t, each.values)[:, :3], atol=1e-5)


def test_sizes_that_differ_get_a_forward_each_and_keep_their_order(tiny: Tiny, watch: Watch) -> None:
    seen: list[int] = []
    watch(seen.append)
    small, large = gaussian_noise(tiny.model), gaussian_noise(tiny.model, width=24)
    found = Together([call(tiny)] * 3)([{"x_t": x, "t": T} for x in (small, large, small)])
    assert [noise.epsilon.shape[-1] for noise in found] == [16, 24, 16]
    assert seen == [2, 1]


def test_max_batch_splits_the_forward(tiny: Tiny, watch: Watch) -> None:
    seen: list[int] = []
    watch(seen.append)
    x = gaussian_noise(tiny.model, count=5)
    found = unet_predict(x, T, tiny.model, tiny.cond, max_batch=2)
    assert seen == [2, 2, 1]
    assert torch.allclose(found.epsilon, reference(tiny, x, T, tiny.cond.values)[:, :3], atol=1e-5)


def test_out_of_memory_halves_the_batch_and_remembers(tiny: Tiny, watch: Watch) -> None:
    tried: list[int] = []

    def greedy(count: int) -> None:
        tried.append(count)
        if count > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")

    RESIDENCY.release(keep=RESIDENCY.unet(tiny.model))
    watch(greedy)
    x = gaussian_noise(tiny.model, count=6)
    together = Together([call(tiny)])
    found = together([{"x_t": x, "t": T}])[0]
    assert torch.allclose(found.epsilon, reference(tiny, x, T, tiny.cond.values)[:, :3], atol=1e-5)
    assert tried == [6, 3, 1, 1, 1, 1, 1, 1]
    together([{"x_t": x, "t": T}])
    assert tried[8:] == [1] * 6


def test_out_of_memory_lets_go_of_the_text_encoder_first(tiny: Tiny, watch: Watch) -> None:
    tried: list[int] = []

    def greedy(count: int) -> None:
        tried.append(count)
        if len(RESIDENCY) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")

    RESIDENCY.text(tiny.model)
    watch(greedy)
    unet_predict(gaussian_noise(tiny.model, count=4), T, tiny.model, tiny.cond)
    assert tried == [4, 4]


def test_what_stays_the_same_is_prepared_once_and_a_changed_prompt_is_seen(tiny: Tiny) -> None:
    x = gaussian_noise(tiny.model)
    together = Together([{"model": tiny.model, "max_batch": 0}])
    first = together([{"x_t": x, "t": T, "prompt": tiny.cond}])[0]
    second = together([{"x_t": x, "t": T, "prompt": tiny.uncond}])[0]
    assert torch.allclose(second.epsilon, reference(tiny, x, T, tiny.uncond.values)[:, :3], atol=1e-5)
    assert (first.epsilon - second.epsilon).abs().max() > 1e-4


def test_a_prediction_reads_no_device_tensor(tiny: Tiny) -> None:
    with using(Compute("meta")):
        together = Together([call(tiny), call(tiny, prompt=tiny.uncond)])
        x = torch.zeros(2, 3, 16, 16, device="meta")
        with NoHostReads() as mode:
            found = together([{"x_t": x, "t": T}] * 2)
    assert found[0].epsilon.is_meta
    assert mode.seen > 50


def test_networks_run_in_the_chosen_dtype_and_noise_is_float32(tiny: Tiny) -> None:
    x = gaussian_noise(tiny.model)
    with using(Compute("cpu", "bfloat16")):
        found = unet_predict(x, T, tiny.model, tiny.cond)
        assert RESIDENCY.unet(tiny.model).dtype == torch.bfloat16
    exact = unet_predict(x, T, tiny.model, tiny.cond)
    assert found.epsilon.dtype == torch.float32
    assert 0 < (found.epsilon - exact.epsilon).abs().max() < 0.1


def test_a_missing_prompt_says_what_to_wire(tiny: Tiny) -> None:
    with pytest.raises(ValueError, match=r"reads prompts. Wire one"):
        unet_predict(gaussian_noise(tiny.model), T, tiny.model)


def test_a_prompt_of_another_width_is_refused_with_both(tiny: Tiny) -> None:
    with pytest.raises(ValueError, match=r"8 wide, .* reads 32"):
        unet_predict(gaussian_noise(tiny.model), T, tiny.model, Embeds(torch.zeros(1, 77, 8)))
    with pytest.raises(CheckError, match="8 wide, but the model reads 32") as caught:
        _check_stage_one({"model": tiny.model.info, "prompt": (1, 77, 8)}, {})
    assert caught.value.socket == "prompt"


def test_a_size_that_the_unet_cannot_halve_is_refused_before_the_run() -> None:
    info = ModelInfo(16, factor=4, embeds_width=32)
    with pytest.raises(CheckError, match="1 x 3 x 18 x 16") as caught:
        _check_stage_one({"x_t": (1, 3, 18, 16), "model": info}, {})
    assert caught.value.socket == "x_t"
    assert _check_stage_one({"x_t": (1, 3, 20, None), "model": info}, {}) == (1, 3, 20, None)
    assert _check_stage_one({"x_t": None}, {}) is None


def test_each_stage_is_sent_to_its_own_node() -> None:
    with pytest.raises(CheckError, match="is an upscaler"):
        _check_stage_one({"model": ModelInfo(16, in_channels=6)}, {})
    with pytest.raises(CheckError, match="is no upscaler"):
        _check_stage_two({"model": ModelInfo(16)}, {})


def test_an_unconditional_model_predicts_without_a_prompt(tmp_path: Path) -> None:
    pipeline = make_tiny_ddpm(tmp_path)
    model = load_model(source=str(tmp_path))
    x = gaussian_noise(model, count=2)
    found = unet_predict(x, T, model)
    assert torch.allclose(found.epsilon, pipeline.unet(x, torch.tensor(600)).sample, atol=1e-5)
    assert found.variance is None


def test_stage_two_sees_the_small_picture_as_diffusers_shows_it(tmp_path: Path) -> None:
    pipeline = make_tiny_upscaler(tmp_path, size=16)
    model = load_model(source=str(tmp_path))
    cond = prompt(model, text="a skull", run=Context())
    x, small = gaussian_noise(model, count=2), gaussian_noise(seed=7, width=8, height=8).clamp(-1, 1)
    found = upscale_predict(x, T, model, small, cond, noise_level=120, seed=3)
    large = torch.nn.functional.interpolate(small, (16, 16), mode="bilinear", align_corners=True).expand(2, -1, -1, -1)
    level = torch.tensor([120, 120])
    noise = gaussian("low_res", 3, (2, 3, 16, 16), "cpu")
    beside = pipeline.image_noising_scheduler.add_noise(large, noise, timesteps=level)
    embeds = cond.values.expand(2, -1, -1)
    expected = pipeline.unet(torch.cat([x, beside], 1), 600, embeds, class_labels=level).sample
    assert torch.allclose(found.epsilon, expected[:, :3], atol=1e-5)


def test_two_models_in_one_batch_each_get_their_own(tiny: Tiny, tmp_path: Path) -> None:
    other = make_tiny_if(tmp_path, seed=1)
    model = load_model(source=str(tmp_path))
    x = gaussian_noise(model)
    found = Together([call(tiny), call(tiny, model=model)])([{"x_t": x, "t": T}] * 2)
    assert torch.allclose(found[1].epsilon, other.unet(x, 600, tiny.cond.values).sample[:, :3], atol=1e-5)
    assert (found[0].epsilon - found[1].epsilon).abs().max() > 1e-3


def test_guidance_goes_beyond_the_conditional_and_keeps_its_variance() -> None:
    u, c, v = (torch.full((1, 3, 2, 2), value) for value in (0.5, 1.0, 0.3))
    found = cfg_combine(Noise(u, -v), Noise(c, v), guidance_scale=7.0)
    assert torch.allclose(found.epsilon, torch.full_like(u, 4.0))
    assert found.variance is v
    assert torch.equal(cfg_combine(Noise(u), Noise(c), guidance_scale=1.0).epsilon, c)


def test_guidance_of_two_sizes_is_refused() -> None:
    with pytest.raises(ValueError, match="1 x 3 x 4 x 4"):
        cfg_combine(Noise(torch.zeros(1, 3, 2, 2)), Noise(torch.zeros(1, 3, 4, 4)))
    with pytest.raises(CheckError):
        _guided_shape({"uncond": (1, 3, 2, 2), "cond": (1, 3, 4, 4)}, {})


@pytest.mark.parametrize("t", [0.0, 250.0, 900.0])
def test_estimate_clean_undoes_forward_noise(tiny: Tiny, t: float) -> None:
    clean, epsilon = gaussian_noise(seed=1, width=8, height=8).clamp(-1, 1), gaussian_noise(seed=2, width=8, height=8)
    x_t = forward_noise(clean, epsilon, t=t)
    assert torch.allclose(estimate_clean(x_t, Noise(epsilon), Timestep(t)), clean, atol=1e-4)


def test_estimate_clean_is_the_scheduler_s_prediction_and_clips_when_told() -> None:
    scheduler = DDPMScheduler(beta_schedule="squaredcos_cap_v2", clip_sample=False)
    x_t, epsilon = gaussian_noise(seed=1, width=8, height=8), gaussian_noise(seed=2, width=8, height=8)
    expected = scheduler.step(epsilon, 500, x_t).pred_original_sample
    assert torch.allclose(estimate_clean(x_t, Noise(epsilon), Timestep(500), clip=False), expected, atol=1e-5)
    assert torch.allclose(estimate_clean(x_t, Noise(epsilon), Timestep(500)), expected.clamp(-1, 1), atol=1e-5)
