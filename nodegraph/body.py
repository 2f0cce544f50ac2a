"""A loop's body compiled: a flat list of closures over one list of slots, run once a visit."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from nodegraph.closures import Run, Slots, calling, freeing, keep, named, storing, value_of
from nodegraph.context import Context
from nodegraph.failures import blaming
from nodegraph.plan import Arg, Fixed, Op, Wire, ZoneOp

_UNNEEDED = Fixed(None)
Needs = frozenset[str] | None


class Step(NamedTuple):
    """One call of the body: what it runs, and for whom (an error or a check asks)."""

    ops: list[Op]
    run: Run


class Clock:
    """Measures the seconds of each node in a visit; calls that share one forward share its time."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}

    def take(self) -> tuple[tuple[str, float], ...]:
        """What was measured since the last time."""
        spent, self._spent = self._spent, {}
        return tuple(spent.items())

    def timing(self, ops: list[Op], run: Callable[..., None]) -> Callable[..., None]:
        """The same function, measured."""
        names = [node for op in ops for node in op.nodes]

        def timed(*given: Any) -> None:
            begun = time.perf_counter()
            run(*given)
            share = (time.perf_counter() - begun) / len(ops)
            self._spent.update(dict.fromkeys(names, share))

        return timed


class Body:
    """Compiles the body of a zone, once for each pattern of needed inputs, for values imported at the start.

    With `look`, output nodes are left out, values stay, and `look` sees each op once it has run. A `clock` measures
    each call.
    """

    def __init__(
        self,
        zone: ZoneOp,
        slots: Slots,
        contexts: Mapping[int, Context],
        count: int | None,
        look: Callable[[Op], None] | None = None,
        clock: Clock | None = None,
    ):
        self.zone, self.slots, self.contexts, self.count, self.look = zone, slots, contexts, count, look
        self.clock = clock
        self.constant = set(zone.imports.values())
        self.choosers = [op for op in zone.ops if op.kind.hooks.needs is not None]
        self.prepared: dict[Any, Callable[..., Any]] = {}
        self.compiled: dict[tuple[Needs, ...], list[Step]] = {}
        self.only = None if self.choosers else self._compile({})

    def steps(self, visit: int) -> list[Step]:
        """The calls of this visit."""
        if self.only is not None:
            return self.only
        pattern = tuple(self._needs(op, visit) for op in self.choosers)
        if pattern not in self.compiled:
            chosen = zip(self.choosers, pattern, strict=True)
            self.compiled[pattern] = self._compile({id(op): needs for op, needs in chosen if needs is not None})
        return self.compiled[pattern]

    def _needs(self, op: Op, visit: int) -> Needs:
        rows = Counter(name.partition("[")[0] for name in op.names if name.endswith("]"))
        constants = op.settings | {name: self._value(arg) for name, arg in op.wired.items() if self._is_constant(arg)}
        with blaming(op.node, lambda: constants, visit):
            found = op.kind.hooks.needs(visit, self.count, constants | rows)  # type: ignore[misc]
            return None if found is None else frozenset(found)

    def _compile(self, wanted: Mapping[int, frozenset[str]]) -> list[Step]:
        live = self._live(wanted)
        calls = [ops for call in self.zone.calls if (ops := [op for op in call.ops if id(op) in live])]
        made = [Step(ops, self._call(ops, wanted)) for ops in calls]
        if self.clock is not None:
            made = [Step(ops, self.clock.timing(ops, run)) for ops, run in made]
        if self.look is not None:
            return [Step(ops, self._looking(ops, run)) for ops, run in made]
        dead = self._dead(calls, wanted)
        return [Step(ops, freeing(run, free)) for (ops, run), free in zip(made, dead, strict=True)]

    def _live(self, wanted: Mapping[int, frozenset[str]]) -> set[int]:
        """The ops whose values somebody needs this visit."""
        needed = set(self.zone.sends())
        live: set[int] = set()
        for op in reversed(self.zone.ops):
            is_output = op.kind.kind == "output" and self.look is None
            if is_output or not needed.isdisjoint(op.results):
                live.add(id(op))
                needed.update(_slots(self._args(op, wanted).values()))
        return live

    def _args(self, op: Op, wanted: Mapping[int, frozenset[str]]) -> dict[str, Arg]:
        """An op's arguments by name; an input that this visit does not need is None."""
        chosen = wanted.get(id(op))
        if chosen is None:
            return dict(op.given())
        inputs = {name: arg if name in chosen else _UNNEEDED for name, arg in zip(op.names, op.args, strict=True)}
        return inputs | op.wired

    def _dead(self, calls: list[list[Op]], wanted: Mapping[int, frozenset[str]]) -> list[tuple[int, ...]]:
        """The slots of the body's own values that nothing reads after each call."""
        last: dict[int, int] = {}
        for number, ops in enumerate(calls):
            for op in ops:
                last.update(dict.fromkeys((*op.results, *_slots(self._args(op, wanted).values())), number))
        own = {slot for ops in calls for op in ops for slot in op.results} - set(self.zone.sends())
        free: list[list[int]] = [[] for _ in calls]
        for slot in own:
            free[last[slot]].append(slot)
        return [tuple(each) for each in free]

    def _call(self, ops: list[Op], wanted: Mapping[int, frozenset[str]]) -> Run:
        op, args = ops[0], self._args(ops[0], wanted)
        if op.kind.hooks.batched is not None:
            return self._batch(ops, [self._args(each, wanted) for each in ops], op.kind.hooks.batched)
        if op.kind.hooks.bind is not None and not op.kind.provided:
            return self._bound(op, args, op.kind.hooks.bind)
        fixed = op.settings | ({op.kind.provided: self.contexts[id(op)]} if op.kind.provided else {})
        function = partial(op.kind.function, **fixed) if fixed else op.kind.function
        return calling(function, [args[name] for name in op.names], op.wired, op.results)

    def _batch(self, ops: list[Op], args: list[dict[str, Arg]], batched: Callable[..., Any]) -> Run:
        constants = [self._constants(op, each) for op, each in zip(ops, args, strict=True)]
        forward = self._prepare(ops, args, lambda: batched(constants))
        readers = [named(self._varying(each)) for each in args]
        results = [op.results for op in ops]

        def run(slots: Slots) -> None:
            found = forward([read(slots) for read in readers])
            for places, value in zip(results, found, strict=True):
                keep(places, value, slots)

        return run

    def _bound(self, op: Op, args: dict[str, Arg], bind: Callable[..., Any]) -> Run:
        function = self._prepare([op], [args], lambda: bind(self._constants(op, args)))
        read = named(self._varying(args))
        return storing(lambda slots: function(**read(slots)), op.results)

    def _prepare(self, ops: list[Op], args: list[dict[str, Arg]], make: Callable[[], Any]) -> Callable[..., Any]:
        """What a hook makes of the constants: once for the zone, and again only for another choice of inputs."""
        key = tuple((id(op), frozenset(self._varying(each))) for op, each in zip(ops, args, strict=True))
        if key not in self.prepared:
            with blaming(", ".join(op.node for op in ops), lambda: self._constants(ops[0], args[0])):
                self.prepared[key] = make()
        return self.prepared[key]

    def _constants(self, op: Op, args: Mapping[str, Arg]) -> dict[str, Any]:
        return op.settings | {name: self._value(arg) for name, arg in args.items() if self._is_constant(arg)}

    def _varying(self, args: Mapping[str, Arg]) -> dict[str, Arg]:
        return {name: arg for name, arg in args.items() if not self._is_constant(arg)}

    def _is_constant(self, arg: Arg) -> bool:
        return isinstance(arg, Fixed) or arg.slot in self.constant

    def _value(self, arg: Arg) -> Any:
        return value_of(arg, self.slots)

    def _looking(self, ops: list[Op], run: Run) -> Run:
        def looked(slots: Slots) -> None:
            run(slots)
            for op in ops:
                self.look(op)  # type: ignore[misc]

        return looked


def _slots(args: Iterable[Arg]) -> list[int]:
    return [arg.slot for arg in args if isinstance(arg, Wire)]
