"""A value that glides to where it should be."""

import time
from collections.abc import Callable

DURATION = 0.12  # seconds


class Glide:
    """`at` is where it is now; None while there is nothing to show. It glides forwards and jumps backwards."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.at: float | None = None
        self._clock = clock
        self._from = self._goal = 0.0
        self._begun = self._last = 0.0

    def to(self, goal: float | None) -> bool:
        """Go there from now on. Whether it still moves."""
        if goal is None or self.at is None or goal < self._goal:
            self.at, self._from, self._goal = goal, goal or 0.0, goal or 0.0
            return False
        now, before = self._clock(), self._last
        self._last = now
        if goal != self._goal:  # what goes further every frame must not begin anew in each
            self._from, self._goal, self._begun = self.at, goal, max(before, now - DURATION)
        done = min(1.0, (now - self._begun) / DURATION)
        self.at = self._goal if done == 1.0 else self._from + (self._goal - self._from) * done
        return self.at != self._goal
