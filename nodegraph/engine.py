"""The engine: runs plans, remembers results, tells what happens."""

import threading
import time
from collections.abc import Iterator, Mapping
from inspect import isgeneratorfunction
from pathlib import Path
from typing import Any

from nodegraph.body import Slots, value_of
from nodegraph.cache import Cache
from nodegraph.context import Context
from nodegraph.demand import Demand, file_state
from nodegraph.errors import Cancelled, NodeError
from nodegraph.events import (
    Event, Finished, NodeFinished, NodeStarted, Partial, Previewed, Progress, Started, Visited, Warned, Written,
    ZoneFinished, ZoneStarted,
)  # fmt: skip
from nodegraph.inspect import has_nan
from nodegraph.keys import Key, digest
from nodegraph.loop import ZoneRun, described, failed, op_inputs
from nodegraph.plan import Call, Op, Plan, ZoneOp

GIB = 2**30


class Engine:
    """Keeps results between runs, at most `cache_bytes` of them. One run at a time."""

    def __init__(self, cache_bytes: int = GIB):
        self.cache = Cache(cache_bytes)

    def start(self, plan: Plan, *, out: Path | str = "out", key: str = "") -> "Run":
        """A run of the plan; it happens as it is iterated. `key` names device and dtype: results differ by them."""
        return Run(self.cache, plan, Path(out), key)


