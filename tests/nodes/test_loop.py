import itertools
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import diffusers
import pytest
import torch
from diffusers import DDPMScheduler
from torch import Tensor

from nodegraph.errors import CheckError
from nodes.loop import (
    Kept,
    Prediction,
    ScheduleFacts,
    _check_schedule,
    _check_start,
    _warn_edits,
    _warn_schedule,
    collect,
    schedule,
)
from nodes.noise import gaussian_noise
from nodes.solver.build import visits
from nodes.solver.rules import RULES, Name, first_t
from nodes.solver.schedule import Schedule
from nodes.streams import gaussian
from nodes.types import ModelInfo, Noise, Timestep, Visit
from nodes.weights.describe import describe, scheduler_config
from tests.modes import NoHostReads, Randn
from tests.tiny import Tiny, scheduler

pytestmark = pytest.mark.filterwarnings("ignore:__array:DeprecationWarning")  # diffusers with numpy 2
Drive = Callable[..., Tensor]
HONOURING = ("ddpm", "ddim", "dpm-solver++", "deis", "euler")


def wave(visit: Visit) -> Noise:
    """A made-up network: smooth in x_t and t, with a variance of its own."""
    epsilon = torch.tanh(1.3 * visit.x_t) + 0.05 * visit.t / 1000
    return Noise(epsilon, torch.sin(3 * visit.x_t))


def step_noise(shape: tuple[int, ...], count: int, seed: int = 0) -> list[Tensor]:
    return [gaussian("step", seed, shape, "cpu", i) for i in range(count)]


def test_equals_diffusers_if_pipeline_with_guidance_learned_variance_and_thresholding(tiny: Tiny, drive: Drive) -> None:
    start = gaussian_noise(tiny.model, seed=3)
    made = schedule(tiny.model, steps=12).schedule
    ours = drive(start, made, tiny.guided, seed=3)
    with Randn([start, *step_noise((1, 3, 16, 16), 11, seed=3)]):
        theirs = tiny.pipeline(
            prompt_embeds=tiny.cond.values,
            negative_prompt_embeds=tiny.uncond.values,
            num_inference_steps=12,
            guidance_scale=7.0,
            output_type="pt",
        ).images
    assert (ours - theirs).abs().max() < 1e-4
    assert ours.abs().max() > 0.1


def test_four_seeds_in_one_batch_equal_the_four_alone(tiny: Tiny, drive: Drive) -> None:
    made = schedule(tiny.model, steps=6).schedule
    together = drive(gaussian_noise(tiny.model, seed=5, count=4), made, tiny.guided, seed=5)
    for j in range(4):
        alone = drive(gaussian_noise(tiny.model, seed=5 + j), made, tiny.guided, seed=5 + j)
        assert (together[j : j + 1] - alone).abs().max() < 1e-4
    assert (together[0] - together[1]).abs().max() > 1e-2


def test_the_first_step_leaves_the_spread_that_the_schedule_says(tiny: Tiny, drive: Drive) -> None:
    """With epsilon = 0 and no clipping the first step is linear in start and step noise, which are independent."""
    made = schedule(tiny.model, steps=30, variance="fixed_large", thresholding="off").schedule
    start = gaussian_noise(tiny.model, count=64, width=32, height=32)
    xs: list[Visit] = []
    drive(start, made, lambda visit: Noise(torch.zeros_like(visit.x_t)), seen=xs)
    a = DDPMScheduler(beta_schedule="squaredcos_cap_v2").alphas_cumprod.double()
    t, below = (int(each) for each in made.visits[:2])
    alpha = a[t] / a[below]
    kept = a[below].sqrt() * (1 - alpha) / (1 - a[t]) / a[t].sqrt() + alpha.sqrt() * (1 - a[below]) / (1 - a[t])
    expected = (kept**2 + 1 - alpha).sqrt()
    same_noise = kept + (1 - alpha).sqrt()
    found = xs[1].x_t.double().std()
    assert abs(found / expected - 1) < 0.02
    assert abs(found / same_noise - 1) > 0.02


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_its_diffusers_scheduler(tiny: Tiny, drive: Drive, rule: Name) -> None:
    made = schedule(tiny.model, rule=rule, steps=18).schedule
    start = gaussian_noise(seed=1, count=2, width=8, height=8)
    ours = drive(start, made, wave)
    theirs = plain(rule, start, 18)
    assert (ours - theirs).abs().max() < 1e-4 * max(1.0, float(theirs.abs().max()))
    assert torch.isfinite(ours).all()


