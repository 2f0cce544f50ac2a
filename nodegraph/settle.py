"""The order of the nodes, the types on their wires, the settings in force; what does not fit becomes a fault."""

from typing import Any, TypeVar

import networkx as nx

from nodegraph.net import Feed, Net
from nodegraph.nodetype import NodeType, Parameter
from nodegraph.sockets import admitted, conversion, keep, type_name
from nodegraph.values import fit, is_sweep
from nodegraph.wiring import sockets_of


def settle(net: Net, nodes: list[str]) -> bool:
    """Order the nodes, settle their types and check their wires and settings. False if there is a cycle."""
    acyclic = _order(net, nodes)
    types: dict[str, dict[str, Any]] = {}
    for node in net.order:
        types[node] = _Inputs(net, node, types).settle()
        _settings(net, node)
    return acyclic


def _order(net: Net, nodes: list[str]) -> bool:
    wires = nx.DiGraph()
    wires.add_nodes_from(nodes)
    wires.add_edges_from((source, node) for node in nodes for source in net.sources[node] if source in net.kinds)
    try:
        net.order = list(nx.topological_sort(wires))
        return True
    except nx.NetworkXUnfeasible:
        knots = nx.condensation(wires)
        net.order = [node for knot in nx.topological_sort(knots) for node in knots.nodes[knot]["members"]]
        _cycles(net, wires)
        return False


def _cycles(net: Net, wires: nx.DiGraph) -> None:
    placed = {node: number for number, node in enumerate(net.kinds)}
    for knot in nx.strongly_connected_components(wires):
        if len(knot) > 1 or wires.has_edge(*list(knot) * 2):
            circle = [tail for tail, _ in nx.find_cycle(wires.subgraph(knot))]
            first = min(range(len(circle)), key=lambda k: placed[circle[k]])
            names = circle[first:] + circle[: first + 1]
            net.fault(names[0], None, f"is on a cycle: {' -> '.join(names)}", "Take one of these wires away.")


class _Inputs:
    """One node's inputs: what feeds them, and the types to which they bind its type variables."""

    def __init__(self, net: Net, node: str, types: dict[str, dict[str, Any]]):
        self.net, self.node, self.types = net, node, types
        self.kind, self.wires = net.kinds[node], net.wires[node]
        self.bound: dict[Any, Any] = {}

    def settle(self) -> dict[str, Any]:
        """Note the feeds; give the types of the outputs."""
        net, wires = self.net, self.wires
        net.feeds[self.node] = feeds = []
        for parameter in self.kind.inputs:
            if parameter.growing:
                feeds += self._row(parameter)
            elif parameter.name in wires:
                feeds.append(self._feed(parameter.name, parameter))
            else:
                feeds.append(self._unwired(parameter))
        driven = [self._feed(each.name, each) for each in self.kind.settings if each.name in wires]
        if driven:
            net.driven[self.node] = driven
        hints = self.kind.output_hints
        return {name: self.bound.get(hint, hint) for name, hint in hints.items()} if self.bound else hints

    def _row(self, parameter: Parameter) -> list[Feed]:
        sockets = sockets_of(parameter, self.wires)
        if not sockets:
            todo = f"Wire at least one {type_name(parameter.hint)} here."
            self.net.fault(self.node, parameter.name, "has no wire", todo)
        return [self._feed(socket, parameter) for socket in sockets]

    def _unwired(self, parameter: Parameter) -> Feed:
        if parameter.required:
            todo = f"Wire {_article(type_name(parameter.hint))} here."
            self.net.fault(self.node, parameter.name, "is not set", todo)
        return Feed(parameter)

    def _feed(self, socket: str, parameter: Parameter) -> Feed:
        tail, hint = self.wires[socket], parameter.hint
        given = self.types[tail.node].get(tail.socket, Any) if tail.node in self.types else Any
        wanted = self.bound.get(hint, hint)
        convert = conversion(given, wanted)
        if convert is None:
            found = f"takes {type_name(wanted)}, but {tail} gives {type_name(given)}"
            self.net.fault(self.node, socket, found, f"Wire {_article(type_name(wanted))} here.")
        elif isinstance(hint, TypeVar):
            self.bound.setdefault(hint, admitted(given, wanted))
        return Feed(parameter, tail, None if convert is keep else convert)


def _settings(net: Net, node: str) -> None:
    """The settings in force: the defaults, and over them the file's, each fitted to its hint."""
    kind, placed, wired = net.kinds[node], net.graph.nodes[node], net.wires[node]
    values: dict[str, Any] = {}
    for parameter in kind.settings:
        name = parameter.name
        if name in wired:
            continue
        if name in placed.params:
            values[name] = _fitted(net, node, parameter, placed.params[name])
        elif parameter.required:
            net.fault(node, name, "is not set", "Give it a value, or wire it.")
        else:
            values[name] = parameter.default
    net.settings[node] = values
    _check_strange(net, node, kind)


def _fitted(net: Net, node: str, parameter: Parameter, value: Any) -> Any:
    value, wrong = fit(parameter, value)
    if wrong:
        net.fault(node, parameter.name, *wrong)
    elif type(value) is dict and is_sweep(value):
        net.swept.setdefault(node, []).append(parameter.name)
    return value


def _check_strange(net: Net, node: str, kind: NodeType) -> None:
    """Warn of what a newer version of the node's pack may have written."""
    placed = net.graph.nodes[node]
    for name in placed.params:
        if name not in kind.named_settings:
            net.warn(node, name, "is no setting that this version knows", "It is kept and has no effect.")
    if placed.version > kind.version:
        found = f"was made with version {placed.version} of {kind.name}, known is {kind.version}"
        net.warn(node, None, found, f"Update the pack {kind.pack!r}.")


def _article(name: str) -> str:
    return f"an {name}" if name[0] in "AEIOU" else f"a {name}"
