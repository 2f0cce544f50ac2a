"""A loop's body compiled: a flat list of closures over one list of slots, run once a visit."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from nodegraph.context import Context
from nodegraph.plan import Arg, Call, Fixed, Op, Wire, ZoneOp

Slots = list[Any]
Pattern = tuple[frozenset[str] | None, ...]


class Step:
    """One call of the body: what it runs, and for whom (an error or a check asks)."""

    __slots__ = ("ops", "run")

    def __init__(self, ops: list[Op], run: Callable[[Slots], None]):
        self.ops, self.run = ops, run


class Body:
    """Compiles the body of a zone, once for each pattern of needed inputs, for values imported at the start."""

    def __init__(self, zone: ZoneOp, slots: Slots, contexts: Mapping[int, Context], count: int | None):
        self.zone, self.slots, self.contexts, self.count = zone, slots, contexts, count
        self.constant = {local for _, local in zone.imports}
        self.choosers = [op for op in zone.ops if op.kind.hooks.needs is not None]
        self.compiled: dict[Pattern, list[Step]] = {}
        if not self.choosers:
            self.compiled[()] = self._compile(())

    def steps(self, visit: int) -> list[Step]:
        """The calls of this visit."""
        if not self.choosers:
            return self.compiled[()]
        pattern = tuple(self._needs(op, visit) for op in self.choosers)
        if pattern not in self.compiled:
            self.compiled[pattern] = self._compile(pattern)
        return self.compiled[pattern]

    def _needs(self, op: Op, visit: int) -> frozenset[str] | None:
        found = op.kind.hooks.needs(visit, self.count, self._settings(op) | {"inputs": op.names})  # type: ignore[misc]
        return None if found is None else frozenset(found)

    def _settings(self, op: Op) -> dict[str, Any]:
        constant = {name: self._value(arg) for name, arg in op.wired.items() if self._is_constant(arg)}
        return op.settings | constant

    def _compile(self, pattern: Pattern) -> list[Step]:
        wanted = {id(op): needs for op, needs in zip(self.choosers, pattern, strict=True) if needs is not None}
        live = self._live(wanted)
        steps, calls = [], []
        for call in self.zone.calls:
            ops = [op for op in call.ops if id(op) in live]
            if ops:
                calls.append(ops)
        dead = self._dead(calls, wanted)
        for ops, free in zip(calls, dead, strict=True):
            steps.append(Step(ops, _freeing(self._call(ops, wanted), free)))
        return steps

    def _live(self, wanted: Mapping[int, frozenset[str]]) -> set[int]:
        """The ops whose values somebody needs this visit."""
        needed = {arg.slot for arg in self._sinks() if isinstance(arg, Wire)}
        live: set[int] = set()
        for op in reversed(self.zone.ops):
            if op.kind.kind == "output" or needed.intersection(op.results):
                live.add(id(op))
                needed.update(arg.slot for arg in self._args(op, wanted) if isinstance(arg, Wire))
        return live

    def _sinks(self) -> Iterator[Arg]:
        yield from self.zone.send
        for each in self.zone.exits:
            yield from each.send

    def _args(self, op: Op, wanted: Mapping[int, frozenset[str]]) -> list[Arg]:
        """An op's arguments; one that this visit does not need is None."""
        chosen = wanted.get(id(op))
        if chosen is None:
            return [*op.args, *op.wired.values()]
        args = [arg if name in chosen else Fixed(None) for name, arg in zip(op.names, op.args, strict=True)]
        return [*args, *op.wired.values()]

    def _dead(self, calls: list[list[Op]], wanted: Mapping[int, frozenset[str]]) -> list[tuple[int, ...]]:
        """The slots of the body's own values that nothing reads after each call."""
        own = {slot for ops in calls for op in ops for slot in op.results}
        kept = {arg.slot for arg in self._sinks() if isinstance(arg, Wire)}
        last: dict[int, int] = {}
        for number, ops in enumerate(calls):
            for op in ops:
                last.update(dict.fromkeys(op.results, number))
                last.update({arg.slot: number for arg in self._args(op, wanted) if isinstance(arg, Wire)})
        return [tuple(s for s, k in last.items() if k == number and s in own - kept) for number in range(len(calls))]

    def _call(self, ops: list[Op], wanted: Mapping[int, frozenset[str]]) -> Callable[[Slots], None]:
        hooks = ops[0].kind.hooks
        if hooks.batched is not None:
            return self._batch(ops, hooks.batched)
        op = ops[0]
        args = self._args(op, wanted)[: len(op.args)]
        if hooks.bind is not None and not op.kind.provided:
            return self._bound(op, args, hooks.bind)
        function = partial(op.kind.function, **op.settings, **self._given(op)) if op.settings or op.kind.provided else None
        return _plain(function or op.kind.function, args, op.wired, op.results)

    def _given(self, op: Op) -> dict[str, Any]:
        return {op.kind.provided: self.contexts[id(op)]} if op.kind.provided else {}

    def _batch(self, ops: list[Op], batched: Callable[..., Any]) -> Callable[[Slots], None]:
        readers = [_named(self._varying(op)) for op in ops]
        forward = batched([self._constants(op) for op in ops])
        results = [op.results[0] for op in ops]

        def run(slots: Slots) -> None:
            found = forward([read(slots) for read in readers])
            for slot, value in zip(results, found, strict=True):
                slots[slot] = value

        return run

    def _bound(self, op: Op, args: list[Arg], bind: Callable[..., Any]) -> Callable[[Slots], None]:
        skipped = {name: None for name, arg in zip(op.names, args, strict=True) if arg == Fixed(None)}
        function = bind(self._constants(op) | skipped)
        read = _named({name: arg for name, arg in self._varying(op).items() if name not in skipped})
        return _store(lambda slots: function(**read(slots)), op.results)

    def _constants(self, op: Op) -> dict[str, Any]:
        every = (*zip(op.names, op.args, strict=True), *op.wired.items())
        return op.settings | {name: self._value(arg) for name, arg in every if self._is_constant(arg)}

    def _varying(self, op: Op) -> dict[str, Wire]:
        every = (*zip(op.names, op.args, strict=True), *op.wired.items())
        return {name: arg for name, arg in every if isinstance(arg, Wire) and not self._is_constant(arg)}

    def _is_constant(self, arg: Arg) -> bool:
        return isinstance(arg, Fixed) or arg.slot in self.constant

    def _value(self, arg: Arg) -> Any:
        return value_of(arg, self.slots)