def test_ddims_noise_belongs_to_the_clipped_picture(tiny: Tiny, drive: Drive) -> None:
    """Where x_0 is clipped to c, x at the next t lies on the line from c through x_t (Song et al. 2020, eq. 9)."""
    made = schedule(tiny.model, rule="ddim", steps=10, thresholding="clip").schedule
    seen: list[Visit] = []
    drive(
        gaussian_noise(seed=1, width=8, height=8), made, lambda visit: Noise(torch.full_like(visit.x_t, -9)), seen=seen
    )
    alphas = scheduler().alphas_cumprod
    for here, after in itertools.pairwise(seen):
        a, below = alphas[int(here.t)], alphas[int(after.t)]
        epsilon = (here.x_t - a.sqrt()) / (1 - a).sqrt()  # the predicted x_0 is far above 1
        assert (after.x_t - (below.sqrt() + (1 - below).sqrt() * epsilon)).abs().max() < 1e-4


def plain(rule: str, start: Tensor, steps: int) -> Tensor:
    """The scheduler as any pipeline runs it, on epsilon alone (DDPM: with the variance)."""
    habits = RULES[rule]
    config = (
        dict(scheduler().config) | {"timestep_spacing": "leading", "_use_default_values": []} | dict(habits.options)
    )
    made = getattr(diffusers, habits.scheduler).from_config(config)
    made.set_timesteps(steps)
    x = start * (1 + made.sigmas[0] ** 2) ** 0.5 if habits.scaled else start
    with Randn(step_noise(tuple(start.shape), 100)):
        for t in made.timesteps:
            noise = wave(Visit(made.scale_model_input(x, t), Timestep(float(t)), 0))
            output = torch.cat([noise.epsilon, noise.variance], 1) if rule == "ddpm" else noise.epsilon  # type: ignore[list-item]
            x = made.step(output, t, x, **habits.each_step)[0]
    return x


@pytest.mark.parametrize("rule", [name for name, rule in RULES.items() if rule.takes_list])
def test_a_stride_visits_its_multiples_and_i_start_counts_them(tiny: Tiny, rule: Name) -> None:
    whole, begun = (schedule(tiny.model, rule=rule, stride=30, i_start=i) for i in (0, 10))
    assert list(dict.fromkeys(whole.schedule.visits)) == list(range(990, -1, -30))
    assert [float(each.t_start) for each in (whole, begun)] == [990, 690]
    assert list(dict.fromkeys(begun.schedule.visits)) == list(range(690, -1, -30))


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_starts_in_the_middle(tiny: Tiny, drive: Drive, rule: Name) -> None:
    """From a picture at t with the true epsilon predicted, every rule comes back to the picture."""
    clean = gaussian_noise(seed=8, width=8, height=8).clamp(-0.9, 0.9)
    made = schedule(tiny.model, rule=rule, steps=40, i_start=25, variance="fixed_small")
    a = DDPMScheduler(beta_schedule="squaredcos_cap_v2").alphas_cumprod

    def true(visit: Visit) -> Noise:
        share = a[int(visit.t)]
        return Noise((visit.x_t - share.sqrt() * clean) / (1 - share).sqrt())

    start = a[int(made.t_start)].sqrt() * clean + (1 - a[int(made.t_start)]).sqrt() * gaussian_noise(
        seed=9, width=8, height=8
    )
    assert (drive(start, made.schedule, true) - clean).abs().max() < 0.03


@pytest.mark.parametrize("rule", [*HONOURING, "unipc", "sasolver"])
def test_an_edited_x_t_moves_the_result_unless_the_rule_ignores_it(tiny: Tiny, drive: Drive, rule: Name) -> None:
    made = schedule(tiny.model, rule=rule, steps=10).schedule
    start = gaussian_noise(seed=1, width=8, height=8)

    def final(shift: float) -> Tensor:
        return drive(start, made, lambda visit: Prediction(wave(visit), visit.x_t + shift if visit.i == 4 else None))

    moved = (final(0.5) - final(0.0)).abs().mean()
    assert moved > 0.12 if RULES[rule].ignores_edits == "" else moved < 0.04


