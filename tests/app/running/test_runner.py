"""The queue, cancelling, errors, the end."""

import gc
from pathlib import Path
from typing import Any

import pytest

from app.running import warm
from app.running.results import Frame, Results
from app.running.runner import Job, Runner
from app.running.state import RunState
from nodegraph.errors import NodeError
from nodegraph.file import dumps
from nodegraph.graph import Graph
from tests.app.running import pack
from tests.app.running.conftest import Build, Desk


def waiting_graph(build: Build, level: float = 0.0) -> Graph:
    return build(
        "a.out b.image b.out save.image", a=("colour", {"level": level}), b="held", save=("keep", {"name": "x.png"})
    )


def level_of(frame: Frame | None) -> int:
    assert frame is not None
    return int(frame.pictures[0][0, 0, 0])


def test_a_run_leaves_states_pictures_and_files(desk: Desk, loop: Build, tmp_path: Path) -> None:
    state = desk.run(loop(times=3), label="seed 5", base=tmp_path)
    assert (state.phase, state.label, state.error, state.fraction) == ("done", "seed 5", None, 1.0)
    assert {node: each.phase for node, each in state.nodes.items()} == dict.fromkeys(
        ("start", "step", "dark", "end", "save"), "done"
    )
    zone = state.zones["step"]
    assert (zone.sampler, zone.visit, zone.count, zone.t, zone.over) == ("end", 3, 3, 99.0, True)
    assert state.written == [str(desk.out / "kept.png")]
    assert desk.results.nodes() == ["step", "end", "save"]
    assert [frame.visit for frame in desk.results.frames("end", "clean")] == [0, 1, 2]
    assert state.device == "CPU, float32"


def test_each_node_has_its_time_those_of_a_loop_too(desk: Desk, loop: Build) -> None:
    state = desk.run(loop("dark.out end.noise dark.out look.noise", look="peek"))
    assert all(each.seconds is not None and each.seconds >= 0 for each in state.nodes.values())
    assert set(state.nodes) == {"start", "step", "dark", "look", "end", "save"}


def test_a_second_run_is_cached_and_shows_the_same(desk: Desk, loop: Build) -> None:
    graph = loop()
    desk.run(graph)
    pack.calls.clear()
    state = desk.run(graph)
    assert not pack.calls
    assert (state.computed, state.fraction) == (0, 1.0)
    assert {each.phase for each in state.nodes.values()} == {"cached"}
    assert state.zones["step"].cached
    assert len(desk.results.frames("step", "x_t")) == 3


def test_what_did_not_change_is_not_computed(desk: Desk, loop: Build) -> None:
    graph = loop()
    desk.run(graph)
    pack.calls.clear()
    graph.set("dark", "amount", 0.3)
    state = desk.run(graph)
    assert pack.calls == {"shade": 3, "keep": 1}
    assert state.nodes["start"].phase == "cached"


def test_the_history_holds_the_graph_that_made_each_picture(desk: Desk, loop: Build) -> None:
    graph, texts = loop(), []
    for amount in (0.1, 0.2):
        graph.set("dark", "amount", amount)
        texts.append(dumps(graph))
        desk.run(graph, label=f"amount {amount}", base=Path("there"))
    assert [each.graph for each in desk.results.history] == texts
    assert [each.label for each in desk.results.history] == ["amount 0.1", "amount 0.2"]
    assert {(each.node, each.base) for each in desk.results.history} == {("save", Path("there"))}


def test_jobs_are_done_one_after_the_other(desk: Desk, build: Build) -> None:
    for number in range(3):
        desk.submit(waiting_graph(build, number / 10), label=f"{number}")
    pack.arrived()
    assert desk.runner.running is not None
    assert [job.label for job in desk.runner.waiting] == ["1", "2"]
    pack.pass_gate(3)
    desk.finish()
    assert [each.label for each in desk.results.history] == ["0", "1", "2"]


def test_a_waiting_job_is_taken_from_the_queue(desk: Desk, build: Build) -> None:
    for number in range(3):
        desk.submit(waiting_graph(build, number / 10), label=f"{number}")
    pack.arrived()
    gone = desk.runner.waiting[0]
    desk.runner.remove(gone)
    desk.runner.remove(gone)
    pack.pass_gate(3)
    desk.finish()
    assert [each.label for each in desk.results.history] == ["0", "2"]


