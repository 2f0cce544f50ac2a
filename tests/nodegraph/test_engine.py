"""Runs: what happens in which order, how they stop, how they fail."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from nodegraph.engine import Engine, Run
from nodegraph.errors import Cancelled, NodeError
from nodegraph.events import (
    Event,
    Finished,
    NodeFinished,
    NodeStarted,
    Partial,
    Previewed,
    Progress,
    Started,
    Visited,
    Warned,
    Written,
    ZoneFinished,
    ZoneStarted,
)
from nodegraph.graph import Graph
from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from tests.nodegraph import pack
from tests.nodegraph.tools import computed, graph_of, loop_of, of, read, run, shown


def start(graph: Graph, engine: Engine | None = None, **options: Any) -> Run:
    return (engine or Engine()).start(make_plan(graph), **options)


def until_cancelled(running: Run, kind: type[Event], number: int = 1) -> list[Event]:
    """The events of a run that is cancelled at the n-th event of a kind; it has to stop."""
    events: list[Event] = []

    def follow() -> None:
        for event in running:
            events.append(event)
            if len(of(events, kind)) == number and isinstance(event, kind):
                running.cancel()

    with pytest.raises(Cancelled):
        follow()
    return events


def endless(registry: Registry, *links: str, **nodes: Any) -> Graph:
    return loop_of(registry, {"a": ("times", {"by": 1.001})} | nodes, "begin.x a.x a.out end.x", *links, times=10**6)


def failure(graph: Graph) -> NodeError:
    with pytest.raises(NodeError) as raised:
        run(graph)
    return raised.value


def test_events_tell_a_run_from_beginning_to_end(registry: Registry) -> None:
    graph = loop_of(registry, {"a": "times", "in": "show"}, "begin.x a.x a.out end.x a.out in.value", times=2)
    events = run(graph)
    assert [type(event) for event in events] == [
        Started, NodeStarted, NodeFinished, ZoneStarted, Visited, Previewed, Visited, Previewed, ZoneFinished,
        NodeStarted, Previewed, NodeFinished, Finished,
    ]  # fmt: skip
    assert events[0] == Started(nodes=2, zones=1)
    assert events[3] == ZoneStarted("begin", "end", 2)
    visits = of(events, Visited)
    assert [(event.visit, event.count) for event in visits] == [(0, 2), (1, 2)]
    (end,) = of(events, ZoneFinished)
    assert (end.visits, end.cached) == (2, False)
    assert end.seconds >= sum(event.seconds for event in visits) > 0


def test_a_preview_in_a_loop_comes_each_visit_one_visit_late(registry: Registry) -> None:
    graph = loop_of(registry, {"a": "times", "in": "show"}, "begin.x a.x a.out end.x a.out in.value")
    order = [
        ("visited" if isinstance(event, Visited) else "previewed", event.visit)
        for event in run(graph)
        if isinstance(event, Visited) or (isinstance(event, Previewed) and event.node == "in")
    ]
    assert order == [
        ("visited", 0), ("previewed", 0), ("visited", 1), ("previewed", 1), ("visited", 2), ("previewed", 2),
    ]  # fmt: skip


def test_where_the_count_is_not_known_it_is_none(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": 1}), "c": "climb", "a": ("times", {"by": 3}), "t": "top", "keep": "keep"}
    links = "n.out c.start c.x a.x a.out t.x c.loop t.loop t.out keep.value"
    events = run(graph_of(registry, nodes, links))
    assert shown(events) == [243.0]
    assert [event.count for event in of(events, Visited)] == [None] * 5


def test_shared_nodes_are_all_told_of(registry: Registry) -> None:
    nodes = {"n": "number", "a": "times", "b": "times", "t": "total", "keep": "keep"}
    graph = graph_of(registry, nodes, "n.out a.x n.out b.x a.out t.values[0] b.out t.values[1] t.out keep.value")
    events = run(graph)
    assert [event.node for event in of(events, NodeStarted)] == ["n", "a", "t", "keep"]
    assert [event.node for event in of(events, NodeFinished)] == ["n", "a", "b", "t", "keep"]


def test_a_node_with_several_outputs_gives_each(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": 5.25}), "h": "halves", "keep": "keep", "keep_2": "keep"}
    events = run(graph_of(registry, nodes, "n.out h.x h.whole keep.value h.rest keep_2.value"))
    assert (shown(events, "keep"), shown(events, "keep_2")) == ([5.0], [0.25])


def test_a_context_knows_where_it_is(registry: Registry, out: Path) -> None:
    graph = graph_of(registry, {"w": ("word", {"text": "ü"}), "x": ("write", {"name": "x.txt"})}, "w.out x.text")
    (written,) = of(run(graph, out=out), Written)
    assert written == Written("x", out / "x.txt")
    assert (out / "x.txt").read_text(encoding="utf-8") == "ü"


def test_a_written_graph_carries_paths_from_where_it_is(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "graphs").mkdir()
    (tmp_path / "graphs" / "a.txt").write_text("x")
    nodes = {"r": ("read", {"file": "a.txt"}), "s": "count_letters", "w": "write_graph"}
    graph = graph_of(registry, nodes, "r.out s.text s.out w.value")
    run(graph, out=tmp_path / "out", base=tmp_path / "graphs")
    carried = json.loads((tmp_path / "out" / "graph.json").read_text())
    assert carried["nodes"]["r"]["params"]["file"] == "../graphs/a.txt"


def test_a_long_node_reports_and_returns(registry: Registry) -> None:
    events = run(graph_of(registry, {"r": "rounds", "keep": "keep"}, "r.out keep.value"))
    wanted = [Progress("r", 1, 3, "round 1"), Progress("r", 2, 3, "round 2"), Progress("r", 3, 3, "round 3")]
    assert of(events, Progress) == wanted
    assert shown(events) == [3.0]
    assert pack.closed == ["rounds"]


def test_cancelling_a_long_node_closes_it(registry: Registry) -> None:
    graph = graph_of(registry, {"r": ("rounds", {"count": 100}), "keep": "keep"}, "r.out keep.value")
    events = until_cancelled(start(graph), Progress, 5)
    assert len(of(events, Progress)) == 5
    assert pack.calls["rounds"] == 5
    assert pack.closed == ["rounds"]


def test_a_long_node_that_fails_is_named(registry: Registry) -> None:
    error = failure(graph_of(registry, {"r": ("rounds", {"fails": True}), "keep": "keep"}, "r.out keep.value"))
    assert str(error) == "r: went wrong"
    assert pack.closed == ["rounds"]


def test_a_loop_stops_within_one_visit_and_hands_over_what_it_had(registry: Registry) -> None:
    events = until_cancelled(start(endless(registry)), Visited, 7)
    assert pack.calls["times"] == 7
    assert pack.closed == ["repeat"]
    assert events[-1] == Partial("end", pytest.approx(1.001**7), 6)
    assert not of(events, Finished)


def test_a_loop_stops_when_another_thread_says_so(registry: Registry) -> None:
    running = start(endless(registry))
    seen = threading.Event()

    def stop() -> None:
        seen.wait()
        running.cancel()

    thread = threading.Thread(target=stop)
    thread.start()
    events = iter(running)
    while not (isinstance(event := next(events), Visited) and event.visit == 3):
        pass
    seen.set()
    thread.join()
    with pytest.raises(Cancelled):
        list(events)
    assert pack.calls["times"] == 4


def test_previews_of_the_last_visit_are_told_before_the_stop(registry: Registry) -> None:
    graph = endless(registry, "a.out in.value", **{"in": "show"})
    events = until_cancelled(start(graph), Visited, 3)
    assert [event.visit for event in of(events, Previewed)] == [0, 1, 2]


def test_what_was_finished_before_the_stop_stays(registry: Registry) -> None:
    graph, engine = read(registry, "two_loops"), Engine()
    running = start(graph, engine)
    until_cancelled(running, Visited, 4)
    pack.calls.clear()
    events = run(graph, engine)
    assert shown(events) == [96.0]
    assert pack.calls["visit"] == 2
    assert pack.calls["number"] == 0


def test_a_stop_in_the_last_visit_keeps_the_loops_result(registry: Registry) -> None:
    graph, engine = read(registry, "loop"), Engine()
    events = until_cancelled(start(graph, engine), Visited, 4)
    assert not of(events, Partial)
    assert len(of(events, ZoneFinished)) == 1
    pack.calls.clear()
    assert shown(run(graph, engine), "say") == ["2 8"]
    assert pack.calls["visit"] == 0


def test_a_late_stop_hits_neither_this_run_nor_the_next(registry: Registry) -> None:
    graph, engine = read(registry, "chain"), Engine()
    running = start(graph, engine)
    assert computed(list(running)) == 4
    running.cancel()
    graph.set("n", "value", 4)
    assert shown(run(graph, engine)) == [40.0]


def test_a_stop_before_the_start_runs_nothing(registry: Registry) -> None:
    running = start(read(registry, "chain"))
    running.cancel()
    with pytest.raises(Cancelled):
        list(running)
    assert not pack.calls


def test_the_run_after_a_cancelled_one_is_whole(registry: Registry) -> None:
    graph, engine = read(registry, "loop"), Engine()
    first = until_cancelled(start(graph, engine), Visited, 2)
    assert of(first, Partial)
    assert shown(run(graph, engine), "watch") == [2.0, 4.0, 8.0, 16.0]


@pytest.mark.parametrize("after", [Started, ZoneStarted, Visited, Previewed])
def test_closing_the_iterator_half_way_closes_the_loop(registry: Registry, after: type[Event]) -> None:
    nodes = {"in": "show", "kept": "collect", "say": "say"}
    graph = endless(registry, "a.out in.value a.out kept.value kept.out say.text", **nodes)
    events = iter(start(graph))
    for event in events:
        if isinstance(event, after):
            break
    events.close()  # type: ignore[attr-defined]
    assert sorted(pack.closed) in ([], ["collect", "repeat"])
    assert pack.calls["times"] <= 2


def test_a_cancelled_loop_is_closed_while_the_stop_is_looked_at(registry: Registry) -> None:
    running = start(endless(registry))
    events = iter(running)
    while not isinstance(next(events), Visited):
        pass
    running.cancel()
    with pytest.raises(Cancelled) as raised:
        list(events)
    assert raised.tb is not None
    assert pack.closed == ["repeat"]


def test_a_failed_loop_is_closed_while_the_error_is_looked_at(registry: Registry) -> None:
    graph = loop_of(registry, {"f": ("fail_in", {"visit": 1})}, "begin.x f.x begin.i f.i f.out end.x")
    error = failure(graph)
    assert pack.closed == ["repeat"]
    assert error.__traceback__ is not None


def test_a_failure_names_the_node_and_its_inputs(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": 4}), "f": "fail", "keep": "keep"}
    error = failure(graph_of(registry, nodes, "n.out f.x f.out keep.value"))
    assert str(error) == "f: not to my liking\n  inputs: x 4.0"
    assert (error.node, error.cause, error.inputs, error.visit) == ("f", "not to my liking", "x 4.0", None)
    assert isinstance(error.__cause__, ValueError)


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("value", "not to my liking"),
        ("type", "TypeError: not to my liking"),
        ("memory", "out of memory. Use fewer images at once, a smaller size, or --dtype float16"),
    ],
)
def test_a_failures_cause_is_for_people(registry: Registry, kind: str, cause: str) -> None:
    nodes = {"n": "number", "f": ("fail", {"kind": kind}), "keep": "keep"}
    assert failure(graph_of(registry, nodes, "n.out f.x f.out keep.value")).cause == cause


def test_a_failure_in_a_loop_names_the_visit(registry: Registry) -> None:
    graph = loop_of(
        registry, {"a": "times", "f": ("fail_in", {"visit": 2})}, "begin.x a.x a.out f.x begin.i f.i f.out end.x"
    )
    assert str(failure(graph)) == "f: enough in visit 2\n  inputs: x 8.0, i 2"


def test_what_ran_before_a_failure_is_remembered(registry: Registry) -> None:
    nodes = {"n": "number", "a": "times", "f": "fail", "keep": "keep"}
    graph, engine = graph_of(registry, nodes, "n.out a.x a.out f.x f.out keep.value"), Engine()
    for _ in range(2):
        with pytest.raises(NodeError):
            run(graph, engine)
    assert pack.calls == {"number": 1, "times": 1}


def test_a_nan_outside_a_loop_names_its_node(registry: Registry) -> None:
    nodes = {"n": "number", "s": "spoil", "a": "times", "keep": "keep"}
    error = failure(graph_of(registry, nodes, "n.out s.x s.out a.x a.out keep.value"))
    assert str(error) == "s: gave NaN\n  inputs: x 1.0, i 0"
    assert pack.calls["times"] == 0


@pytest.mark.parametrize("at", [0, 1, 4])
def test_the_first_nan_in_a_loop_names_node_and_visit_however_late(registry: Registry, at: int) -> None:
    nodes = {"a": "times", "s": ("spoil", {"visit": at}), "b": "times", "in": "show"}
    links = "begin.x a.x a.out s.x begin.i s.i s.out b.x b.out end.x b.out in.value"
    error = failure(loop_of(registry, nodes, links, times=5))
    assert str(error) == f"s: gave NaN in visit {at}\n  inputs: x {2.0 * 4.0**at}, i {at}"
    assert pack.calls["show"] == 5


def test_a_nan_that_only_a_collector_sees_is_found_too(registry: Registry) -> None:
    nodes = {"s": ("spoil", {"visit": 1}), "total": "total_of", "keep_2": "keep"}
    links = "begin.x end.x begin.x s.x begin.i s.i s.out total.value total.out keep_2.value"
    assert str(failure(loop_of(registry, nodes, links))) == "s: gave NaN in visit 1\n  inputs: x 1.0, i 1"


def test_a_nan_of_the_loop_itself_names_its_end(registry: Registry) -> None:
    nodes = {
        "n": ("number", {"value": 1}),
        "b": "overflowing",
        "a": ("times", {"by": 10}),
        "e": "overflown",
        "keep": "keep",
    }
    links = "n.out b.start b.x a.x a.out e.x b.loop e.loop e.out keep.value"
    error = failure(graph_of(registry, nodes, links))
    assert str(error) == "e: gave NaN in visit 1\n  inputs: x 100.0"


def test_no_nan_is_no_second_run(registry: Registry) -> None:
    run(read(registry, "loop"))
    assert pack.calls["visit"] == 4


def test_warnings_of_nodes_are_events(registry: Registry) -> None:
    graph = graph_of(registry, {"n": "number", "w": "warner"}, "n.out w.x")
    assert of(run(graph), Warned) == [Warned("w", "careful")]


def test_what_is_remembered_warns_again(registry: Registry) -> None:
    graph = graph_of(registry, {"d": "doubtful", "s": "show"}, "d.out s.value")
    engine = Engine()
    runs = [list(engine.start(make_plan(graph))) for _ in range(2)]
    assert [of(events, Warned) for events in runs] == [[Warned("d", "so it is said")]] * 2
    assert [each.cached for each in of(runs[1], NodeFinished)] == [True, True]
    graph.rename("d", "renamed")
    assert of(engine.start(make_plan(graph)), Warned) == [Warned("renamed", "so it is said")]


def test_a_remembered_loop_warns_again_once(registry: Registry) -> None:
    graph = loop_of(registry, {"a": "unsure"}, "begin.x a.x a.out end.x", times=3)
    engine = Engine()
    assert of(engine.start(make_plan(graph)), Warned) == [Warned("a", "each time")] * 3
    again = list(engine.start(make_plan(graph)))
    assert of(again, Warned) == [Warned("a", "each time")]
    assert of(again, ZoneFinished)[0].cached


def test_a_run_goes_on_where_its_reader_takes_its_time(registry: Registry) -> None:
    """Events are told while things happen: the first visit is told before the second has begun."""
    running = iter(start(endless(registry)))
    for event in running:
        if isinstance(event, Visited):
            break
    assert pack.calls["times"] == 1
    running.close()  # type: ignore[attr-defined]
