"""What the search palette lists and which row is chosen: its state, with no window."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.document.catalogue import Entry, entries, fitting, ranked
from app.document.fits import wanted
from app.editor.categories import rank
from nodegraph.graph import End, Graph
from nodegraph.sockets import SocketType, alternatives, socket_type, type_name
from nodegraph.wiring import source_type

ROWS = 6  # seen at once
_MOST_PINS = 4


@dataclass
class Choosing:
    """The rows for a text: every node type, or those that a dropped link fits, until `everything` is asked for.

    A link was dropped from the output `source`, or from the input `target`, or there is none.
    """

    graph: Graph
    source: End | None = None
    target: End | None = None
    recent: Sequence[str] = ()
    text: str = ""
    everything: bool = False
    chosen: int = 0
    rows: list[Entry] = field(default_factory=list)
    revision: int = 0

    def __post_init__(self) -> None:
        self._all = sorted(entries(self.graph.registry), key=lambda each: rank(each.category))
        self._fitting = self._fits()
        self.everything = self.everything or not self.dropped
        self._search()

    @property
    def dropped(self) -> End | None:
        """The pin that the link was dragged from."""
        return self.source or self.target

    @property
    def row(self) -> Entry | None:
        """The chosen one. Among all nodes a dropped link is still wired where it fits."""
        return self.rows[self.chosen] if self.rows else None

    def type(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self._search()

    def move(self, by: int) -> None:
        """The arrow keys; past an end comes the other one."""
        if self.rows:
            self.choose((self.chosen + by) % len(self.rows))

    def page(self, by: int) -> None:
        """A page up or down, no further than the ends."""
        if self.rows:
            self.choose(max(0, min(len(self.rows) - 1, self.chosen + by * ROWS)))

    def choose(self, row: int) -> None:
        if row != self.chosen:
            self.chosen = row
            self.revision += 1

    def toggle(self) -> None:
        """Tab: all nodes, or only those that the dropped link fits. The chosen one stays chosen if it is there."""
        if self.dropped:
            kept = self.row
            self.everything = not self.everything
            self._search()
            self.chosen = next((at for at, each in enumerate(self.rows) if kept and each.name == kept.name), 0)

    def wires(self, entry: Entry) -> bool:
        """Whether choosing it wires the dropped link."""
        return any(each.name == entry.name for each in self._fitting)

    @property
    def prompt(self) -> str:
        """What the empty field says: "Find a node that takes Noise"."""
        if self.everything or not self.dropped:
            return "Find a node"
        return f"Find a node that {'takes' if self.source else 'gives'} {self.type_name or 'it'}"

    @property
    def type_name(self) -> str:
        """The dropped link's type in words; "" where it may be anything."""
        found = self._type() if self.dropped else None
        return "" if found is None or found is Any else type_name(found)

    @property
    def keys(self) -> list[str]:
        """What the keys do, for the line at the bottom; ↑, ↓ and ⏎ are drawn as icons."""
        if not self.dropped:
            return ["↑↓ choose", "⏎ add", "Esc close"]
        return ["↑↓ choose", "⏎ add and wire", "Tab fitting" if self.everything else "Tab all nodes", "Esc close"]

    @property
    def nothing(self) -> str:
        """What stands in place of rows where there are none."""
        if not self.text.strip():
            return "No node fits this link."
        tail = "" if self.everything else " Tab searches all nodes."
        return f"No node is called {self.text.strip()!r}.{tail}"

    def pins(self, entry: Entry) -> tuple[list[SocketType], list[SocketType]]:
        """The sockets to draw before and after a row's arrow: of a dropped link's end only its own type."""
        kind = self.graph.registry[entry.name]
        taken, given = [each.hint for each in kind.inputs], [each.hint for each in kind.outputs]
        if entry.socket and self.source:
            parameter = kind.parameter(entry.socket)
            taken, given = _settled(given, parameter.hint if parameter else None, self._type())
        elif entry.socket and self.target:
            output = kind.output(entry.socket)
            given, taken = _settled(taken, output.hint if output else None, self._type())
        return _looks(taken), _looks(given)

    def _fits(self) -> list[Entry]:
        if self.dropped is None:
            return []
        found = fitting(self.graph, self.dropped, self.source is not None)
        return sorted(found, key=lambda each: (self._converts(each), rank(each.category)))

    def _converts(self, entry: Entry) -> bool:
        """Whether the wire would change the value's type: such nodes come last."""
        kind, own = self.graph.registry[entry.name], self._type()
        found = kind.parameter(entry.socket) if self.source else kind.output(entry.socket)
        return found is None or not set(alternatives(own)) & set(alternatives(found.hint))

    def _type(self) -> Any:
        """What the dropped link carries."""
        return source_type(self.graph, self.source) if self.source else wanted(self.graph, self.target or End("", ""))

    def _search(self) -> None:
        self.rows = ranked(self._all if self.everything else self._fitting, self.text, self.recent)
        self.chosen = 0
        self.revision += 1


def _settled(others: list[Any], own: Any, found: Any) -> tuple[list[Any], list[Any]]:
    """The wired end's type, and the other end's hints, where the same type variable becomes that type."""
    if isinstance(found, TypeVar) or len(alternatives(found)) > 1:
        return [own], others
    return [found], [found if each is own and isinstance(own, TypeVar) else each for each in others]


def _looks(hints: Iterable[Any]) -> list[SocketType]:
    """Each look once: the numbers share theirs."""
    seen: dict[tuple[str, str, bool], SocketType] = {}
    for each in (socket_type(option) for hint in hints for option in alternatives(hint)):
        seen.setdefault((each.dark, each.pin, each.filled), each)
    return list(seen.values())[:_MOST_PINS]
