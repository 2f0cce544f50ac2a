"""A plan in words and as JSON."""

import json

from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from tests.nodegraph.test_batching import anagram
from tests.nodegraph.tools import graph_of, loop_of, read


def test_the_plan_of_a_loop_in_words(registry: Registry) -> None:
    nodes, links = anagram(registry)
    graph = loop_of(registry, nodes | {"p5": "predict", "more": "total", "kept": "collect", "say": "say"})
    for link in links.replace("sum.out end.x", "sum.out kept.value kept.out say.text sum.out end.x").split(" ")[::2]:
        assert "." in link
    words = links.split()
    for source, target in zip(words[::2], words[1::2], strict=True):
        graph.link(source, target)
    for link in ("begin.x p5.x", "p5.out sum.values[4]", "sum.out kept.value", "kept.out say.text"):
        graph.link(*link.split())
    graph.remove("more")
    assert make_plan(graph).describe().splitlines() == [
        "once, in this order:",
        "  number: n",
        "  loop begin .. end, each step:",
        "    times: flip",
        "    predict: p1 = p5, p2, p3, p4, batch of 4, shared",
        "    times: back",
        "    total: sum",
        "    = 4 predict evaluations a step in 1 batch",
        "    collected by kept",
        "  keep: keep",
        "  say: say",
    ]


def test_the_plan_as_json_has_one_entry_a_call(registry: Registry) -> None:
    plan = make_plan(read(registry, "loop"))
    assert json.loads(json.dumps(plan.as_json())) == {
        "once": [
            {"type": "number", "nodes": ["n"], "batch": 1},
            {"type": "keep", "nodes": ["keep"], "batch": 1},
            {"type": "say", "nodes": ["say"], "batch": 1},
        ],
        "zones": [
            {
                "step": "begin",
                "sampler": "end",
                "calls": [
                    {"type": "times", "nodes": ["double"], "batch": 1},
                    {"type": "show", "nodes": ["watch"], "batch": 1},
                ],
            }
        ],
    }


def test_each_loop_of_a_sweep_says_its_place_and_warnings_stand_at_the_end(registry: Registry) -> None:
    graph = loop_of(registry, {"a": ("times", {"by": {"each": [2, 3]}})}, "begin.x a.x a.out end.x")
    graph.nodes["a"].params["mood"] = 1
    text = make_plan(graph).describe()
    assert "  loop begin .. end (a.by = 2.0), each step:" in text
    assert "  loop begin .. end (a.by = 3.0), each step:" in text
    assert text.endswith("warning: a: mood is no setting that this version knows. It is kept and has no effect.")


def test_several_batches_are_counted(registry: Registry) -> None:
    nodes = {"n": "number", "a": "predict", "b": "predict", "keep": "keep"}
    assert "predict: a" in make_plan(graph_of(registry, nodes, "n.out a.x a.out b.x b.out keep.value")).describe()
    graph = loop_of(registry, {"a": "predict", "b": "predict"}, "begin.x a.x a.out b.x b.out end.x")
    assert "    = 2 predict evaluations a step in 2 batches" in make_plan(graph).describe()
