"""Folders as a file picker shows them: listings, typed paths and their completion. No window here."""

import os
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from nodegraph.strict import is_text


class Item(NamedTuple):
    """One row of a folder. `changed` is a Unix time."""

    path: Path
    is_folder: bool
    size: int = 0
    changed: float = 0.0

    @property
    def name(self) -> str:
        return self.path.name


class Place(NamedTuple):
    """Somewhere to go with one click, and the icon beside it."""

    label: str
    path: Path
    icon: str


def listing(folder: Path, suffixes: Sequence[str] = (), *, hidden: bool = False) -> tuple[list[Item], str]:
    """Folders first, then the files with one of the suffixes (any without), by name; or why it cannot be read."""
    try:
        with os.scandir(folder) as found:
            listed = [entry for entry in found if hidden or not entry.name.startswith(".")]
            items = [_item(entry) for entry in listed if is_text(entry.name)]
    except OSError as error:
        return [], f"{folder}: {why(error)}."
    kept = [each for each in items if each.is_folder or fits(each.path, suffixes)]
    return sorted(kept, key=lambda each: (not each.is_folder, natural(each.name))), ""


def fits(path: Path, suffixes: Sequence[str]) -> bool:
    """Whether a file's name ends in one of the suffixes; no suffixes let any pass."""
    return not suffixes or path.name.lower().endswith(tuple(each.lower() for each in suffixes))


def narrowed(items: Sequence[Item], text: str) -> list[Item]:
    """Those whose name holds the text; what starts with it comes first."""
    sought = text.strip().lower()
    if not sought:
        return list(items)
    kept = [each for each in items if sought in each.name.lower()]
    return sorted(kept, key=lambda each: not each.name.lower().startswith(sought))


def natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key that puts run_2 before run_10, whatever the case."""
    parts = re.split(r"(\d+)", name.lower())
    return [(0, int(each), "") if each.isdecimal() else (1, 0, each) for each in parts if each]


def as_path(text: str, folder: Path) -> Path:
    """What a typed path means: `~` is home, and what is not absolute starts from the folder."""
    typed = text.strip()
    if typed == "~" or typed.startswith(("~/", "~\\")):
        return Path(os.path.normpath(Path.home() / typed[2:]))
    return Path(os.path.normpath(folder / typed))


def is_path(text: str) -> bool:
    """Whether a typed text names a place, rather than a part of a file's name."""
    typed = text.strip()
    return typed in ("..", "~") or "/" in typed or os.sep in typed


def completions(text: str, folder: Path, suffixes: Sequence[str] = ()) -> list[Item]:
    """What a typed path can go on as."""
    typed = text.strip()
    ends = typed.endswith(("/", os.sep))
    whole = as_path(typed, folder)
    start = "" if ends or not typed else whole.name
    items, _ = listing(whole if not start else whole.parent, suffixes, hidden=start.startswith("."))
    return [each for each in items if each.name.lower().startswith(start.lower())]


def with_suffix(path: Path, suffixes: Sequence[str]) -> Path:
    """The path to save at: with the first suffix, where it has none of them."""
    return path if fits(path, suffixes) else path.with_name(path.name + suffixes[0])


def crumbs(folder: Path) -> list[tuple[str, Path]]:
    """The way to a folder: a label and a folder for each step, home as one of them."""
    home = Path.home()
    inside = folder == home or home in folder.parents
    top = home if inside else Path(folder.anchor)
    steps = [(top.name if inside and top.name else str(top), top)]
    for part in folder.relative_to(top).parts:
        steps.append((part, steps[-1][1] / part))
    return steps


def places(recent: Iterable[Path], extra: Iterable[Place] = ()) -> list[Place]:
    """Where to start: home and what it usually holds, then the given ones, then recent folders that still exist."""
    home = Path.home()
    usual = [Place("Home", home, "home")]
    usual += [Place(name, home / name, "folder") for name in ("Desktop", "Documents", "Downloads", "Pictures")]
    late = [Place(folder.name or str(folder), folder, "history") for folder in recent]
    once = {each.path: each for each in reversed([*usual, *extra, *late]) if is_folder(each.path)}
    return list(reversed(once.values()))


def is_folder(path: Path) -> bool:
    """Whether it is one; what no name can be is none."""
    try:
        return path.is_dir()
    except OSError:  # for example a name that is too long
        return False


def nearest(path: Path | None) -> Path:
    """The innermost folder on the way to a path that exists."""
    start = Path.cwd() if path is None else Path(os.path.abspath(path))
    return next((each for each in (start, *start.parents) if is_folder(each)), Path.cwd())


def size_text(size: int) -> str:
    """A file's size in words: "84 kB"."""
    amount, unit = float(size), "B"
    for bigger in ("kB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, bigger
    return f"{amount:.1f} {unit}" if unit != "B" and amount < 10 else f"{amount:.0f} {unit}"


def time_text(changed: float, now: datetime) -> str:
    """When a file was changed, as near as one cares."""
    when = datetime.fromtimestamp(changed)
    if when.date() == now.date():
        return f"{when:%H:%M}"
    if when.date() == (now - timedelta(days=1)).date():
        return "yesterday"
    return f"{when.day} {when:%b}" if when.year == now.year else f"{when.day} {when:%b %Y}"


def why(error: OSError) -> str:
    """The system's own reason, without number and path."""
    return (error.strerror or str(error)).lower()


def _item(entry: os.DirEntry[str]) -> Item:
    try:
        is_folder, told = entry.is_dir(), entry.stat()
    except OSError:  # a link to nowhere, or a file that went away meanwhile
        return Item(Path(entry.path), False)
    return Item(Path(entry.path), is_folder, 0 if is_folder else told.st_size, told.st_mtime)