def test_cancelling_stops_after_the_visit_at_work_and_empties_the_queue(desk: Desk, loop: Build) -> None:
    graph = loop("dark.out slow.noise slow.out end.noise", slow="held_noise", times=50)
    desk.submit(graph)
    desk.submit(graph)
    for _ in range(2):
        pack.arrived()
        pack.pass_gate()
    pack.arrived()
    desk.runner.cancel()
    pack.pass_gate(100)
    desk.finish()
    assert pack.calls["held_noise"] == 3
    assert (desk.state.phase, desk.state.zones["step"].visit) == ("cancelled", 3)
    assert pack.calls["keep"] == 0
    assert {each.phase for each in desk.state.nodes.values()} == {"idle", "done"}
    assert [frame.visit for frame in desk.results.frames("step", "x_t")] == [0, 1, 2]


def test_cancelling_before_the_run_begins_computes_nothing(desk: Desk, build: Build) -> None:
    desk.submit(waiting_graph(build))
    desk.runner.cancel()
    pack.pass_gate(5)
    desk.finish()
    assert desk.state.phase in ("idle", "cancelled")
    assert pack.calls["keep"] == 0


def test_what_was_finished_before_a_cancel_stays_remembered(desk: Desk, build: Build) -> None:
    graph = waiting_graph(build)
    desk.submit(graph)
    pack.arrived()
    desk.runner.cancel()
    pack.pass_gate()
    desk.finish()
    pack.calls.clear()
    pack.pass_gate()
    assert desk.run(graph).phase == "done"
    assert pack.calls["colour"] == 0


def test_of_auto_jobs_the_newest_wins_and_the_one_at_work_is_cancelled(desk: Desk, build: Build) -> None:
    desk.submit(waiting_graph(build, 0.0), auto=True, label="0")
    pack.arrived()
    for number in range(1, 9):
        desk.submit(waiting_graph(build, number / 10), auto=True, label=f"{number}")
        assert [job.label for job in desk.runner.waiting] == [f"{number}"]
    pack.pass_gate(20)
    desk.finish()
    assert [each.label for each in desk.results.history] == ["8"]
    assert pack.calls["held"] == 2
    assert desk.state.phase == "done"


def test_an_auto_job_waits_for_a_run_that_was_asked_for(desk: Desk, build: Build) -> None:
    desk.submit(waiting_graph(build, 0.0), label="asked")
    pack.arrived()
    desk.submit(waiting_graph(build, 0.5), auto=True, label="auto")
    pack.pass_gate(2)
    desk.finish()
    assert [each.label for each in desk.results.history] == ["asked", "auto"]


def test_a_run_that_is_asked_for_goes_before_auto_jobs(desk: Desk, build: Build) -> None:
    desk.submit(waiting_graph(build, 0.0), auto=True, label="auto")
    pack.arrived()
    desk.submit(waiting_graph(build, 0.3), auto=True, label="auto")
    desk.submit(waiting_graph(build, 0.5), label="asked")
    pack.pass_gate(3)
    desk.finish()
    assert [each.label for each in desk.results.history] == ["asked"]


def test_a_nodes_failure_is_at_the_node_and_the_next_run_goes_on(desk: Desk, build: Build) -> None:
    broken = build("a.out b.image b.out save.image", a="colour", b="cracked", save="keep")
    state = desk.run(broken)
    assert state.phase == "failed"
    assert state.error is not None
    assert (state.error.node, state.error.found) == ("b", "the paint is dry. Use wet paint.")
    assert {node: each.phase for node, each in state.nodes.items()} == {"a": "done", "b": "failed", "save": "idle"}
    assert not desk.results.history
    assert desk.run(build("a.out save.image", a="colour", save="keep")).phase == "done"
    assert desk.state.error is None


