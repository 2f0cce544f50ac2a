"""How often the window is drawn: no more than is seen, for a software renderer takes the cores that networks need."""

import time
from collections.abc import Callable

QUICK, RUNNING, IDLE = 1 / 60, 1 / 20, 1 / 10  # seconds a frame: while the user acts, while a run goes on, otherwise
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
        """Seconds to sleep after a frame that was begun then. Never negative."""
        now = self._clock()
        interval = QUICK if now < self._awake_until else RUNNING if running else IDLE
        return max(0.0, begun + interval - now)
