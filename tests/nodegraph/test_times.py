"""A run that is told closely: each visit's own times and numbers."""

from nodegraph.engine import Engine
from nodegraph.events import Visited
from nodegraph.graph import Graph
from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from tests.nodegraph.tools import loop_of, of


def visits(graph: Graph, *, closely: bool) -> list[Visited]:
    return of(list(Engine().start(make_plan(graph), closely=closely)), Visited)


def ladder(registry: Registry) -> Graph:
    """Two predictions that go together, and their sum."""
    nodes = {"a": "predict", "b": ("predict", {"gain": 2.0}), "sum": "minus"}
    return loop_of(registry, nodes, "begin.x a.x begin.x b.x a.out sum.x b.out sum.y sum.out end.x")


def test_each_visit_tells_the_time_of_each_of_its_nodes(registry: Registry) -> None:
    found = visits(ladder(registry), closely=True)
    assert len(found) == 3
    for event in found:
        spent = dict(event.spent)
        assert set(spent) == {"begin", "a", "b", "sum", "end"}
        assert all(seconds >= 0 for seconds in spent.values())
        assert sum(spent.values()) <= event.seconds


def test_calls_that_go_together_share_their_time(registry: Registry) -> None:
    for event in visits(ladder(registry), closely=True):
        spent = dict(event.spent)
        assert spent["a"] == spent["b"] > 0


def test_each_visit_tells_the_numbers_that_it_began_with(registry: Registry) -> None:
    graph = loop_of(registry, {"more": "times"}, "begin.x more.x more.out end.x", start=1.0)
    assert [dict(event.numbers)["x"] for event in visits(graph, closely=True)] == [1.0, 2.0, 4.0]


def test_without_being_asked_a_run_measures_nothing(registry: Registry) -> None:
    assert {(event.spent, event.numbers) for event in visits(ladder(registry), closely=False)} == {((), ())}


def test_a_run_that_is_told_closely_gives_the_same(registry: Registry) -> None:
    results = []
    for closely in (False, True):
        run = Engine().start(make_plan(ladder(registry), only="end"), closely=closely)
        list(run)
        results.append(run.values)
    assert results[0] == results[1]