@pytest.mark.parametrize("rule", ["unipc", "sasolver", "heun", "pndm"])
def test_a_rule_that_ignores_an_edited_x_t_is_warned_of(rule: Name) -> None:
    facts = {"schedule": ScheduleFacts(rule, None)}
    assert "ignores the edited x_t" in str(_warn_edits(facts, frozenset({"x_t", "noise"})))
    assert _warn_edits(facts, frozenset({"noise"})) is None
    assert _warn_edits({"schedule": ScheduleFacts("ddpm", None)}, frozenset({"x_t"})) is None


@pytest.mark.parametrize("rule", RULES)
def test_a_step_reads_no_device_tensor(tiny: Tiny, rule: Name) -> None:
    made = schedule(tiny.model, rule=rule, steps=6).schedule
    solver = made.solver()
    x = torch.zeros(2, 3, 8, 8, device="meta")
    with NoHostReads() as mode:
        for i in range(len(made.visits)):
            x = solver.update(x, Noise(torch.zeros_like(x), torch.zeros_like(x)), i, 0)
    assert x.is_meta
    assert mode.seen > 20


def test_repeats_visit_every_t_again_and_add_its_noise_back(tiny: Tiny, drive: Drive) -> None:
    made = schedule(tiny.model, rule="ddim", steps=4, repeats=3).schedule
    assert made.visits == (750.0,) * 3 + (500.0,) * 3 + (250.0,) * 3 + (0.0,)
    seen: list[Visit] = []
    zero = torch.zeros(64, 3, 16, 16)
    a = DDPMScheduler(beta_schedule="squaredcos_cap_v2").alphas_cumprod
    drive(zero, made, lambda visit: Noise(torch.zeros_like(visit.x_t)), seen=seen)
    expected = (1 - a[750] / a[500]).sqrt()  # zero stays zero going down, so what is there was added going up
    assert abs(seen[1].x_t.std() / expected - 1) < 0.02
    assert (seen[1].x_t - seen[2].x_t).abs().max() > 0.1


def test_without_a_variance_the_learned_rule_says_what_to_set(tiny: Tiny, drive: Drive) -> None:
    made = schedule(tiny.model, steps=4).schedule
    with pytest.raises(ValueError, match="variance to fixed_small"):
        drive(torch.zeros(1, 3, 8, 8), made, lambda visit: Noise(visit.x_t))


def test_a_prediction_of_another_size_is_refused(tiny: Tiny, drive: Drive) -> None:
    made = schedule(tiny.model, steps=4).schedule
    with pytest.raises(ValueError, match=r"\(1, 3, 4, 4\), x_t \(1, 3, 8, 8\)"):
        drive(torch.zeros(1, 3, 8, 8), made, lambda visit: Noise(visit.x_t[..., :4, :4]))


def test_clip_keeps_the_predicted_clean_image_within_one(tiny: Tiny, drive: Drive) -> None:
    wild = gaussian_noise(width=8, height=8) * 3
    for rule in ("ddpm", "dpm-solver++"):
        last = {
            how: drive(
                wild, schedule(tiny.model, rule=rule, steps=5, thresholding=how, variance="fixed_small").schedule, wave
            )
            for how in ("clip", "off")
        }
        assert last["clip"].abs().max() <= 1 + 1e-5
        assert last["off"].abs().max() > 1.5


