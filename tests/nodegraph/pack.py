"""A small pack of nodes over numbers and texts, for the tests of the core. `calls` counts what was computed."""

import math
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from nodegraph.context import Context, Report
from nodegraph.declare import collector, node, zone
from nodegraph.errors import CheckError
from nodegraph.hints import Color, Doc, Gather, InputFile, OutputName, Range, Text

calls: Counter[str] = Counter()
closed: list[str] = []
batches: list[int] = []
T = TypeVar("T", float, str)


@node()
def number(*, value: float = 1.0) -> float:
    """A number."""
    calls["number"] += 1
    return value


@node()
def whole(*, value: Annotated[int, Range(0, 100)] = 1) -> int:
    """A whole number."""
    return value


@node()
def word(*, text: Annotated[str, Text(3)]) -> str:
    """A text, which has to be given."""
    return text


@node()
def paint(
    *,
    color: Annotated[str, Color()] = "#FFFFFF",
    style: Literal["flat", "dotted"] = "flat",
    bright: bool = False,
    limit: Annotated[int | None, Range(1, 9)] = None,
    stops: tuple[float, ...] = (),
) -> str:
    """One setting of each kind."""
    return f"{color} {style} {bright} {limit} {stops}"


@node()
def times(x: Annotated[float, Doc("what to multiply")], *, by: Annotated[float, Range(-10, 10)] = 2.0) -> float:
    """Multiply.

    By a factor.
    """
    calls["times"] += 1
    return x * by


@node()
def minus(x: float, y: float = 0.0) -> float:
    """Subtract."""
    return x - y


@node()
def total(*values: float) -> float:
    """The sum of a row."""
    calls["total"] += 1
    return sum(values)


@node()
def same(value: T) -> T:
    """A number or a text, unchanged."""
    return value


@node()
def join(*values: T) -> T:
    """Numbers summed, or texts in a row."""
    return values[0] if len(values) == 1 else values[0] + join(*values[1:])


class Halves(NamedTuple):
    whole: int
    rest: Annotated[float, Doc("what is behind the point")]


@node()
def halves(x: float) -> Halves:
    """The two parts of a number."""
    return Halves(int(x), x % 1)


def _forward(constants: list[Mapping[str, Any]]) -> Callable[[list[Mapping[str, Any]]], list[float]]:
    def run(rest: list[Mapping[str, Any]]) -> list[float]:
        batches.append(len(rest))
        both = [one | two for one, two in zip(constants, rest, strict=True)]
        return [each["x"] + each["gain"] for each in both]

    calls["batched"] += 1
    return run


@node(batched=_forward)
def predict(x: float, *, gain: float = 1.0) -> float:
    """A costly call that goes several at a time."""
    calls["predict"] += 1
    return x + gain


def _weigh(constants: Mapping[str, Any]) -> Callable[..., float]:
    calls["bind"] += 1
    if constants.keys() != {"kernel", "power"}:
        return lambda **rest: math.prod([*constants.values(), *rest.values()])
    factor = constants["kernel"] * constants["power"]
    return lambda x: x * factor


@node(bind=_weigh)
def weigh(x: float, kernel: float, *, power: float = 1.0) -> float:
    """A product, part of which is known before the loop."""
    calls["weigh"] += 1
    return x * kernel * power


def _turn(visit: int, count: int | None, settings: Mapping[str, Any]) -> set[str]:
    return {f"values[{settings.get('i', visit) % settings['values']}]"}


@node(needs=_turn)
def alternate(*values: float, i: int) -> float:
    """Its inputs in turn."""
    return values[i % len(values)]


@node()
def fail(x: float, *, text: str = "not to my liking", kind: Literal["value", "type", "memory"] = "value") -> float:
    """Always fails."""
    raise {"value": ValueError, "type": TypeError, "memory": MemoryError}[kind](text)


@node()
def fail_in(x: float, i: int, *, visit: int = 0) -> float:
    """Fails in one visit."""
    if i == visit:
        raise ValueError("enough")
    return x


@node()
def spoil(x: float, i: int = 0, *, visit: int = 0) -> float:
    """NaN from one visit on."""
    return float("nan") if i >= visit else x


@node()
def rounds(*, count: int = 3, fails: bool = False) -> Generator[Report, None, float]:
    """A long node."""
    try:
        for done in range(count):
            calls["rounds"] += 1
            yield Report(done + 1, count, f"round {done + 1}")
        if fails:
            raise ValueError("went wrong")
        return float(count)
    finally:
        closed.append("rounds")


@node()
def read(*, file: Annotated[str, InputFile((".txt",))]) -> str:
    """The name of a file whose content counts."""
    calls["read"] += 1
    return file


@node()
def count_letters(text: str) -> float:
    """How long a text is."""
    return float(len(text))


@node()
def listing(*values: Annotated[float, Gather()], run: Context) -> str:
    """All values of a sweep, with their places."""
    places = run.origin.items or ((),) * len(values)
    return "; ".join(f"{dict(place)} {value:g}" for place, value in zip(places, values, strict=True))


