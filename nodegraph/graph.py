"""The graph that the user edits: nodes by id, typed links, and what else the file held.

An edit either happens whole or raises EditError and changes nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import networkx as nx

from nodegraph.errors import EditError
from nodegraph.nodetype import NodeType, Parameter
from nodegraph.registry import Registry
from nodegraph.sockets import conversion, type_name
from nodegraph.wiring import source_type

Mode = Literal["", "mute", "bypass"]
_ID = re.compile(r"[^\s.\[\]=:\"]+")
_GROWING = re.compile(r"(?P<name>.+)\[(?P<index>\d+)\]")


class End(NamedTuple):
    """One end of a link, written `node.socket` in the file."""

    node: str
    socket: str

    def __str__(self) -> str:
        return f"{self.node}.{self.socket}"


@dataclass
class Link:
    """A wire. `extra` holds what the file said beside the two ends (reroutes)."""

    source: End
    target: End
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
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
        """The node's type, or None where it is missing."""
        return self.registry.get(self.nodes[node].type)

    def into(self, node: str) -> Iterator[Link]:
        return (link for link in self.links if link.target.node == node)

    def out_of(self, node: str) -> Iterator[Link]:
        return (link for link in self.links if link.source.node == node)

    def source(self, target: End) -> End | None:
        return next((link.source for link in self.links if link.target == target), None)

    def add(self, type: str, id: str = "", *, at: tuple[float, float] | None = None, **params: Any) -> Node:
        """Place a node. Without an id it gets its type's name, numbered where that is taken."""
        kind = self.registry.get(type)
        if kind is None:
            near = ", ".join(self.registry.near(type))
            raise EditError(f"there is no node type {type!r}. {f'Did you mean {near}?' if near else 'See anagraph nodes.'}")
        name = id or self._free_id(type)
        self._check_id(name)
        made = Node(name, type, kind.version, at=at)
        self.nodes[name] = made
        try:
            for setting, value in params.items():
                self.set(name, setting, value)
        except EditError:
            del self.nodes[name]
            raise
        return made

    def remove(self, node: str) -> None:
        """Take a node away with all its links."""
        self._known(node)
        del self.nodes[node]
        self.links = [link for link in self.links if node not in (link.source.node, link.target.node)]

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
        from nodegraph.values import fit

        self._known(node)
        kind = self.type_of(node)
        if kind is not None:
            found = next((each for each in kind.settings if each.name == setting), None)
            if found is None:
                raise EditError(f"{node}: there is no setting {setting!r}. {_choices([each.name for each in kind.settings])}")
            value, wrong = fit(found, value)
            if wrong:
                raise EditError(f"{node}: {setting} {wrong}")
        self.nodes[node].params[setting] = value

    def unset(self, node: str, setting: str) -> None:
        """Back to the default."""
        self._known(node)
        self.nodes[node].params.pop(setting, None)

    def link(self, source: str | End, target: str | End) -> Link:
        """Wire an output to an input; a wire already there gives way.

        Refused: an unknown socket, a type that does not fit, and a link that would close a cycle (its nodes are named).
        """
        tail, head = end(source), end(target)
        parameter = self._input(head)
        given = self._output_type(tail)
        if conversion(given, parameter.hint) is None:
            raise EditError(f"{head} takes {type_name(parameter.hint)}, {tail} gives {type_name(given)}. Wire another output.")
        circle = self.path(head.node, tail.node)
        if circle:
            raise EditError(f"{tail} -> {head} would close a cycle through {' -> '.join([*circle, head.node])}.")
        self.links = [link for link in self.links if link.target != head]
        made = Link(tail, head)
        self.links.append(made)
        return made

    def unlink(self, target: str | End) -> None:
        """Take away the wire into an input. Later sockets of a growing row move up."""
        head = end(target)
        if self.source(head) is None:
            raise EditError(f"{head} has no wire.")
        self.links = [link for link in self.links if link.target != head]
        self._close_gap(head)

    def grow(self, node: str, row: str) -> End:
        """The next free socket of a growing row."""
        taken = (_GROWING.fullmatch(link.target.socket) for link in self.into(node))
        used = [int(each["index"]) for each in taken if each and each["name"] == row]
        return End(node, f"{row}[{max(used, default=-1) + 1}]")

    def path(self, start: str, goal: str) -> list[str]:
        """The nodes on a way along the links from start to goal; empty if there is none."""
        wires = nx.DiGraph((link.source.node, link.target.node) for link in self.links)
        wires.add_nodes_from((start, goal))
        return nx.shortest_path(wires, start, goal) if nx.has_path(wires, start, goal) else []

    def _close_gap(self, head: End) -> None:
        gap = _GROWING.fullmatch(head.socket)
        if gap is None:
            return
        for link in self.into(head.node):
            each = _GROWING.fullmatch(link.target.socket)
            if each and each["name"] == gap["name"] and int(each["index"]) > int(gap["index"]):
                link.target = End(head.node, f"{gap['name']}[{int(each['index']) - 1}]")

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
        taken = Counter(self.nodes)
        names = (type if number == 1 else f"{type}_{number}" for number in range(1, len(self.nodes) + 2))
        return next(name for name in names if not taken[name])

    def _input(self, head: End) -> Parameter:
        self._known(head.node)
        kind = self.type_of(head.node)
        if kind is None:
            raise EditError(f"{head.node}: its type {self.nodes[head.node].type!r} is missing, so it takes no new wires.")
        found = kind.parameter(head.socket)
        if found is None:
            raise EditError(f"{head.node}: there is no input {head.socket!r}. {_choices(list(_sockets(kind)))}")
        return found

    def _output_type(self, tail: End) -> Any:
        self._known(tail.node)
        kind = self.type_of(tail.node)
        if kind is None:
            return Any
        if kind.output(tail.socket) is None:
            raise EditError(f"{tail.node}: there is no output {tail.socket!r}. {_choices([each.name for each in kind.outputs])}")
        return source_type(self, tail)


def end(text: str | End) -> End:
    """`node.socket` as two names. Raises EditError where there is no dot."""
    if isinstance(text, End):
        return text
    node, dot, socket = text.partition(".")
    if not dot or not node or not socket:
        raise EditError(f"{text!r} is not a socket. Write node.socket.")
    return End(node, socket)


def _sockets(kind: NodeType) -> Iterator[str]:
    yield from (f"{each.name}[0]" if each.growing else each.name for each in kind.inputs)
    yield from (each.name for each in kind.settings)


def _choices(names: list[str]) -> str:
    return f"There is {', '.join(names)}." if names else "There is none."
