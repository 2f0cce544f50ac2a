"""Everything behind the window: the open document, its runs, its files, what the user is told and asked.

The window calls these methods and shows what they leave behind. None of it knows the window.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.document import files, storage
from app.document.autosave import Autosave, Orphan
from app.document.commands import arrange, clips, edits
from app.document.document import Document
from app.document.library import Library, Ready
from app.document.script import as_python
from app.following import Follower
from app.running.results import Entry, Results
from app.running.runner import Job, Runner
from app.running.state import RunState
from nodegraph.context import atomically
from nodegraph.engine import GIB, Engine
from nodegraph.errors import EditError, Fault, NodegraphError, PlanError
from nodegraph.file import loads, rebased
from nodegraph.graph import Graph
from nodegraph.plan import Plan
from nodegraph.registry import Registry
from nodes.compute import Compute, using

Kind = Literal["info", "ok", "warn", "error"]
SHOWN_FOR = 6.0  # seconds that the status line keeps a message


@dataclass(frozen=True)
class Notice:
    """A line for the status bar."""

    text: str = ""
    kind: Kind = "info"
    until: float = 0.0


@dataclass(frozen=True)
class Question:
    """What only the user can decide. Each choice has a label and what it does; Enter is the usual one."""

    text: str
    choices: tuple[tuple[str, Callable[[], None]], ...]
    detail: str = ""
    usual: int = 0


@dataclass
class Session:
    """One open editor. `tick` has to be called every frame."""

    registry: Registry
    out: Path = Path("out")
    device: str = "auto"
    dtype: str = "auto"
    download: bool = False
    state: RunState = field(default_factory=RunState)
    results: Results = field(default_factory=Results)
    faults: list[Fault] = field(default_factory=list)
    notice: Notice = Notice()
    plan: Plan | None = None  # of the graph as it is; None while it has faults
    question: Question | None = None
    engaged: bool = False  # the user is typing or drags something: not the time for a question

    def __post_init__(self) -> None:
        self.preferences = storage.load_preferences()
        self.autosave = Autosave()
        self.library = Library()
        self.document = Document(Graph(self.registry))
        self.runner = Runner(self.state, self.results, Engine(self.preferences.cache_bytes or GIB))
        self.opened = 0  # grows with each document
        self._asked = 0  # runs of this session
        self._follower = Follower(self)

    # files

    def new(self) -> None:
        """An empty document."""
        self._show(Document(Graph(self.registry)))

    def open(self, path: Path) -> bool:
        """Open a graph file or a picture that carries one. Whether it worked; if not, the user was told why."""
        try:
            document = files.open_document(path, self.registry)
        except (NodegraphError, OSError) as error:
            self.say(str(error), "error")
            return False
        self._show(document)
        self.preferences.remember(path)
        self.keep_preferences()
        self.say(f"Opened {path.name}")
        return True

    def reload(self, path: Path) -> None:
        self.open(path)

    def open_ready(self, ready: Ready) -> bool:
        """Open a ready graph. Saving it asks for a place: the ready ones stay as they are."""
        try:
            document = self.library.open_ready(ready, self.registry)
        except (NodegraphError, OSError) as error:
            self.say(str(error), "error")
            return False
        self._show(document)
        self.say(f"Opened {ready.title}")
        return True

    def restore(self, orphan: Orphan) -> bool:
        """Bring back what an editor that died had autosaved."""
        try:
            graph, path, home = self.autosave.restore(orphan, self.registry)
        except (NodegraphError, OSError) as error:
            self.say(str(error), "error")
            return False
        document = Document(graph, path, home=home)
        document.mark_unsaved()
        self._show(document)
        self._follower.restored(orphan.when)
        self.keep()
        self.say("Restored. It is not saved yet.", "warn")
        return True

    def save(self, path: Path | None = None) -> bool:
        """Write the graph to its file, or to another. Whether it worked.

        Where another program wrote that file meanwhile, the user is asked instead.
        """
        goal = path or self.document.path
        if goal is None or (path is None and self._follower.look()):
            return False
        try:
            files.save_document(self.document, goal)
        except (NodegraphError, OSError) as error:
            self.say(f"{goal.name} is not saved: {error}", "error")
            return False
        self._follower.saved()
        self.autosave.clear()
        self.preferences.remember(goal)
        self.keep_preferences()
        self.say(f"Saved {goal.name}", "ok")
        return True

    def export_python(self, path: Path) -> bool:
        """Write a script that makes the same pictures without the engine."""
        try:
            graph = rebased(self.document.graph, self.document.base, path.parent)
            with using(Compute(base=path.parent, download=self.download)):
                text = as_python(graph, path.parent)
            atomically(path, lambda aside: aside.write_text(text, encoding="utf-8"))
        except (NodegraphError, OSError) as error:
            self.say(f"{path.name} is not written: {error}", "error")
            return False
        self.say(f"Wrote {path.name}", "ok")
        return True

    def _show(self, document: Document) -> None:
        self.stop()
        self.runner.forget()
        arrange.place_missing(document.graph)
        self.document = document
        self.faults, self.question, self.plan = [], None, None
        self.opened += 1
        self._follower.watch(document)
        self.autosave.clear()

    # runs

    def start(self, only: str | None = None, *, auto: bool = False) -> bool:
        """Check the graph, roll its seeds, then queue a run of it. Whether it was queued; if not, `faults` says why."""
        self.keep()
        if not self.check(only):
            return False
        if not auto:
            edits.roll_seeds(self.document)
        if only is None:
            self._follower.ran()
        self._asked += not auto
        label = "auto" if auto else f"to {only}" if only else self._label()
        document = self.document
        self.runner.submit(
            Job(document.graph.copy(), document.base, self.out, self.compute, only=only, label=label, auto=auto)
        )
        return True

    @property
    def compute(self) -> Compute:
        """Device and precision of the next run."""
        return Compute(self.device, self.dtype, self.download, self.document.base)

    def check(self, only: str | None = None) -> bool:
        """Look for everything that keeps the graph from running: `faults`. Whether there is nothing."""
        found = self._planned(only)
        self.plan = found if isinstance(found, Plan) and only is None else self.plan
        self.faults = [] if isinstance(found, Plan) else found
        return not self.faults

    def foresee(self) -> None:
        """Plan the graph as it is, and say nothing of what it lacks: it is being built."""
        found = self._planned()
        self.plan = found if isinstance(found, Plan) else None

    def _planned(self, only: str | None = None) -> Plan | list[Fault]:
        from nodegraph.planner import make_plan

        document = self.document
        try:
            with using(Compute(base=document.base, download=self.download)):
                whole = only is None and not _gives_out(document.graph)  # else that would be all it is told
                return make_plan(document.graph, only=only, base=document.base, whole=whole)
        except PlanError as error:
            return self._all_faults(error.faults) if only is None else list(error.faults)

    def _all_faults(self, found: Sequence[Fault]) -> list[Fault]:
        """With those of nodes that lead to no output yet, for that may be one of the faults."""
        from nodegraph.planner import make_plan

        document = self.document
        try:
            with using(Compute(base=document.base, download=self.download)):
                make_plan(document.graph, base=document.base, whole=True)
        except PlanError as error:
            return list(dict.fromkeys([*found, *error.faults]))
        return list(found)

    def stop(self) -> None:
        """Stop what runs within one step, and empty the queue."""
        self.runner.cancel()

    def set_auto_run(self, on: bool) -> None:
        self.preferences.auto_run = on
        self.keep_preferences()

    def files_changed(self) -> None:
        """A file that the graph reads was written: with auto-run on it runs again, though no setting differs."""
        self._follower.stale()

    def rename(self, node: str, name: str) -> None:
        """Give a node another id; what is shown of it stays. Raises EditError for one that it cannot have."""
        edits.rename(self.document, node, name)
        self.state.rename(node, name)
        self.results.rename(node, name)

    def restore_graph(self, entry: Entry) -> None:
        """The graph that made a picture, as one step that undo takes back."""
        graph = rebased(loads(entry.graph, self.registry), entry.base, self.document.base)
        with self.document.edit("restore graph") as work:
            work.nodes, work.links, work.extra = graph.nodes, graph.links, graph.extra
        self.say("Restored the graph of this picture. Undo takes it back.")

    def paste(self, text: str, at: tuple[float, float] | None = None, *, incoming: bool = False) -> bool:
        """Nodes from text, of any source. Whether the text held some."""
        return self.attempt(lambda: clips.paste(self.document, text, at, incoming=incoming))

    # the user

    def attempt(self, command: Callable[[], object]) -> bool:
        """Do a command; a refusal goes to the status line. Whether it was done."""
        try:
            command()
        except EditError as error:
            self.say(str(error), "warn")
            return False
        return True

    def say(self, text: str, kind: Kind = "info") -> None:
        """Tell the user something in one line."""
        self.notice = Notice(text, kind, time.monotonic() + SHOWN_FOR)

    def ask(self, text: str, *choices: tuple[str, Callable[[], None]], detail: str = "", usual: int = 0) -> None:
        """Have the window ask; answering calls the choice's function."""
        self.question = Question(text, choices, detail, usual)

    def answer(self, choice: int) -> None:
        question, self.question = self.question, None
        if question:
            question.choices[choice][1]()

    def keep_preferences(self) -> None:
        """Write the preferences; that they cannot be kept is no reason to stop."""
        try:
            storage.save_preferences(self.preferences)
        except OSError as error:
            self.say(f"Preferences are not kept: {error}", "warn")

    def keep(self) -> None:
        """Autosave now."""
        wrong = self.autosave.save(self.document)
        if wrong:
            self.say(wrong, "warn")

    def tick(self, now: float) -> None:
        """What goes on by itself: runs, autosave, the file on disk, auto-run."""
        self.runner.drain()
        self._follower.tick(now)

    def close(self, *, asked: bool = True) -> None:
        """End the runs. What is unsaved is left to restore, unless the user was asked about it."""
        if not asked:
            self.keep()
        self.runner.close()
        if asked:
            self.autosave.close()

    def _label(self) -> str:
        nodes = self.document.graph.nodes.values()
        rolled = [node.params.get("seed") for node in nodes if node.extra.get("seeds")]
        seeds = {seed for seed in rolled if isinstance(seed, int)}  # a swept one is a list
        return f"seed {seeds.pop()}" if len(seeds) == 1 else f"run {self._asked}"


def _gives_out(graph: Graph) -> bool:
    kinds = map(graph.type_of, graph.nodes)
    return any(kind is not None and kind.kind == "output" for kind in kinds)


def count(number: int, what: str) -> str:
    """1 fault, 2 faults."""
    return f"{number} {what}{'' if number == 1 else 's'}"
