"""A graph made ready for planning: wires by node, muted and bypassed nodes taken out, faults and warnings gathered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nodegraph.errors import Fault
from nodegraph.graph import End, Graph, Node
from nodegraph.nodetype import NodeType, Parameter
from nodegraph.wiring import standing_for

Convert = Callable[[Any], Any]
Wires = dict[str, End]


class Feed(NamedTuple):
    """What one socket gets: a wire's value, converted where the types ask for it; without a wire its default."""

    parameter: Parameter
    tail: End | None = None
    convert: Convert | None = None


@dataclass
class Net:
    """What the planner needs of a graph. Muted and bypassed nodes are gone; their wires are led around them.

    Of each node: `wires` by socket, the `sources` at their ends, `settings` in force, those of them that are `swept`,
    and what its inputs (`feeds`) and its wired settings (`driven`) get.
    """

    graph: Graph
    kinds: dict[str, NodeType] = field(default_factory=dict)
    wires: dict[str, Wires] = field(default_factory=dict)
    sources: dict[str, list[str]] = field(default_factory=dict)
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    swept: dict[str, list[str]] = field(default_factory=dict)
    feeds: dict[str, list[Feed]] = field(default_factory=dict)
    driven: dict[str, list[Feed]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def fault(self, node: str | None, socket: str | None, found: str, todo: str = "") -> None:
        """Note a fault, once."""
        made = Fault(node, socket, found, todo)
        if made not in self.faults:
            self.faults.append(made)

    def warn(self, node: str, socket: str | None, found: str, todo: str = "") -> None:
        made = Fault(node, socket, found, todo)
        if made not in self.warnings:
            self.warnings.append(made)


def build(graph: Graph) -> Net:
    """Read the whole graph. Faults are collected, never raised."""
    net = Net(graph)
    for node in graph.nodes.values():
        kind = graph.registry.get(node.type)
        if node.mode:
            continue
        if kind is None:
            _missing_type(net, node)
        else:
            net.kinds[node.id] = kind
    drawn = _drawn(net)
    around = _Around(graph, drawn) if len(net.kinds) < len(graph.nodes) else None
    for node_id in net.kinds:
        wires = net.wires[node_id] = around.lead(drawn[node_id]) if around else drawn[node_id]
        net.sources[node_id] = [tail.node for tail in wires.values()]
    return net


def needed(net: Net, goals: Iterable[str]) -> set[str]:
    """The goals and everything upstream, with the closing node of each zone that is entered."""
    closers: dict[str, list[str]] = {}
    for node, kind in net.kinds.items():
        if kind.kind == "closes" and "loop" in net.wires[node]:
            closers.setdefault(net.wires[node]["loop"].node, []).append(node)
    found: set[str] = set()
    waiting = list(goals)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += closers.get(node, ())
            waiting += net.sources.get(node, ())
    return found


def _missing_type(net: Net, placed: Node) -> None:
    near = net.graph.registry.near(placed.type)
    todo = f"Did you mean {' or '.join(near)}?" if near else "See anagraph nodes."
    if pack := placed.extra.get("pack"):
        todo = f"Install the pack {pack!r}."
    net.fault(placed.id, None, f"its node type {placed.type!r} is missing", todo)


def _drawn(net: Net) -> dict[str, Wires]:
    """Each node's wires as drawn; what is wrong with a link is a fault and the link is left out."""
    graph = net.graph
    kinds = {node.id: graph.registry.get(node.type) for node in graph.nodes.values()}
    drawn: dict[str, Wires] = {node: {} for node in graph.nodes}
    for link in graph.links:
        tail, head = link.source, link.target
        wires = drawn.get(head.node)
        if wires is None:
            net.fault(None, None, f"a link leads to {head}, but there is no node {head.node!r}", "Take it away.")
        elif tail.node not in drawn:
            found = f"is wired to {tail}, but there is no node {tail.node!r}"
            net.fault(head.node, head.socket, found, "Wire another output.")
        elif head.socket in wires:
            net.fault(
                head.node, head.socket, f"is wired twice, to {wires[head.socket]} and {tail}", "Take one wire away."
            )
        elif _sockets_exist(net, tail, kinds[tail.node], head, kinds[head.node]):
            wires[head.socket] = tail
    return drawn


def _sockets_exist(net: Net, tail: End, giver: NodeType | None, head: End, taker: NodeType | None) -> bool:
    if taker and taker.parameter(head.socket) is None:
        todo = f"There is {', '.join(taker.sockets()) or 'none'}."
        net.fault(head.node, head.socket, "is wired, but there is no such socket", todo)
        return False
    if giver and giver.output(tail.socket) is None:
        names = ", ".join(each.name for each in giver.outputs) or "none"
        found = f"is wired to {tail}, but {tail.node} has no such output"
        net.fault(head.node, head.socket, found, f"There is {names}.")
        return False
    return True


class _Around:
    """Leads wires past bypassed nodes; one that ends at a muted node is gone."""

    def __init__(self, graph: Graph, drawn: dict[str, Wires]):
        self.graph, self.drawn = graph, drawn

    def lead(self, wires: Wires) -> Wires:
        led = ((socket, self._origin(tail)) for socket, tail in wires.items())
        return {socket: tail for socket, tail in led if tail}

    def _origin(self, tail: End) -> End | None:
        seen = set()
        while self.graph.nodes[tail.node].mode:
            through = self._through(tail)
            if through is None or tail in seen:
                return None
            seen.add(tail)
            tail = through
        return tail

    def _through(self, tail: End) -> End | None:
        """What a bypassed node hands through as this output."""
        kind = self.graph.type_of(tail.node)
        output = kind.output(tail.socket) if kind else None
        if kind is None or output is None or self.graph.nodes[tail.node].mode == "mute":
            return None
        return standing_for(kind, output.hint, self.drawn[tail.node])
