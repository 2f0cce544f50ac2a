"""What a visit does: bound constants, needed inputs, values let go."""

import weakref
from collections.abc import Generator
from itertools import pairwise
from typing import NamedTuple

import pytest

from nodegraph.engine import Engine
from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from tests.nodegraph import pack
from tests.nodegraph.tools import graph_of, loop_of, run, shown


def test_bind_is_called_once_a_loop(registry: Registry) -> None:
    nodes = {"k": ("number", {"value": 2}), "w": ("weigh", {"power": 3})}
    graph = loop_of(registry, nodes, "begin.x w.x k.out w.kernel w.out end.x", times=4)
    assert shown(run(graph)) == [6.0**4]
    assert pack.calls["bind"] == 1
    assert pack.calls["weigh"] == 0


def test_what_changes_in_a_loop_comes_each_visit(registry: Registry) -> None:
    nodes = {"k": ("number", {"value": 2}), "w": "weigh"}
    graph = loop_of(registry, nodes, "begin.x w.x k.out w.kernel begin.i w.power w.out end.x", times=2)
    assert shown(run(graph)) == [(2.0 * 0) * (2.0 * 1)]
    assert pack.calls["bind"] == 1


def test_outside_a_loop_nothing_is_bound(registry: Registry) -> None:
    nodes = {"n": "number", "k": ("number", {"value": 2}), "w": "weigh", "keep": "keep"}
    graph = graph_of(registry, nodes, "n.out w.x k.out w.kernel w.out keep.value")
    assert shown(run(graph)) == [2.0]
    assert (pack.calls["bind"], pack.calls["weigh"]) == (0, 1)


def turns(registry: Registry, *links: str, times: int = 5):  # type: ignore[no-untyped-def]
    nodes = {"a": "times", "b": ("times", {"by": 3}), "turn": "alternate"}
    all_links = (
        "begin.x a.x begin.x b.x a.out turn.values[0] b.out turn.values[1] begin.i turn.i turn.out end.x",
        *links,
    )
    return loop_of(registry, nodes, *all_links, times=times)


def test_what_a_visit_does_not_need_is_not_computed(registry: Registry) -> None:
    assert shown(run(turns(registry))) == [2.0 * 3 * 2 * 3 * 2]
    assert pack.calls["times"] == 5


def test_what_somebody_else_needs_is_computed_all_the_same(registry: Registry) -> None:
    graph = turns(registry)
    graph.add("show", "in")
    graph.link("b.out", "in.value")
    assert shown(run(graph), "in") == [3.0, 6.0, 18.0, 36.0, 108.0]
    assert pack.calls["times"] == 3 + 5


def test_a_constant_setting_decides_as_well(registry: Registry) -> None:
    graph = turns(registry)
    graph.unlink("turn.i")
    graph.set("turn", "i", 1)
    assert shown(run(graph)) == [3.0**5]
    assert pack.calls["times"] == 5


def test_binding_and_batching_are_done_once_for_all_patterns(registry: Registry) -> None:
    nodes = {"p": "predict", "q": ("predict", {"gain": 2}), "k": "number", "w": "weigh", "sum": "total"}
    graph = turns(registry, times=8)
    for id, said in nodes.items():
        type, settings = (said, {}) if isinstance(said, str) else said
        graph.add(type, id, **settings)
    for link in ("turn.out p.x", "p.out w.x", "k.out w.kernel", "w.out end.x"):
        graph.link(*link.split())
    run(graph)
    assert pack.calls["bind"] == 1
    assert pack.calls["batched"] == 1
    assert pack.batches == [1] * 8


def test_outside_a_loop_all_inputs_are_given(registry: Registry) -> None:
    nodes = {
        "n": ("number", {"value": 4}),
        "m": ("number", {"value": 5}),
        "turn": ("alternate", {"i": 1}),
        "keep": "keep",
    }
    graph = graph_of(registry, nodes, "n.out turn.values[0] m.out turn.values[1] turn.out keep.value")
    assert shown(run(graph)) == [5.0]


class Thing:
    """A value whose life is watched; it is large, so that no cache keeps it."""

    nbytes = 2**40

    def __init__(self) -> None:
        alive.add(self)


alive: "weakref.WeakSet[Thing]" = weakref.WeakSet()
counts: list[int] = []


class Turn(NamedTuple):
    i: int


class Given(NamedTuple):
    thing: Thing


def counted() -> None:
    counts.append(len(alive))


@pytest.fixture(scope="module")
def things() -> Registry:
    from nodegraph.declare import node, zone
    from nodegraph.registry import Registry

    @node()
    def thing(*, i: int = 0) -> Thing:
        return Thing()

    @node()
    def other(thing: Thing) -> Thing:
        counted()
        return Thing()

    @node()
    def look(thing: Thing) -> None:
        counted()

    @zone(opens="things_begin", closes="things_end")
    def things_loop(*, times: int = 3) -> Generator[Turn, Given, float]:
        for i in range(times):
            yield Turn(i)
            counted()
        return 0.0

    @node()
    def number_end(x: float) -> None:
        counted()

    found = Registry()
    found.add_pack("things", __name__)
    assert found.broken == []
    return found


def test_a_value_is_let_go_after_its_last_reader(things: Registry) -> None:
    counts.clear()
    names = ["t", *(f"o{k}" for k in range(5))]
    nodes = {"t": "thing"} | dict.fromkeys(names[1:], "other") | {"look": "look"}
    links = [f"{a}.out {b}.thing" for a, b in pairwise(names)]
    run(graph_of(things, nodes, *links, f"{names[-1]}.out look.thing"))
    assert counts == [1] * 6
    counted()
    assert counts[-1] == 0


def test_in_a_loop_too(things: Registry) -> None:
    counts.clear()
    nodes = {
        "begin": "things_begin",
        "t": "thing",
        "o": "other",
        "p": "other",
        "end": "things_end",
        "look": "number_end",
    }
    links = "begin.i t.i t.out o.thing o.out p.thing p.out end.thing begin.loop end.loop end.out look.x"
    run(graph_of(things, nodes, links))
    assert counts == [1, 1, 1, 2, 2, 1, 2, 2, 1, 0]  # the visit before's value stays until the next one is made


def test_what_a_goal_gives_is_kept(things: Registry) -> None:
    running = Engine().start(make_plan(graph_of(things, {"t": "thing"}), only="t"))
    list(running)
    assert isinstance(running.values["t"][0], Thing)
