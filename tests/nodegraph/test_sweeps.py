"""Settings with several values: one run downstream for each, shared above, gathered with labels."""

import json
from pathlib import Path

from nodegraph.engine import Engine
from nodegraph.events import Previewed
from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from tests.nodegraph import pack
from tests.nodegraph.tools import graph_of, loop_of, of, run, shown, told


def each(*values: float) -> dict[str, list[float]]:
    return {"each": list(values)}


def test_what_lies_downstream_runs_once_a_value_and_what_lies_upstream_once(registry: Registry) -> None:
    nodes = {"n": "number", "a": "times", "b": ("times", {"by": each(1, 2, 3)}), "c": "times", "keep": "keep"}
    events = run(graph_of(registry, nodes, "n.out a.x a.out b.x b.out c.x c.out keep.value"))
    assert shown(events) == [4.0, 8.0, 12.0]
    assert pack.calls["number"] == 1
    assert pack.calls["times"] == 1 + 3 + 3
    origins = [event.origin.own for event in of(events, Previewed)]
    assert origins == [(("b.by", 1.0),), (("b.by", 2.0),), (("b.by", 3.0),)]


def test_two_swept_settings_make_a_table(registry: Registry) -> None:
    nodes = {
        "n": ("number", {"value": each(1, 10)}),
        "a": ("times", {"by": each(2, 3)}),
        "l": "listing",
        "say": "say",
    }
    graph = graph_of(registry, nodes, "n.out a.x a.out l.values[0] l.out say.text")
    assert shown(run(graph), "say") == [
        "{'n.value': 1.0, 'a.by': 2.0} 2; {'n.value': 1.0, 'a.by': 3.0} 3; "
        "{'n.value': 10.0, 'a.by': 2.0} 20; {'n.value': 10.0, 'a.by': 3.0} 30"
    ]


