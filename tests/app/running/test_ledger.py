"""What the views are shown of a run, message by message."""

import pytest

from app.running.ledger import Ledger
from app.running.messages import Begun, Ended, Preparing
from app.running.results import Results
from app.running.state import RunState, ZoneState
from nodegraph.errors import Fault
from nodegraph.events import (
    NodeFinished,
    NodeStarted,
    Partial,
    Progress,
    Visited,
    Warned,
    ZoneFinished,
    ZoneStarted,
)  # fmt: skip


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger(RunState(), Results())
    made.apply(Preparing("run", 0.0))
    members = {("step", "sampler"): ("step", "unet", "sampler")}
    made.apply(
        Begun(
            ("a", "step", "unet", "sampler"),
            members,
            calls=1,
            loops=1,
            warnings=(Fault("b", "x", "has no effect"),),
            device="CPU",
        )
    )
    return made


def phases(ledger: Ledger) -> dict[str, str]:
    return {node: each.phase for node, each in ledger.state.nodes.items()}


def test_nodes_wait_then_run_then_are_done(ledger: Ledger) -> None:
    assert set(phases(ledger).values()) == {"waiting"}
    ledger.apply(NodeStarted("a"))
    assert phases(ledger)["a"] == "running"
    ledger.apply(NodeFinished("a", 0.5))
    assert (phases(ledger)["a"], ledger.state.nodes["a"].seconds) == ("done", 0.5)


def test_the_nodes_of_a_loop_run_together(ledger: Ledger) -> None:
    ledger.apply(ZoneStarted("step", "sampler", 30))
    assert [phases(ledger)[node] for node in ("step", "unet", "sampler")] == ["running"] * 3
    ledger.apply(Visited("step", "sampler", 16, 30, 0.156, (("unet", 0.038),), (("t", 429.0), ("i", 16))))
    zone = ledger.state.zones["step"]
    assert (zone.visit, zone.count, zone.t, zone.seconds) == (17, 30, 429.0, 0.156)
    assert ledger.state.nodes["unet"].seconds == 0.038
    ledger.apply(ZoneFinished("step", "sampler", 30, 4.7))
    assert [phases(ledger)[node] for node in ("step", "unet", "sampler")] == ["done"] * 3


def test_a_loop_that_is_remembered_is_cached_with_all_its_nodes(ledger: Ledger) -> None:
    ledger.apply(ZoneFinished("step", "sampler", 0, 0.0, cached=True))
    assert [phases(ledger)[node] for node in ("step", "unet", "sampler")] == ["cached"] * 3


def test_time_left_follows_from_the_visits_so_far() -> None:
    zone = ZoneState("sampler", visit=10, count=30, seconds=1.5)
    assert zone.seconds_per_step == pytest.approx(0.15)
    assert zone.seconds_left == pytest.approx(3.0)


def test_a_long_node_tells_how_far_it_has_come(ledger: Ledger) -> None:
    ledger.apply(Progress("a", 3, None, "read"))
    assert ledger.state.nodes["a"].text == "read"
    ledger.apply(Progress("a", 3, 9))
    assert ledger.state.nodes["a"].text == "3 of 9"


def test_a_long_nodes_steps_count_for_the_whole_run(ledger: Ledger) -> None:
    ledger.state.loops += 1
    before = ledger.state.fraction
    ledger.apply(Progress("a", 100, 400))
    ledger.apply(Progress("a", 300, 400))
    half = ledger.state.fraction
    assert before < half < 1
    ledger.apply(Progress("a", 400, 400))
    assert half < ledger.state.fraction < 1


def test_warnings_of_the_plan_and_of_nodes_are_kept(ledger: Ledger) -> None:
    ledger.apply(Warned("a", "the word is unknown"))
    ledger.apply(Warned("a", "the word is unknown"))
    assert list(map(str, ledger.state.warnings)) == ["b: x has no effect", "a: the word is unknown"]
    assert ledger.state.warned("a") == [Fault("a", None, "the word is unknown")]


def test_a_new_run_begins_with_nothing_of_the_old_one(ledger: Ledger) -> None:
    ledger.apply(Ended("failed", 1.0, Fault("a", None, "is broken")))
    assert phases(ledger)["a"] == "failed"
    ledger.apply(Preparing("next", 1.0))
    state = ledger.state
    assert (state.phase, state.label, state.nodes, state.error, state.fraction) == ("preparing", "next", {}, None, 0.0)
    assert state.device == "CPU"


def test_the_revision_grows_with_each_message_that_matters(ledger: Ledger) -> None:
    before = ledger.state.revision
    ledger.apply(NodeStarted("a"))
    ledger.apply(Partial("sampler", None, 3))
    assert ledger.state.revision == before + 1


def test_seconds_stand_still_once_the_run_is_over(ledger: Ledger) -> None:
    assert ledger.state.is_busy
    ledger.apply(Ended("done", 2.5))
    assert (ledger.state.elapsed, ledger.state.is_busy) == (2.5, False)
