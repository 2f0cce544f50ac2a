"""The order of the nodes, the types on their wires, the settings in force; what does not fit becomes a fault."""

from typing import Any, TypeVar

import networkx as nx

from nodegraph.net import Feed, Net
from nodegraph.nodetype import Parameter
from nodegraph.sockets import admitted, conversion, keep, type_name
from nodegraph.values import fit, is_sweep
from nodegraph.wiring import sockets_of

Types = dict[str, dict[str, Any]]


def settle(net: Net, nodes: list[str]) -> bool:
    """Order the nodes, settle their types and check their wires and settings. False if there is a cycle."""
    acyclic = _order(net, nodes)
    types: Types = {}
    for node in net.order:
        _settle_node(net, node, types)
        _settings(net, node)
    return acyclic


def _order(net: Net, nodes: list[str]) -> bool:
    wires = nx.DiGraph()
    wires.add_nodes_from(nodes)
    wires.add_edges_from((source, node) for node in nodes for source in net.sources(node) if source in net.kinds)
    try:
        net.order = list(nx.topological_sort(wires))
        return True
    except nx.NetworkXUnfeasible:
        net.order = nodes
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


def _settle_node(net: Net, node: str, types: Types) -> None:
    kind, wired = net.kinds[node], net.wires[node]
    bound: dict[Any, Any] = {}
    feeds: list[Feed] = []
    net.feeds[node] = feeds
    for parameter in kind.inputs:
        sockets = sockets_of(parameter, wired)
        feeds += [_feed(net, node, socket, parameter, types, bound) for socket in sockets]
        if not sockets:
            feeds += _unwired(net, node, parameter)
    for parameter in kind.settings:
        if parameter.name in wired:
            net.driven.setdefault(node, []).append(_feed(net, node, parameter.name, parameter, types, bound))
    hints = kind.output_hints
    types[node] = {name: bound.get(hint, hint) for name, hint in hints.items()} if bound else hints


def _unwired(net: Net, node: str, parameter: Parameter) -> list[Feed]:
    """An optional input's default; nothing, and a fault, for one that has to be wired."""
    if not parameter.growing and not parameter.required:
        return [Feed(parameter)]
    if parameter.growing:
        net.fault(node, parameter.name, "has no wire", f"Wire at least one {type_name(parameter.hint)} here.")
    else:
        net.fault(node, parameter.name, "is not set", f"Wire {_article(type_name(parameter.hint))} here.")
    return []


def _feed(net: Net, node: str, socket: str, parameter: Parameter, types: Types, bound: dict[Any, Any]) -> Feed:
    tail = net.wires[node][socket]
    given = types[tail.node].get(tail.socket, Any) if tail.node in types else Any
    wanted = bound.get(parameter.hint, parameter.hint)
    convert = conversion(given, wanted)
    if convert is None:
        found = f"takes {type_name(wanted)}, but {tail} gives {type_name(given)}"
        net.fault(node, socket, found, f"Wire {_article(type_name(wanted))} here.")
    elif isinstance(parameter.hint, TypeVar):
        bound.setdefault(parameter.hint, admitted(given, wanted))
    return Feed(parameter, tail, None if convert is keep else convert)


def _settings(net: Net, node: str) -> None:
    """The settings in force: the defaults, and over them the file's, each fitted to its hint."""
    kind, params, wired = net.kinds[node], net.graph.nodes[node].params, net.wires[node]
    values: dict[str, Any] = {}
    net.settings[node] = values
    for parameter in kind.settings:
        name = parameter.name
        if name in wired:
            continue
        if name in params:
            values[name], wrong = fit(parameter, params[name])
            if wrong:
                net.fault(node, name, *wrong)
            elif is_sweep(values[name]):
                net.swept.setdefault(node, []).append(name)
        elif parameter.required:
            net.fault(node, name, "is not set", "Give it a value, or wire it.")
        else:
            values[name] = parameter.default
    for name in params:
        if name not in values and kind.setting(name) is None:
            net.warn(node, name, "is no setting that this version knows", "It is kept and has no effect.")
    if net.graph.nodes[node].version > kind.version:
        found = f"was made with version {net.graph.nodes[node].version} of {kind.name}, known is {kind.version}"
        net.warn(node, None, found, f"Update the pack {kind.pack!r}.")


def _article(name: str) -> str:
    return f"an {name}" if name[0] in "AEIOU" else f"a {name}"
