"""What happens by itself while a document is open: autosave, a look at its file, checks and runs after edits."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from app.document.document import Document
from app.document.files import fingerprint
from nodegraph.graph import Graph

if TYPE_CHECKING:
    from app.session import Session

AUTOSAVE = 30.0  # seconds
LOOK = 2.0  # seconds between two looks at the file
SETTLE = 0.12  # seconds without an edit before a check or a run


class Follower:
    """Follows the session's document from frame to frame."""

    def __init__(self, session: "Session"):
        self.session = session
        self.watch(session.document)

    def watch(self, document: Document) -> None:
        """Begin anew with this document."""
        self._revision = document.revision
        self._changed_at: float | None = 0.0
        self._looked_at = 0.0
        self._saved_at: float | None = None
        self._disk = fingerprint(document.path)
        self._ran: tuple[Any, ...] | None = essence(document.graph)
        self._warned: list[str] = []
        history = self.session.results.history
        self._pictured = history[-1].when if history else None  # not the run itself, which would keep its pictures

    def tick(self, now: float) -> None:
        document = self.session.document
        if document.revision != self._revision:
            self._revision, self._changed_at = document.revision, now
        if self._changed_at is not None and now - self._changed_at >= SETTLE:
            self._changed_at = None
            self._settled()
        if self._saved_at is None or now - self._saved_at >= AUTOSAVE:
            self._saved_at = now
            self.session.keep()
        if now - self._looked_at >= LOOK and not self.session.engaged:  # a question would take the key being typed
            self._looked_at = now
            self.look()
            self._picture()
        self._warn()

    def _settled(self) -> None:
        """The user let go: faults that were shown are looked at again, and auto-run starts."""
        session = self.session
        if session.faults:
            session.check()
        else:
            session.foresee()
        wanted = essence(session.document.graph)
        if session.preferences.auto_run and wanted != self._ran and not session.faults and not _trains(session):
            session.start(auto=True)

    def saved(self) -> None:
        """The file is now what was written from here."""
        self._disk = fingerprint(self.session.document.path)

    def restored(self, when: float) -> None:
        """The document is what it was then: if its file was written since, that is asked about."""
        path = self.session.document.path
        with suppress(OSError):
            if path and path.stat().st_mtime > when:
                self._disk = None

    def ran(self) -> None:
        """The graph was given to the runner as it is."""
        self._ran = essence(self.session.document.graph)

    def stale(self) -> None:
        """What ran last no longer counts."""
        self._ran, self._changed_at = None, self._changed_at or 0.0

    def look(self) -> bool:
        """Ask what to do where somebody else wrote the file. Whether that was asked."""
        session, document = self.session, self.session.document
        found = fingerprint(document.path)
        path = document.path
        if found == self._disk or path is None or session.question:
            return False
        has_own = document.dirty or bool(document.undo_label)
        self._disk = found
        document.mark_unsaved()
        if found is None:
            session.say(f"{path.name} is no longer there. Save writes it again.", "warn")
            return False
        session.ask(
            f"{path.name} was changed by another program.",
            ("Load it", lambda: session.reload(path)),
            ("Keep mine", lambda: None),
            detail="What you changed here would be lost." if has_own else "",
            usual=1 if has_own else 0,
        )
        return True

    def _warn(self) -> None:
        """Tell what a run warns of, once until a run warns of something else."""
        warnings = list(dict.fromkeys(map(str, self.session.state.warnings)))
        new = [each for each in warnings if each not in self._warned]
        if self.session.state.phase in ("done", "failed", "cancelled"):
            self._warned = warnings
        elif new:
            self._warned = [*self._warned, *new]
        if new:
            self.session.say("  ".join(new), "warn")

    def _picture(self) -> None:
        """Keep what the latest run made, small, for the list of recent files."""
        session = self.session
        latest, path = session.results.history[-1:], session.document.path
        if not latest or latest[0].when == self._pictured or path is None:
            return
        self._pictured = latest[0].when
        with suppress(OSError):  # a picture in a list is nothing to bother the user with
            session.library.keep_picture(path, latest[0].picture)


def essence(graph: Graph) -> tuple[Any, ...]:
    """What of a graph its pictures depend on: not where nodes stand or what they are called on screen."""
    nodes = {id: (node.type, node.params, node.mode) for id, node in graph.nodes.items()}
    return nodes, [(link.source, link.target) for link in graph.links]


def _trains(session: "Session") -> bool:
    """Whether the graph holds a long node: hours of work start by a button, not by a changed setting."""
    graph = session.document.graph
    return any((kind := graph.type_of(node)) is not None and kind.is_long for node in graph.nodes)
