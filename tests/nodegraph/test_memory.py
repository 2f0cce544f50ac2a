"""What a second run need not do again."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from nodegraph.engine import Engine
from nodegraph.errors import PlanError
from nodegraph.events import NodeFinished, NodeStarted, Previewed, Started, Visited, Written, ZoneFinished
from nodegraph.graph import Graph
from nodegraph.keys import Keys
from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from tests.nodegraph import pack
from tests.nodegraph.tools import computed, graph_of, loop_of, of, read, run, shown


def again(graph: Graph, engine: Engine, **options: object) -> list[str]:
    """The nodes that another run computes."""
    pack.calls.clear()
    return [event.node for event in of(run(graph, engine, **options), NodeStarted)]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["chain", "diamond", "loop", "two_loops"])
def test_a_second_run_computes_nothing_and_tells_the_same(registry: Registry, name: str) -> None:
    graph, engine = read(registry, name), Engine()
    first = run(graph, engine)
    pack.calls.clear()
    second = run(graph, engine)
    assert computed(first) > 0
    assert computed(second) == 0
    assert not pack.calls
    assert of(second, Previewed) == of(first, Previewed)
    assert all(event.cached for event in of(second, NodeFinished) + of(second, ZoneFinished))
    assert not of(second, NodeStarted)
    assert not of(second, Visited)


def test_changing_the_last_nodes_setting_recomputes_that_node_alone(registry: Registry) -> None:
    graph, engine = read(registry, "loop"), Engine()
    run(graph, engine)
    graph.set("keep", "note", "another")
    assert again(graph, engine) == ["keep"]
    assert pack.calls == {"keep": 1}


def test_changing_a_setting_recomputes_what_lies_behind_it(registry: Registry) -> None:
    graph, engine = read(registry, "diamond"), Engine()
    run(graph, engine)
    graph.set("left", "by", 4)
    assert again(graph, engine) == ["left", "sum", "keep"]
    graph.set("left", "by", 2)
    assert again(graph, engine) == []


def test_an_edit_before_a_loop_runs_the_loop_and_one_in_it_too(registry: Registry) -> None:
    graph, engine = read(registry, "two_loops"), Engine()
    run(graph, engine)
    for node, setting, visits in [
        ("begin_2", "times", 4),
        ("more", "by", 4),
        ("double", "by", 3 + 4),
        ("n", "value", 7),
    ]:
        graph.set(node, setting, {"begin_2": 4}.get(node, 3))
        pack.calls.clear()
        run(graph, engine)
        assert pack.calls["visit"] == visits


def test_a_preview_put_into_a_loop_runs_it_again_and_a_node_behind_it_does_not(registry: Registry) -> None:
    graph, engine = loop_of(registry, {"a": "times"}, "begin.x a.x a.out end.x"), Engine()
    run(graph, engine)
    graph.add("times", "b")
    graph.add("keep", "keep_b")
    graph.link("end.out", "b.x")
    graph.link("b.out", "keep_b.value")
    assert again(graph, engine) == ["b", "keep_b"]
    assert pack.calls["visit"] == 0
    graph.add("show", "in")
    graph.link("a.out", "in.value")
    events = run(graph, engine)
    assert shown(events, "in") == [2.0, 4.0, 8.0]
    assert pack.calls["keep"] == 1
    assert shown(run(graph, engine), "in") == [2.0, 4.0, 8.0]
    assert pack.calls["show"] == 3


def test_equal_outputs_each_tell_their_own_again(registry: Registry) -> None:
    graph, engine = read(registry, "chain"), Engine()
    graph.add("keep", "keep_2")
    graph.link("b.out", "keep_2.value")
    for _ in range(2):
        events = run(graph, engine)
        assert shown(events, "keep") == shown(events, "keep_2") == [30.0]


def test_a_swept_nodes_new_name_reaches_its_labels(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": {"each": [1, 2]}}), "l": "listing", "say": "say"}
    graph, engine = graph_of(registry, nodes, "n.out l.values[0] l.out say.text"), Engine()
    run(graph, engine)
    graph.rename("n", "m")
    assert shown(run(graph, engine), "say") == ["{'m.value': 1.0} 1; {'m.value': 2.0} 2"]
    assert pack.calls["number"] == 2


def test_another_key_of_the_run_is_another_result(registry: Registry) -> None:
    engine, plan = Engine(), make_plan(read(registry, "chain"))
    for key, calls in [("cpu", 4), ("cuda", 4), ("cpu", 0)]:
        assert computed(list(engine.start(plan, key=key))) == calls


def test_a_migrated_version_is_another_call(registry: Registry) -> None:
    from dataclasses import replace

    graph, engine = read(registry, "chain"), Engine()
    run(graph, engine)
    newer = Registry()
    newer._types = {kind.name: replace(kind, version=kind.version + (kind.name == "times")) for kind in registry}
    assert again(Graph(newer, graph.nodes, graph.links), engine) == ["a", "b", "keep"]


def test_what_a_node_names_itself_is_in_its_key(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    graph, engine = graph_of(registry, {"m": "model", "say": "say"}, "m.out say.text"), Engine()
    assert shown(run(graph, engine), "say") == ["a1"]
    assert again(graph, engine) == []
    monkeypatch.setattr(pack, "revision", "2")
    assert shown(run(graph, engine), "say") == ["a2"]


def test_a_files_content_counts_not_its_name_or_time(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one")
    graph, engine = graph_of(registry, {"r": ("read", {"file": "a.txt"}), "say": "say"}, "r.out say.text"), Engine()
    assert again(graph, engine, base=tmp_path) == ["r", "say"]
    assert again(graph, engine, base=tmp_path) == []
    os.utime(path, (1, 1))
    assert again(graph, engine, base=tmp_path) == []
    path.write_text("two")
    assert again(graph, engine, base=tmp_path) == ["r", "say"]
    path.write_text("one")
    os.utime(path, (2, 2))
    assert again(graph, engine, base=tmp_path) == []
    path.unlink()
    with pytest.raises(PlanError, match="there is no file"):
        again(graph, engine, base=tmp_path)


def test_a_file_whose_name_comes_by_wire_is_read_each_time(registry: Registry, tmp_path: Path) -> None:
    nodes = {"w": ("word", {"text": "a.txt"}), "r": "read", "say": "say"}
    graph = graph_of(registry, {"w": nodes["w"], "say": "say"})
    graph.add("read", "r")
    graph.link("w.out", "r.file")
    graph.link("r.out", "say.text")
    engine = Engine()
    run(graph, engine, base=tmp_path)
    assert again(graph, engine, base=tmp_path) == ["r", "say"]


def change(path: Path) -> None:
    path.write_text("another")


@pytest.mark.parametrize("harm", [Path.unlink, change])
def test_an_output_runs_again_when_its_file_is_gone_or_changed(
    registry: Registry, out: Path, harm: Callable[[Path], None]
) -> None:
    nodes = {"w": ("word", {"text": "a"}), "x": "write", "say": "say"}
    graph, engine = graph_of(registry, nodes, "w.out x.text w.out say.text"), Engine()
    run(graph, engine, out)
    assert again(graph, engine, out=out) == []
    harm(out / "text.txt")
    assert again(graph, engine, out=out) == ["x"]
    assert (out / "text.txt").read_text() == "a"
    assert of(run(graph, engine, out), Written)[0].path == out / "text.txt"


def test_another_folder_gets_its_files_and_computes_nothing_else(registry: Registry, tmp_path: Path) -> None:
    graph, engine = graph_of(registry, {"w": ("word", {"text": "a"}), "x": "write"}, "w.out x.text"), Engine()
    run(graph, engine, tmp_path / "one")
    assert again(graph, engine, out=tmp_path / "two") == ["x"]
    assert (tmp_path / "two" / "text.txt").exists()
    assert again(graph, engine, out=tmp_path / "one") == []


def test_nothing_above_what_is_remembered_is_asked_for(registry: Registry) -> None:
    """Only the value that a changed node reads is taken from the cache; what was pushed out above it stays out."""
    graph, engine = read(registry, "chain"), Engine()
    run(graph, engine)
    plan = make_plan(graph)
    ((first,), *_) = plan.units()
    engine.cache.drop(Keys(plan, "", str(Path("out").resolve()))[first])
    graph.set("keep", "note", "new")
    assert again(graph, engine) == ["keep"]


def test_without_room_all_is_computed_again(registry: Registry) -> None:
    graph, engine = read(registry, "diamond"), Engine(cache_bytes=0)
    run(graph, engine)
    assert again(graph, engine) == ["n", "right", "left", "sum", "keep"]
    assert engine.cache.bytes == 0


@pytest.mark.parametrize("room", range(0, 2000, 100))
def test_any_room_gives_the_same_result(registry: Registry, room: int) -> None:
    """Values that are pushed out while the run still needs them are not missed."""
    graph, engine = read(registry, "two_loops"), Engine(cache_bytes=room)
    for value in (1, 2, 1):
        graph.set("n", "value", value)
        for times in (2, 3):
            graph.set("begin_2", "times", times)
            (found,) = shown(run(graph, engine))
            assert found == value * 8.0 * (10 + times)
    assert engine.cache.bytes <= room


def test_a_run_takes_what_it_will_recall_before_it_pushes_it_out(registry: Registry) -> None:
    """Room for one number and little more: computing `b` pushes out `a`, which `sum` needs later."""
    nodes = {"a": ("number", {"value": 1}), "b": ("number", {"value": 2}), "sum": "total", "keep": "keep"}
    graph = graph_of(registry, nodes, "b.out sum.values[0] a.out sum.values[1] sum.out keep.value")
    engine = Engine(cache_bytes=64)
    list(engine.start(make_plan(graph, only="a")))
    assert len(engine.cache) == 1
    assert shown(run(graph, engine)) == [3.0]
    assert pack.calls["number"] == 2


def test_a_loops_parts_are_remembered_one_by_one(registry: Registry) -> None:
    graph, engine = read(registry, "loop"), Engine()
    list(engine.start(make_plan(graph, only="end")))
    assert pack.calls["visit"] == 4
    list(engine.start(make_plan(graph, only="end")))
    assert pack.calls["visit"] == 4
    list(engine.start(make_plan(graph, only="kept")))
    assert pack.calls["visit"] == 8
    assert computed(list(engine.start(make_plan(graph, only="kept")))) == 0


def test_events_of_a_remembered_run_still_begin_and_end(registry: Registry) -> None:
    graph, engine = read(registry, "loop"), Engine()
    run(graph, engine)
    events = run(graph, engine)
    assert of(events, Started) == [Started(nodes=3, zones=1)]
    assert events[-1].cached == 4  # type: ignore[attr-defined]
