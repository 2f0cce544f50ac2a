"""What goes through one forward together, and what a batch is given."""

import pytest

from nodegraph.engine import Engine
from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from tests.nodegraph import pack
from tests.nodegraph.tools import batches, graph_of, loop_of, run, shown


def anagram(registry: Registry) -> tuple[dict[str, object], str]:
    """Four predictions in a loop, two of them behind a node more, as a flipped view is."""
    nodes = {
        "p1": "predict",
        "p2": ("predict", {"gain": 2}),
        "flip": ("times", {"by": -1}),
        "p3": "predict",
        "p4": ("predict", {"gain": 2}),
        "back": ("times", {"by": -1}),
        "sum": "total",
    }
    links = (
        "begin.x p1.x begin.x p2.x begin.x flip.x flip.out p3.x flip.out p4.x p3.out back.x "
        "p1.out sum.values[0] p2.out sum.values[1] back.out sum.values[2] p4.out sum.values[3] sum.out end.x"
    )
    return nodes, links


def test_calls_with_as_many_batchable_calls_above_them_go_together(registry: Registry) -> None:
    nodes, links = anagram(registry)
    graph = loop_of(registry, nodes, links, times=2)
    plan = make_plan(graph)
    assert batches(plan) == [[["p1", "p2", "p3", "p4"]]]
    x = 1.0
    for _ in range(2):
        x = (x + 1) + (x + 2) - (-x + 1) + (-x + 2)
    assert shown(run(plan)) == [x]
    assert pack.batches == [4, 4]


def test_calls_behind_each_other_do_not(registry: Registry) -> None:
    nodes = {"p1": "predict", "p2": ("predict", {"gain": 2}), "flip": "times", "p3": "predict", "sum": "total"}
    links = (
        "begin.x p1.x begin.x p2.x p1.out flip.x flip.out p3.x p3.out sum.values[0] p2.out sum.values[1] sum.out end.x"
    )
    plan = make_plan(loop_of(registry, nodes, links))
    assert batches(plan) == [[["p1", "p2"], ["p3"]]]
    run(plan)
    assert pack.batches == [2, 1] * 3


def test_equal_calls_are_one_of_the_batch(registry: Registry) -> None:
    nodes = {f"p{k}": ("predict", {"gain": k % 3}) for k in range(4)} | {"sum": "total"}
    links = " ".join(f"begin.x p{k}.x p{k}.out sum.values[{k}]" for k in range(4))
    plan = make_plan(loop_of(registry, nodes, links, "sum.out end.x"))
    (call,) = [call for call in plan.zones[0].calls if call.type == "predict"]
    assert [op.nodes for op in call.ops] == [["p0", "p3"], ["p1"], ["p2"]]
    assert plan.as_json()["zones"][0]["calls"][0] == {"type": "predict", "nodes": ["p0", "p3", "p1", "p2"], "batch": 3}


def test_outside_loops_they_go_together_too_and_alone_by_the_function_itself(registry: Registry) -> None:
    nodes = {
        "n": "number",
        "p1": "predict",
        "p2": ("predict", {"gain": 2}),
        "p3": "predict",
        "sum": "total",
        "keep": "keep",
    }
    links = "n.out p1.x n.out p2.x p1.out p3.x p3.out sum.values[0] p2.out sum.values[1] sum.out keep.value"
    engine, graph = Engine(), graph_of(registry, nodes, links)
    assert shown(run(graph, engine)) == [6.0]
    assert pack.batches == [2]
    assert pack.calls["predict"] == 1
    graph.set("p2", "gain", 5)
    assert shown(run(graph, engine)) == [9.0]
    assert pack.batches == [2]
    assert pack.calls["predict"] == 2


def test_the_hook_is_asked_once_a_loop_with_what_stays_the_same(registry: Registry) -> None:
    nodes = {"p1": "predict", "p2": ("predict", {"gain": 2}), "sum": "total"}
    links = "begin.x p1.x begin.x p2.x p1.out sum.values[0] p2.out sum.values[1] sum.out end.x"
    run(loop_of(registry, nodes, links, times=10))
    assert pack.calls["batched"] == 1
    assert pack.batches == [2] * 10


@pytest.mark.parametrize("wired", ["k", "i"])
def test_a_wired_setting_of_a_batched_call_is_constant_or_not(registry: Registry, wired: str) -> None:
    nodes = {"k": ("whole", {"value": 3}), "p": "predict"}
    source = {"k": "k.out", "i": "begin.i"}[wired]
    graph = loop_of(registry, nodes, f"begin.x p.x {source} p.gain p.out end.x")
    assert shown(run(graph)) == [1.0 + {"k": 9, "i": 0 + 1 + 2}[wired]]


def test_a_loops_batch_comes_after_the_batches_above_it(registry: Registry) -> None:
    nodes = {"above": "predict", "p": "predict", "behind": "predict", "keep_2": "keep"}
    links = "n.out above.x begin.x p.x above.out p.gain p.out end.x end.out behind.x behind.out keep_2.value"
    graph = loop_of(registry, nodes, links)
    assert shown(run(graph), "keep_2") == [1.0 + 3 * 2.0 + 1.0]
