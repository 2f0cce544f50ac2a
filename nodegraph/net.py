"""A graph made ready for planning: wires by node, modes applied, types settled, every plain fault found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import networkx as nx

from nodegraph.errors import Fault
from nodegraph.graph import End, Graph
from nodegraph.nodetype import NodeType, Parameter
from nodegraph.sockets import conversion, keep, type_name
from nodegraph.values import fit
from nodegraph.wiring import bypassed

Convert = Callable[[Any], Any]


@dataclass
class Net:
    """What the planner needs of a graph. Muted and bypassed nodes are gone; their wires are led around them."""

    graph: Graph
    kinds: dict[str, NodeType] = field(default_factory=dict)
    wires: dict[str, dict[str, End]] = field(default_factory=dict)
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    converts: dict[tuple[str, str], Convert] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def row(self, node: str, name: str) -> list[str]:
        """The wired sockets of a growing row, in order."""
        start = name + "["
        found = [socket for socket in self.wires[node] if socket.startswith(start)]
        return sorted(found, key=lambda socket: int(socket[len(start) : -1]))

    def sources(self, node: str) -> Iterator[str]:
        return (source.node for source in self.wires[node].values())

    def fault(self, node: str | None, socket: str | None, found: str, todo: str = "") -> None:
        self.faults.append(Fault(node, socket, found, todo))


def build(graph: Graph) -> Net:
    """Read the whole graph. Faults are collected, never raised."""
    net = Net(graph)
    for node in graph.nodes.values():
        kind = graph.registry.get(node.type)
        if kind is None:
            _missing_type(net, node.id)
        elif not node.mode:
            net.kinds[node.id] = kind
    raw = _links(net)
    around = _Around(net, raw)
    for node in net.kinds:
        net.wires[node] = {socket: tail for socket, tail in ((s, around(t)) for s, t in raw[node].items()) if tail}
    return net


def needed(net: Net, goals: list[str]) -> set[str]:
    """The goals and everything upstream, with the closing node of each zone that is entered."""
    closers: dict[str, list[str]] = {}
    for node, kind in net.kinds.items():
        if kind.kind == "closes" and "loop" in net.wires[node]:
            closers.setdefault(net.wires[node]["loop"].node, []).append(node)
    found: set[str] = set()
    waiting = list(goals)
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found.add(node)
        if node in net.kinds:
            waiting += net.sources(node)
            waiting += closers.get(node, ()) if net.kinds[node].kind == "opens" else ()
    return found


def settle(net: Net, nodes: list[str]) -> bool:
    """Order the nodes, settle their types and check their wires and settings. False if there is a cycle."""
    wires = nx.DiGraph()
    wires.add_nodes_from(nodes)
    wires.add_edges_from((source, node) for node in nodes for source in net.sources(node) if source in net.kinds)
    acyclic = True
    try:
        net.order = list(nx.topological_sort(wires))
    except nx.NetworkXUnfeasible:
        acyclic = False
        net.order = nodes
        _cycles(net, wires)
    types: dict[End, Any] = {}
    for node in net.order:
        _settle_node(net, node, types)
        _settings(net, node)
    return acyclic


def _cycles(net: Net, wires: nx.DiGraph) -> None:
    for knot in nx.strongly_connected_components(wires):
        if len(knot) > 1 or wires.has_edge(*list(knot) * 2):
            circle = [tail for tail, _ in nx.find_cycle(wires.subgraph(knot))]
            first = min(range(len(circle)), key=lambda k: list(net.kinds).index(circle[k]))
            names = circle[first:] + circle[: first + 1]
            net.fault(names[0], None, f"is on a cycle: {' -> '.join(names)}", "Take one of these wires away.")


def _missing_type(net: Net, node: str) -> None:
    placed = net.graph.nodes[node]
    near = net.graph.registry.near(placed.type)
    pack = placed.extra.get("pack")
    todo = f"Install the pack {pack!r}." if pack else f"Did you mean {' or '.join(near)}?" if near else "See anagraph nodes."
    net.fault(node, None, f"its node type {placed.type!r} is missing", todo)


def _links(net: Net) -> dict[str, dict[str, End]]:
    """Each node's wires as drawn; what is wrong with a link is a fault and the link is left out."""
    graph = net.graph
    raw: dict[str, dict[str, End]] = {node: {} for node in graph.nodes}
    for link in graph.links:
        tail, head = link.source, link.target
        if head.node not in raw:
            net.fault(None, None, f"a link leads to {head}, but there is no node {head.node!r}", "Take it away.")
        elif tail.node not in raw:
            net.fault(head.node, head.socket, f"is wired to {tail}, but there is no node {tail.node!r}", "Wire another output.")
        elif head.socket in raw[head.node]:
            both = f"{raw[head.node][head.socket]} and {tail}"
            net.fault(head.node, head.socket, f"is wired twice, to {both}", "Take one wire away.")
        elif _sockets_exist(net, tail, head):
            raw[head.node][head.socket] = tail
    return raw


