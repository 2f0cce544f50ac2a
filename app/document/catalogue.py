"""What can be placed and wired: the search over node types, and which sockets a dragged pin can go to."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.describe import summary
from app.document.fits import links_that_fit, wanted, why_not
from nodegraph.graph import End, Graph
from nodegraph.nodetype import NodeType, Parameter
from nodegraph.registry import Registry
from nodegraph.sockets import SocketType, alternatives, conversion, keep, socket_type
from nodegraph.wiring import source_type

__all__ = ["Entry", "entries", "entry", "fitting", "links_that_fit", "ranked", "search", "why_not"]

PREFIX, WORD, SUBSTRING, FUZZY = 0, 1, 2, 6  # how a word was found; lower is better
LABEL, CATEGORY, DOC = 0, 3, 5  # where it was found, added to it


@dataclass(frozen=True)
class Entry:
    """A node type as the palette lists it. `socket` is the one that would be wired after a dropped link."""

    name: str
    label: str
    category: str
    help: str
    inputs: tuple[SocketType, ...]
    outputs: tuple[SocketType, ...]
    socket: str = ""


def entry(kind: NodeType) -> Entry:
    """A node type's line in the palette; each kind of socket is named once."""
    inputs, outputs = _looks(kind.inputs), _looks(kind.outputs)
    return Entry(kind.name, kind.label, kind.category, summary(kind), inputs, outputs)


def entries(registry: Registry) -> list[Entry]:
    """Every node type by category and label."""
    return sorted(map(entry, registry), key=_place)


def search(registry: Registry, text: str, recent: Sequence[str] = ()) -> list[Entry]:
    """The node types that a text means, best first; without a text all of them, the recent ones on top."""
    return ranked(entries(registry), text, recent)


def ranked(found: Iterable[Entry], text: str, recent: Sequence[str] = ()) -> list[Entry]:
    """Those of some entries that a text means, best first: start of a name, a word, a part, scattered letters."""
    places = {name: place for place, name in enumerate(recent)}
    words = text.casefold().replace("_", " ").split()
    given = list(found)
    scored = [(_score(each, words), places.get(each.name, len(places)), place) for place, each in enumerate(given)]
    best = sorted((score, place, at) for score, place, at in scored if score is not None)
    return [given[at] for *_, at in best] if best or not words else _misspelt(given, words)


def fitting(graph: Graph, end: End, from_output: bool, registry: Registry | None = None) -> list[Entry]:
    """The node types that a link dragged from `end` could lead to, each with the socket that it would be wired to.

    Those that want the value as an input come before those that only let it drive a setting.
    """
    kinds = list(registry or graph.registry)
    if not from_output:
        return _giving(kinds, wanted(graph, end))
    given = source_type(graph, end)
    return [*_taking(kinds, given, settings=False), *_taking(kinds, given, settings=True)]


def _taking(kinds: list[NodeType], given: Any, *, settings: bool) -> list[Entry]:
    found = []
    for kind in kinds:
        wanting = _first(kind.inputs, given)
        driven = _first(kind.settings, given)
        chosen = wanting if not settings else None if wanting else driven
        if chosen is not None:
            found.append((chosen.hint, _entry_to(kind, f"{chosen.name}[0]" if chosen.growing else chosen.name)))
    return _exact_first(found)


def _first(parameters: tuple[Parameter, ...], given: Any) -> Parameter | None:
    """The first that takes the value as it is, else the first that converts it."""
    fit = [each for each in parameters if conversion(given, each.hint) is not None]
    return min(fit, key=lambda each: conversion(given, each.hint) is not keep, default=None)


def _giving(kinds: list[NodeType], hint: Any) -> list[Entry]:
    found = []
    for kind in kinds:
        chosen = next((each for each in kind.outputs if conversion(each.hint, hint) is not None), None)
        if hint is not None and chosen is not None:
            found.append((chosen.hint, _entry_to(kind, chosen.name)))
    return _exact_first(found)


def _exact_first(found: list[tuple[Any, Entry]]) -> list[Entry]:
    """Nodes that are about this very type come before those that do the same to several."""
    return [each for _, each in sorted(found, key=lambda pair: (len(alternatives(pair[0])) > 1, _place(pair[1])))]


def _entry_to(kind: NodeType, socket: str) -> Entry:
    return replace(entry(kind), socket=socket)


def _place(each: Entry) -> tuple[str, str]:
    return each.category, each.label


def _looks(sockets: Iterable[Any]) -> tuple[SocketType, ...]:
    """The socket types of some parameters or outputs, each once; a choice of types by its options."""
    hints = (option for each in sockets for option in alternatives(each.hint))
    return tuple(dict.fromkeys(map(socket_type, hints)))


def _score(each: Entry, words: list[str]) -> tuple[float, int] | None:
    """How well an entry fits, lower is better; None where a word is nowhere in it."""
    label = each.label.casefold().replace("-", " ")
    if words and label.startswith(" ".join(words)):
        return (-1, len(label))
    scores = [_word_score(each, label, word) for word in words]
    found = [score for score in scores if score is not None]
    return (sum(found), len(label) if words else 0) if len(found) == len(scores) else None


def _word_score(each: Entry, label: str, word: str) -> float | None:
    name = each.name.casefold().replace("_", " ")
    types = " ".join(look.name for look in (*each.inputs, *each.outputs)).casefold()
    weighed = [(label, LABEL), (name, LABEL), (each.category.casefold(), CATEGORY), (types, CATEGORY)]
    weighed.append((each.help.casefold(), DOC))
    hits = [weight + hit for text, weight in weighed if (hit := _hit(text, word)) is not None]
    if not hits and (scattered := _scattered(label, word)) is not None:
        return FUZZY + scattered
    return min(hits, default=None)


def _hit(text: str, word: str) -> float | None:
    if text.startswith(word):
        return PREFIX
    if re.search(rf"\b{re.escape(word)}", text):
        return WORD
    return SUBSTRING if word in text else None


def _scattered(text: str, word: str) -> float | None:
    """How far a word's letters lie apart in a text that holds them in this order, from 0 to 1."""
    start = at = text.find(word[0])
    for letter in word[1:]:
        at = text.find(letter, at + 1) if at >= 0 else -1
    return None if at < 0 else (at - start + 1 - len(word)) / max(1, len(text))


def _misspelt(given: list[Entry], words: list[str]) -> list[Entry]:
    """What a text with a wrong letter may mean."""
    spelt = [(word, each) for each in given for word in (each.label.casefold(), *each.label.casefold().split())]
    near = difflib.get_close_matches(" ".join(words), {word for word, _ in spelt}, n=6, cutoff=0.7)
    return list(dict.fromkeys(each for close in near for word, each in spelt if word == close))
