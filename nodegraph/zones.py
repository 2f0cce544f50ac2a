"""Where the loops of a graph are: each zone's two ends, its body, and what may not leave it."""

from dataclasses import dataclass, field

import networkx as nx

from nodegraph.graph import End
from nodegraph.net import Net


@dataclass
class Zone:
    """One loop. `body` holds what changes with each visit, in order; `exits` are its collectors."""

    step: str
    sampler: str
    body: list[str] = field(default_factory=list)
    exits: list[str] = field(default_factory=list)

    @property
    def members(self) -> list[str]:
        return [self.step, *self.body, *self.exits, self.sampler]


def find_zones(net: Net) -> list[Zone]:
    """The zones among the ordered nodes. What is wrong with them becomes faults."""
    zones = _pairs(net)
    inside = _spread(net, zones)
    _check_entries(net, zones, inside)
    return list(zones.values())


def units(net: Net, zones: list[Zone]) -> list[str | Zone]:
    """Nodes and zones in an order in which each can be done as a whole."""
    if not zones:
        return list(net.order)
    home = {node: zone for zone in zones for node in zone.members}
    name = {node: home[node].step if node in home else node for node in net.order}
    wires = nx.DiGraph()
    wires.add_nodes_from(dict.fromkeys(name[node] for node in net.order))
    wires.add_edges_from(
        (name[source], name[node]) for node in net.order for source in net.sources(node)
        if source in name and name[source] != name[node]
    )  # fmt: skip
    try:
        ordered = list(nx.topological_sort(wires))
    except nx.NetworkXUnfeasible:
        circle = [tail for tail, _ in nx.find_cycle(wires)]
        net.fault(circle[0], None, f"has to wait for itself: {' -> '.join([*circle, circle[0]])}", "Part the loops.")
        return []
    return [home.get(node, node) for node in ordered]


def _pairs(net: Net) -> dict[str, Zone]:
    zones: dict[str, Zone] = {}
    for node in net.order:
        kind = net.kinds[node]
        tail = net.wires[node].get("loop") if kind.kind == "closes" else None
        if tail is None or tail.node not in net.kinds:
            continue
        opener = net.kinds[tail.node]
        if opener.kind != "opens" or opener.partner != kind.name:
            net.fault(node, "loop", f"is wired to {tail}, a {opener.label}", f"Wire a {kind.partner}'s loop here.")
        elif tail.node in zones:
            net.fault(node, "loop", f"closes {tail.node}, which {zones[tail.node].sampler} closes already", "Add another Step.")
        else:
            zones[tail.node] = Zone(tail.node, node)
    for node in net.order:
        kind = net.kinds[node]
        if kind.kind == "opens" and node not in zones and not any(fault.node == node for fault in net.faults):
            net.fault(node, "loop", "is not closed", f"Wire it to the loop of a {kind.partner.capitalize()}.")
    return zones


def _spread(net: Net, zones: dict[str, Zone]) -> dict[str, str]:
    """Which zone each per-step node is in. A leak is told once; what lies behind it is left alone."""
    inside: dict[str, str] = {}
    after: dict[str, set[str]] = {}
    quiet: set[str] = set()
    closers = {zone.sampler: step for step, zone in zones.items()}
    for node in net.order:
        kind = net.kinds[node]
        wires = net.wires[node]
        tails = {socket: tail for socket, tail in wires.items() if tail.node in net.kinds}
        after[node] = set().union(*(after.get(tail.node, ()) for tail in tails.values()))
        within = {socket: home for socket, tail in tails.items() if (home := _home(tail, inside, zones))}
        if any(tail.node in quiet for tail in tails.values()):
            quiet.add(node)
            continue
        if not _settle_home(net, zones, node, tails, within, after[node], closers, inside):
            quiet.add(node)
        if node in closers:
            after[node].add(closers[node])
        if kind.kind == "collector":
            after[node] |= set(within.values())
    return inside


def _home(tail: End, inside: dict[str, str], zones: dict[str, Zone]) -> str | None:
    """The zone in which a wire's value changes each visit, or None."""
    if tail.node in zones:
        return tail.node if tail.socket != "loop" else None
    return inside.get(tail.node)


def _settle_home(net, zones, node, tails, within, after, closers, inside) -> bool:  # type: ignore[no-untyped-def]
    kind = net.kinds[node]
    homes = set(within.values())
    socket = next(iter(within), None)
    if kind.kind == "collector" and not homes and tails:
        net.fault(node, next(iter(tails)), "does not change from step to step", "Wire a value from inside a loop here.")
        return False
    if not homes:
        return True
    home = closers.get(node) or within[socket]
    other = next((each for each in within if within[each] != home), None)
    if other or (home in after and kind.kind != "opens"):
        return _refuse_mix(net, node, within, tails, home, other)
    if kind.kind == "opens":
        return _leak(net, node, socket, tails, "No loop stands inside another")
    if kind.kind == "output" and not kind.each_visit:
        return _leak(net, node, socket, tails, "it runs once, after the loop")
    if kind.kind == "collector":
        zones[home].exits.append(node)
    elif node not in closers:
        inside[node] = home
        zones[home].body.append(node)
    return True


def _leak(net: Net, node: str, socket: str, tails: dict[str, End], why: str) -> bool:
    found = f"takes {tails[socket]}, which changes each step, but {why}"
    net.fault(node, socket, found, "Wire the Sampler's out here, or put a Collect between.")
    return False


def _refuse_mix(net, node, within, tails, home, other) -> bool:  # type: ignore[no-untyped-def]
    if other:
        found = f"takes {tails[other]}, which changes with the steps of {within[other]}, in the loop of {home}"
        net.fault(node, other, found, "Wire that loop's Sampler here, or put a Collect between.")
        return False
    socket = next(iter(within))
    found = f"takes {tails[socket]}, which changes each step, together with what that loop gives at its end"
    net.fault(node, socket, found, "Put a Collect between, or wire the Sampler's out instead.")
    return False


def _check_entries(net: Net, zones: dict[str, Zone], inside: dict[str, str]) -> None:
    """A closed loop without any per-step value at its Sampler would repeat the same visit."""
    for zone in zones.values():
        tails = [tail for socket, tail in net.wires[zone.sampler].items() if socket != "loop"]
        if tails and not any(_home(tail, inside, zones) == zone.step for tail in tails):
            net.fault(zone.sampler, None, f"takes nothing that changes with {zone.step}", "Wire what it is to follow.")
