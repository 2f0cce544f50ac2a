"""How often the window is drawn: no more than is seen, for a software renderer takes the cores that networks need."""

import time
from collections.abc import Callable

QUICK, RUNNING, IDLE = 1 / 60, 1 / 20, 1 / 10  # seconds a frame: while the user acts, while a run goes on, otherwise
LONGEST = 0.1  # seconds that a run may keep the next frame waiting
AWAKE = 0.4  # seconds that frames stay quick after the last input


class Pace:
    """Knows how long to rest after a frame."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._awake_until = 0.0

    def wake(self, seconds: float = AWAKE) -> None:
        """Be quick for a while."""
        self._awake_until = max(self._awake_until, self._clock() + seconds)

    def rest(self, begun: float, *, running: bool) -> float:
        """Seconds to sleep after a frame that was begun then. Never negative.

        A run gets some of the time that slow frames would take, and more while nobody acts.
        """
        now = self._clock()
        awake, taken = now < self._awake_until, now - begun
        interval = QUICK if awake else RUNNING if running else IDLE
        share = min(LONGEST, taken * (1 if awake else 2)) if running else 0.0
        return max(share, interval - taken)
