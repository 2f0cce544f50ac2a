"""A graph for reading that finds the wires of a node, and the types on them, without a walk over all links."""

from collections.abc import Iterator
from typing import Any

from nodegraph.graph import End, Graph, Link
from nodegraph.wiring import source_type, wanted_type


class Wired(Graph):
    """The same nodes and links, indexed. Made anew for each graph."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph.registry, graph.nodes, graph.links, graph.extra)
        self._into: dict[str, list[Link]] = {}
        self._out_of: dict[str, list[Link]] = {}
        self._given: dict[End, Any] = {}
        for link in graph.links:
            self._into.setdefault(link.target.node, []).append(link)
            self._out_of.setdefault(link.source.node, []).append(link)

    def into(self, node: str) -> Iterator[Link]:
        return iter(self._into.get(node, ()))

    def out_of(self, node: str) -> Iterator[Link]:
        return iter(self._out_of.get(node, ()))

    def source(self, target: End) -> End | None:
        return next((link.source for link in self.into(target.node) if link.target == target), None)

    def sources(self, node: str) -> dict[str, End]:
        """What is wired to which socket of a node."""
        return {link.target.socket: link.source for link in self.into(node)}

    def given(self, source: End) -> Any:
        """The type that an output gives."""
        if source not in self._given:
            self._given[source] = source_type(self, source) if source.node in self.nodes else Any
        return self._given[source]

    def wanted(self, target: End, hint: Any) -> Any:
        """The type that an input takes."""
        return wanted_type(self, target, hint)
