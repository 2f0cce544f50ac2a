"""Filling an area of one colour, bounded by others."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.looking.pixels import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Area = NDArray[np.bool_]
else:
    Area = Any

Run = tuple[int, int, int]  # row, first column, the column after the last


def area_like(pixels: Picture, x: int, y: int, tolerance: int = 24) -> Area:
    """Which pixels hang together with the one at column x, row y and differ from it by at most `tolerance` a channel.

    They hang together by their sides, not by their corners. Returns (H, W).
    """
    import numpy as np

    near: Area = (abs(pixels.astype(np.int16) - pixels[y, x].astype(np.int16)) <= tolerance).all(axis=-1)
    filled = np.zeros_like(near)
    waiting = [_run_at(near[y], y, x)]
    while waiting:
        row, start, end = waiting.pop()
        if filled[row, start]:
            continue
        filled[row, start:end] = True
        for beside in (row - 1, row + 1):
            if 0 <= beside < len(near):
                waiting.extend(_runs_under(near[beside], beside, start, end))
    return filled


def _runs_under(line: Area, row: int, start: int, end: int) -> Iterator[Run]:
    """The runs of a row that touch columns start to end."""
    import numpy as np

    columns = start + np.flatnonzero(line[start:end])
    firsts = columns[np.diff(columns, prepend=-2) > 1]
    return (_run_at(line, row, int(column)) for column in firsts)


def _run_at(line: Area, row: int, column: int) -> Run:
    """The run of a row around a column that belongs to it."""
    before, after = line[: column + 1][::-1], line[column:]
    left = column + 1 - (len(before) if before.all() else int(before.argmin()))
    right = column + (len(after) if after.all() else int(after.argmin()))
    return row, left, right
