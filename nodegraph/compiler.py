"""Nodes and zones to ops: sweeps unfolded, equal calls shared, facts checked."""

from collections.abc import Iterator

from nodegraph.calls import Calls, Refused, Site
from nodegraph.graph import End
from nodegraph.net import Net
from nodegraph.scope import Scope
from nodegraph.sweeps import At, Axes, Axis, Spread
from nodegraph.zonecompiler import ZoneCompiler
from nodegraph.zones import Zone

_ONCE: tuple[At, ...] = ({},)


class Compiler:
    """Takes nodes and zones in order; keeps the ops of what runs once. Faults and warnings go to the net."""

    def __init__(self, net: Net, silent: set[str]):
        self.net = net
        self.axes = Axes()
        self.table: dict[str, Spread] = {}
        self.scope = Scope()
        self.site = Site(self.scope, {}, self.find)
        self.calls = Calls(net, self.axes, self.table)
        self.skip = silent | {fault.node for fault in net.faults if fault.node}

    def slots_of(self, node: str) -> list[int]:
        """Every slot that a node's outputs travel in."""
        return [slot for slots in self.table[node].slots.values() for slot in slots]

    def add(self, unit: str | Zone) -> None:
        """Compile one node or one zone, once for each place of the sweeps above it. Skips what stands on a fault."""
        members = [unit] if isinstance(unit, str) else unit.members
        if self.skip and any(self._is_faulty(node) for node in members):
            self.skip.update(members)
            return
        axes = self._axes(members) if self.net.swept else ()
        for place in self.axes.places(axes) if axes else _ONCE:
            try:
                self._compile(unit, axes, place)
            except Refused:
                self.skip.update(members)

    def _is_faulty(self, node: str) -> bool:
        return node in self.skip or not self.skip.isdisjoint(self.net.sources[node])

    def publish(self, node: str, slots: tuple[int, ...], axes: tuple[Axis, ...], place: At) -> None:
        """Make a call's results known to what lies downstream, as the node's outputs."""
        if node not in self.table:
            self.table[node] = Spread(axes, self.net.kinds[node].output_places)
        self.table[node].slots[tuple(place.values())] = slots

    def find(self, tail: End, place: At) -> int:
        """The slot of a value outside of loops."""
        return self.table[tail.node].at(place, tail.socket)

    def _compile(self, unit: str | Zone, axes: tuple[Axis, ...], place: At) -> None:
        if isinstance(unit, str):
            op = self.calls.add(unit, self.site._replace(place=place) if place else self.site)
            self.publish(unit, op.results, axes, place)
        else:
            ZoneCompiler(self, unit, axes, place).compile()

    def _axes(self, members: list[str]) -> tuple[Axis, ...]:
        """The sweeps of some nodes and of what lies above them."""
        settings = self.net.settings
        swept = [(node, name) for node in members for name in self.net.swept.get(node, ())]
        own = [self.axes.add(node, name, settings[node][name]["each"]) for node, name in swept]
        return self.axes.union([own, *(axes for node in members for axes in self._above(node))])

    def _above(self, node: str) -> Iterator[tuple[Axis, ...]]:
        """The axes of a node's inputs, less those that a gathering row takes in."""
        kind = self.net.kinds[node]
        for socket, tail in self.net.wires[node].items():
            spread, parameter = self.table.get(tail.node), kind.parameter(socket)
            if spread and not (parameter and parameter.gathers):
                yield spread.axes
