"""Where the loops of a graph are: each zone's two ends, its body, and what may not leave it."""

from dataclasses import dataclass, field
from typing import NamedTuple

import networkx as nx

from nodegraph.insides import Insides
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


class Layout(NamedTuple):
    """Nodes and zones in an order in which each can be done as a whole; `silent` are those that stand on a fault."""

    zones: list[Zone]
    units: list[str | Zone]
    silent: set[str]


def lay_out(net: Net) -> Layout:
    """Find the zones among the ordered nodes. What is wrong with them becomes faults."""
    zones = _pairs(net)
    insides = Insides(net, zones)
    insides.spread()
    return Layout(list(zones.values()), _units(net, zones, insides.after), insides.silent)


def _units(net: Net, zones: dict[str, Zone], after: dict[str, set[str]]) -> list[str | Zone]:
    """Each zone after those it waits for, and each node after the last zone that it waits for."""
    if not zones:
        return list(net.order)
    waits = nx.DiGraph()
    waits.add_nodes_from(zones)
    for step, zone in zones.items():
        waits.add_edges_from((other, step) for node in zone.members for other in after.get(node, ()) if other != step)
    try:
        order = {step: place for place, step in enumerate(nx.topological_sort(waits), 1)}
    except nx.NetworkXUnfeasible:
        circle = [tail for tail, _ in nx.find_cycle(waits)]
        net.fault(circle[0], None, f"has to wait for itself: {' -> '.join([*circle, circle[0]])}", "Part the loops.")
        return []
    ranks: list[list[str | Zone]] = [[]]
    ranks += [[zones[step]] for step in order]
    members = {node for zone in zones.values() for node in zone.members}
    for node in net.order:
        if node not in members:
            waits = after.get(node)
            ranks[max(map(order.__getitem__, waits)) if waits else 0].append(node)
    return [unit for rank in ranks for unit in rank]


def _pairs(net: Net) -> dict[str, Zone]:
    """The zones by their opening node, as far as each has one closing node of the right type."""
    zones: dict[str, Zone] = {}
    for node in net.order:
        kind = net.kinds[node]
        tail = net.wires[node].get("loop") if kind.kind == "closes" else None
        opener = net.kinds.get(tail.node) if tail else None
        if tail is None or opener is None or opener.kind != "opens":
            continue
        if opener.partner != kind.name:
            net.fault(node, "loop", f"is wired to {tail}, a {opener.label}", f"Wire a {kind.partner}'s loop here.")
        elif tail.node in zones:
            found = f"closes {tail.node}, which {zones[tail.node].sampler} closes already"
            net.fault(node, "loop", found, f"Add another {opener.label}.")
        else:
            zones[tail.node] = Zone(tail.node, node)
    _unclosed(net, zones)
    return zones


def _unclosed(net: Net, zones: dict[str, Zone]) -> None:
    """A fault for each zone without an end, unless what it is wired to, or an end without a beginning, tells it."""
    ends = [node for node in net.order if net.kinds[node].kind == "closes"]
    told = {net.wires[end]["loop"].node for end in ends if "loop" in net.wires[end]}
    loose = {net.kinds[end].partner for end in ends if "loop" not in net.wires[end]}
    for node in net.order:
        kind = net.kinds[node]
        if kind.kind == "opens" and not (node in zones or node in told or kind.name in loose):
            net.fault(node, "loop", "is not closed", f"Wire it to the loop of a {kind.partner.capitalize()}.")