def value_of(arg: Arg, slots: Slots) -> Any:
    """What an argument is at this moment."""
    if isinstance(arg, Fixed):
        return arg.value
    value = slots[arg.slot]
    return value if arg.convert is None else arg.convert(value)


def reader(arg: Arg) -> Callable[[Slots], Any]:
    """A function that reads an argument from the slots."""
    if isinstance(arg, Fixed):
        value = arg.value
        return lambda slots: value
    slot, convert = arg
    return (lambda slots: slots[slot]) if convert is None else (lambda slots: convert(slots[slot]))


def _named(args: Mapping[str, Arg]) -> Callable[[Slots], dict[str, Any]]:
    readers = {name: reader(arg) for name, arg in args.items()}
    return lambda slots: {name: read(slots) for name, read in readers.items()}


def _plain(
    function: Callable[..., Any], args: list[Arg], wired: Mapping[str, Arg], results: tuple[int, ...]
) -> Callable[[Slots], None]:
    """A closure for one call, specialised to its shape: this is what a visit's own time is made of."""
    plain = all(isinstance(arg, Wire) and arg.convert is None for arg in args)
    if plain and not wired and len(results) == 1:
        return _direct(function, [arg.slot for arg in args if isinstance(arg, Wire)], results[0])
    readers = [reader(arg) for arg in args]
    keywords = _named(wired)
    if wired:
        return _store(lambda slots: function(*[read(slots) for read in readers], **keywords(slots)), results)
    return _store(lambda slots: function(*[read(slots) for read in readers]), results)


def _direct(function: Callable[..., Any], places: list[int], result: int) -> Callable[[Slots], None]:
    def one(slots: Slots) -> None:
        slots[result] = function(slots[a])

    def two(slots: Slots) -> None:
        slots[result] = function(slots[a], slots[b])

    def many(slots: Slots) -> None:
        slots[result] = function(*[slots[place] for place in places])

    a, b = (*places, 0, 0)[:2]
    return {1: one, 2: two}.get(len(places), many)


def _store(compute: Callable[[Slots], Any], results: tuple[int, ...]) -> Callable[[Slots], None]:
    def nothing(slots: Slots) -> None:
        compute(slots)

    def one(slots: Slots) -> None:
        slots[result] = compute(slots)

    def several(slots: Slots) -> None:
        for slot, value in zip(results, compute(slots), strict=True):
            slots[slot] = value

    result = results[0] if results else 0
    return {0: nothing, 1: one}.get(len(results), several)


def _freeing(run: Callable[[Slots], None], free: tuple[int, ...]) -> Callable[[Slots], None]:
    if not free:
        return run
    slot = free[0]

    def one(slots: Slots) -> None:
        run(slots)
        slots[slot] = None

    def several(slots: Slots) -> None:
        run(slots)
        for each in free:
            slots[each] = None

    return one if len(free) == 1 else several