def test_branches_of_one_sweep_meet_value_by_value(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": each(1, 2)}), "a": "times", "t": "total", "keep": "keep"}
    graph = graph_of(registry, nodes, "n.out a.x n.out t.values[0] a.out t.values[1] t.out keep.value")
    assert shown(run(graph)) == [3.0, 6.0]


def test_branches_of_two_sweeps_meet_in_every_combination(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": each(1, 2)}), "m": ("number", {"value": each(10, 20)})}
    graph = graph_of(
        registry, nodes | {"t": "total", "keep": "keep"}, "n.out t.values[0] m.out t.values[1] t.out keep.value"
    )
    assert shown(run(graph)) == [11.0, 21.0, 12.0, 22.0]


def test_a_gathering_row_takes_swept_and_single_values_side_by_side(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": each(1, 2)}), "m": ("number", {"value": 7}), "l": "listing", "say": "say"}
    graph = graph_of(registry, nodes, "m.out l.values[0] n.out l.values[1] m.out l.values[2] l.out say.text")
    assert shown(run(graph), "say") == ["{} 7; {'n.value': 1.0} 1; {'n.value': 2.0} 2; {} 7"]


def test_behind_a_gathering_row_nothing_is_swept(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": each(1, 2)}), "l": "listing", "size": "count_letters", "keep": "keep"}
    run(graph_of(registry, nodes, "n.out l.values[0] l.out size.text size.out keep.value"))
    assert pack.calls["keep"] == 1


def test_without_a_sweep_a_gathering_row_is_a_row(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": 1}), "m": ("number", {"value": 2}), "l": "listing", "say": "say"}
    graph = graph_of(registry, nodes, "n.out l.values[0] m.out l.values[1] l.out say.text")
    assert shown(run(graph), "say") == ["{} 1; {} 2"]


def test_an_axis_that_comes_another_way_too_is_not_gathered(registry: Registry) -> None:
    """The gathering node's own swept setting is no row of its inputs."""
    nodes = {"n": ("number", {"value": each(1, 2)}), "w": ("write_graph", {"name": each("a.json", "b.json")})}
    plan = make_plan(graph_of(registry, nodes, "n.out w.value"))
    assert len([op for call in plan.calls for op in call.ops if op.kind.name == "write_graph"]) == 4


def test_a_sweep_inside_a_loop_runs_the_loop_once_a_value(registry: Registry) -> None:
    nodes = {"a": ("times", {"by": each(2, 3)}), "l": "listing", "say": "say", "in": "show"}
    links = "begin.x a.x a.out end.x end.out l.values[0] l.out say.text a.out in.value"
    graph = loop_of(registry, nodes, links, times=2)
    events = run(graph)
    assert shown(events, "say") == ["{'a.by': 2.0} 4; {'a.by': 3.0} 9"]
    assert shown(events, "in") == [2.0, 4.0, 3.0, 9.0]
    assert [zone.origin.own for zone in make_plan(graph).zones] == [(("a.by", 2.0),), (("a.by", 3.0),)]


def test_a_swept_count_runs_each_loop_as_long_as_it_says(registry: Registry) -> None:
    graph = loop_of(registry, {"a": "times"}, "begin.x a.x a.out end.x")
    graph.set("begin", "times", each(1, 2, 5))
    assert shown(run(graph)) == [2.0, 4.0, 32.0]


def test_a_sweep_above_a_loop_reaches_its_body_and_its_collector(registry: Registry) -> None:
    nodes = {"k": ("number", {"value": each(2, 3)}), "a": "times", "kept": "collect", "say": "say"}
    graph = loop_of(registry, nodes, "begin.x a.x k.out a.by a.out end.x a.out kept.value kept.out say.text", times=2)
    events = run(graph)
    assert shown(events) == [4.0, 9.0]
    assert shown(events, "say") == ["2 4", "3 9"]


def test_a_gathering_row_inside_a_loop_takes_all_values_from_outside(registry: Registry) -> None:
    nodes = {
        "k": ("number", {"value": each(2, 3)}),
        "l": "listing",
        "size": "count_letters",
        "sum": "total",
        "in": "show",
    }
    links = "begin.x l.values[0] k.out l.values[1] l.out size.text size.out end.x begin.x in.value"
    graph = loop_of(registry, nodes, links, times=2)
    graph.remove("sum")
    text = "{} 1; {'k.value': 2.0} 2; {'k.value': 3.0} 3"
    assert shown(run(graph), "in") == [1.0, float(len(text))]
    assert len(make_plan(graph).zones) == 1


def test_equal_values_share_their_calls(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": each(1, 1, 2)}), "a": "times", "l": "listing", "say": "say"}
    graph = graph_of(registry, nodes, "n.out a.x a.out l.values[0] l.out say.text")
    assert shown(run(graph), "say") == ["{'n.value': 1.0} 2; {'n.value': 1.0} 2; {'n.value': 2.0} 4"]
    assert pack.calls["times"] == 2


def test_texts_and_choices_sweep_too(registry: Registry) -> None:
    paint = {"style": {"each": ["flat", "dotted"]}, "stops": {"each": [[1], [2, 3]]}, "limit": {"each": [None, 3]}}
    graph = graph_of(registry, {"p": ("paint", paint), "say": "say"}, "p.out say.text")
    texts = shown(run(graph), "say")
    assert len(texts) == 8
    assert texts[0] == "#FFFFFF flat False None (1.0,)"
    assert texts[-1] == "#FFFFFF dotted False 3 (2.0, 3.0)"


def test_a_faulty_value_of_a_sweep_is_told(registry: Registry) -> None:
    graph = graph_of(registry, {"n": "number", "a": "times", "keep": "keep"}, "n.out a.x a.out keep.value")
    graph.nodes["a"].params["by"] = each(1, 11)
    assert told(graph) == ["a: by is 11. Choose from -10 to 10."]


def test_a_check_sees_each_value_of_a_sweep(registry: Registry) -> None:
    nodes = {"c": ("column", {"rows": each(2, 3)}), "d": ("column", {"rows": 2}), "s": "stack", "size": "length"}
    graph = graph_of(registry, nodes | {"keep": "keep"}, "d.out s.parts[0] c.out s.parts[1] s.out size.column")
    graph.link("size.out", "keep.value")
    assert told(graph) == ["s: parts[1] has 3 rows, parts[0] has 2. Make them equal."]


def test_a_file_carries_the_graph_with_its_own_values_of_the_sweeps(registry: Registry, out: Path) -> None:
    nodes = {
        "n": ("number", {"value": each(1, 2)}),
        "m": ("times", {"by": each(3, 4)}),
        "both": ("write_graph", {"name": "both.json"}),
        "one": ("write_graph", {"name": "one.json"}),
        "a": "times",
        "b": "times",
    }
    run(graph_of(registry, nodes, "n.out m.x m.out both.value n.out a.x a.out b.x b.out one.value"), out=out)
    found = {name: json.loads((out / f"{name}.json").read_text())["nodes"] for name in ("both", "one")}
    assert found["both"]["n"]["params"] == found["one"]["n"]["params"] == {"value": 2.0}
    assert found["both"]["m"]["params"] == {"by": 4.0}
    assert found["one"]["m"]["params"] == {"by": {"each": [3.0, 4.0]}}


def test_files_of_a_sweep_get_names_of_their_own(registry: Registry, out: Path) -> None:
    run(graph_of(registry, {"w": ("word", {"text": {"each": ["a", "b c"]}}), "x": "write"}, "w.out x.text"), out=out)
    assert {path.name: path.read_text() for path in out.iterdir()} == {"text-atext.txt": "a", "text-b_ctext.txt": "b c"}


def test_only_of_a_swept_node_gives_all_its_values(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": each(1, 2)}), "a": "times", "keep": "keep"}
    running = Engine().start(make_plan(graph_of(registry, nodes, "n.out a.x a.out keep.value"), only="a"))
    list(running)
    assert running.values == {"a": [2.0, 4.0]}
