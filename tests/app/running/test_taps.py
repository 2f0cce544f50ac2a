"""Hidden previews change nothing that the graph's own run does."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.running.glance import SAMPLES
from app.running.taps import Tap, Taps, nodes_of, picture_of, plan_tapped, shows_picture
from nodegraph.engine import Engine
from nodegraph.errors import PlanError
from nodegraph.events import Event, Finished, Previewed, Written
from nodegraph.file import dumps, load
from nodegraph.graph import End, Graph
from nodegraph.plan import Op, Plan, ZoneOp
from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from nodes.compute import Compute, using
from tests.app.running import pack
from tests.app.running.conftest import Build
from tests.conftest import GRAPHS

NAMES = sorted(path.stem for path in GRAPHS.glob("*.json"))


def ready(name: str, registry: Registry, tiny: Path) -> Graph:
    graph = load(GRAPHS / f"{name}.json", registry)
    if "model" in graph.nodes:
        graph.set("model", "source", str(tiny))
    return graph


def calls(plan: Plan, hidden: Any = ()) -> list[Any]:
    """What a plan computes, call by call, without the hidden nodes."""

    def told(op: Op) -> Any:
        return [*op.nodes], op.kind.name, op.settings, op.level, op.origin

    def batch(ops: list[Op]) -> Any:
        return [told(op) for op in ops if op.node not in hidden]

    found = []
    for each in plan.calls:
        if isinstance(each, ZoneOp):
            body = [made for call in each.calls if (made := batch(call.ops))]
            found.append([told(each.entry), body, [told(op) for op in each.exits], told(each.end)])
        elif made := batch(each.ops):
            found.append(made)
    return found


def run(plan: Plan, out: Path, engine: Engine | None = None, base: Path = GRAPHS) -> list[Event]:
    with using(Compute(base=base)):
        return list((engine or Engine()).start(plan, out=out))


@pytest.mark.parametrize("name", NAMES)
def test_a_tapped_plan_makes_the_same_calls_in_the_same_order(
    name: str, registry: Registry, tiny_folder: Path, tiny_upscaler: Path
) -> None:
    graph = ready(name, registry, tiny_folder)
    if "upscaler" in graph.nodes:
        graph.set("upscaler", "source", str(tiny_upscaler))
    plain, tapped = make_plan(graph, base=GRAPHS), plan_tapped(graph, base=GRAPHS)
    assert tapped.taps
    found, wanted = calls(tapped.plan, tapped.taps), calls(plain)
    if sum(isinstance(each, ZoneOp) for each in plain.calls) > 1:  # each output's loop first, hidden ones' too
        found, wanted = sorted(found, key=repr), sorted(wanted, key=repr)
    assert found == wanted


@pytest.mark.parametrize("name", ["visual_anagram", "inpaint", "image_to_image", "hybrid_image"])
def test_a_tapped_run_writes_the_same_bytes_as_a_plain_one(
    name: str, registry: Registry, tiny_folder: Path, tmp_path: Path
) -> None:
    graph = ready(name, registry, tiny_folder)
    graph.set("schedule", "stride", 330)
    for node in graph.nodes.values():
        if node.type == "schedule":
            node.params.pop("i_start", None)
    run(make_plan(graph, base=GRAPHS), tmp_path / "plain")
    run(plan_tapped(graph, base=GRAPHS).plan, tmp_path / "tapped")
    plain = {path.name: path.read_bytes() for path in (tmp_path / "plain").iterdir()}
    assert plain
    assert {path.name: path.read_bytes() for path in (tmp_path / "tapped").iterdir()} == plain


def test_files_carry_the_graph_without_its_hidden_nodes(loop: Build, tmp_path: Path) -> None:
    graph = loop()
    run(plan_tapped(graph, base=tmp_path).plan, tmp_path, base=tmp_path)
    assert json.loads((tmp_path / "kept.png").read_text("utf-8")) == json.loads(dumps(graph))


def test_the_graph_itself_is_left_alone(loop: Build) -> None:
    graph = loop()
    before = dumps(graph)
    plan_tapped(graph)
    assert dumps(graph) == before
    assert "glance" not in graph.registry


def shown(events: list[Event], taps: Taps) -> dict[Tap, list[Any]]:
    found: dict[Tap, list[Any]] = {}
    for event in events:
        for tap in taps.get(event.node, (Tap(event.node),)) if isinstance(event, Previewed) else ():
            found.setdefault(tap, []).append(event.value)
    return found


def tapped_nodes(taps: Taps) -> set[Tap]:
    return {tap for several in taps.values() for tap in several}


def test_each_visit_shows_x_t_noise_and_the_clean_estimate(loop: Build, tmp_path: Path) -> None:
    made = plan_tapped(loop(times=3))
    found = shown(run(made.plan, tmp_path), made.taps)
    assert {tap: len(values) for tap, values in found.items()} == {
        Tap("step", "x_t"): 3, Tap("end", "noise"): 3, Tap("end", "clean"): 3, Tap("end"): 1, Tap("save"): 1
    }  # fmt: skip
    assert [look.t for look in found[Tap("step", "x_t")]] == [299.0, 199.0, 99.0]
    levels = [float(look.value[0, 0, 0, 0]) for look in found[Tap("step", "x_t")]]
    assert levels == pytest.approx([0.0, -0.1, -0.2])


def test_the_clean_estimate_starts_from_the_edited_x_t(loop: Build, tmp_path: Path) -> None:
    graph = loop("dark.out end.noise other.out turned_over.x_t other.out end.x_t", other=("colour", {"level": 1.0}),
                 turned_over="shade")  # fmt: skip
    made = plan_tapped(graph)
    assert made.plan.graph.nodes.keys() == graph.nodes.keys()
    clean = shown(run(made.plan, tmp_path), made.taps)[Tap("end", "clean")]
    assert float(clean[0].value[0, 0, 0, 0]) == 1.0  # clipped; from Step's own x_t it would be negative


def test_a_large_batch_is_shown_in_part_within_the_loop_and_whole_after_it(loop: Build, tmp_path: Path) -> None:
    made = plan_tapped(loop(start=("colour", {"count": 9}), times=1))
    found = shown(run(made.plan, tmp_path), made.taps)
    (x_t,), (end,) = found[Tap("step", "x_t")], found[Tap("end")]
    assert (len(x_t.value), len(end.value)) == (SAMPLES, 9)
    assert x_t.value.untyped_storage().nbytes() == x_t.value.nbytes


def test_a_large_picture_is_kept_at_half_precision_within_the_loop(loop: Build, tmp_path: Path) -> None:
    import torch

    made = plan_tapped(loop(start=("colour", {"size": 65}), times=1))
    found = shown(run(made.plan, tmp_path), made.taps)
    assert found[Tap("step", "x_t")][0].value.dtype == torch.float16
    assert found[Tap("end")][0].value.dtype == torch.float32


def test_a_branch_that_a_visit_does_not_need_is_not_computed_for_a_look_at_it(loop: Build, tmp_path: Path) -> None:
    graph = loop(
        "step.x_t light.x_t dark.out turns.first light.out turns.second turns.out end.noise",
        light=("shade", {"amount": 0.2}), turns="by_turns", times=4,
    )  # fmt: skip
    for node in ("dark", "light", "turns"):
        graph.nodes[node].extra["picture"] = True
    made = plan_tapped(graph)
    pack.reset()
    found = shown(run(made.plan, tmp_path), made.taps)
    assert pack.calls["shade"] == 4
    assert len(found[Tap("turns")]) == 4
    assert Tap("dark") not in found


def test_what_no_output_needs_is_not_computed_for_a_look_at_it(build: Build, tmp_path: Path) -> None:
    graph = build("a.out save.image", a="colour", save="keep", idle="colour")
    graph.nodes["a"].extra["picture"] = graph.nodes["idle"].extra["picture"] = True
    made = plan_tapped(graph)
    assert tapped_nodes(made.taps) == {Tap("a"), Tap("save")}


def test_a_run_to_a_node_shows_that_node_and_runs_no_other_output(build: Build, tmp_path: Path) -> None:
    graph = build("a.out b.image b.out save.image a.out other.image", a="colour", b="held", save="keep",
                  other=("keep", {"name": "other.png"}))  # fmt: skip
    pack.pass_gate()
    made = plan_tapped(graph, only="b")
    found = shown(run(made.plan, tmp_path), made.taps)
    assert list(found) == [Tap("b")]
    assert pack.calls["keep"] == 0
    assert set(nodes_of(made.plan)) - made.taps.keys() == {"a", "b"}


def test_a_run_to_a_sampler_shows_its_loop(loop: Build, tmp_path: Path) -> None:
    made = plan_tapped(loop(), only="end")
    found = shown(run(made.plan, tmp_path), made.taps)
    assert {tap.what for tap in found} == {"x_t", "noise", "clean", "value"}
    assert pack.calls["keep"] == 0


def test_a_run_to_a_node_without_a_picture_runs_it(build: Build, tmp_path: Path) -> None:
    graph = build("", n="no_picture", other="no_picture")
    made = plan_tapped(graph, only="n")
    assert shown(run(made.plan, tmp_path), made.taps) == {}
    assert pack.calls["no_picture"] == 1


def test_faults_name_the_graphs_own_nodes_alone(loop: Build, build: Build) -> None:
    graph = loop()
    graph.unlink("dark.x_t")
    graph.nodes["dark"].extra["picture"] = True
    with pytest.raises(PlanError) as error:
        plan_tapped(graph)
    with pytest.raises(PlanError) as plain:
        make_plan(graph)
    assert error.value.faults == plain.value.faults


def test_a_node_with_the_hidden_nodes_name_keeps_it(build: Build) -> None:
    graph = build("a.out save.image", a="colour", save="keep", **{"~value~save": "colour"})
    made = plan_tapped(graph)
    assert made.plan.graph.nodes["~value~save"].type == "colour"
    assert made.taps == {"~value~save~": (Tap("save"),)}


def test_muted_and_bypassed_nodes_are_led_around(build: Build, tmp_path: Path) -> None:
    graph = build("a.out b.image b.out save.image", a="colour", b="held", save="keep")
    graph.nodes["b"].mode = "bypass"
    graph.nodes["b"].extra["picture"] = True
    made = plan_tapped(graph)
    assert set(shown(run(made.plan, tmp_path), made.taps)) == {Tap("save")}


def test_a_second_run_computes_nothing_and_shows_all_again(loop: Build, tmp_path: Path) -> None:
    made, engine = plan_tapped(loop()), Engine()
    first, second = (run(made.plan, tmp_path, engine) for _ in range(2))
    assert isinstance(second[-1], Finished)
    assert second[-1].computed == 0
    again, before = shown(second, made.taps), shown(first, made.taps)
    assert {tap: len(values) for tap, values in again.items()} == {tap: len(each) for tap, each in before.items()}


def test_previews_in_the_body_show_themselves(loop: Build, tmp_path: Path) -> None:
    made = plan_tapped(loop("dark.out end.noise dark.out look.noise", look="peek"))
    assert "~value~look" not in made.taps
    assert len(shown(run(made.plan, tmp_path), made.taps)[Tap("look")]) == 3


def test_swept_pictures_know_their_place(loop: Build, tmp_path: Path) -> None:
    graph = loop()
    graph.set("dark", "amount", {"each": [0.1, 0.2]})
    made = plan_tapped(graph)
    assert calls(made.plan, made.taps) == calls(make_plan(graph))
    origins = {event.origin.own for event in run(made.plan, tmp_path) if isinstance(event, Previewed)}
    assert origins == {(("dark.amount", 0.1),), (("dark.amount", 0.2),)}


def test_files_come_in_the_same_order(build: Build, tmp_path: Path) -> None:
    links = " ".join(
        f"s{n}.out step{n}.start step{n}.loop end{n}.loop step{n}.x_t d{n}.x_t "
        f"d{n}.out end{n}.noise end{n}.out k{n}.image"
        for n in "12"
    )
    nodes: dict[str, Any] = {}
    for n in "12":
        nodes |= {f"s{n}": ("colour", {"level": float(n)}), f"step{n}": "turn", f"end{n}": "turned", f"d{n}": "shade"}
        nodes |= {f"k{n}": ("keep", {"name": f"{n}.png"})}
    graph = build(links, **nodes)
    events = run(plan_tapped(graph).plan, tmp_path)
    order = [event.node for event in events if isinstance(event, Written)]
    assert order == ["k1", "k2"]
    plain = [event.node for event in run(make_plan(graph), tmp_path) if isinstance(event, Written)]
    assert order == plain


def test_which_nodes_carry_a_picture_by_default(registry: Registry) -> None:
    graph = Graph(registry)
    names = [kind.name for kind in registry if shows_picture(graph.add(kind.name), kind)]
    assert set(names) == {
        "step", "sampler", "collect", "save_image", "preview", "animation", "grid", "load_image", "load_mask",
        "shape_mask", "invert_mask", "chart", "train_denoiser", "train_diffusion", "train_classifier",
    }  # fmt: skip


def test_the_user_chooses_otherwise(registry: Registry) -> None:
    graph = Graph(registry)
    step, flip = graph.add("step"), graph.add("flip")
    step.extra["picture"], flip.extra["picture"] = False, True
    assert not shows_picture(step, registry["step"])
    assert shows_picture(flip, registry["flip"])


def test_a_nodes_picture_is_its_first_picture_or_what_it_is_given(build: Build) -> None:
    graph = build("a.out save.image a.out f.image", a="colour", save="keep", f="two_frames", n="no_picture")
    assert picture_of(graph, "a") == End("a", "out")
    assert picture_of(graph, "save") == End("a", "out")
    assert picture_of(graph, "f") == End("f", "out")
    assert picture_of(graph, "n") is None


def test_what_shows_the_same_value_is_shown_by_one_hidden_node(loop: Build, tmp_path: Path) -> None:
    graph = loop()
    graph.nodes["dark"].extra["picture"] = True
    made = plan_tapped(graph)
    assert (Tap("end"), Tap("save")) in made.taps.values()
    assert (Tap("end", "noise"), Tap("dark")) in made.taps.values()
    assert len(shown(run(made.plan, tmp_path), made.taps)[Tap("dark")]) == 3
