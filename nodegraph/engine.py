"""The engine: runs plans, remembers results, tells what happens."""

import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from nodegraph.body import Clock
from nodegraph.cache import Cache
from nodegraph.closures import Slots, keep, value_of
from nodegraph.context import Report
from nodegraph.errors import Cancelled, NodeError
from nodegraph.events import (
    Event,
    Finished,
    NodeFinished,
    NodeStarted,
    Partial,
    Progress,
    Started,
    Visited,
    Warned,
    ZoneFinished,
    ZoneStarted,
)  # fmt: skip
from nodegraph.failures import blaming, described, op_inputs
from nodegraph.inspect import has_nan
from nodegraph.loop import ZoneRun
from nodegraph.memory import Memory
from nodegraph.outbox import Outbox
from nodegraph.plan import Call, Op, Plan, ZoneOp

GIB = 2**30


class Engine:
    """Keeps results between runs, at most `cache_bytes` of them. One run at a time."""

    def __init__(self, cache_bytes: int = GIB):
        self.cache = Cache(cache_bytes)

    def start(
        self, plan: Plan, *, out: Path | str = "out", key: str = "", closely: bool = False, writes: bool = True
    ) -> "Run":
        """A run of the plan; it happens as it is iterated. `key` names device and dtype: results differ by them.

        With `closely`, each visit of a loop tells its nodes' times and its own numbers. Without `writes`, output nodes
        leave no file: of several processes that run a plan together, only the first shall.
        """
        return Run(self.cache, plan, Path(out), key, closely, writes)


