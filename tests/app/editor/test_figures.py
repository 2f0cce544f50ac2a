"""What the run bar and the other bars say."""

import time

import pytest

from app.editor.figures import progress, seconds, size, step
from app.running.state import NodeState, RunState, ZoneState
from nodegraph.errors import Fault

FAULT = Fault("sampler", "noise", "is not set", "Wire a Noise here, for example average.out.")


def running() -> RunState:
    zone = ZoneState("sampler", visit=16, count=30, t=429, seconds=16 * 0.156)
    return RunState("running", done=9, total=19, begun=time.perf_counter() - 2.72, zones={"step": zone})


def test_a_run_tells_step_time_and_share() -> None:
    told = progress(running(), [])
    assert told.title == "Step 17 of 30"
    assert told.detail == "2.7 s so far, 2 s left"
    assert told.fraction == running().fraction


def test_before_the_first_step_no_end_is_promised() -> None:
    state = running()
    state.zones["step"].visit = 0
    assert progress(state, []).detail == "2.7 s so far"


def test_the_last_step_stays_the_last() -> None:
    assert step(ZoneState("sampler", visit=30, count=30)) == "Step 30 of 30"


def test_a_loop_without_a_known_end_only_counts() -> None:
    assert step(ZoneState("sampler", visit=3, count=None)) == "Step 4"


def test_outside_of_loops_the_node_is_named() -> None:
    state = RunState("running", nodes={"model": NodeState("done"), "upright": NodeState("running")}, total=3)
    assert progress(state, []).title == "Running upright"


def test_faults_are_counted_and_the_first_is_told() -> None:
    told = progress(RunState(), [FAULT])
    assert told.title == "1 fault to fix before running"
    assert told.detail == "sampler: noise is not set. Wire a Noise here, for example average.out."
    assert (told.fraction, told.tone) == (None, "error")
    assert progress(RunState(), [FAULT, FAULT]).title == "2 faults to fix before running"


def test_a_run_that_goes_on_is_told_rather_than_new_faults() -> None:
    assert progress(running(), [FAULT]).title == "Step 17 of 30"


@pytest.mark.parametrize(
    ("phase", "title"),
    [("idle", "Ready"), ("done", "Done in 4.7 s"), ("cancelled", "Stopped"), ("preparing", "Preparing")],
)
def test_each_phase_has_its_words(phase: str, title: str) -> None:
    state = RunState(seconds=4.7, computed=12, cached=7)
    state.phase = phase  # type: ignore[assignment]
    assert progress(state, []).title == title


def test_a_finished_run_tells_what_it_need_not_compute() -> None:
    told = progress(RunState("done", seconds=4.7, computed=12, cached=7), [])
    assert (told.detail, told.fraction) == ("12 computed, 7 cached", 1.0)


def test_a_failed_run_tells_its_fault() -> None:
    told = progress(RunState("failed", error=FAULT), [])
    assert told.detail == str(FAULT)
    assert told.tone == "error"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0004, "0.4 ms"), (0.038, "38 ms"), (0.156, "0.2 s"), (4.72, "4.7 s"), (125, "2 min 5 s"), (120, "2 min")],
)
def test_times_have_units(value: float, text: str) -> None:
    assert seconds(value) == text


def test_rough_times_are_whole_seconds() -> None:
    assert [seconds(value, rough=True) for value in (0.1, 1.4, 59.96)] == ["1 s", "1 s", "1 min"]


@pytest.mark.parametrize(("number", "text"), [(84 * 2**20, "84 MB"), (2 * 2**30, "2 GB"), (1288490188, "1.2 GB")])
def test_sizes_have_units(number: int, text: str) -> None:
    assert size(number) == text
