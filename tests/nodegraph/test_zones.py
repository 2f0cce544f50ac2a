"""Loops in the graph: their bodies, and every way out that is none."""

import pytest

from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from tests.nodegraph.tools import faults, graph_of, loop_of, read, run, shown, told


def test_a_loop_runs_its_body_and_gives_its_end_its_frames_and_its_visits(registry: Registry) -> None:
    events = run(read(registry, "loop"))
    assert shown(events) == [16.0]
    assert shown(events, "say") == ["2 8"]
    assert shown(events, "watch") == [2.0, 4.0, 8.0, 16.0]


def test_the_body_is_what_changes_with_the_steps_and_somebody_needs(registry: Registry) -> None:
    nodes = {"k": "number", "const": "times", "sum": "total", "idle": "times"}
    links = "k.out const.x begin.x sum.values[0] const.out sum.values[1] sum.out end.x sum.out idle.x"
    (zone,) = make_plan(loop_of(registry, nodes, links)).zones
    assert [op.node for op in zone.ops] == ["sum"]
    assert len(zone.imports) == 1


def test_loops_follow_each_other(registry: Registry) -> None:
    plan = make_plan(read(registry, "two_loops"))
    assert [zone.step for zone in plan.zones] == ["begin", "begin_2"]
    assert shown(run(plan)) == [80.0 + 8.0 + 8.0]


def test_every_leak_is_told_once_with_the_way_out_and_what_lies_behind_is_not(registry: Registry) -> None:
    out = "Wire end.out here, or put a Collect between."
    assert told(read(registry, "leaks")) == [
        f"leak: value takes double.out, which changes each step, but it runs once, after the loop. {out}",
        f"mixed: y takes double.out, which changes each step, together with what that loop gives at its end. {out}",
        f"inner: start takes double.out, which changes each step, but no loop stands inside another. {out}",
        "idle: value does not change from step to step. Wire a value from inside a loop here.",
        f"early: every takes begin.i, which changes each step, but it is read once, before the loop. {out}",
    ]


def test_a_long_node_cannot_stand_in_a_loop(registry: Registry) -> None:
    graph = loop_of(registry, {"long": "rounds", "sum": "total"}, "begin.i long.count long.out sum.values[0]")
    graph.link("begin.x", "sum.values[1]")
    graph.link("sum.out", "end.x")
    assert told(graph) == [
        "long: count takes begin.i, which changes each step, but it runs long, outside of loops only. "
        "Wire end.out here, or put a Collect between."
    ]


def test_loops_that_mix_are_told_once(registry: Registry) -> None:
    assert told(read(registry, "mixed_loops")) == [
        "both: values[1] takes b.x, which changes with the steps of b, in the loop of a. "
        "Wire b_end.out here, or put a Collect between."
    ]


def test_loops_that_wait_for_each_other_are_told(registry: Registry) -> None:
    (fault,) = told(read(registry, "crossing_loops"))
    assert fault in (
        "a: has to wait for itself: a -> b -> a. Part the loops.",
        "b: has to wait for itself: b -> a -> b. Part the loops.",
    )


def test_loose_and_doubled_ends_are_told_once_each(registry: Registry) -> None:
    assert told(read(registry, "loose_ends")) == [
        "open: loop is not closed. Wire it to the loop of a Until.",
        "second: loop closes twice, which first closes already. Add another Repeat.",
        "wrong: loop is wired to climb.loop, a Climb. Wire a repeat's loop here.",
        "still_end: takes nothing that changes with still. Wire what it is to follow.",
    ]


def test_two_ends_that_are_not_joined_are_one_fault(registry: Registry) -> None:
    graph = loop_of(registry, {"a": "times"}, "begin.x a.x a.out end.x")
    graph.unlink("end.loop")
    assert told(graph) == ["end: loop is not set. Wire a Loop here."]


def test_an_end_that_is_fed_from_the_wrong_socket_is_one_fault(registry: Registry) -> None:
    graph = loop_of(registry, {}, "begin.x end.x")
    graph.unlink("end.loop")
    graph.links.append(type(graph.links[0])(graph.links[-1].source, graph.links[-1].target._replace(socket="loop")))
    assert told(graph) == ["end: loop takes Loop, but begin.x gives float. Wire a Loop here."]


