"""A copy of unsaved work in the editor's own folder, never over the user's file, and its return after a crash.

Each editor process has one file there, named after the process and written whole or not at all: the graph's JSON, with
a note on whose file it is under "autosave". A lock that the system drops with the process tells which are left over.
"""

import os
import time
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from app.document.document import Document
from app.document.filelock import acquire, is_held
from app.document.storage import state_folder
from nodegraph.context import atomically
from nodegraph.errors import FileError
from nodegraph.file import dumps, loads
from nodegraph.graph import Graph
from nodegraph.registry import Registry
from nodegraph.strict import is_text, parse, read_text

FOLDER, NOTE = "autosave", "autosave"


@dataclass(frozen=True)
class Orphan:
    """Work that an editor left behind. `path` is the file it belongs to (None: never saved), `when` in seconds of the
    epoch."""

    file: Path
    when: float
    path: Path | None
    home: Path
    nodes: int
    title: str = ""

    @property
    def name(self) -> str:
        """What to call it in a list."""
        return self.path.name if self.path else self.title or "Untitled"


class Autosave:
    """This process's copy. Nothing is written before there is something to lose."""

    def __init__(self, state: Path | None = None):
        self.folder = (state or state_folder()) / FOLDER
        self._file = self.folder / f"{os.getpid()}-{time.time():.0f}-{uuid4().hex[:6]}.json"
        self._lock: IO[bytes] | None = None
        self._kept: tuple[Graph, Path | None] | None = None
        self._adopted: list[Orphan] = []

    def save(self, doc: Document) -> str:
        """Keep the document, if it has changed; with nothing to lose, keep nothing.

        Called every 30 s and before each run. Returns "" or one line on why it cannot be kept.
        """
        try:
            if not doc.dirty:
                self.clear()
            elif self._kept is None or self._kept[0] is not doc.graph or self._kept[1] != doc.path:
                self._write(doc)
        except OSError as error:
            return f"{self._file}: cannot be written ({error.strerror}). Save your work."
        return ""

    def clear(self) -> None:
        """Nothing can be lost: the document was just saved, or another is shown."""
        self._kept = None
        _unlink(self._file)

    def found(self) -> list[Orphan]:
        """What editors that no longer run left behind, newest first. Damaged files are passed over."""
        left = [_orphan(file) for file in self._files() if not is_held(_lock_of(file))]
        return sorted((each for each in left if each), key=lambda each: -each.when)

    def restore(self, orphan: Orphan, registry: Registry) -> tuple[Graph, Path | None, Path]:
        """The graph as it was, the file it belongs to, and where its relative input files start from.

        What was left behind stays until the next `save` has made a copy of it, or until this editor ends in order.
        Raises FileError, one line.
        """
        graph = loads(read_text(orphan.file), registry, str(orphan.file))
        graph.extra.pop(NOTE, None)
        self._adopted.append(orphan)
        return graph, orphan.path, orphan.home

    def discard(self, orphan: Orphan) -> None:
        """Forget what an editor left behind."""
        _unlink(orphan.file)
        _unlink(_lock_of(orphan.file))

    def close(self) -> None:
        """The editor ends, and its user has saved or said that nothing is to be kept."""
        self.clear()
        self._let_go()
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        _unlink(_lock_of(self._file))

    def _write(self, doc: Document) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._lock is None:
            self._lock = acquire(_lock_of(self._file))
            weakref.finalize(self, self._lock.close)
        text = dumps(_noted(doc))
        atomically(self._file, lambda aside: aside.write_text(text, encoding="utf-8"), wait=False)
        self._kept = (doc.graph, doc.path)
        self._let_go()

    def _let_go(self) -> None:
        for each in self._adopted:
            self.discard(each)
        self._adopted.clear()

    def _files(self) -> list[Path]:
        try:
            return [file for file in self.folder.glob("*.json") if not file.name.startswith(".")]
        except OSError:
            return []


def _noted(doc: Document) -> Graph:
    """The graph with a note of whose it is."""
    note = {"path": _named(doc.path), "home": _named(doc.base) or "", "when": time.time()}
    return Graph(doc.graph.registry, doc.graph.nodes, doc.graph.links, doc.graph.extra | {NOTE: note})


def _named(path: Path | None) -> str | None:
    """A path in full; None without one, and for one that no text can hold: its work is kept as if it had none."""
    whole = os.path.abspath(path) if path else ""
    return whole if whole and is_text(whole) else None


def _orphan(file: Path) -> Orphan | None:
    """What a file says it is; None for one that is damaged, or that the user's own file has made needless."""
    try:
        data = parse(read_text(file), str(file))
        note = data.pop(NOTE)
        path = Path(note["path"]) if note["path"] else None
        if "\0" in f"{path}{note['home']}":
            return None
        title = data.get("title", "")
        made = Orphan(file, float(note["when"]), path, Path(note["home"]), len(data["nodes"]), str(title))
    except (FileError, OSError, KeyError, TypeError, ValueError, OverflowError):
        return None
    return None if path and _same(path, data) else made


def _same(path: Path, data: dict[str, Any]) -> bool:
    try:
        return parse(read_text(path), str(path)) == data
    except (FileError, OSError, ValueError):
        return False


def _lock_of(file: Path) -> Path:
    return file.with_suffix(".lock")


def _unlink(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return
