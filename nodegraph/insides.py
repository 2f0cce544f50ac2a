"""What stands inside which loop, and which values leave a loop where they must not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from nodegraph.graph import End
from nodegraph.net import Net
from nodegraph.nodetype import NodeType

if TYPE_CHECKING:
    from nodegraph.zones import Zone


class _Arrival(NamedTuple):
    """A node as the walk comes to it: its wires, and for those that change with each visit, the loop they come from."""

    node: str
    kind: NodeType
    wires: dict[str, End]
    changing: dict[str, str]


class Insides:
    """Walks the ordered nodes and finds the zone of each. A leak is told once; what lies behind it is left alone."""

    def __init__(self, net: Net, zones: "dict[str, Zone]"):
        self.net, self.zones = net, zones
        self.missing = net.graph.nodes.keys() - net.kinds.keys()
        self.closing = {zone.sampler: step for step, zone in zones.items()}
        self.home: dict[str, str] = {}
        self.after: dict[str, set[str]] = {}
        self.silent = {node for node in net.order if self._is_loose_end(node) or self._is_cut_off(node)}
        collectors = (f", or put a {kind.label} between" for kind in net.graph.registry if kind.kind == "collector")
        self.or_collect = next(collectors, "")

    def spread(self) -> None:
        touched = {*self.zones, *self.silent}
        for node in self.net.order:
            is_end = self.net.kinds[node].kind in ("closes", "collector")
            if is_end or not touched.isdisjoint(self.net.sources[node]):
                touched.add(node)
                self._arrive(node)
        for zone in self.zones.values():
            self._check_end(zone)

    def _is_loose_end(self, node: str) -> bool:
        """An end of a loop that has no other end."""
        kind = self.net.kinds[node].kind
        return (kind == "opens" and node not in self.zones) or (kind == "closes" and node not in self.closing)

    def _is_cut_off(self, node: str) -> bool:
        """Behind a node of a missing type nobody knows what changes."""
        return not self.missing.isdisjoint(self.net.sources[node])

    def _arrive(self, node: str) -> None:
        wires = self.net.wires[node]
        if node in self.silent or any(tail.node in self.silent for tail in wires.values()):
            self.silent.add(node)
            return
        self._wait(node, wires)
        changing = {socket: home for socket, tail in wires.items() if (home := self._home_of(tail))}
        arrival = _Arrival(node, self.net.kinds[node], wires, changing)
        if self._is_faulty(arrival):
            self.silent.add(node)
        elif changing and node not in self.closing:
            self._enter(arrival)

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

    def _enter(self, arrival: _Arrival) -> None:
        home = self.home[arrival.node] = next(iter(arrival.changing.values()))
        zone = self.zones[home]
        (zone.exits if arrival.kind.kind == "collector" else zone.body).append(arrival.node)

    def _is_faulty(self, arrival: _Arrival) -> bool:
        if not arrival.changing:
            return self._is_idle_collector(arrival)
        home = self.closing.get(arrival.node) or next(iter(arrival.changing.values()))
        return self._mixes_loops(arrival, home) or self._leaks(arrival, home)

    def _is_idle_collector(self, arrival: _Arrival) -> bool:
        if arrival.kind.kind != "collector" or not arrival.wires:
            return False
        found = "does not change from step to step"
        self.net.fault(arrival.node, next(iter(arrival.wires)), found, "Wire a value from inside a loop here.")
        return True

    def _mixes_loops(self, arrival: _Arrival, home: str) -> bool:
        others = ((socket, other) for socket, other in arrival.changing.items() if other != home)
        socket, other = next(others, ("", ""))
        if not other or arrival.kind.kind == "opens":
            return False
        found = f"takes {arrival.wires[socket]}, which changes with the steps of {other}, in the loop of {home}"
        self.net.fault(arrival.node, socket, found, self._way_out(other))
        return True

    def _leaks(self, arrival: _Arrival, home: str) -> bool:
        """Tell of a value that changes each step where it cannot be taken."""
        why, socket = self._objection(arrival, home), next(iter(arrival.changing))
        if arrival.kind.kind == "collector" and not why:
            socket = next((name for name in arrival.changing if arrival.kind.setting(name)), "")
            why = "but it is read once, before the loop" if socket else ""
        if why:
            found = f"takes {arrival.wires[socket]}, which changes each step, {why}"
            self.net.fault(arrival.node, socket, found, self._way_out(home))
        return bool(why)

    def _objection(self, arrival: _Arrival, home: str) -> str:
        kind = arrival.kind
        if kind.kind == "opens":
            return "but no loop stands inside another"
        if home in self.after.get(arrival.node, ()):
            return "together with what that loop gives at its end"
        if kind.kind == "output" and not kind.each_visit:
            return "but it runs once, after the loop"
        return "but it runs long, outside of loops only" if kind.is_long else ""

    def _way_out(self, home: str) -> str:
        sampler = self.zones[home].sampler
        result = next((each.name for each in self.net.kinds[sampler].outputs), "out")
        return f"Wire {End(sampler, result)} here{self.or_collect}."

    def _check_end(self, zone: "Zone") -> None:
        """A closed loop without any changing value at its end would repeat the same visit."""
        if zone.sampler in self.silent or any(fault.node == zone.sampler for fault in self.net.faults):
            return
        tails = [tail for socket, tail in self.net.wires[zone.sampler].items() if socket != "loop"]
        if tails and not any(self._home_of(tail) == zone.step for tail in tails):
            found = f"takes nothing that changes with {zone.step}"
            self.net.fault(zone.sampler, None, found, "Wire what it is to follow.")