class Run:
    """A plan happening. Iterate it for its events; `cancel` from any thread stops it within one visit.

    Raises NodeError where a node failed, Cancelled where it was told to stop. What was finished stays cached.
    """

    def __init__(self, cache: Cache, plan: Plan, out: Path, key: str):
        self.plan, self.out = plan, out
        self._cache, self._key = cache, key
        self._stop = threading.Event()
        self._slots: Slots = [None] * plan.size
        self._pending: list[Event] = []
        self._held: list[Event] = []
        self._records: dict[int, list[Event]] = {}
        self._computed = self._cached = 0
        self.values: dict[str, list[Any]] = {}

    def cancel(self) -> None:
        """Stop at the next visit or node. It touches no other run."""
        self._stop.set()

    def __iter__(self) -> Iterator[Event]:
        begun = time.perf_counter()
        calls = self.plan.calls
        self._demand = Demand(self.plan, self._cache, self._name)
        yield Started(sum(isinstance(each, Call) for each in calls), len(self.plan.zones))
        for each, free in zip(calls, self.plan.free, strict=True):
            self._check_cancelled()
            yield from self._zone(each) if isinstance(each, ZoneOp) else self._call(each)
            for slot in free:
                self._slots[slot] = None
        self.values = {node: [self._slots[slot] for slot in slots] for node, slots in self.plan.goals.items()}
        yield Finished(time.perf_counter() - begun, self._computed, self._cached)

    def _name(self, op: Op | ZoneOp) -> Key:
        """The key under which an op's result is kept."""
        place = str(self.out.resolve()) if isinstance(op, Op) and op.kind.kind == "output" else ""
        return digest(op.key, self._key, place)

    def _check_cancelled(self) -> None:
        if self._stop.is_set():
            raise Cancelled

    def _call(self, call: Call) -> Iterator[Event]:
        waiting = [op for op in call.ops if self._demand.runs(op)]
        for op in call.ops:
            if not self._demand.runs(op):
                yield from self._recall(op)
        if not waiting:
            return
        for op in waiting:
            yield NodeStarted(op.node)
        begun = time.perf_counter()
        if len(waiting) > 1:
            self._batch(waiting)
        else:
            yield from self._single(waiting[0])
        seconds = (time.perf_counter() - begun) / len(waiting)
        for op in waiting:
            yield from self._finish(op, seconds)

    def _recall(self, op: Op) -> Iterator[Event]:
        """An op that need not run: its values from the cache where somebody wants them, its events again."""
        self._cached += 1
        if op.kind.kind == "output":
            yield from self._cache.get(self._name(op))[0]
        elif self._demand.wants(op):
            self._store(op, self._cache.get(self._name(op)))
        for node in op.nodes:
            yield NodeFinished(node, 0.0, cached=True)

    def _single(self, op: Op) -> Iterator[Event]:
        inputs = op_inputs(op, self._slots)
        try:
            value = self._evaluate(op)
            if isgeneratorfunction(op.kind.function):
                value = yield from self._long(op, value)
        except (NodeError, Cancelled):
            raise
        except Exception as error:
            raise failed(op.node, error, described(inputs)) from error
        self._store(op, value if len(op.results) > 1 else (value,))

    def _evaluate(self, op: Op) -> Any:
        args = [value_of(arg, self._slots) for arg in op.args]
        keywords = op.settings | {name: value_of(arg, self._slots) for name, arg in op.wired.items()}
        if op.kind.provided:
            keywords[op.kind.provided] = self._context(op)
        return op.kind.function(*args, **keywords)

    def _long(self, op: Op, generator: Any) -> Iterator[Any]:
        """A generator node: its reports become events; cancelling closes it, so that its `finally` can save."""
        try:
            while True:
                report = next(generator)
                yield Progress(op.node, report.done, report.total, report.text)
                self._check_cancelled()
        except StopIteration as stop:
            return stop.value
        finally:
            generator.close()

    def _batch(self, ops: list[Op]) -> None:
        given = [op.settings | op_inputs(op, self._slots) for op in ops]
        try:
            found = ops[0].kind.hooks.batched(given)([{} for _ in ops])  # type: ignore[misc]
        except Exception as error:
            names = ", ".join(op.node for op in ops)
            raise failed(names, error, described(op_inputs(ops[0], self._slots))) from error
        for op, value in zip(ops, found, strict=True):
            self._store(op, (value,))

    def _store(self, op: Op, values: Any) -> None:
        for slot, value in zip(op.results, values, strict=False):
            self._slots[slot] = value

    def _finish(self, op: Op, seconds: float) -> Iterator[Event]:
        values = tuple(self._slots[slot] for slot in op.results)
        if has_nan(values):
            raise NodeError(op.node, "gave NaN", described(op_inputs(op, self._slots)))
        self._computed += 1
        self._remember(op, values)
        yield from self._flush()
        for node in op.nodes:
            yield NodeFinished(node, seconds)

    def _remember(self, op: Op, values: tuple[Any, ...]) -> None:
        if op.kind.kind != "output":
            self._cache.put(self._name(op), values)
            return
        record = self._records.pop(id(op), [])
        self._cache.put(self._name(op), (record, file_state(record)))

    def _context(self, op: Op) -> Context:
        return Context(
            node=op.node,
            out=self.out,
            origin=op.origin,
            graph=lambda: self.plan.graph_text(op.origin, self.out),
            emit=lambda kind, data: self._emit(op, kind, data),
        )

    def _emit(self, op: Op, kind: str, data: Mapping[str, Any]) -> None:
        visit = self._contexts[id(op)].visit if id(op) in self._contexts else None
        made: dict[str, Any] = {
            "written": lambda: Written(op.node, data["path"]),
            "warned": lambda: Warned(op.node, data["text"]),
            "previewed": lambda: Previewed(op.node, data["value"], visit, op.origin),
        }
        event = made[kind]()
        self._records.setdefault(id(op), []).append(event)
        self._pending.append(event)

    _contexts: Mapping[int, Context] = {}

    def _flush(self) -> Iterator[Event]:
        pending, self._pending = self._pending, []
        yield from pending

    def _zone(self, zone: ZoneOp) -> Iterator[Event]:
        if not self._demand.runs(zone):
            yield from self._recall_zone(zone)
            return
        self._contexts = {id(op): self._context(op) for op in zone.ops if op.kind.provided}
        begun = time.perf_counter()
        run = self._open(zone)
        yield ZoneStarted(zone.step, zone.sampler, run.count, zone.origin)
        yield from self._visits(zone, run)
        self._close(zone, run)
        self._contexts = {}
        yield ZoneFinished(zone.step, zone.sampler, run.visit, time.perf_counter() - begun)

    def _open(self, zone: ZoneOp, watch_nan: bool = False) -> ZoneRun:
        try:
            return ZoneRun(zone, self._slots, self._contexts, watch_nan)
        except Exception as error:
            raise failed(zone.step, error, described(op_inputs(zone.entry, self._slots))) from error

    def _visits(self, zone: ZoneOp, run: ZoneRun) -> Iterator[Event]:
        """The loop itself. Previews of a visit are told during the next one."""
        try:
            for visit, seconds in run:
                held, self._held = self._held, list(self._flush())
                yield from held
                yield Visited(zone.step, zone.sampler, visit, run.count, seconds)
                self._check_cancelled()
        except Cancelled:
            if run.latest is not None and run.visit + 1 != run.count:
                yield Partial(zone.sampler, run.latest[0], run.visit)
                raise
        finally:
            held, self._held = self._held, []
        yield from held

    def _close(self, zone: ZoneOp, run: ZoneRun) -> None:
        if has_nan((run.result, run.collected)):
            self._find_nan(zone)
        self._computed += 1
        several = len(zone.results) > 1
        for slot, value in zip(zone.results, run.result if several else (run.result,), strict=True):
            self._slots[slot] = value
        self._cache.put(self._name(zone), tuple(self._slots[slot] for slot in zone.results))
        for each, value in zip(zone.exits, run.collected, strict=True):
            self._store(each.entry, value if len(each.entry.results) > 1 else (value,))
            self._remember(each.entry, tuple(self._slots[slot] for slot in each.entry.results))
        for op in zone.watchers:
            self._remember(op, ())

    def _find_nan(self, zone: ZoneOp) -> None:
        """Run the loop again, looking at every value: the same inputs lead to the same first NaN."""
        records = dict(self._records)
        for _ in self._open(zone, watch_nan=True):
            self._check_cancelled()
        self._records = records
        self._pending.clear()
        raise NodeError(zone.sampler, "gave NaN", described(op_inputs(zone.entry, self._slots)))

    def _recall_zone(self, zone: ZoneOp) -> Iterator[Event]:
        self._cached += 1
        if self._demand.wants(zone):
            for slot, value in zip(zone.results, self._cache.get(self._name(zone)), strict=True):
                self._slots[slot] = value
        for each in zone.exits:
            if self._demand.wants(each.entry):
                self._store(each.entry, self._cache.get(self._name(each.entry)))
        for op in zone.watchers:
            yield from self._cache.get(self._name(op))[0]
        yield ZoneFinished(zone.step, zone.sampler, 0, 0.0, cached=True)
