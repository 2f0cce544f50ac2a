"""Where the loops of a graph are: each zone's two ends, its body, and what may not leave it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

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


class Layout(NamedTuple):
    """Nodes and zones in an order in which each can be done as a whole; `silent` are those that stand on a fault."""

    zones: list[Zone]
    units: list[str | Zone]
    silent: set[str]


def lay_out(net: Net) -> Layout:
    """Find the zones among the ordered nodes. What is wrong with them becomes faults."""
    zones = _pairs(net)
    insides = _Insides(net, zones)
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
            ranks[max((order[step] for step in after.get(node, ())), default=0)].append(node)
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


class _Insides:
    """Walks the ordered nodes and finds the zone of each. A leak is told once; what lies behind it is left alone."""

    def __init__(self, net: Net, zones: dict[str, Zone]):
        self.net, self.zones = net, zones
        self.closing = {zone.sampler: step for step, zone in zones.items()}
        self.home: dict[str, str] = {}
        self.after: dict[str, set[str]] = {}
        self.silent = {node for node in net.order if self._is_loose_end(node)}
        collectors = (f", or put a {kind.label} between" for kind in net.graph.registry if kind.kind == "collector")
        self.or_collect = next(collectors, "")

    def spread(self) -> None:
        touched = {*self.zones, *self.silent}
        for node in self.net.order:
            is_end = self.net.kinds[node].kind in ("closes", "collector")
            if is_end or not touched.isdisjoint(self.net.sources[node]):
                touched.add(node)
                self._place(node)
        for zone in self.zones.values():
            self._check_end(zone)

    def _place(self, node: str) -> None:
        wires = {socket: tail for socket, tail in self.net.wires[node].items() if tail.node in self.net.kinds}
        if node in self.silent or any(tail.node in self.silent for tail in wires.values()):
            self.silent.add(node)
            return
        self._wait(node, wires)
        changing = {socket: home for socket, tail in wires.items() if (home := self._home_of(tail))}
        if self._has_fault(node, wires, changing):
            self.silent.add(node)
        elif changing:
            self._enter(node, next(iter(changing.values())))

    def _is_loose_end(self, node: str) -> bool:
        """An end of a loop that has no other end."""
        return {"opens": node not in self.zones, "closes": node not in self.closing}.get(
            self.net.kinds[node].kind, False
        )

    def _wait(self, node: str, wires: dict[str, End]) -> None:
        """Note the zones whose end a node waits for."""
        waits: set[str] = set()
        for tail in wires.values():
            waits |= self.after.get(tail.node, set())
            waits.update(self._ended_by(tail.node))
        if waits:
            self.after[node] = waits

    def _ended_by(self, node: str) -> Iterator[str]:
        if node in self.closing:
            yield self.closing[node]
        if self.net.kinds[node].kind == "collector" and node in self.home:
            yield self.home[node]

    def _home_of(self, tail: End) -> str | None:
        """The zone in which a wire's value changes each visit, or None."""
        if tail.node in self.zones:
            return None if tail.socket == "loop" else tail.node
        is_exit = self.net.kinds[tail.node].kind == "collector"
        return None if is_exit else self.home.get(tail.node)

    def _enter(self, node: str, home: str) -> None:
        if node in self.closing:
            return
        self.home[node] = home
        zone = self.zones[home]
        (zone.exits if self.net.kinds[node].kind == "collector" else zone.body).append(node)

    def _has_fault(self, node: str, wires: dict[str, End], changing: dict[str, str]) -> bool:
        if not changing:
            return self._is_idle_collector(node, wires)
        home = self.closing.get(node) or next(iter(changing.values()))
        return self._mixes_loops(node, wires, changing, home) or self._leaks(node, wires, changing, home)

    def _is_idle_collector(self, node: str, wires: dict[str, End]) -> bool:
        if self.net.kinds[node].kind != "collector" or not wires:
            return False
        found = "does not change from step to step"
        self.net.fault(node, next(iter(wires)), found, "Wire a value from inside a loop here.")
        return True

    def _mixes_loops(self, node: str, wires: dict[str, End], changing: dict[str, str], home: str) -> bool:
        for socket, other in changing.items():
            if other != home and self.net.kinds[node].kind != "opens":
                found = f"takes {wires[socket]}, which changes with the steps of {other}, in the loop of {home}"
                self.net.fault(node, socket, found, f"Wire {self._way_out(other)} here{self.or_collect}.")
                return True
        return False

    def _leaks(self, node: str, wires: dict[str, End], changing: dict[str, str], home: str) -> bool:
        kind = self.net.kinds[node]
        socket = next(iter(changing))
        if kind.kind == "opens":
            return self._leak(node, socket, wires, home, "but no loop stands inside another")
        if home in self.after.get(node, ()):
            return self._leak(node, socket, wires, home, "together with what that loop gives at its end")
        if kind.kind == "output" and not kind.each_visit:
            return self._leak(node, socket, wires, home, "but it runs once, after the loop")
        if kind.is_long:
            return self._leak(node, socket, wires, home, "but it runs long, outside of loops only")
        early = next((name for name in changing if kind.kind == "collector" and kind.setting(name)), None)
        return early is not None and self._leak(node, early, wires, home, "but it is read once, before the loop")

    def _leak(self, node: str, socket: str, wires: dict[str, End], home: str, why: str) -> bool:
        found = f"takes {wires[socket]}, which changes each step, {why}"
        self.net.fault(node, socket, found, f"Wire {self._way_out(home)} here{self.or_collect}.")
        return True

    def _way_out(self, home: str) -> str:
        sampler = self.zones[home].sampler
        return str(End(sampler, next((each.name for each in self.net.kinds[sampler].outputs), "out")))

    def _check_end(self, zone: Zone) -> None:
        """A closed loop without any changing value at its end would repeat the same visit."""
        tails = [tail for socket, tail in self.net.wires[zone.sampler].items() if socket != "loop"]
        if tails and zone.sampler not in self.silent and not any(self._home_of(tail) == zone.step for tail in tails):
            found = f"takes nothing that changes with {zone.step}"
            self.net.fault(zone.sampler, None, found, "Wire what it is to follow.")