@pytest.mark.parametrize(
    ("settings", "socket", "words"),
    [
        ({"rule": "unipc", "stride": 30}, "rule", "unipc takes no list"),
        ({"rule": "ddpm", "timesteps": (10, 20)}, "timesteps", "does not fall"),
        ({"rule": "ddpm", "timesteps": (1000, 20)}, "timesteps", "does not fall"),
        ({"rule": "ddpm", "stride": 30, "i_start": 34, "steps": 30}, "i_start", "34 steps"),
        ({"rule": "ddpm", "steps": 30, "i_start": 30}, "i_start", "30 steps"),
        ({"rule": "heun", "repeats": 2}, "repeats", "remembers"),
        ({"rule": "dpm-solver++", "steps": 1000}, "steps", "1000, more than dpm-solver"),
        ({"rule": "sasolver", "steps": 1000}, "steps", "1000, more than sasolver"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_before_the_run(settings: dict[str, Any], socket: str, words: str) -> None:
    with pytest.raises(CheckError, match=words) as caught:
        _check_schedule({}, settings)
    assert caught.value.socket == socket


def test_settings_that_are_not_known_yet_are_no_fault() -> None:
    assert _check_schedule({}, {})["schedule"] == ScheduleFacts(None, None)


def test_a_rule_without_thresholding_is_warned_of() -> None:
    assert [rule for rule in RULES if _warn_schedule({"rule": rule}, frozenset())] == ["euler", "heun", "pndm"]


def test_a_start_that_the_model_cannot_halve_is_refused() -> None:
    known = ScheduleFacts("ddpm", ModelInfo(16, factor=4))
    assert _check_start({"start": (1, 3, 16, None), "schedule": known}, {}) == {"x_t": (1, 3, 16, None)}
    with pytest.raises(CheckError, match="1 x 3 x 18 x 16"):
        _check_start({"start": (1, 3, 18, 16), "schedule": known}, {})


def kept(count: int, **settings: Any) -> Any:
    loop = collect(**settings)
    next(loop)
    for i in range(count):
        loop.send(Kept(torch.full((1, 3, 2, 2), float(i)), Timestep(1000.0 - 30 * i)))
    with pytest.raises(StopIteration) as stop:
        loop.send(None)
    return stop.value.value


def test_collect_keeps_every_nth_visit_with_its_t() -> None:
    frames = kept(11, every=5)
    assert frames.labels == ("t = 1000", "t = 850", "t = 700")
    assert [float(image.mean()) for image in frames.images] == [0, 5, 10]
    assert kept(9, every=5, first=2).labels == ("t = 940", "t = 790")


def test_collect_keeps_the_last_visit_once_when_asked() -> None:
    assert kept(8, every=5, last=True).labels == ("t = 1000", "t = 850", "t = 790")
    assert kept(6, every=5, last=True).labels == ("t = 1000", "t = 850")
    assert kept(0, last=True).images == ()


def test_collect_keeps_epsilon_of_a_noise_and_numbers_visits_without_t() -> None:
    loop = collect()
    next(loop)
    loop.send(Kept(Noise(torch.ones(1, 3, 2, 2), torch.zeros(1, 3, 2, 2))))
    with pytest.raises(StopIteration) as stop:
        loop.send(None)
    assert stop.value.value.labels == ("visit 0",)
    assert stop.value.value.images[0].mean() == 1


def test_a_schedule_builds_a_fresh_solver_for_every_pass(tiny: Tiny, drive: Drive) -> None:
    made = schedule(tiny.model, rule="dpm-solver++", steps=8).schedule
    start = gaussian_noise(width=8, height=8)
    assert torch.equal(drive(start, made, wave), drive(start, made, wave))


@pytest.mark.parametrize("rule", RULES)
def test_the_first_t_is_known_before_the_run(tiny: Tiny, rule: Name) -> None:
    config = scheduler_config(tiny.model.folder)
    for steps in (1, 5, 30, 334, 999):
        assert visits(Schedule(rule, config, steps))[0] == first_t(RULES[rule], steps)


@pytest.mark.parametrize("rule", [name for name, rule in RULES.items() if rule.stops_short])
def test_visits_that_do_not_fall_are_refused(tiny: Tiny, rule: Name) -> None:
    with pytest.raises(ValueError, match=r"would visit t = 0 after t = 0 with 1000 steps"):
        schedule(tiny.model, rule=rule, steps=1000)


@pytest.mark.parametrize(("rule", "steps", "words"), [
    ("ddpm", 5, "5 steps begin at t = 800, not at pure noise. Set 10 steps, or timesteps that begin at 999."),
    ("ddpm", 600, "t = 599, not at pure noise. Set 500 steps"),
    ("ddim", 1, "1 step begins at t = 0, not at pure noise. Set 10 steps."),
    ("unipc", 500, "t = 500, not at pure noise. Set 499 steps."),
])  # fmt: skip
def test_steps_that_begin_below_pure_noise_are_warned_of(rule: Name, steps: int, words: str) -> None:
    even = {"rule": rule, "steps": steps, "i_start": 0, "stride": 0, "timesteps": ()}
    assert words in str(_warn_schedule(even, frozenset()))
    for other in ({"i_start": 2}, {"stride": 30}, {"timesteps": (500, 0)}, {"steps": 30}, {"steps": 50}):
        assert _warn_schedule(even | other, frozenset()) is None


def test_a_model_that_spaces_its_steps_otherwise_is_not_warned_of(tiny: Tiny, tmp_path: Path) -> None:
    changed_model(tiny, tmp_path, timestep_spacing="trailing")
    known = {"rule": "ddpm", "steps": 5, "i_start": 0}
    assert _warn_schedule(known | {"model": tiny.model.info}, frozenset())
    assert _warn_schedule(known | {"model": describe(tmp_path / "m")}, frozenset()) is None


def test_a_model_of_300_levels_is_spaced_and_warned_of_by_its_own_t(tiny: Tiny, tmp_path: Path) -> None:
    changed_model(tiny, tmp_path, num_train_timesteps=300)
    info = describe(tmp_path / "m")
    assert info.steps == 300
    known = {"rule": "ddpm", "i_start": 0, "model": info}
    assert _warn_schedule(known | {"steps": 150}, frozenset()) is None
    assert _warn_schedule(known | {"steps": 300}, frozenset()) is None
    low = "200 steps begin at t = 199, not at pure noise. Set 150 steps, or timesteps that begin at 299."
    assert _warn_schedule(known | {"steps": 200}, frozenset()) == low
    with pytest.raises(CheckError, match="is 301, more than ddpm can space"):
        _check_schedule({"model": info}, {"rule": "ddpm", "steps": 301})
    with pytest.raises(CheckError, match="does not fall from 299"):
        _check_schedule({"model": info}, {"rule": "ddpm", "timesteps": (990, 0)})
    model = replace(tiny.model, folder=tmp_path / "m", info=info)
    assert schedule(model, stride=30).schedule.visits == tuple(range(270, -1, -30))


def changed_model(tiny: Tiny, tmp_path: Path, **changes: Any) -> Path:
    shutil.copytree(tiny.model.folder, tmp_path / "m")
    path = tmp_path / "m/scheduler/scheduler_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    return path


def test_a_missing_scheduler_is_found_before_the_run(tiny: Tiny, tmp_path: Path) -> None:
    changed_model(tiny, tmp_path).unlink()
    with pytest.raises(CheckError, match=r"scheduler_config.json: missing") as caught:
        _check_schedule({"model": describe(tmp_path / "m")}, {})
    assert caught.value.socket == "model"


@pytest.mark.parametrize(("own", "used"), [(None, 1.5), (1.0, 1.5), (2.5, 2.5)])
def test_dynamic_thresholding_has_room_above_one(tiny: Tiny, tmp_path: Path, own: float | None, used: float) -> None:
    path = changed_model(tiny, tmp_path, sample_max_value=own)
    config = {key: value for key, value in json.loads(path.read_text()).items() if value is not None}
    path.write_text(json.dumps(config))
    model = replace(tiny.model, folder=tmp_path / "m")
    assert schedule(model, thresholding="dynamic").schedule.config["sample_max_value"] == used


def test_a_beta_schedule_that_only_ddpm_knows_says_so(tiny: Tiny, tmp_path: Path) -> None:
    changed_model(tiny, tmp_path, beta_schedule="sigmoid")
    model = replace(tiny.model, folder=tmp_path / "m")
    with pytest.raises(ValueError, match=r"DDIMScheduler does not know the model's beta_schedule 'sigmoid'. Use ddpm"):
        schedule(model, rule="ddim")
    assert float(schedule(model).t_start) == 957


def test_a_schedule_imports_no_pipelines_and_no_t5() -> None:
    code = """
import sys, nodes.solver.build, nodes.weights.read
sys.exit(any(name.startswith(("transformers.models.t5", "diffusers.pipelines.deepfloyd")) for name in sys.modules))
"""
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0
