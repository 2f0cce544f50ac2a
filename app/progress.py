"""Progress of a run on stderr: one bar a loop on a terminal, plain lines elsewhere."""

import shutil
from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO

from app.console import is_terminal
from nodegraph.context import Origin
from nodegraph.events import Event, NodeFinished, NodeStarted, Progress, Visited, ZoneFinished, ZoneStarted

if TYPE_CHECKING:
    from collections.abc import Callable

RECENT = 12  # steps whose mean predicts the time left
EVERY = 10.0  # seconds of work between two plain lines
BAR = 28


@dataclass
class Loop:
    """How far one loop, or one long node, has come."""

    name: str
    count: int | None
    note: str = ""
    done: int = 0
    seconds: float = 0.0
    begun: float = 0.0  # of a long node, which tells no seconds
    recent: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))

    def advance(self, done: int, seconds: float) -> None:
        self.done = done
        self.seconds += seconds
        self.recent.append(seconds)

    @property
    def pace(self) -> float:
        """Seconds a step, over the last few."""
        return sum(self.recent) / len(self.recent) if self.recent else 0.0

    def line(self) -> str:
        """E.g. "12/30   41.2 ms a step   0:01 left"."""
        parts = [f"{self.done}/{self.count}" if self.count else f"step {self.done}"]
        if self.seconds and self.recent:
            parts.append(f"{milliseconds(self.pace)} a step")
        if self.seconds and self.count and self.recent:
            left = self.pace * (self.count - self.done)
            parts.append(f"{clock(left)} left" if self.done < self.count else f"took {duration(self.seconds)}")
        return "   ".join([*parts, self.note] if self.note else parts)


class Meter:
    """Draws what a run's events say of its progress. Others clear it before they print a line."""

    def __init__(self, stream: TextIO, *, terminal: bool | None = None):
        self.stream = stream
        self.terminal = is_terminal(stream) if terminal is None else terminal
        self._plain_bar = not _can_write(stream, "━─")
        self._loops: dict[str, Loop] = {}
        self._told = 0.0
        self._drawn = False
        self._acts: dict[type[Event], Callable[[Any], None]] = {
            NodeStarted: self._node_started,
            NodeFinished: self._node_finished,
            ZoneStarted: self._zone_started,
            Visited: self._visited,
            ZoneFinished: self._zone_finished,
            Progress: self._progress,
        }

    def show(self, event: Event) -> None:
        act = self._acts.get(type(event))
        if act:
            act(event)

    def line(self, text: str) -> None:
        """A line that stays."""
        self.clear()
        self.stream.write(text + "\n")
        self.stream.flush()

    def clear(self) -> None:
        """Wipe the line that is being drawn over."""
        if self._drawn:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
            self._drawn = False

    def _node_started(self, event: NodeStarted) -> None:
        if self.terminal:
            self._draw(f"{event.node} ...")

    def _node_finished(self, event: NodeFinished) -> None:
        self._loops.pop(event.node, None)
        self.clear()

    def _zone_started(self, event: ZoneStarted) -> None:
        self._begin(event.sampler, Loop(event.sampler + place(event.origin), event.count))

    def _visited(self, event: Visited) -> None:
        loop = self._loops.get(event.sampler) or self._begin(event.sampler, Loop(event.sampler, event.count))
        loop.advance(event.visit + 1, event.seconds)
        self._tell(loop)

    def _zone_finished(self, event: ZoneFinished) -> None:
        loop = self._loops.pop(event.sampler, None) or Loop(event.sampler, event.visits)
        if event.cached:
            self.line(f"{loop.name}: unchanged, nothing computed")
            return
        loop.done, loop.count, loop.seconds = event.visits, event.visits, event.seconds
        loop.recent = deque([event.seconds / max(event.visits, 1)])
        self.line(self._bar(loop) if self.terminal else f"{loop.name}: {loop.line()}")

    def _progress(self, event: Progress) -> None:
        loop = self._loops.get(event.node) or self._begin(event.node, Loop(event.node, event.total, begun=monotonic()))
        loop.done, loop.count, loop.note = event.done, event.total, event.text
        loop.seconds = monotonic() - loop.begun
        self._tell(loop)

    def _begin(self, key: str, loop: Loop) -> Loop:
        self._loops[key] = loop
        self._told = 0.0
        if self.terminal:
            self._draw(self._bar(loop))
        return loop

    def _tell(self, loop: Loop) -> None:
        if self.terminal:
            self._draw(self._bar(loop))
        elif loop.seconds - self._told >= EVERY:
            self._told = loop.seconds
            self.line(f"{loop.name}: {loop.line()}")

    def _draw(self, text: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        self.stream.write("\r" + text[:width] + "\x1b[K")
        self.stream.flush()
        self._drawn = True

    def _bar(self, loop: Loop) -> str:
        full, empty = ("#", "-") if self._plain_bar else ("━", "─")
        filled = BAR * loop.done // loop.count if loop.count else 0
        return f"{loop.name}  {full * filled}{empty * (BAR - filled)}  {loop.line()}"


def milliseconds(seconds: float) -> str:
    """Three figures: "0.42 ms", "41.2 ms", "1,250 ms"."""
    value = seconds * 1000
    return f"{value:,.0f} ms" if value >= 99.95 else f"{value:.1f} ms" if value >= 0.995 else f"{value:.2f} ms"


def clock(seconds: float) -> str:
    """Minutes and seconds, rounded up so that no wait is called 0:00: "0:01", "12:05", "1:02:03"."""
    whole = -int(-seconds // 1)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def duration(seconds: float) -> str:
    """What something took: "3.2 s", "12:05"."""
    return f"{seconds:.1f} s" if seconds < 60 else clock(round(seconds))


def place(origin: Origin) -> str:
    """Which values of the graph's sweeps a loop belongs to: " (i_start 3)"."""
    values = ", ".join(f"{axis.rpartition('.')[2]} {value}" for axis, value in origin.own)
    return f" ({values})" if values else ""


def _can_write(stream: TextIO, text: str) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
