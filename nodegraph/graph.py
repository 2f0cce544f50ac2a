"""The graph that the user edits: nodes by id, typed links, and what else the file held.

An edit either happens whole or raises EditError and changes nothing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import networkx as nx

from nodegraph.errors import EditError
from nodegraph.nodetype import NodeType, Parameter, place_in_row
from nodegraph.registry import Registry
from nodegraph.sockets import conversion, type_name
from nodegraph.values import fit
from nodegraph.wiring import source_type, wanted_type

Mode = Literal["", "mute", "bypass"]
NODE_ID = r"[^\s.\[\]=:\"]+"
_ID = re.compile(NODE_ID)


class End(NamedTuple):
    """One end of a link, written `node.socket` in the file."""

    node: str
    socket: str

    def __str__(self) -> str:
        return f"{self.node}.{self.socket}"


@dataclass(slots=True)
class Link:
    """A wire. `extra` holds what the file said beside the two ends (reroutes)."""

    source: End
    target: End
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Node:
    """A node as the user placed it. `extra` keeps every field that this version does not know."""

    id: str
    type: str
    version: int = 1
    params: dict[str, Any] = field(default_factory=dict)
    at: tuple[float, float] | None = None
    mode: Mode = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class Graph:
    """Nodes and links, with the registry that gives them meaning."""

    registry: Registry
    nodes: dict[str, Node] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    def type_of(self, node: str) -> NodeType | None:
        """The node's type; None where it is missing, as the whole node may be that a file's wire leads to."""
        return self.registry.get(self.nodes[node].type) if node in self.nodes else None

    def into(self, node: str) -> Iterator[Link]:
        return (link for link in self.links if link.target.node == node)

    def out_of(self, node: str) -> Iterator[Link]:
        return (link for link in self.links if link.source.node == node)

    def source(self, target: End) -> End | None:
        return next((link.source for link in self.links if link.target == target), None)

    def copy(self) -> "Graph":
        """The same graph, which edits of this one leave alone."""
        nodes = {
            id: Node(id, node.type, node.version, dict(node.params), node.at, node.mode, node.extra)
            for id, node in self.nodes.items()
        }
        links = [Link(link.source, link.target, link.extra) for link in self.links]
        return Graph(self.registry, nodes, links, dict(self.extra))

    def add(self, type: str, id: str = "", /, *, at: tuple[float, float] | None = None, **params: Any) -> Node:
        """Place a node, `at` a point of the canvas. Without an id it gets its type's name, numbered where taken."""
        kind = self.registry.get(type)
        if kind is None:
            near = self.registry.near(type)
            todo = f"Did you mean {' or '.join(near)}?" if near else "See anagraph nodes."
            raise EditError(f"there is no node type {type!r}. {todo}")
        name = id or self._free_id(type)
        self._check_id(name)
        fitted = {setting: _fitted(name, kind, setting, value) for setting, value in params.items()}
        self.nodes[name] = Node(name, type, kind.version, fitted, at)
        return self.nodes[name]

    def remove(self, node: str) -> None:
        """Take a node away with all its links. Later sockets of a growing row move up."""
        self._known(node)
        del self.nodes[node]
        self._unwire(lambda link: node in (link.source.node, link.target.node))

    def rename(self, node: str, name: str) -> None:
        self._known(node)
        if name == node:
            return
        self._check_id(name)
        for link in self.links:
            link.source = link.source._replace(node=name) if link.source.node == node else link.source
            link.target = link.target._replace(node=name) if link.target.node == node else link.target
        self.nodes = {name if key == node else key: each for key, each in self.nodes.items()}
        self.nodes[name].id = name

    def set(self, node: str, setting: str, value: Any) -> None:
        """Give a setting a value, or `{"each": [...]}` to sweep it. What does not fit is refused."""
        placed = self._known(node)
        kind = self.type_of(node)
        if kind is None:
            raise EditError(f"{node}: its type {placed.type!r} is missing, so its settings stay as they are.")
        placed.params[setting] = _fitted(node, kind, setting, value)

    def unset(self, node: str, setting: str) -> None:
        """Back to the default."""
        self._known(node).params.pop(setting, None)

    def link(self, source: str | End, target: str | End) -> Link:
        """Wire an output to an input; a wire already there gives way. Past a growing row's end it is the next socket.

        Refused: an unknown socket, a type that does not fit, and a link that would close a cycle (its nodes are named).
        """
        tail, head = end(source), self._landing(end(target))
        self._check_types(tail, head)
        circle = self.path(head.node, tail.node)
        if circle:
            raise EditError(f"{tail} -> {head} would close a cycle through {' -> '.join([*circle, head.node])}.")
        made = Link(tail, head)
        self.links = [*(link for link in self.links if link.target != head), made]
        return made

    def unlink(self, target: str | End) -> None:
        """Take away the wire into an input. Later sockets of a growing row move up."""
        head = end(target)
        if self.source(head) is None:
            raise EditError(f"{head} has no wire.")
        self._unwire(lambda link: link.target == head)

    def grow(self, node: str, row: str) -> End:
        """The next free socket of a growing row."""
        return End(node, f"{row}[{self._length(node, row)}]")

    def path(self, start: str, goal: str) -> list[str]:
        """The nodes on a way along the links from start to goal; empty if there is none."""
        wires = nx.DiGraph((link.source.node, link.target.node) for link in self.links)
        wires.add_nodes_from((start, goal))
        return nx.shortest_path(wires, start, goal) if nx.has_path(wires, start, goal) else []

    def _unwire(self, goes: Callable[[Link], bool]) -> None:
        gone = [link.target for link in self.links if goes(link)]
        self.links = [link for link in self.links if not goes(link)]
        rows = ((place_in_row(head.socket), head.node) for head in gone)
        for (row, index), node in sorted(((place, node) for place, node in rows if place), reverse=True):
            self._close_gap(node, row, index)

    def _close_gap(self, node: str, row: str, gap: int) -> None:
        for link in self.into(node):
            place = place_in_row(link.target.socket)
            if place and place[0] == row and place[1] > gap:
                link.target = End(node, f"{row}[{place[1] - 1}]")

    def _landing(self, head: End) -> End:
        """The socket itself, or the next one of its row if it lies beyond."""
        place = place_in_row(head.socket)
        if place is None or place[1] <= self._length(head.node, place[0]):
            return head
        return self.grow(head.node, place[0])

    def _length(self, node: str, row: str) -> int:
        places = (place_in_row(link.target.socket) for link in self.into(node))
        return max((place[1] + 1 for place in places if place and place[0] == row), default=0)

    def _check_types(self, tail: End, head: End) -> None:
        wanted = wanted_type(self, head, self._input(head).hint)
        given = self._output_type(tail)
        if conversion(given, wanted) is None:
            found = f"{head} takes {type_name(wanted)}, {tail} gives {type_name(given)}"
            raise EditError(f"{found}. Wire another output.")

    def _known(self, node: str) -> Node:
        if node not in self.nodes:
            raise EditError(f"there is no node {node!r}. {_choices(list(self.nodes))}")
        return self.nodes[node]

    def _check_id(self, name: str) -> None:
        if not _ID.fullmatch(name):
            raise EditError(f"{name!r} cannot be a node's id. Leave out spaces, dots, brackets, colons, quotes and =.")
        if name in self.nodes:
            raise EditError(f"a node {name!r} is already there. Choose another id.")

    def _free_id(self, type: str) -> str:
        names = (type if number == 1 else f"{type}_{number}" for number in range(1, len(self.nodes) + 2))
        return next(name for name in names if name not in self.nodes)

    def _input(self, head: End) -> Parameter:
        placed = self._known(head.node)
        kind = self.type_of(head.node)
        if kind is None:
            raise EditError(f"{head.node}: its type {placed.type!r} is missing, so it takes no new wires.")
        found = kind.parameter(head.socket)
        if found is None:
            raise EditError(f"{head.node}: there is no input {head.socket!r}. {_choices(kind.sockets())}")
        return found

    def _output_type(self, tail: End) -> Any:
        self._known(tail.node)
        kind = self.type_of(tail.node)
        if kind is None:
            return Any
        if kind.output(tail.socket) is None:
            names = [each.name for each in kind.outputs]
            raise EditError(f"{tail.node}: there is no output {tail.socket!r}. {_choices(names)}")
        return source_type(self, tail)


def end(text: str | End) -> End:
    """`node.socket` as two names. Raises EditError where there is no dot."""
    if isinstance(text, End):
        return text
    node, dot, socket = text.partition(".")
    if not dot or not node or not socket:
        raise EditError(f"{text!r} is not a socket. Write node.socket.")
    return End(node, socket)


def _fitted(node: str, kind: NodeType, name: str, value: Any) -> Any:
    """A setting's value in its own type. Raises EditError for what does not fit."""
    setting = kind.setting(name)
    if setting is None:
        raise EditError(f"{node}: there is no setting {name!r}. {_choices([each.name for each in kind.settings])}")
    value, wrong = fit(setting, value)
    if wrong:
        raise EditError(f"{node}: {name} {wrong}")
    return value


def _choices(names: list[str]) -> str:
    return f"There is {', '.join(names)}." if names else "There is none."
