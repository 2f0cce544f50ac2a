"""The ready graphs: each loads, checks, round-trips and runs; the arithmetic is the references'."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import torch
from diffusers import IFPipeline, IFSuperResolutionPipeline
from torch import Tensor
from torch.nn.functional import interpolate

from app.presets import is_put, presets, put
from nodegraph.engine import Engine
from nodegraph.events import Finished, NodeStarted, Previewed, ZoneStarted
from nodegraph.file import dumps, load, loads
from nodegraph.graph import Graph
from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from nodegraph.schema import json_schema
from nodes.compute import Compute, using
from nodes.streams import gaussian
from nodes.weights.residency import RESIDENCY
from tests.conftest import GRAPHS
from tests.modes import Randn
from tests.tiny import NOTHING_ELSE, quiet

NAMES = sorted(path.stem for path in GRAPHS.glob("*.json"))
Open = Callable[..., Graph]


@pytest.fixture
def graph(registry: Registry, tiny_folder: Path, tiny_upscaler: Path) -> Open:
    """Opens a ready graph on the tiny IF, of both stages."""

    def make(name: str, **settings: Any) -> Graph:
        made = load(GRAPHS / f"{name}.json", registry)
        if "train" in made.nodes:
            small(made)
        else:
            made.set("model", "source", str(tiny_folder))
        if "upscaler" in made.nodes:
            made.set("upscaler", "source", str(tiny_upscaler))
        for setting, value in settings.items():
            made.set(*setting.split("__"), value)
        return made

    return make


@pytest.fixture(scope="session")
def pipeline(tiny_folder: Path) -> IFPipeline:
    return quiet(IFPipeline.from_pretrained(tiny_folder, **NOTHING_ELSE))


def value(graph: Graph, node: str) -> Any:
    """What a node gives in a fresh run."""
    with using(Compute(base=GRAPHS)):
        run = Engine().start(make_plan(graph, only=node, base=GRAPHS))
        list(run)
    return run.values[node][0]


def run(graph: Graph, out: Path, engine: Engine | None = None) -> list[Any]:
    with using(Compute(base=GRAPHS)):
        return list((engine or Engine()).start(make_plan(graph, base=GRAPHS), out=out))


def small(graph: Graph) -> None:
    """A training graph's try-out, smaller still."""
    put(graph, presets(graph)["quick"])
    if graph.nodes["data"].type == "digits":
        few = {"data.count": 64, "test.count": 40, "train.batch": 32, "train.epochs": 1, "network.hidden": 4}
        put(graph, few)
    else:
        put(graph, {"train.epochs": 1, "train.steps": 5, "network.width": 8})
    if "at" in graph.nodes:
        put(graph, {"train.keep": [1], "at.epoch": 1, "schedule.steps": 3})
    if "classify" in graph.nodes:
        graph.set("classify", "batch", 32)


