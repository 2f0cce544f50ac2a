"""One loop as it runs: the zone's generator, its body, its collectors, visit by visit."""

import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

from nodegraph.body import Body, Clock, Step
from nodegraph.closures import Slots, value_of
from nodegraph.context import Context
from nodegraph.errors import NodeError
from nodegraph.failures import blaming, described, failed, op_inputs
from nodegraph.inspect import has_nan
from nodegraph.plan import Op, ZoneOp
from nodegraph.signature import sent_type


class ZoneRun:
    """Runs a zone once. `visits` gives each one's number and seconds; afterwards `result` and `collected` hold.

    With `watch`, every value is looked at as it is made, and the first NaN is an error; output nodes do not run. This
    is slow, for it waits for the device, and meant for finding out where a NaN came from. With a `clock`, each visit's
    times and `numbers` are kept.
    """

    def __init__(
        self,
        zone: ZoneOp,
        outer: Slots,
        contexts: Mapping[int, Context],
        watch: bool = False,
        clock: Clock | None = None,
    ):
        self.zone, self.outer, self.contexts, self.watch, self.clock = zone, outer, contexts, watch, clock
        self.numbers: tuple[tuple[str, float], ...] = ()
        self.slots: Slots = [None] * zone.size
        for slot, local in zone.imports.items():
            self.slots[local] = outer[slot]
        self.inputs = zone.entry.settings | op_inputs(zone.entry, outer)
        counting = zone.entry.kind.hooks.count
        self.count: int | None = counting(self.inputs) if counting else None
        self.loop = self._generator(outer)
        self.reply_type = sent_type(zone.entry.kind.function)
        self.reply: Any = None
        self.latest: Any = None
        self.result: Any = None
        self.collected: list[Any] = []
        self.over = False
        self.visit = 0

    def visits(self) -> Generator[tuple[int, float], None, None]:
        """Run visit after visit; closing it ends the loop."""
        body = Body(self.zone, self.slots, self.contexts, self.count, self._look if self.watch else None, self.clock)
        enter, leave = self._enter, self._leave
        if self.clock is not None:
            enter, leave = self.clock.timing([self.zone.entry], enter), self.clock.timing([self.zone.end], leave)
        with ExitStack() as stack:
            stack.callback(self.loop.close)
            collectors = [_Collector(op, self.outer, stack) for op in self.zone.exits]
            self._advance()
            while not self.over:
                begun = time.perf_counter()
                enter()
                self._run(body.steps(self.visit))
                for each in collectors:
                    each.take(self.slots, self.visit)
                leave()
                yield self.visit, time.perf_counter() - begun
                self.visit += 1
            self.collected = [each.finish() for each in collectors]

    def _generator(self, outer: Slots) -> Generator[Any, Any, Any]:
        entry = self.zone.entry
        args = [value_of(arg, outer) for arg in entry.args]
        keywords = entry.settings | {name: value_of(arg, outer) for name, arg in entry.wired.items()}
        return entry.kind.function(*args, **keywords)  # type: ignore[no-any-return]

    def _advance(self) -> None:
        """Send the visit's reply; take the next visit's values, or the result."""
        with blaming(*self._giver()):
            try:
                self.latest = self.loop.send(self.reply)
            except StopIteration as stop:
                self.result, self.over = stop.value, True
        if self.watch and has_nan(self.result if self.over else self.latest):
            node, inputs, visit = self._giver()
            raise NodeError(node, "gave NaN", described(inputs()), visit)

    def _giver(self) -> tuple[str, Any, int | None]:
        """Whose values come out of the generator: those of its inputs, or of a visit."""
        if self.reply is None:
            return self.zone.step, lambda: self.inputs, None
        return self.zone.sampler, self.reply._asdict, self.visit

    def _enter(self) -> None:
        with blaming(self.zone.step, lambda: {"yielded": self.latest}, self.visit):
            for slot, value in zip(self.zone.visit, self.latest, strict=True):
                self.slots[slot] = value
        for context in self.contexts.values():
            context.visit = self.visit
        if self.clock is not None:
            self.numbers = tuple(self._plain_numbers())

    def _plain_numbers(self) -> Iterator[tuple[str, float]]:
        """What this visit brings that is no tensor but a number (t, i)."""
        for output, value in zip(self.zone.entry.kind.outputs[1:], self.latest, strict=True):
            if isinstance(value, int | float):
                yield output.name, value

    def _leave(self) -> None:
        """Answer the generator with what the body sends to the loop's end."""
        with blaming(self.zone.sampler, lambda: op_inputs(self.zone.end, self.slots), self.visit):
            self.reply = self.reply_type(*[value_of(arg, self.slots) for arg in self.zone.end.args])
        self._advance()

    def _run(self, steps: list[Step]) -> None:
        slots = self.slots
        step: Step | None = None
        try:
            for step in steps:
                step.run(slots)
        except NodeError:
            raise
        except Exception as error:
            assert step is not None
            names = ", ".join(op.node for op in step.ops)
            raise failed(names, error, op_inputs(step.ops[0], slots), self.visit) from error

    def _look(self, op: Op) -> None:
        if any(has_nan(self.slots[slot]) for slot in op.results):
            raise NodeError(op.node, "gave NaN", described(op_inputs(op, self.slots)), self.visit)


class _Collector:
    """One collector at work."""

    def __init__(self, op: Op, outer: Slots, stack: ExitStack):
        self.op = op
        self.sent = sent_type(op.kind.function)
        settings = op.settings | {name: value_of(arg, outer) for name, arg in op.wired.items()}
        with blaming(op.node, lambda: settings):
            self.generator: Generator[Any, Any, Any] = op.kind.function(**settings)
            stack.callback(self.generator.close)
            next(self.generator)

    def take(self, slots: Slots, visit: int) -> None:
        values = [value_of(arg, slots) for arg in self.op.args]
        with blaming(self.op.node, lambda: dict(zip(self.op.names, values, strict=True)), visit):
            self.generator.send(self.sent(*values))

    def finish(self) -> Any:
        with blaming(self.op.node, dict):
            try:
                self.generator.send(None)
            except StopIteration as stop:
                return stop.value
        raise NodeError(self.op.node, "went on after the loop's end. It has to return when it is sent None")