class Run:
    """A plan happening. Iterate it once for its events; `cancel` from any thread stops it within one visit.

    Raises NodeError where a node failed, Cancelled where it was told to stop. What was finished stays cached.
    Afterwards `values` holds what the plan's goals gave.
    """

    def __init__(self, cache: Cache, plan: Plan, out: Path, key: str, closely: bool = False, writes: bool = True):
        self.plan = plan
        self._clock = Clock() if closely else None
        self.values: dict[str, list[Any]] = {}
        self._cache, self._out, self._key = cache, out, key
        self._stop = threading.Event()
        self._slots: Slots = [None] * plan.size
        self._outbox = Outbox(plan, out, writes)
        self._computed = self._cached = 0

    def cancel(self) -> None:
        """Stop at the next visit or node. It touches no other run."""
        self._stop.set()

    def __iter__(self) -> Iterator[Event]:
        begun = time.perf_counter()
        calls = self.plan.calls
        self._memory = Memory(self.plan, self._cache, self._key, self._out)
        yield Started(sum(isinstance(each, Call) for each in calls), len(self.plan.zones))
        for each, free in zip(calls, self.plan.free, strict=True):
            self._check_cancelled()
            yield from self._zone(each) if isinstance(each, ZoneOp) else self._call(each)
            for slot in free:
                self._slots[slot] = None
        self.values = {node: [self._slots[slot] for slot in slots] for node, slots in self.plan.goals.items()}
        yield Finished(time.perf_counter() - begun, self._computed, self._cached)

    def _check_cancelled(self) -> None:
        if self._stop.is_set():
            raise Cancelled

    def _call(self, call: Call) -> Iterator[Event]:
        waiting = [op for op in call.ops if self._memory.runs(op)]
        for op in call.ops:
            if op not in waiting:
                yield from self._recall(op)
        for op in waiting:
            yield NodeStarted(op.node)
        begun = time.perf_counter()
        if len(waiting) > 1:
            self._batch(waiting)
        elif waiting:
            yield from self._single(waiting[0])
        for op in waiting:
            yield from self._finish(op, (time.perf_counter() - begun) / len(waiting))

    def _recall(self, op: Op) -> Iterator[Event]:
        """An op that need not run: its values from the cache where somebody wants them, its events again."""
        self._cached += 1
        found = self._memory.recall(op)
        if op.kind.kind == "output":
            yield from found
        else:
            yield from self._memory.warned(op)
            self._restore(op, found)
        for node in op.nodes:
            yield NodeFinished(node, 0.0, cached=True)

    def _restore(self, op: Op | ZoneOp, values: tuple[Any, ...] | None) -> None:
        for slot, value in zip(op.results, values or (), strict=False):
            self._slots[slot] = value

    def _single(self, op: Op) -> Iterator[Event]:
        inputs = op_inputs(op, self._slots)
        with blaming(op.node, lambda: inputs):
            value = self._evaluate(op)
            if op.kind.is_long:
                value = yield from self._long(op, value)
            keep(op.results, value, self._slots)

    def _evaluate(self, op: Op) -> Any:
        args = [value_of(arg, self._slots) for arg in op.args]
        keywords = op.settings | {name: value_of(arg, self._slots) for name, arg in op.wired.items()}
        if op.kind.provided:
            keywords[op.kind.provided] = self._outbox.context(op)
        return op.kind.function(*args, **keywords)

    def _long(self, op: Op, generator: Generator[Report, None, Any]) -> Generator[Event, None, Any]:
        """A generator node: its reports become events; cancelling closes it, so that its `finally` can save."""
        with closing(generator):
            while True:
                try:
                    report = next(generator)
                except StopIteration as stop:
                    return stop.value
                yield Progress(op.node, report.done, report.total, report.text)
                yield from self._outbox.take()
                self._check_cancelled()

    def _batch(self, ops: list[Op]) -> None:
        given = [op.settings | op_inputs(op, self._slots) for op in ops]
        with blaming(", ".join(op.node for op in ops), lambda: given[0]):
            found = ops[0].kind.hooks.batched(given)([{} for _ in ops])  # type: ignore
            for op, value in zip(ops, found, strict=True):
                keep(op.results, value, self._slots)

    def _finish(self, op: Op, seconds: float) -> Iterator[Event]:
        values = tuple(self._slots[slot] for slot in op.results)
        if has_nan(values):
            raise NodeError(op.node, "gave NaN", described(op_inputs(op, self._slots)))
        self._computed += 1
        self._remember(op)
        yield from self._outbox.take()
        for node in op.nodes:
            yield NodeFinished(node, seconds)

    def _remember(self, op: Op | ZoneOp) -> None:
        if isinstance(op, Op) and op.kind.kind == "output":
            self._memory.keep_output(op, self._outbox.record(op))
            return
        ops = op.ops if isinstance(op, ZoneOp) else [op]
        tellers = [(place, each) for place, each in enumerate(ops) if each.kind.kind != "output"]
        told = [(place, event) for place, each in tellers for event in self._outbox.record(each)]
        warnings = tuple(dict.fromkeys((place, event.text) for place, event in told if isinstance(event, Warned)))
        self._memory.keep(op, tuple(self._slots[slot] for slot in op.results), warnings)

    def _zone(self, zone: ZoneOp) -> Iterator[Event]:
        if not self._memory.runs(zone):
            yield from self._recall_zone(zone)
            return
        begun = time.perf_counter()
        run = self._open(zone)
        yield ZoneStarted(zone.step, zone.sampler, run.count, zone.origin)
        yield from self._visits(zone, run)
        self._close(zone, run)
        yield ZoneFinished(zone.step, zone.sampler, run.visit, time.perf_counter() - begun)

    def _open(self, zone: ZoneOp, watch: bool = False) -> ZoneRun:
        contexts = {id(op): self._outbox.context(op) for op in zone.ops if op.kind.provided}
        with blaming(zone.step, lambda: zone.entry.settings | op_inputs(zone.entry, self._slots)):
            return ZoneRun(zone, self._slots, contexts, watch, self._clock)

    def _visits(self, zone: ZoneOp, run: ZoneRun) -> Iterator[Event]:
        """The loop itself. What a visit tells is passed on during the next one, so that no copy is waited for."""
        held: list[Event] = []
        with closing(run.visits()) as visits:
            for visit, seconds in visits:
                yield from held
                held = self._outbox.take()
                spent = self._clock.take() if self._clock else ()
                yield Visited(zone.step, zone.sampler, visit, run.count, seconds, spent, run.numbers)
                if self._stop.is_set() and not run.over:
                    yield from held
                    yield Partial(zone.sampler, run.latest[0], visit)
                    raise Cancelled
        yield from held

    def _close(self, zone: ZoneOp, run: ZoneRun) -> None:
        if has_nan((run.result, run.collected)):
            self._find_nan(zone, run)
        self._computed += 1
        with blaming(zone.sampler, lambda: run.inputs):
            keep(zone.results, run.result, self._slots)
        for each, value in zip(zone.exits, run.collected, strict=True):
            with blaming(each.node, lambda: run.inputs):
                keep(each.results, value, self._slots)
        parts: list[Op | ZoneOp] = [zone, *zone.exits, *zone.watchers]
        for part in parts:
            self._remember(part)

    def _find_nan(self, zone: ZoneOp, run: ZoneRun) -> None:
        """Run the loop again, looking at every value: the same inputs lead to the same first NaN."""
        for _ in self._open(zone, watch=True).visits():
            self._check_cancelled()
        names = [zone.sampler, *(op.node for op in zone.exits)]
        values = [run.result, *run.collected]
        guilty = next(name for name, value in zip(names, values, strict=True) if has_nan(value))
        raise NodeError(guilty, "gave NaN", described(run.inputs))

    def _recall_zone(self, zone: ZoneOp) -> Iterator[Event]:
        self._cached += 1
        parts: list[Op | ZoneOp] = [zone, *zone.exits]
        for part in parts:
            self._restore(part, self._memory.recall(part))
        yield from self._memory.warned(zone)
        for op in zone.watchers:
            yield from self._memory.recall(op)
        yield ZoneFinished(zone.step, zone.sampler, 0, 0.0, cached=True)
