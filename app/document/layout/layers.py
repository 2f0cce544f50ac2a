"""Which column each box stands in: right of everything that it depends on, and near what it is wired to."""

from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

Edge = tuple[str, str]


def layers(
    names: Sequence[str], edges: Iterable[Edge], rules: Iterable[Edge] = (), kinds: Mapping[str, str] | None = None
) -> list[list[str]]:
    """The boxes by column. `rules` are orders that hold without a wire; boxes of one kind stand below each other
    where they can. Edges of a circle count as far as they can."""
    wires = [edge for edge in dict.fromkeys(edges) if edge[0] != edge[1]]
    order = _acyclic(names, [*rules, *wires])
    place = dict.fromkeys(names, 0)
    sequence = list(nx.lexicographical_topological_sort(order, key=list(names).index))
    for name in sequence:
        place[name] = max((place[before] + 1 for before in order.predecessors(name)), default=0)
    _tighten(order, set(wires), place, sequence)
    _gather(order, place, sequence, kinds or {})
    used = sorted(set(place.values()))
    return [[name for name in names if place[name] == number] for number in used]


def _acyclic(names: Sequence[str], edges: Iterable[Edge]) -> "nx.DiGraph[str]":
    made: nx.DiGraph[str] = nx.DiGraph()
    made.add_nodes_from(names)
    made.add_edges_from(edges)
    if nx.is_directed_acyclic_graph(made):
        return made
    kept: nx.DiGraph[str] = nx.DiGraph()
    kept.add_nodes_from(names)
    for tail, head in made.edges:
        if not nx.has_path(kept, head, tail):
            kept.add_edge(tail, head)
    return kept


def _tighten(order: "nx.DiGraph[str]", wires: set[Edge], place: dict[str, int], sequence: list[str]) -> None:
    """Move boxes with more wires out than in to the right, as far as they can go: wires get shorter."""
    for name in reversed(sequence):
        after = [place[head] for head in order.successors(name)]
        out = sum((name, head) in wires for head in order.successors(name))
        into = sum((tail, name) in wires for tail in order.predecessors(name))
        if after and out > into:
            place[name] = min(after) - 1


def _gather(order: "nx.DiGraph[str]", place: dict[str, int], sequence: list[str], kinds: Mapping[str, str]) -> None:
    """Move boxes to the right, into the column of the next box of their kind."""
    for name in reversed(sequence):
        last = min((place[head] for head in order.successors(name)), default=place[name] + 1) - 1
        peers = [place[other] for other in sequence if other != name and kinds.get(other, "") == kinds.get(name)]
        place[name] = min((there for there in peers if place[name] < there <= last), default=place[name])
