"""The pictures that runs left behind, in bounded memory, and the history of finished runs."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.running.taps import CLEAN, VALUE, X_T

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
else:
    Picture = Any

MIB = 2**20
_serials = count(1)


@dataclass(frozen=True)
class Frame:
    """One value as pictures, (H, W, 3) in uint8, one a sample. Two frames with the same `serial` are the same.

    `visit` and `t` tell where in a loop it was, `place` on which values of a sweep ("i_start 3").
    """

    pictures: tuple[Picture, ...]
    visit: int | None = None
    t: float | None = None
    place: str = ""
    serial: int = field(default_factory=lambda: next(_serials))

    @property
    def bytes(self) -> int:
        return sum(each.nbytes for each in self.pictures)


@dataclass(frozen=True)
class Entry:
    """A finished run: what it showed, and the graph that made it, whose relative paths start at `base`."""

    frame: Frame
    node: str
    graph: str
    base: Path
    label: str
    seconds: float
    when: datetime

    @property
    def picture(self) -> Picture:
        return self.frame.pictures[0]


class Shown:
    """What one run showed: frames by node and `what`, in order."""

    def __init__(self) -> None:
        self.series: dict[tuple[str, str], list[Frame]] = {}
        self.bytes = 0

    def add(self, node: str, what: str, frame: Frame) -> None:
        self.series.setdefault((node, what), []).append(frame)
        self.bytes += frame.bytes

    def thin(self) -> None:
        """Give up every other frame of the largest series that has some to give, but not its last."""
        thick = [each for each, frames in self.series.items() if len(frames) > 2]
        key = max(thick, key=lambda each: sum(frame.bytes for frame in self.series[each]))
        frames = self.series[key]
        kept = [frame for number, frame in enumerate(frames) if number % 2 == 0 or number == len(frames) - 1]
        self.bytes -= sum(frame.bytes for frame in frames) - sum(frame.bytes for frame in kept)
        self.series[key] = kept

    @property
    def is_thick(self) -> bool:
        return any(len(frames) > 2 for frames in self.series.values())


class Results:
    """Pictures of the newest runs and a history of at most `entries` finished ones, at most `limit` bytes of each.

    `what` is "value" for a node's own picture. A Step has "x_t", a Sampler "noise" and "clean" (the estimated clean
    picture) for each visit, and "value" once its loop is over. `revision` grows with every change.
    """

    def __init__(self, limit: int = 256 * MIB, entries: int = 60):
        self.limit, self.entries = limit, entries
        self.revision = 0
        self.history: list[Entry] = []  # the newest last
        self._runs: list[Shown] = []

    @property
    def bytes(self) -> int:
        return sum(run.bytes for run in self._runs)

    def latest(self, node: str) -> Frame | None:
        """The newest picture of a node: while a loop runs its estimate, afterwards what it gave."""
        for run in reversed(self._runs):
            found = [frames[-1] for what in (VALUE, CLEAN, X_T) if (frames := run.series.get((node, what)))]
            if found:
                return max(found, key=lambda frame: frame.serial)
        return None

    def frames(self, node: str, what: str = VALUE, place: str | None = None) -> list[Frame]:
        """A node's pictures in the newest run that has some, in order; of a sweep's several loops, the latest one's."""
        for run in reversed(self._runs):
            frames = run.series.get((node, what))
            if frames:
                wanted = frames[-1].place if place is None else place
                return [frame for frame in frames if frame.place == wanted]
        return []

    def places(self, node: str, what: str = VALUE) -> list[str]:
        """The values of a sweep that a node has pictures for; [""] without one."""
        run = next((run for run in reversed(self._runs) if (node, what) in run.series), None)
        return list(dict.fromkeys(frame.place for frame in run.series[node, what])) if run else []

    def nodes(self) -> list[str]:
        """Every node that there is a picture of, in the order of the newest run."""
        return list(dict.fromkeys(node for run in reversed(self._runs) for node, _ in run.series))

    def rename(self, node: str, name: str) -> None:
        """A node has another id: its pictures go by that too, and by the old one, which undo may bring back."""
        for run in self._runs:
            run.series |= {(name, what): frames for (id, what), frames in run.series.items() if id == node}
        self.revision += 1

    def begin(self) -> None:
        """A run begins. What older ones showed stays until the new one shows the same node."""
        if not self._runs or self._runs[-1].series:
            self._runs.append(Shown())
        self._runs = self._runs[-8:]
        self._changed()

    def add(self, node: str, what: str, frame: Frame) -> None:
        if not self._runs:
            self._runs.append(Shown())
        self._runs[-1].add(node, what, frame)
        self._fit()
        self._changed()

    def finish(self, entry: Entry) -> None:
        """Note a finished run. One of the same graph as the newest takes its place."""
        if self.history and self.history[-1].graph == entry.graph:
            self.history.pop()
        self.history = [*self.history, entry][-self.entries :]
        while len(self.history) > 1 and sum(each.frame.bytes for each in self.history) > self.limit:
            del self.history[0]
        self._changed()

    def forget(self) -> None:
        """Let go of all pictures but the history: another document was opened."""
        self._runs = []
        self._changed()

    def _fit(self) -> None:
        while len(self._runs) > 1 and self.bytes > self.limit:
            del self._runs[0]
        while self._runs[0].bytes > self.limit and self._runs[0].is_thick:
            self._runs[0].thin()

    def _changed(self) -> None:
        self.revision += 1