def _sockets_exist(net: Net, tail: End, head: End) -> bool:
    graph = net.graph
    giver, taker = graph.type_of(tail.node), graph.type_of(head.node)
    if taker and taker.parameter(head.socket) is None:
        net.fault(head.node, head.socket, "is wired, but there is no such socket", f"There is {_names(taker)}.")
        return False
    if giver and giver.output(tail.socket) is None:
        names = ", ".join(each.name for each in giver.outputs) or "none"
        net.fault(head.node, head.socket, f"is wired to {tail}, but {tail.node} has no such output", f"There is {names}.")
        return False
    return True


def _names(kind: NodeType) -> str:
    inputs = [f"{each.name}[0]" if each.growing else each.name for each in kind.inputs]
    return ", ".join([*inputs, *(each.name for each in kind.settings)]) or "none"


class _Around:
    """Follows a wire's source past bypassed nodes; None where it ends at a muted one."""

    def __init__(self, net: Net, raw: dict[str, dict[str, End]]):
        self.net, self.raw = net, raw

    def __call__(self, tail: End | None) -> End | None:
        graph = self.net.graph
        seen = set()
        while tail and tail not in seen and graph.nodes[tail.node].mode:
            seen.add(tail)
            kind = graph.type_of(tail.node)
            output = kind.output(tail.socket) if kind else None
            through = graph.nodes[tail.node].mode == "bypass" and kind and output
            tail = bypassed(kind, output.hint, self.raw[tail.node]) if through and kind and output else None
        return tail


def _settle_node(net: Net, node: str, types: dict[End, Any]) -> None:
    kind, wired = net.kinds[node], net.wires[node]
    bound: dict[Any, Any] = {}
    for parameter in kind.inputs:
        if parameter.growing:
            row = net.row(node, parameter.name)
            if not row:
                net.fault(node, parameter.name, "has no wire", f"Wire at least one {type_name(parameter.hint)} here.")
            for socket in row:
                _settle_wire(net, End(node, socket), parameter, types, bound)
        elif parameter.name in wired:
            _settle_wire(net, End(node, parameter.name), parameter, types, bound)
        elif parameter.required:
            net.fault(node, parameter.name, "is not set", f"Wire {_article(type_name(parameter.hint))} here.")
    for parameter in kind.settings:
        if parameter.name in wired:
            _settle_wire(net, End(node, parameter.name), parameter, types, bound)
    for output in kind.outputs:
        types[End(node, output.name)] = bound.get(output.hint, output.hint)


def _settle_wire(net: Net, head: End, parameter: Parameter, types: dict[End, Any], bound: dict[Any, Any]) -> None:
    tail = net.wires[head.node][head.socket]
    given = types.get(tail, Any)
    wanted = bound.get(parameter.hint, parameter.hint)
    convert = conversion(given, wanted)
    if convert is None:
        todo = f"Wire {_article(type_name(wanted))} here."
        net.fault(head.node, head.socket, f"takes {type_name(wanted)}, but {tail} gives {type_name(given)}", todo)
        return
    if convert is not keep:
        net.converts[head.node, head.socket] = convert
    if isinstance(parameter.hint, TypeVar):
        bound.setdefault(parameter.hint, given)


def _settings(net: Net, node: str) -> None:
    """The settings in force: the defaults, and over them the file's, each fitted to its hint."""
    kind, params, wired = net.kinds[node], net.graph.nodes[node].params, net.wires[node]
    values: dict[str, Any] = {}
    for parameter in kind.settings:
        name = parameter.name
        if name in wired:
            continue
        if name in params:
            values[name], wrong = fit(parameter, params[name])
            if wrong:
                net.fault(node, name, *_split(wrong))
        elif parameter.required:
            net.fault(node, name, "is not set", "Give it a value, or wire it.")
        else:
            values[name] = parameter.default
    net.settings[node] = values
    if len(values) < len(params):
        _strangers(net, node, kind)


def _strangers(net: Net, node: str, kind: NodeType) -> None:
    known = {each.name for each in kind.settings}
    for name in net.graph.nodes[node].params:
        if name not in known:
            net.warnings.append(Fault(node, name, "is no setting that this version knows", "It is kept and has no effect."))


def _split(wrong: str) -> tuple[str, str]:
    found, _, todo = wrong.partition(". ")
    return found, todo


def _article(name: str) -> str:
    return f"an {name}" if name[0] in "AEIOU" else f"a {name}"