@node()
def say(text: str, *, run: Context) -> None:
    """Show a text."""
    calls["say"] += 1
    run.show(text)


@node(each_visit=True)
def show(value: float, *, run: Context) -> None:
    """Show a number, in a loop at each visit."""
    calls["show"] += 1
    run.show(value)


@node()
def keep(value: float, *, note: str = "", run: Context) -> None:
    """Show a number at the end."""
    calls["keep"] += 1
    run.show(value)


@node()
def write(text: str, *, name: Annotated[str, OutputName((".txt",))] = "text.txt", run: Context) -> None:
    """Write a text."""
    calls["write"] += 1
    run.write(run.suffix().strip("_") + name, lambda path: path.write_text(text, encoding="utf-8"))


@node()
def write_graph(value: float, *, name: Annotated[str, OutputName()] = "graph.json", run: Context) -> None:
    """Write the graph that led here."""
    run.write(name, lambda path: path.write_text(run.graph(), encoding="utf-8"))


def _column(facts: Mapping[str, Any], settings: Mapping[str, Any]) -> tuple[int] | None:
    return (settings["rows"],) if "rows" in settings else None


def _stacked(facts: Mapping[str, Any], settings: Mapping[str, Any]) -> tuple[int] | None:
    first, *rest = facts["parts"]
    for number, each in enumerate(rest, 1):
        if first and each and first != each:
            raise CheckError(f"parts[{number}]", f"has {each[0]} rows, parts[0] has {first[0]}", "Make them equal.")
    return first


@node(check=_column)
def column(*, rows: int = 2) -> tuple:
    """So many zeros."""
    return (0.0,) * rows


@node(check=_stacked)
def stack(*parts: tuple) -> tuple:
    """Columns side by side."""
    return sum(parts, ())


@node()
def length(column: tuple) -> float:
    """How many values a column has."""
    return float(len(column))


@node(check=lambda facts, settings: 1 // 0)
def mistaken(x: float) -> float:
    """Its check is wrong itself."""
    return x


@node(warn=lambda settings, wired: "is of no use" if "x" in wired and settings.get("by") == 1 else None)
def by_one(x: float, *, by: int = 1) -> float:
    """Multiply by a whole number."""
    return x * by


revision = "1"


@node(identity=lambda settings: revision)
def model(*, name: str = "a") -> str:
    """A text that depends on something outside."""
    calls["model"] += 1
    return name + revision


@node(
    version=3,
    migrations={1: lambda params: {"size": params.get("width", 1)}, 2: lambda params: {"rows": params["size"]}},
)
def grown(*, rows: int = 1) -> float:
    """A node that was declared otherwise before."""
    return float(rows)


class Visit(NamedTuple):
    x: float
    i: int


class Next(NamedTuple):
    x: float
    instead: float | None = None


@zone(opens="repeat", closes="until", count=lambda inputs: inputs["times"])
def repeat(start: float, *, times: Annotated[int, Range(0, 1_000_000)] = 3) -> Generator[Visit, Next, float]:
    """Send a number through the body several times."""
    x = start
    try:
        for i in range(times):
            calls["visit"] += 1
            sent = yield Visit(x, i)
            x = sent.x if sent.instead is None else sent.instead
        return x
    finally:
        closed.append("repeat")


class Growth(NamedTuple):
    x: float


@zone(opens="climb", closes="top")
def climb(start: float, *, limit: float = 100.0) -> Generator[Growth, Growth, float]:
    """Send a number through the body until it is large; how often is not known beforehand."""
    x = start
    while x < limit:
        (x,) = yield Growth(x)
    return x


class Kept(NamedTuple):
    value: float
    i: int = 0


@collector()
def collect(*, every: Annotated[int, Range(1, 1000)] = 1) -> Generator[None, Kept | None, str]:
    """The values of every n-th visit."""
    kept = []
    try:
        while (sent := (yield)) is not None:
            if sent.i % every == 0:
                kept.append(f"{sent.value:g}")
        return " ".join(kept)
    finally:
        closed.append("collect")


@collector()
def total_of() -> Generator[None, Kept | None, float]:
    """The sum of a loop's values."""
    found = 0.0
    while (sent := (yield)) is not None:
        found += sent.value
    return found


@zone(opens="overflowing", closes="overflown")
def overflow(start: float) -> Generator[Growth, Growth, float]:
    """Send a number around twice; a large one comes back as NaN."""
    x = start
    for _ in range(3):
        (x,) = yield Growth(x)
        x = x if x < 50 else float("nan")
    return x


@node()
def warner(x: float, *, run: Context) -> None:
    """Warn."""
    run.warn("careful")


@node()
def doubtful(*, run: Context) -> float:
    """Give a number, and warn of it."""
    run.warn("so it is said")
    return 7.0


@node()
def unsure(x: float, *, run: Context) -> float:
    """Hand on a number, and warn of it."""
    run.warn("each time")
    return x