def test_an_output_of_each_visit_may_stand_in_a_loop_or_outside(registry: Registry) -> None:
    graph = loop_of(registry, {"in": "show", "after": "show"}, "begin.x end.x begin.x in.value end.out after.value")
    events = run(graph)
    assert shown(events, "in") == [1.0] * 3
    assert shown(events, "after") == [1.0]


def test_a_preview_alone_pulls_its_loop(registry: Registry) -> None:
    graph = loop_of(registry, {"a": "times", "in": "show"}, "begin.x a.x a.out end.x a.out in.value")
    graph.remove("keep")
    assert shown(run(graph), "in") == [2.0, 4.0, 8.0]


def test_a_loop_on_the_shortest_way(registry: Registry) -> None:
    assert shown(run(loop_of(registry, {}, "begin.x end.x", start=7))) == [7.0]
    assert shown(run(loop_of(registry, {}, "begin.x end.x", start=7, times=0))) == [7.0]


def test_a_collectors_setting_may_be_wired_from_outside(registry: Registry) -> None:
    nodes = {"k": ("whole", {"value": 2}), "kept": "collect", "say": "say"}
    links = "begin.x end.x begin.i kept.value begin.i kept.i k.out kept.every kept.out say.text"
    assert shown(run(loop_of(registry, nodes, links, times=5)), "say") == ["0 2 4"]


def test_an_outside_value_that_enters_twice_is_imported_once(registry: Registry) -> None:
    nodes = {"a": "minus", "b": "minus"}
    links = "begin.x a.x n.out a.y a.out b.x n.out b.y b.out end.x"
    (zone,) = make_plan(loop_of(registry, nodes, links)).zones
    assert len(zone.imports) == 1


@pytest.mark.parametrize("mode", ["mute", "bypass"])
def test_a_loop_without_its_beginning_is_told(registry: Registry, mode: str) -> None:
    graph = loop_of(registry, {"a": "times"}, "begin.x a.x a.out end.x")
    graph.nodes["begin"].mode = mode  # type: ignore[assignment]
    wanted = {"mute": ["end loop", "a x"], "bypass": ["end loop"]}[mode]
    assert [f"{fault.node} {fault.socket}" for fault in faults(graph)] == wanted


def test_a_bypassed_loop_hands_nothing_but_what_fits_through(registry: Registry) -> None:
    graph = loop_of(registry, {"a": "times"}, "begin.x a.x a.out end.x", start=5)
    graph.nodes["begin"].mode = graph.nodes["end"].mode = "bypass"
    assert shown(run(graph)) == [10.0]


def test_collectors_of_collected_values_need_no_loop_around_them(registry: Registry) -> None:
    nodes = {"kept": "collect", "size": "count_letters", "end_sum": "total", "keep_2": "keep"}
    links = "begin.x end.x begin.x kept.value kept.out size.text size.out end_sum.values[0] end.out end_sum.values[1]"
    graph = loop_of(registry, nodes, links, "end_sum.out keep_2.value")
    assert shown(run(graph), "keep_2") == [5.0 + 1.0]


def test_many_loops_in_a_row_keep_their_order(registry: Registry) -> None:
    graph = graph_of(registry, {"n": "number", "keep": "keep"})
    last = "n.out"
    for k in range(5):
        graph.add("repeat", f"b{k}", times=1)
        graph.add("times", f"t{k}")
        graph.add("until", f"e{k}")
        for link in (f"{last} b{k}.start", f"b{k}.x t{k}.x", f"t{k}.out e{k}.x", f"b{k}.loop e{k}.loop"):
            graph.link(*link.split())
        last = f"e{k}.out"
    graph.link(last, "keep.value")
    assert shown(run(graph)) == [32.0]


def test_behind_a_missing_node_nothing_is_said_of_loops(registry: Registry) -> None:
    nodes = {"a": "times", "b": "times", "out": "keep"}
    graph = loop_of(registry, nodes, "begin.x a.x a.out b.x b.out end.x b.out out.value")
    graph.nodes["a"].type = "telepathy"
    assert told(graph) == ["a: its node type 'telepathy' is missing. See anagraph nodes."]


def test_an_end_with_a_fault_of_its_own_has_no_second(registry: Registry) -> None:
    graph = loop_of(registry, {"k": "number"}, "begin.x end.x k.out end.instead")
    graph.unlink("end.x")
    assert told(graph) == ["end: x is not set. Wire a float here."]
