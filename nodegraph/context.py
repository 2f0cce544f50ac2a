"""What the engine hands to a node that asks for it: where it stands, and the way out."""

import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import uuid4

from nodegraph.errors import UsageError
from nodegraph.hints import PLAIN_NAME

_NAME = re.compile(PLAIN_NAME)
_LONGEST = 40
_READABLE = re.compile(r"(?:[^\W_]|[ .+-])*")  # without "_", which would read as a space
Coordinates = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Report:
    """What a long node yields while it works: so much of so much is done (`total` None: nobody knows)."""

    done: int
    total: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Origin:
    """Which values of the graph's sweeps a call belongs to.

    `own` names the call's own place, e.g. (("schedule.i_start", 3),). `items` holds, for each value of a
    gathered row, its place. Both are empty in a graph without sweeps.
    """

    own: Coordinates = ()
    items: tuple[Coordinates, ...] = ()


NOWHERE = Origin()  # on no sweep


@dataclass
class Context:
    """Declared by a keyword-only parameter hinted `Context`. Only output nodes should write or show."""

    node: str = ""
    out: Path = Path("out")
    origin: Origin = NOWHERE
    visit: int | None = None
    graph: Callable[[], str] = str
    emit: Callable[[str, Mapping[str, Any]], None] = lambda kind, data: None
    written: list[Path] = field(default_factory=list)
    writes: bool = True

    def write(self, name: str, save: Callable[[Path], object]) -> Path:
        """Have `save` write a file beside its final place, then move it there. `name` is a file name, no path."""
        if not _NAME.fullmatch(name):
            raise UsageError(f"file name {name!r} is not a plain name. Use letters and digits, and no folder.")
        path = self.out / name
        if not self.writes:
            return path
        self.out.mkdir(parents=True, exist_ok=True)
        atomically(path, save)
        self.written.append(path)
        self.emit("written", {"path": path})
        return path

    def folder(self, name: str) -> Path:
        """A folder of this name in the output folder, for a long node that keeps its work there. Made if need be."""
        if not _NAME.fullmatch(name):
            raise UsageError(f"folder name {name!r} is not a plain name. Use letters and digits, and no slash.")
        made = self.out / name
        made.mkdir(parents=True, exist_ok=True)
        return made

    def show(self, value: Any) -> None:
        """Offer a value to whoever watches the run."""
        self.emit("previewed", {"value": value})

    def warn(self, text: str) -> None:
        self.emit("warned", {"text": text})

    def suffix(self) -> str:
        """The call's place in a sweep, fit for a file name: "_i_start-3", or "" without a sweep.

        A sweep over the node's own setting `name` is left out: the names differ already.
        """
        own = [(axis, value) for axis, value in self.origin.own if axis != f"{self.node}.name"]
        return "".join(f"_{axis.rpartition('.')[2]}-{_plain(value)}" for axis, value in own)


def atomically(path: Path, save: Callable[[Path], object], *, wait: bool = True) -> None:
    """Call `save` with a fresh name in the same folder, then rename it to `path`; on an error nothing is left.

    As in a plain write, a link stays one, and who may read the file stays as it was. Without `wait` for the disk,
    which may take a quarter of a second, the file outlives this process but perhaps not a failure of the machine.
    """
    goal = Path(os.path.realpath(path))
    aside = goal.with_name(f".{uuid4().hex}{path.suffix}")
    try:
        save(aside)
        if wait:
            with aside.open("rb+") as file:
                os.fsync(file.fileno())
        if goal.exists():
            shutil.copymode(goal, aside)
        aside.replace(goal)
    finally:
        aside.unlink(missing_ok=True)


def _plain(value: Any) -> str:
    """A value as part of a file name. Spaces become "_"; what changes more gets letters of its digest, so that
    values that differ have names that differ.
    """
    given = str(value)
    if len(given) <= _LONGEST and _READABLE.fullmatch(given):
        return given.replace(" ", "_")
    text = re.sub(r"[^\w.+-]+", "_", given).strip("_")[: _LONGEST - 7]
    digest = blake2b(given.encode(errors="backslashreplace"), digest_size=3).hexdigest()
    return f"{text}-{digest}".lstrip("-")
