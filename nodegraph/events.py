"""What a run tells while it happens. Every event is a value; `as_json` turns it into one line's worth."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from nodegraph.context import NOWHERE, Origin


@dataclass(frozen=True)
class Event:
    """The root: every event has a kind, its class's name in lower case."""

    @property
    def kind(self) -> str:
        return type(self).__name__.lower()

    def as_json(self) -> dict[str, Any]:
        """Plain values only; what JSON cannot hold (a previewed tensor) is left out."""
        plain = {each.name: _plain(getattr(self, each.name)) for each in fields(self)}
        return {"event": self.kind} | {name: value for name, value in plain.items() if value is not _NOTHING}


@dataclass(frozen=True)
class Started(Event):
    """The run begins. `nodes` counts the calls that run once, `zones` the loops."""

    nodes: int
    zones: int


@dataclass(frozen=True)
class NodeStarted(Event):
    node: str


@dataclass(frozen=True)
class NodeFinished(Event):
    """A node outside any loop is done. `cached`: nothing was computed."""

    node: str
    seconds: float
    cached: bool = False


@dataclass(frozen=True)
class ZoneStarted(Event):
    """A loop begins; `count` visits are to come, or None where that is not known beforehand."""

    step: str
    sampler: str
    count: int | None
    origin: Origin = NOWHERE


@dataclass(frozen=True)
class Visited(Event):
    """One visit of a loop's body is over. `visit` counts from 0; `seconds` is that visit's time on the host.

    A run that is told closely adds each node's `spent` seconds, and the plain `numbers` that the visit began with (t).
    """

    step: str
    sampler: str
    visit: int
    count: int | None
    seconds: float
    spent: tuple[tuple[str, float], ...] = ()
    numbers: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class ZoneFinished(Event):
    step: str
    sampler: str
    visits: int
    seconds: float
    cached: bool = False


@dataclass(frozen=True)
class Progress(Event):
    """A long node's own report."""

    node: str
    done: int
    total: int | None
    text: str = ""


@dataclass(frozen=True)
class Previewed(Event):
    """A value to look at. Inside a loop it comes one visit late, so that copying it stalls nothing."""

    node: str
    value: Any
    visit: int | None = None
    origin: Origin = NOWHERE


@dataclass(frozen=True)
class Written(Event):
    node: str
    path: Path


@dataclass(frozen=True)
class Warned(Event):
    node: str
    text: str


@dataclass(frozen=True)
class Partial(Event):
    """What a cancelled loop had come to after so many visits: the first value of the visit that did not happen."""

    node: str
    value: Any
    visit: int


@dataclass(frozen=True)
class Finished(Event):
    """The run is over. `computed` and `cached` count calls."""

    seconds: float
    computed: int
    cached: int


_NOTHING = object()


def _plain(value: Any) -> Any:
    if isinstance(value, Origin):
        return {"own": dict(value.own)} if value.own else _NOTHING
    if isinstance(value, Path):
        return str(value)
    return value if value is None or isinstance(value, str | int | float | bool) else _NOTHING
