"""Random graphs give what the plainest evaluation of them gives: no sharing, no batches, no cache, no liveness."""

import math
import random
from collections.abc import Callable
from typing import Any

import pytest

from nodegraph.engine import Engine
from nodegraph.graph import End, Graph
from nodegraph.registry import Registry
from tests.nodegraph import pack
from tests.nodegraph.tools import loop_of, run, shown

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "number": pack.number,
    "times": pack.times,
    "minus": pack.minus,
    "total": pack.total,
    "same": pack.same,
    "predict": pack.predict,
    "weigh": pack.weigh,
}


def add_random(graph: Graph, draw: random.Random, known: list[str], count: int) -> list[str]:
    """More nodes, each wired to some of those before it."""
    made = []
    for _ in range(count):
        type = draw.choice(list(FUNCTIONS))
        settings = {"times": {"by": draw.choice([-1, 0.5, 1])}, "predict": {"gain": draw.choice([1, 2])}}.get(type, {})
        node = graph.add(type, **settings)
        sockets = [each.name for each in graph.registry[type].inputs]
        if type == "total":
            sockets = [f"values[{k}]" for k in range(draw.randrange(1, 4))]
        for socket in sockets:
            graph.link(f"{draw.choice([*known, *made])}.out", f"{node.id}.{socket}")
        made.append(node.id)
    return made


def plain(graph: Graph, tail: End, inside: dict[str, dict[str, float]]) -> float:
    """What an output gives, worked out from the wires again and again."""
    if tail.node in inside:
        return inside[tail.node][tail.socket]
    node = graph.nodes[tail.node]
    if node.type == "until":
        return plain_loop(graph, tail.node)
    wired = {link.target.socket: link.source for link in graph.into(tail.node)}
    names = sorted(wired, key=lambda name: (len(name), name)) if node.type == "total" else None
    inputs = names or [each.name for each in graph.registry[node.type].inputs if each.name in wired]
    args = [plain(graph, wired[name], inside) for name in inputs]
    settings = {name: value for name, value in node.params.items() if name not in wired}
    settings |= {name: plain(graph, wired[name], inside) for name in wired if graph.registry[node.type].setting(name)}
    return float(FUNCTIONS[node.type](*args, **settings))


def plain_loop(graph: Graph, end: str) -> float:
    begin = graph.source(End(end, "loop"))
    assert begin is not None
    start, reply = graph.source(End(begin.node, "start")), graph.source(End(end, "x"))
    assert start is not None
    assert reply is not None
    x = plain(graph, start, {})
    for i in range(graph.nodes[begin.node].params["times"]):
        x = plain(graph, reply, {begin.node: {"x": x, "i": float(i)}})
    return x


def random_graph(registry: Registry, draw: random.Random) -> Graph:
    graph = loop_of(registry, {}, times=draw.randrange(1, 4), start=draw.choice([0.5, 1, 2]))
    outside = ["n", *add_random(graph, draw, ["n"], draw.randrange(0, 6))]
    graph.link(f"{draw.choice(outside)}.out", "begin.start")
    graph.add("same", "x")
    graph.link("begin.x", "x.value")
    body = ["x", *add_random(graph, draw, [*outside, "x"], draw.randrange(0, 12))]
    graph.add("total", "sum")
    graph.link("x.out", "sum.values[0]")
    for _ in range(draw.randrange(0, 3)):
        graph.link(f"{draw.choice(body)}.out", graph.grow("sum", "values"))
    graph.link("sum.out", "end.x")
    behind = ["end", *add_random(graph, draw, [*outside, "end"], draw.randrange(0, 5))]
    graph.link(f"{draw.choice(behind)}.out", "keep.value")
    return graph


@pytest.mark.parametrize("seed", range(150))
def test_a_random_graph_gives_what_its_plain_evaluation_gives(registry: Registry, seed: int) -> None:
    draw = random.Random(seed)
    graph, engine = random_graph(registry, draw), Engine(cache_bytes=draw.choice([0, 500, 2**20]))
    for _ in range(3):
        tail = graph.source(End("keep", "value"))
        assert tail is not None
        (found,) = shown(run(graph, engine))
        assert math.isclose(found, plain(graph, tail, {}), rel_tol=1e-12, abs_tol=1e-12)
        graph.set("begin", "times", draw.randrange(1, 5))
        changed = draw.choice([node.id for node in graph.nodes.values() if node.type == "number"])
        graph.set(changed, "value", draw.choice([0.25, 1, 3]))


@pytest.mark.parametrize("seed", range(30))
def test_a_swept_graph_gives_for_each_value_what_that_value_alone_gives(registry: Registry, seed: int) -> None:
    draw = random.Random(1000 + seed)
    graph = random_graph(registry, draw)
    swept = {"n.value": draw.choices([0.25, 1, 3], k=2), "begin.times": draw.sample([1, 2, 3], k=2)}
    alone = []
    for axis, values in swept.items():
        graph.set(*axis.split("."), {"each": values})
    together = run(graph)
    for value in swept["n.value"]:
        for times in swept["begin.times"]:
            graph.set("n", "value", value)
            graph.set("begin", "times", times)
            alone += shown(run(graph))
    assert set(shown(together)) == set(alone)
    if len(shown(together)) == 4:
        assert shown(together) == alone
