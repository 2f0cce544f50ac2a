"""One loop as it runs: the zone's generator, its body, its collectors, visit by visit."""

import time
from collections.abc import Generator, Iterator, Mapping
from typing import Any

from nodegraph.body import Body, Slots, Step, value_of
from nodegraph.context import Context
from nodegraph.declare import sent_type
from nodegraph.errors import Cancelled, NodegraphError, NodeError
from nodegraph.inspect import describe, has_nan
from nodegraph.plan import Exit, Op, Wire, ZoneOp

_END: Any = object()


class ZoneRun:
    """Runs a zone once. Iterating gives each visit's number and seconds; afterwards `result` and `collected` hold.

    With `watch_nan`, every value is looked at as it is made, and the first NaN is an error; this is slow, for it
    waits for the device, and meant for finding out where a NaN came from.
    """

    def __init__(self, zone: ZoneOp, outer: Slots, contexts: Mapping[int, Context], watch_nan: bool = False):
        self.zone, self.outer, self.contexts, self.watch_nan = zone, outer, contexts, watch_nan
        self.slots: Slots = [None] * zone.size
        for arg, local in zone.imports:
            self.slots[local] = value_of(arg, outer)
        self.inputs = _inputs(zone.entry, outer)
        counting = zone.entry.kind.hooks.count
        self.count: int | None = counting(self.inputs) if counting else None
        self.result: Any = None
        self.collected: list[Any] = []
        self.latest: Any = None
        self.visit = 0

    def __iter__(self) -> Iterator[tuple[int, float]]:
        zone, slots = self.zone, self.slots
        body = Body(zone, slots, self.contexts, self.count)
        watchers = list(self.contexts.values())
        collectors = [self._collector(each) for each in zone.exits]
        loop = self._start()
        offered = self._advance(loop, None)
        sent = sent_type(zone.entry.kind.function)
        try:
            while offered is not _END:
                begun = time.perf_counter()
                self.latest = offered
                for slot, value in zip(zone.visit, offered, strict=True):
                    slots[slot] = value
                for context in watchers:
                    context.visit = self.visit
                self._run(body.steps(self.visit))
                for each, generator in zip(zone.exits, collectors, strict=True):
                    self._collect(each, generator)
                reply = sent(*[value_of(arg, slots) for arg in zone.send])
                offered = self._advance(loop, reply)
                yield self.visit, time.perf_counter() - begun
                self.visit += 1
            self.collected = [self._finish(each, made) for each, made in zip(zone.exits, collectors, strict=True)]
        finally:
            loop.close()
            for generator in collectors:
                generator.close()

    def _start(self) -> Generator[Any, Any, Any]:
        entry = self.zone.entry
        args = [value_of(arg, self.outer) for arg in entry.args]
        keywords = entry.settings | {name: value_of(arg, self.outer) for name, arg in entry.wired.items()}
        return entry.kind.function(*args, **keywords)  # type: ignore[no-any-return]

    def _advance(self, loop: Generator[Any, Any, Any], reply: Any) -> Any:
        """The next visit's values, or _END with `result` set."""
        try:
            offered = loop.send(reply)
        except StopIteration as stop:
            self.result = stop.value
            return _END
        except (NodegraphError, Cancelled):
            raise
        except Exception as error:
            given = described({} if reply is None else reply._asdict())
            raise failed(self.zone.step if reply is None else self.zone.sampler, error, given, self.visit) from error
        return offered

    def _run(self, steps: list[Step]) -> None:
        slots = self.slots
        step: Step | None = None
        try:
            if self.watch_nan:
                for step in steps:
                    step.run(slots)
                    self._look(step)
            else:
                for step in steps:
                    step.run(slots)
        except NodeError:
            raise
        except Exception as error:
            assert step is not None
            names = ", ".join(op.node for op in step.ops)
            raise failed(names, error, described(op_inputs(step.ops[0], slots)), self.visit) from error

    def _look(self, step: Step) -> None:
        for op in step.ops:
            if any(has_nan(self.slots[slot]) for slot in op.results):
                raise NodeError(op.node, "gave NaN", described(op_inputs(op, self.slots)), self.visit)

    def _collector(self, each: Exit) -> Generator[Any, Any, Any]:
        wired = {name: value_of(arg, self.outer) for name, arg in each.entry.wired.items()}
        generator = each.entry.kind.function(**each.entry.settings, **wired)
        next(generator)
        return generator  # type: ignore[no-any-return]

    def _collect(self, each: Exit, generator: Generator[Any, Any, Any]) -> None:
        values = [value_of(arg, self.slots) for arg in each.send]
        try:
            generator.send(sent_type(each.entry.kind.function)(*values))
        except Exception as error:
            given = described(dict(zip(each.entry.names, values, strict=True)))
            raise failed(each.entry.node, error, given, self.visit) from error

    def _finish(self, each: Exit, generator: Generator[Any, Any, Any]) -> Any:
        try:
            generator.send(None)
        except StopIteration as stop:
            return stop.value
        raise NodeError(each.entry.node, "went on after the loop's end. It has to return when it is sent None")


def op_inputs(op: Op, slots: Slots) -> dict[str, Any]:
    """What an op is given, by name."""
    every = (*zip(op.names, op.args, strict=True), *op.wired.items())
    return {name: value_of(arg, slots) if isinstance(arg, Wire) else arg.value for name, arg in every}


def described(inputs: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {describe(value)}" for name, value in inputs.items() if value is not None)


def failed(node: str, error: Exception, inputs: str, visit: int | None = None) -> NodeError:
    """The error for a node whose function raised; out of memory says what would help."""
    cause = f"{error}" if isinstance(error, NodegraphError | ValueError | OSError) else f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        cause = "out of memory. Use fewer images at once, a smaller size, or --dtype float16"
    return NodeError(node, cause, inputs, visit)


def _inputs(entry: Op, outer: Slots) -> dict[str, Any]:
    return entry.settings | op_inputs(entry, outer)
