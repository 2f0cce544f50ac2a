"""What a loop showed at each visit, as a row of stops that one goes through, and what it gave in the end."""

from dataclasses import dataclass
from typing import NamedTuple

from app.running.results import Frame

STREAMS = ("x_t", "clean", "noise")


class Slot(NamedTuple):
    """A place in the strip of small pictures: its words, the stop it leads to, and the picture if it is there yet."""

    label: str
    stop: int
    frame: Frame | None


@dataclass(frozen=True)
class Reel:
    """Frames of one node in the order of their visits, which count from 0; some may have been given up.

    `count` is how many visits there will be. Stops are 0 to `count` - 1, and `count` where a `result` is expected.
    """

    node: str = ""
    what: str = ""
    frames: tuple[Frame, ...] = ()
    result: Frame | None = None
    count: int = 0
    has_result: bool = False
    places: tuple[str, ...] = ()

    @property
    def last(self) -> int:
        """The latest stop that is there."""
        if self.result is not None and self.has_result:
            return self.count
        return max((frame.visit or 0 for frame in self.frames), default=0)

    @property
    def stops(self) -> int:
        """How many there are, counting those to come."""
        return self.count + self.has_result

    @property
    def moves(self) -> bool:
        """Whether there is anything to go through."""
        return len(self.frames) > 1 or (bool(self.frames) and self.result is not None)

    def frame(self, stop: int | None = None) -> Frame | None:
        """The picture at a stop, or at the nearest one before it that is kept; without a stop the latest."""
        stop = self.last if stop is None else min(stop, self.last)
        if self.result is not None and (stop >= self.count or not self.frames):
            return self.result
        before = [frame for frame in self.frames if (frame.visit or 0) <= stop]
        return before[-1] if before else next(iter(self.frames), None)

    def title(self, stop: int | None = None) -> str:
        """Step 17 of 30, or Result."""
        stop = self.last if stop is None else min(stop, self.last)
        if not self.moves and not self.frames:
            return "Result" if self.result else ""
        return "Result" if stop >= self.count else f"Step {stop + 1} of {self.count}"

    def strip(self, stop: int | None = None, places: int = 6) -> list[Slot]:
        """Small pictures over the whole way: evenly spread, one of them at the stop, the result last."""
        now = self.last if stop is None else min(stop, self.last)
        steps = spread(self.count, places - self.has_result, now)
        slots = [Slot(str(each + 1), each, self._reached(each)) for each in steps]
        if self.has_result:
            slots.append(Slot("result", self.count, self.result))
        return slots

    def _reached(self, stop: int) -> Frame | None:
        reached = max((frame.visit or 0 for frame in self.frames), default=-1)
        return self.frame(stop) if stop <= reached else None


def spread(count: int, places: int, now: int) -> list[int]:
    """At most so many of 0 to count - 1, the first and the last among them, evenly, with `now` in place of the nearest
    one between.
    """
    if count <= places:
        return list(range(count))
    even = [round(place * (count - 1) / (places - 1)) for place in range(places)]
    if now in even or not 0 <= now < count:
        return even
    inner = range(1, places - 1)
    nearest = min(inner, key=lambda place: abs(even[place] - now))
    return sorted({*even} - {even[nearest]} | {now})
