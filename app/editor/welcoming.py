"""What the welcome list shows: its rows and the way through its cards, with no window."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.document.autosave import Orphan
from app.document.library import Recent

COLUMNS = 2


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Left:
    """Work that an editor left behind."""

    orphan: Orphan


@dataclass(frozen=True)
class File:
    """A recent file."""

    recent: Recent


@dataclass(frozen=True)
class Remark:
    text: str


Row = Heading | Left | File | Remark
HEIGHTS: dict[type, float] = {Heading: 30, Left: 82, File: 50, Remark: 26}


def rows(orphans: Sequence[Orphan], recent: Sequence[Recent]) -> list[Row]:
    """What was left behind comes first, then the recent files."""
    left: list[Row] = [Heading("NOT SAVED"), *map(Left, orphans)] if orphans else []
    files: list[Row] = [*map(File, recent)] or [Remark("None yet.")]
    return [*left, Heading("RECENT FILES"), *files]


def moved(chosen: int | None, across: int, down: int, count: int) -> int | None:
    """The card that an arrow key leads to; the first one where none was chosen."""
    if not count:
        return None
    if chosen is None:
        return 0
    goal = chosen + across + down * COLUMNS
    return goal if 0 <= goal < count else chosen


def ago(when: float, now: float) -> str:
    """How long ago, both in seconds of the epoch: "5 minutes ago"."""
    seconds = max(0, now - when)
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        count = int(seconds // size)
        if count:
            return f"{count} {word}{'' if count == 1 else 's'} ago"
    return "just now"


def left_text(orphan: Orphan, now: float) -> str:
    """ "12 nodes, 5 minutes ago"."""
    return f"{orphan.nodes} node{'' if orphan.nodes == 1 else 's'}, {ago(orphan.when, now)}"
