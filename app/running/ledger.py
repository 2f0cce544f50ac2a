"""Keeps RunState and Results in step with what the runner's thread posts."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from app.running.messages import Begun, Ended, Pictured, Preparing
from app.running.results import Results
from app.running.state import NodePhase, NodeState, RunState, ZoneState
from nodegraph.errors import Fault
from nodegraph.events import (
    Finished,
    NodeFinished,
    NodeStarted,
    Progress,
    Visited,
    Warned,
    Written,
    ZoneFinished,
    ZoneStarted,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = ("revision", "device", "device_bytes")


class Ledger:
    """Applies messages, on the thread that shows them."""

    def __init__(self, state: RunState, results: Results):
        self.state, self.results = state, results
        self._members: dict[tuple[str, str], tuple[str, ...]] = {}
        self._acts: dict[type, Callable[[Any], None]] = {
            Preparing: self._preparing,
            Begun: self._begun,
            NodeStarted: self._node_started,
            NodeFinished: self._node_finished,
            ZoneStarted: self._zone_started,
            Visited: self._visited,
            ZoneFinished: self._zone_finished,
            Progress: self._progress,
            Written: self._written,
            Warned: self._warned,
            Finished: self._finished,
            Pictured: self._pictured,
            Ended: self._ended,
        }

    def apply(self, message: Any) -> None:
        act = self._acts.get(type(message))
        if act is not None:
            act(message)
            self.state.reached = self.state.fraction
            self.state.revision += 1

    def forget(self) -> None:
        """Another document was opened: no run is shown."""
        self._clear()
        self.state.revision += 1
        self.results.forget()

    def _clear(self) -> None:
        fresh = RunState()
        for each in fields(RunState):
            if each.name not in KEPT:
                setattr(self.state, each.name, getattr(fresh, each.name))

    def _preparing(self, message: Preparing) -> None:
        self._clear()
        self.state.phase, self.state.label, self.state.begun = "preparing", message.label, message.at
        self.results.begin()

    def _begun(self, message: Begun) -> None:
        state = self.state
        state.phase, state.total, state.loops = "running", message.calls, message.loops
        state.nodes = {node: NodeState("waiting") for node in message.nodes}
        state.warnings, state.device = list(message.warnings), message.device
        self._members = message.members

    def _node_started(self, event: NodeStarted) -> None:
        self._node(event.node).phase = "running"

    def _node_finished(self, event: NodeFinished) -> None:
        node = self._node(event.node)
        node.phase, node.text = "cached" if event.cached else "done", ""
        node.seconds = None if event.cached else event.seconds
        self.state.done += 1

    def _progress(self, event: Progress) -> None:
        of = "" if event.total is None else f" of {event.total}"
        self._node(event.node).text = event.text or f"{event.done}{of}"
        if event.total is None:
            return
        state, before = self.state, self.state.reports.get(event.node)
        if before is None or event.done < before:  # of a sweep, the next one
            before = event.done if before is None else 0
            state.loops_begun, state.visits_planned = state.loops_begun + 1, state.visits_planned + event.total - before
        state.visits += event.done - before
        state.reports[event.node] = event.done

    def _zone_started(self, event: ZoneStarted) -> None:
        self.state.zones[event.step] = ZoneState(event.sampler, count=event.count)
        self.state.loops_begun += 1
        self.state.visits_planned += event.count or 0
        self._set_phase(event.step, event.sampler, "running")

    def _visited(self, event: Visited) -> None:
        zone = self._zone(event.step, event.sampler)
        zone.visit, zone.count = event.visit + 1, event.count
        zone.seconds += event.seconds
        zone.t = dict(event.numbers).get("t", zone.t)
        self.state.visits += 1
        if event.count is None:
            self.state.visits_planned += 1
        for node, seconds in event.spent:
            self._node(node).seconds = seconds

    def _zone_finished(self, event: ZoneFinished) -> None:
        zone = self._zone(event.step, event.sampler)
        zone.over, zone.cached = True, event.cached
        if event.cached:
            self.state.loops_begun += 1
        self._set_phase(event.step, event.sampler, "cached" if event.cached else "done")

    def _set_phase(self, step: str, sampler: str, phase: NodePhase) -> None:
        for node in self._members.get((step, sampler), ()):
            self._node(node).phase = phase

    def _written(self, event: Written) -> None:
        self.state.written.append(str(event.path))

    def _warned(self, event: Warned) -> None:
        found, _, todo = event.text.partition(". ")
        warning = Fault(event.node, None, found, todo)
        if warning not in self.state.warnings:
            self.state.warnings.append(warning)

    def _finished(self, event: Finished) -> None:
        self.state.computed, self.state.cached = event.computed, event.cached

    def _pictured(self, message: Pictured) -> None:
        self.results.add(message.tap.node, message.tap.what, message.frame)

    def _ended(self, message: Ended) -> None:
        state = self.state
        state.phase, state.seconds = message.phase, message.seconds
        state.error, state.faults = message.error, list(message.faults)
        state.device_bytes = message.device_bytes
        for node in state.nodes.values():
            if node.phase in ("waiting", "running"):
                node.phase = "idle"
        if message.error and message.error.node:
            self._node(message.error.node).phase = "failed"
        if message.entry:
            self.results.finish(message.entry)

    def _node(self, node: str) -> NodeState:
        return self.state.nodes.setdefault(node, NodeState())

    def _zone(self, step: str, sampler: str) -> ZoneState:
        return self.state.zones.setdefault(step, ZoneState(sampler))