def test_a_failure_in_a_loop_names_the_step(desk: Desk, loop: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    state = desk.run(loop("dark.out crack.image crack.out shade2.x_t shade2.out end.noise", crack="cracked",
                          shade2="shade"))  # fmt: skip
    assert state.error is not None
    assert state.error.node == "crack"
    assert state.error.found.endswith("(step 1)")


def test_a_plan_that_is_refused_is_told_with_all_its_faults(desk: Desk, build: Build) -> None:
    state = desk.run(build("", b="held", c="held", save="keep", e="keep"))
    assert state.phase == "failed"
    assert [fault.node for fault in state.faults] == ["save", "e"]
    assert state.error == state.faults[0]


def test_whatever_goes_wrong_the_thread_lives(desk: Desk, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **more: Any) -> Any:
        raise RuntimeError("no")

    with monkeypatch.context() as patch:
        patch.setattr("app.running.task.plan_tapped", fail)
        state = desk.run(build("a.out save.image", a="colour", save="keep"))
        assert state.error is not None
        assert state.error.found == "RuntimeError: no"
    assert desk.run(build("a.out save.image", a="colour", save="keep")).phase == "done"


def test_a_picture_that_cannot_be_shown_stops_no_run(desk: Desk, loop: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **more: Any) -> Any:
        raise NodeError("x", "no")

    monkeypatch.setattr("app.looking.pixels.to_rgb", fail)
    monkeypatch.setattr("nodes.predict.estimate_clean", fail)
    assert desk.run(loop()).phase == "done"
    assert desk.results.nodes() == []


def test_closing_while_it_runs_ends_the_thread_after_the_node_at_work(build: Build, tmp_path: Path) -> None:
    runner = Runner(RunState(), Results())
    for _ in range(2):
        runner.submit(Job(waiting_graph(build), Path(), tmp_path))
    pack.arrived()
    assert not runner.close(seconds=0.05)
    pack.pass_gate()
    assert runner.close()
    assert pack.calls["keep"] == 0


def test_another_document_hears_nothing_of_the_old_ones_run(desk: Desk, build: Build) -> None:
    desk.submit(waiting_graph(build), label="old")
    desk.submit(waiting_graph(build), label="older still")
    pack.arrived()
    desk.draw()
    desk.runner.cancel()
    desk.runner.forget()
    assert (desk.state.phase, desk.state.nodes) == ("idle", {})
    pack.pass_gate(2)
    desk.finish()
    assert (desk.state.phase, desk.state.nodes, desk.results.nodes()) == ("idle", {}, [])
    pack.pass_gate()
    assert desk.run(waiting_graph(build, 0.2), label="new").phase == "done"


def test_draining_takes_its_time_and_no_more(desk: Desk, loop: Build) -> None:
    desk.submit(loop(times=100))
    seen, drains = [], 0
    while desk.runner.is_busy:
        before = desk.state.revision
        if desk.runner.drain(seconds=0.0):
            drains += 1
            seen.append(desk.state.revision - before)
    assert max(seen) == 1
    assert desk.state.phase == "done"


def test_progress_only_grows_also_over_the_loops_of_a_sweep(desk: Desk, loop: Build) -> None:
    graph = loop(times=4)
    graph.set("dark", "amount", {"each": [0.1, 0.2, 0.3]})
    desk.submit(graph)
    seen = [0.0]
    while desk.runner.is_busy:
        desk.runner.drain(seconds=0.0)
        if desk.state.phase == "running":
            seen.append(desk.state.fraction)
    assert seen == sorted(seen)
    assert desk.state.fraction == 1.0
    assert desk.results.places("step", "x_t") == ["amount 0.1", "amount 0.2", "amount 0.3"]


def test_many_runs_leave_no_more_behind_than_a_few(desk: Desk, loop: Build) -> None:
    graph = loop(times=5)
    desk.results.entries, held = 4, []
    for number in range(40):
        graph.set("dark", "amount", number / 1000)
        desk.run(graph)
        gc.collect()
        held.append(sum(type(each) is Frame for each in gc.get_objects()))
    assert max(held[20:]) == held[19]
    assert len(desk.results.history) == 4


def test_warming_up_loads_what_a_run_needs_and_lets_jobs_go_first(desk: Desk, build: Build) -> None:
    desk.runner.warm()
    assert desk.run(build("a.out save.image", a="colour", save="keep")).phase == "done"


def test_every_module_to_warm_up_with_is_there() -> None:
    assert all(__import__(module) for module in warm.MODULES)


def test_a_library_that_fails_to_load_is_left_to_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "MODULES", ("nodes", "there_is_no_such_module"))
    assert list(warm.steps()) == [True, True]
