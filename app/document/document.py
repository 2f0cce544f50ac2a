"""The document: a graph with its undo history, its selection, its file.

Every change goes through `edit`, so that undo and redo cover everything. Views compare `revision` and follow.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from nodegraph.graph import End, Graph

Size = tuple[float, float]


class Dot(NamedTuple):
    """A reroute dot: where wires of one output bend. All of them that pass this point share it."""

    source: End
    at: tuple[float, float]


@dataclass(frozen=True)
class Selection:
    """What commands act on: node ids, wires by the input they lead to, dots, frames and notes by place in the file."""

    nodes: frozenset[str] = frozenset()
    links: frozenset[End] = frozenset()
    dots: frozenset[Dot] = frozenset()
    frames: frozenset[int] = frozenset()
    notes: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.links or self.dots or self.frames or self.notes)


NOTHING = Selection()


@dataclass(frozen=True)
class State:
    """What one undo step goes back to."""

    graph: Graph
    selection: Selection


@dataclass
class Step:
    """One undo step. Edits with the same `merge` that follow each other are one step, until `seal`."""

    label: str
    before: State
    after: State
    merge: str = ""


@dataclass
class Document:
    """`graph` is read only outside `edit`; `sizes` holds nodes' sizes in canvas units, as far as a view measured them.

    Without a `path`, relative input paths start from `home` (a graph read from a picture: the picture's folder).
    """

    graph: Graph
    path: Path | None = None
    home: Path = Path()
    selection: Selection = NOTHING
    sizes: dict[str, Size] = field(default_factory=dict)
    revision: int = 0

    def __post_init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._saved = self.graph
        self._work: Graph | None = None  # what is being edited

    @property
    def base(self) -> Path:
        """What relative input paths of the graph start from."""
        return self.path.parent if self.path else self.home

    @property
    def name(self) -> str:
        """The file's name; without a file, the graph's title."""
        title = self.graph.extra.get("title")
        return self.path.name if self.path else title if isinstance(title, str) and title else "untitled"

    @property
    def dirty(self) -> bool:
        """Whether something would be lost by closing it."""
        return self.graph is not self._saved and self.graph != self._saved

    @contextmanager
    def edit(self, label: str, *, merge: str = "") -> Iterator[Graph]:
        """Change the yielded graph as one undo step; an exception inside changes nothing.

        A sweep of small changes (a drag, typing) gives the same `merge` each time and becomes one step.
        """
        work = self._work = editable(self.graph)
        before = State(self.graph, self.selection)
        try:
            yield work
        except BaseException:
            self.selection = before.selection
            raise
        finally:
            self._work = None
        if work != self.graph:
            self._push(label, before, work, merge)

    def seal(self) -> None:
        """The next edit is a step of its own, whatever its `merge`: a mouse button or a field was let go."""
        if self._done:
            self._done[-1].merge = ""

    def select(self, selection: Selection) -> None:
        """Choose what commands act on, as far as it is there. No undo step of its own."""
        self.selection = _still_there(selection, self._work or self.graph)

    def undo(self) -> str:
        """Take back the last step and return its label; "" where there is none."""
        if not self._done:
            return ""
        step = self._done.pop()
        self.seal()
        self._undone.append(step)
        self._become(step.before)
        return step.label

    def redo(self) -> str:
        if not self._undone:
            return ""
        step = self._undone.pop()
        self._done.append(step)
        self.seal()
        self._become(step.after)
        return step.label

    @property
    def undo_label(self) -> str:
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        return self._undone[-1].label if self._undone else ""

    def mark_saved(self, path: Path | None = None) -> None:
        """The graph is on disk as it is now."""
        self.path = path or self.path
        self._saved = self.graph
        self.seal()

    def mark_unsaved(self) -> None:
        """The graph is on no disk: it was restored from an autosave."""
        self._saved = Graph(self.graph.registry)

    def rewrite(self, change: Callable[[Graph], Graph]) -> None:
        """Change the graph now, as it was saved, and at every step back and forth: its file moved to another folder."""
        self.graph, self._saved = change(self.graph), change(self._saved)
        for step in (*self._done, *self._undone):
            step.before = State(change(step.before.graph), step.before.selection)
            step.after = State(change(step.after.graph), step.after.selection)
        self.revision += 1

    def _push(self, label: str, before: State, work: Graph, merge: str) -> None:
        self._become(State(_shared(work, before.graph), _still_there(self.selection, work)))
        after = State(self.graph, self.selection)
        last = self._done[-1] if self._done else None
        if merge and last and last.merge == merge:
            last.after = after
            if last.before.graph == self.graph:  # dragged back to where it was
                self._done.pop()
        else:
            self._done.append(Step(label, before, after, merge))
        self._undone.clear()

    def _become(self, state: State) -> None:
        self.graph, self.selection = state.graph, state.selection
        self.revision += 1


def editable(graph: Graph) -> Graph:
    """A copy of which everything may be changed, down to what the file says beside the known fields."""
    copy = graph.copy()
    copy.extra = deepcopy(copy.extra)
    for node in copy.nodes.values():
        node.params, node.extra = deepcopy(node.params), deepcopy(node.extra)
    for link in copy.links:
        link.extra = deepcopy(link.extra)
    return copy


def _shared(work: Graph, before: Graph) -> Graph:
    """The same graph, holding the old objects where nothing changed: a long history stays small."""
    for id, node in work.nodes.items():
        if before.nodes.get(id) == node:
            work.nodes[id] = before.nodes[id]
    known = {link.target: link for link in before.links}
    work.links = [old if (old := known.get(link.target)) == link and old else link for link in work.links]
    return work


def _still_there(selection: Selection, graph: Graph) -> Selection:
    targets = {link.target for link in graph.links}
    return Selection(
        selection.nodes & graph.nodes.keys(),
        selection.links & targets,
        frozenset(dot for dot in selection.dots if _passes(graph, dot)),
        frozenset(each for each in selection.frames if each < _count(graph, "frames")),
        frozenset(each for each in selection.notes if each < _count(graph, "notes")),
    )


def _passes(graph: Graph, dot: Dot) -> bool:
    wires = (link.extra.get("via") for link in graph.links if link.source == dot.source)
    return any(isinstance(via, list) and list(dot.at) in via for via in wires)


def _count(graph: Graph, key: str) -> int:
    """How many there are; a file by hand may hold anything under the name."""
    listed = graph.extra.get(key)
    return len(listed) if isinstance(listed, list) else 0
