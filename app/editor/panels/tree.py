"""What the library panel lists: its rows, with no window."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.document.catalogue import Entry, ranked
from app.editor.categories import grouped


class Card(Protocol):
    """What is shown of a ready graph."""

    @property
    def title(self) -> str: ...
    @property
    def subtitle(self) -> str: ...


@dataclass(frozen=True)
class Section:
    """SECTIONS in small capitals, with a word on the right."""

    label: str
    aside: str
    line_above: bool = False


@dataclass(frozen=True)
class Category:
    """A fold of the tree."""

    label: str
    count: int
    is_open: bool


@dataclass(frozen=True)
class Leaf:
    """A node type; `marked` with its category's colour where no category stands above it."""

    entry: Entry
    marked: bool = False


@dataclass(frozen=True)
class Graph:
    """A ready graph."""

    card: Card


@dataclass(frozen=True)
class Remark:
    """A line of words where there are no rows."""

    text: str


Row = Section | Category | Leaf | Graph | Remark
HEIGHTS: dict[type, float] = {Section: 28, Category: 26, Leaf: 24, Graph: 52, Remark: 26}


def rows(entries: Sequence[Entry], cards: Sequence[Card], text: str, opened: Container[str]) -> list[Row]:
    """Categories with what is open in them, then the graphs; of a text, what it finds of both."""
    graphs = [each for each in cards if matches(each, text)]
    nodes = _found(entries, text) if text.strip() else _tree(entries, opened)
    listed: list[Row] = [Section("NODES", "Space"), *nodes]
    if graphs:
        listed += [Section("GRAPHS", str(len(graphs)), line_above=True), *map(Graph, graphs)]
    return listed


def matches(card: Card, text: str) -> bool:
    """Whether every word of a text is in a graph's title or subtitle."""
    known = f"{card.title} {card.subtitle}".casefold()
    return all(word in known for word in text.casefold().split())


def height(row: Row) -> float:
    """In px at scale 1; a section with a line above it stands further off."""
    return HEIGHTS[type(row)] + (16 if isinstance(row, Section) and row.line_above else 0)


def _found(entries: Sequence[Entry], text: str) -> list[Row]:
    found = [Leaf(each, marked=True) for each in ranked(entries, text)]
    return [*found] or [Remark(f"No node is called {text!r}.")]


def _tree(entries: Sequence[Entry], opened: Container[str]) -> list[Row]:
    listed: list[Row] = []
    for label, inside in grouped(entries).items():
        listed.append(Category(label, len(inside), label in opened))
        listed += [Leaf(each) for each in inside] if label in opened else []
    return listed