def test_the_graphs_are_those_of_the_exercises() -> None:
    assert NAMES == [
        "anagram_large", "denoise_out_of_distribution", "digit_anagram", "evaluate_fid", "forward_noise",
        "gaussian_denoise", "hybrid_image", "image_to_image", "inpaint", "iterative_denoise", "one_step_denoise",
        "reverse_process", "sample", "sample_cfg", "sample_digits", "text_image_to_image", "train_class_conditioned",
        "train_ddpm", "train_denoiser", "train_time_conditioned", "upscale", "visual_anagram",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_ready_graph_round_trips_and_fits_the_schema(name: str, registry: Registry) -> None:
    text = (GRAPHS / f"{name}.json").read_text("utf-8")
    made = loads(text, registry)
    assert dumps(made) == text
    jsonschema.validate(json.loads(text), json_schema(registry))


@pytest.mark.parametrize("name", NAMES)
def test_a_ready_graph_runs_and_writes_its_picture(name: str, graph: Open, tmp_path: Path) -> None:
    run(graph(name), tmp_path)
    assert (tmp_path / f"{name}.png").stat().st_size > 0


TRAINING = [name for name in NAMES if "train" in json.loads((GRAPHS / f"{name}.json").read_text("utf-8"))["nodes"]]


@pytest.mark.parametrize("name", TRAINING)
def test_a_training_graph_goes_to_its_try_out_and_back_by_presets(name: str, registry: Registry) -> None:
    made = load(GRAPHS / f"{name}.json", registry)
    offered = presets(made)
    assert list(offered) == ["quick", "full"]
    assert offered["quick"].keys() == offered["full"].keys()
    assert is_put(made, offered["full"])
    put(made, offered["quick"])
    assert is_put(made, offered["quick"])
    assert not is_put(made, offered["full"])
    make_plan(made, base=GRAPHS)


def test_a_distance_is_measured_after_each_epoch(graph: Open, tmp_path: Path) -> None:
    made = graph("evaluate_fid", train__epochs=2, train__keep=[1, 2], at__epoch={"each": [1, 2]})
    run(made, tmp_path)
    lines = (tmp_path / "evaluate_fid.csv").read_text().splitlines()
    assert [line.partition(",")[0] for line in lines] == ["label", "epoch = 1", "epoch = 2"]
    assert lines[1].partition(",")[2] != lines[2].partition(",")[2]


def plain_loop(
    pipeline: IFPipeline, start: Tensor, prompts: list[Tensor], steps: int, seed: int, combine: Callable[..., Tensor],
    views: Callable[[Tensor], Tensor] = lambda x: x,
) -> Tensor:  # fmt: skip
    """A sampling loop as one writes it by hand: stack views and prompts, one forward, combine, scheduler.step."""
    scheduler = pipeline.scheduler
    scheduler.set_timesteps(steps)
    x = start
    noises = [gaussian("step", seed, tuple(start.shape), "cpu", i) for i in range(steps)]
    with torch.no_grad(), Randn(noises):
        for t in scheduler.timesteps:
            output = pipeline.unet(views(x), t, torch.cat(prompts)).sample
            x = scheduler.step(combine(*output.split(1)), t, x).prev_sample
    return x


def guided(uncond: Tensor, cond: Tensor, scale: float = 7.0) -> tuple[Tensor, Tensor]:
    (eps_u, _), (eps_c, variance) = uncond.chunk(2, 1), cond.chunk(2, 1)
    return eps_u + scale * (eps_c - eps_u), variance


def embeds(pipeline: IFPipeline, *texts: str) -> list[Tensor]:
    found = (pipeline.encode_prompt(text, do_classifier_free_guidance=False, clean_caption=True)[0] for text in texts)
    return list(found)


def test_visual_anagram_is_the_plain_loop(graph: Open, pipeline: IFPipeline) -> None:
    settings = {"up_guided__guidance_scale": 7.0, "flip_guided__guidance_scale": 7.0, "schedule__steps": 20}
    made = graph("visual_anagram", **settings, upright__text="a panda", flipped__text="a rocket")
    up, down, empty = embeds(pipeline, "a panda", "a rocket", "")

    def combine(up_empty: Tensor, up_cond: Tensor, down_empty: Tensor, down_cond: Tensor) -> Tensor:
        above, v1 = guided(up_empty, up_cond)
        below, v2 = (part.flip(2) for part in guided(down_empty, down_cond))
        ground = up_empty[:, :3]
        one, two = above - ground, below - ground
        pushed = ground + (one / one.norm() + two / two.norm()) / 2 * (one.norm() + two.norm()) / 2
        return torch.cat([pushed, (v1 + v2) / 2], 1)

    start = gaussian("start", made.nodes["noise"].params["seed"], (1, 3, 16, 16), "cpu")
    prompts = [empty, up, empty, down]
    seed = made.nodes["step"].params["seed"]
    views = lambda x: torch.cat([x, x, x.flip(2), x.flip(2)])  # noqa: E731
    theirs = plain_loop(pipeline, start, prompts, 20, seed, combine, views)
    ours = value(made, "sampler")
    assert (ours - theirs).abs().max() < 1e-4
    assert ours.std() > 0.05


def test_a_large_anagram_is_enlarged_both_ways_up(graph: Open, pipeline: IFPipeline, tiny_upscaler: Path) -> None:
    made = graph("anagram_large", schedule__steps=3, large_schedule__steps=10, large_schedule__i_start=4)
    texts = [made.nodes[node].params["text"] for node in ("upright", "flipped")]
    small = value(made, "sampler")
    upscaler = quiet(IFSuperResolutionPipeline.from_pretrained(tiny_upscaler, **NOTHING_ELSE))
    noising, scheduler = upscaler.image_noising_scheduler, upscaler.scheduler
    scheduler.set_timesteps(10)
    visited = scheduler.timesteps[4:]

    def noised(picture: Tensor, stream: str, t: int) -> Tensor:
        return noising.add_noise(picture, gaussian(stream, 0, (1, 3, 64, 64), "cpu"), torch.tensor([t]))

    def beside(picture: Tensor) -> Tensor:
        large = interpolate(picture, (64, 64), mode="bilinear", align_corners=True)
        return noised(large, "low_res", 100)

    start = interpolate(small, (64, 64), mode="bicubic", antialias=True)
    x = noised(start, "forward", int(visited[0]))
    lows = torch.cat([beside(small), beside(small.flip(2))])
    prompts, level = torch.cat(embeds(pipeline, *texts)), torch.tensor([100, 100])
    noises = [gaussian("step", 0, (1, 3, 64, 64), "cpu", i) for i in range(6)]
    with torch.no_grad(), Randn(noises):
        for t in visited:
            seen = torch.cat([torch.cat([x, x.flip(2)]), lows], dim=1)
            up, down = upscaler.unet(seen, t, prompts, class_labels=level).sample.split(1)
            x = scheduler.step((up + down.flip(2)) / 2, t, x).prev_sample
    assert (value(made, "large_sampler") - x).abs().max() < 1e-4


def test_a_ramp_drives_the_guidance_of_each_step(graph: Open, pipeline: IFPipeline) -> None:
    made = graph("sample_cfg", noise__count=1, schedule__steps=20, prompt__text="a panda")
    made.add("ramp", "ramp", first=8.0, last=2.0, begins=900, ends=100)
    made.link("step.t", "ramp.t")
    made.link("ramp.out", "guided.guidance_scale")
    prompt, empty = embeds(pipeline, "a panda", "")
    scales = iter(8 - 6 * min(1, max(0, (900 - t) / 800)) for t in range(950, -1, -50))

    def combine(uncond: Tensor, cond: Tensor) -> Tensor:
        return torch.cat(guided(uncond, cond, next(scales)), 1)

    start = gaussian("start", 0, (1, 3, 16, 16), "cpu")
    theirs = plain_loop(pipeline, start, [empty, prompt], 20, 0, combine, lambda x: torch.cat([x, x]))
    assert (value(made, "sampler") - theirs).abs().max() < 1e-4


def test_hybrid_image_is_the_plain_loop(graph: Open, pipeline: IFPipeline) -> None:
    from nodes.frequencies import low_pass

    settings = {"far_guided__guidance_scale": 7.0, "near_guided__guidance_scale": 7.0, "schedule__steps": 20}
    made = graph("hybrid_image", **settings, far__text="a skull", near__text="a water wave")
    far, near, empty = embeds(pipeline, "a skull", "a water wave", "")
    sigma = made.nodes["low"].params["sigma"]

    def combine(nothing: Tensor, far_cond: Tensor, near_cond: Tensor) -> Tensor:
        (coarse, v1), (fine, v2) = guided(nothing, far_cond), guided(nothing, near_cond)
        epsilon = low_pass(coarse, sigma=sigma) + fine - low_pass(fine, sigma=sigma)
        return torch.cat([epsilon, (v1 + v2) / 2], 1)

    start = gaussian("start", made.nodes["noise"].params["seed"], (1, 3, 16, 16), "cpu")
    views = lambda x: torch.cat([x, x, x])  # noqa: E731
    theirs = plain_loop(pipeline, start, [empty, far, near], 20, made.nodes["step"].params["seed"], combine, views)
    assert (value(made, "sampler") - theirs).abs().max() < 1e-4


def test_sample_cfg_is_diffusers_if_pipeline(graph: Open, pipeline: IFPipeline) -> None:
    made = graph("sample_cfg", prompt__text="a panda", noise__count=1, schedule__steps=20, guided__guidance_scale=7.0)
    start = gaussian("start", made.nodes["noise"].params["seed"], (1, 3, 16, 16), "cpu")
    noises = [gaussian("step", made.nodes["step"].params["seed"], (1, 3, 16, 16), "cpu", i) for i in range(20)]
    with Randn([start, *noises]):
        theirs = pipeline("a panda", num_inference_steps=20, guidance_scale=7.0, output_type="pt").images
    assert (value(made, "sampler") - theirs).abs().max() < 1e-4


def test_inpainting_leaves_every_pixel_outside_the_mask_as_it_was(graph: Open) -> None:
    made = graph("inpaint")
    result, original, mask = (value(made, node) for node in ("last", "image", "mask"))
    outside = (mask.values == 0).expand_as(original)
    assert outside.any()
    assert torch.equal(result[outside], original[outside])
    assert not torch.equal(result[~outside], original[~outside])


@pytest.mark.parametrize(("name", "count", "evaluations"), [("hybrid_image", 4, 3), ("visual_anagram", 4, 4)])
def test_the_predictions_of_a_step_are_one_batch(name: str, count: int, evaluations: int, graph: Open) -> None:
    (zone,) = make_plan(graph(name), base=GRAPHS).as_json()["zones"]
    (call,) = [each for each in zone["calls"] if each["type"] == "unet_predict"]
    assert len(call["nodes"]) == count
    assert call["batch"] == evaluations


def test_a_second_run_computes_nothing_and_a_changed_last_setting_that_node_alone(graph: Open, tmp_path: Path) -> None:
    made, engine = graph("sample_cfg"), Engine()
    first = run(made, tmp_path, engine)[-1]
    assert isinstance(first, Finished)
    assert first.computed > 0
    assert run(made, tmp_path, engine)[-1].computed == 0
    made.set("save", "name", "other.png")
    events = run(made, tmp_path, engine)
    assert [event.node for event in events if isinstance(event, NodeStarted)] == ["save"]
    assert not any(isinstance(event, ZoneStarted) for event in events)
    assert events[-1].computed == 1
    assert (tmp_path / "other.png").exists()


def test_a_saved_picture_carries_the_graph_that_makes_it_again(graph: Open, registry: Registry, tmp_path: Path) -> None:
    run(graph("image_to_image", schedule__i_start={"each": [20, 30]}), tmp_path / "one")
    carried = load(tmp_path / "one" / "image_to_image.png", registry)
    with using(Compute(base=tmp_path / "one")):
        list(Engine().start(make_plan(carried, base=tmp_path / "one"), out=tmp_path / "two"))
    first, second = ((tmp_path / place / "image_to_image.png").read_bytes() for place in ("one", "two"))
    assert first == second


def test_previews_in_the_loop_show_x_t_epsilon_and_the_clean_estimate_of_every_step(
    graph: Open, tmp_path: Path
) -> None:
    made = graph("sample_cfg", schedule__steps=6, noise__count=2)
    made.add("estimate_clean", "clean")
    for link in ("step.x_t clean.x_t", "step.t clean.t", "guided.out clean.noise", "model.out clean.model"):
        made.link(*link.split())
    for name, source in (("see_x_t", "step.x_t"), ("see_epsilon", "guided.out"), ("see_clean", "clean.out")):
        made.add("preview", name)
        made.link(source, f"{name}.value")
    seen = [event for event in run(made, tmp_path) if isinstance(event, Previewed)]
    for name in ("see_x_t", "see_epsilon", "see_clean"):
        assert [event.visit for event in seen if event.node == name] == list(range(6))
    last = {event.node: event.value for event in seen}
    assert last["see_x_t"].shape == last["see_epsilon"].epsilon.shape == last["see_clean"].shape == (2, 3, 16, 16)


def test_a_rule_that_ignores_an_edited_x_t_is_warned_of(graph: Open) -> None:
    heeding = make_plan(graph("inpaint", schedule__rule="ddpm"), base=GRAPHS)
    assert not heeding.warnings
    made = graph("inpaint", schedule__rule="unipc", schedule__stride=0)
    (warning,) = make_plan(made, base=GRAPHS).warnings
    assert "unipc ignores the edited x_t" in str(warning)


@pytest.fixture(autouse=True)
def _let_go() -> Any:
    yield
    RESIDENCY.release()
