"""Double clicks by our own clock: where frames are slow, DearPyGui's three tenths of a second are too short."""

import time

Point = tuple[float, float]
WITHIN, NEAR = 0.5, 6  # seconds and px between two clicks


class Clicks:
    """Tells whether a press is the second of a double click."""

    def __init__(self) -> None:
        self._at, self._when = (0.0, 0.0), float("-inf")

    def is_double(self, at: Point, now: float | None = None) -> bool:
        """The button went down at a point; a third press begins anew."""
        now = time.monotonic() if now is None else now
        near = max(abs(at[0] - self._at[0]), abs(at[1] - self._at[1])) <= NEAR
        double = near and now - self._when <= WITHIN
        self._at, self._when = at, float("-inf") if double else now
        return double
