"""Closures over one list of slots, each specialised to its shape: this is what a visit's own time is made of."""

from collections.abc import Callable, Mapping
from typing import Any

from nodegraph.plan import Arg, Fixed, Wire

Slots = list[Any]
Run = Callable[[Slots], None]


def value_of(arg: Arg, slots: Slots) -> Any:
    """What an argument is at this moment."""
    if isinstance(arg, Fixed):
        return arg.value
    value = slots[arg.slot]
    return value if arg.convert is None else arg.convert(value)


def keep(results: tuple[int, ...], value: Any, slots: Slots) -> None:
    """Put what a function returned into its slots."""
    if len(results) == 1:
        slots[results[0]] = value
    elif results:
        for slot, each in zip(results, value, strict=True):
            slots[slot] = each


def named(args: Mapping[str, Arg]) -> Callable[[Slots], dict[str, Any]]:
    """A function that reads arguments by name."""
    readers = {name: _reader(arg) for name, arg in args.items()}
    return lambda slots: {name: read(slots) for name, read in readers.items()}


def calling(function: Callable[..., Any], args: list[Arg], wired: Mapping[str, Arg], results: tuple[int, ...]) -> Run:
    """Call a function with arguments from the slots."""
    plain = all(isinstance(arg, Wire) and arg.convert is None for arg in args)
    if plain and not wired and len(results) == 1:
        return _direct(function, [arg.slot for arg in args if isinstance(arg, Wire)], results[0])
    readers = [_reader(arg) for arg in args]
    if not wired:
        return storing(lambda slots: function(*[read(slots) for read in readers]), results)
    keywords = named(wired)
    return storing(lambda slots: function(*[read(slots) for read in readers], **keywords(slots)), results)


def storing(compute: Callable[[Slots], Any], results: tuple[int, ...]) -> Run:
    """Keep what a function of the slots gives."""
    if len(results) != 1:
        return lambda slots: keep(results, compute(slots), slots)
    result = results[0]

    def one(slots: Slots) -> None:
        slots[result] = compute(slots)

    return one


def freeing(run: Run, free: tuple[int, ...]) -> Run:
    """Afterwards let go of the values that nothing reads any more."""
    slot = free[0] if free else 0

    def one(slots: Slots) -> None:
        run(slots)
        slots[slot] = None

    def several(slots: Slots) -> None:
        run(slots)
        for each in free:
            slots[each] = None

    return {0: run, 1: one}.get(len(free), several)


def _reader(arg: Arg) -> Callable[[Slots], Any]:
    if isinstance(arg, Fixed):
        value = arg.value
        return lambda slots: value
    slot, convert = arg
    return (lambda slots: slots[slot]) if convert is None else (lambda slots: convert(slots[slot]))


def _direct(function: Callable[..., Any], places: list[int], result: int) -> Run:
    a, b = (*places, 0, 0)[:2]

    def one(slots: Slots) -> None:
        slots[result] = function(slots[a])

    def two(slots: Slots) -> None:
        slots[result] = function(slots[a], slots[b])

    def many(slots: Slots) -> None:
        slots[result] = function(*[slots[place] for place in places])

    return {1: one, 2: two}.get(len(places), many)
