"""One zone to one ZoneOp: the entry in the run's scope, the body in a scope of its own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nodegraph.calls import Refused, Site
from nodegraph.graph import End
from nodegraph.plan import Call, Op, Wire, ZoneOp
from nodegraph.schedule import arrange
from nodegraph.scope import Scope
from nodegraph.sweeps import At, Axis
from nodegraph.zones import Zone

if TYPE_CHECKING:
    from nodegraph.compiler import Compiler


class ZoneCompiler:
    """Compiles one zone at one place of the sweeps."""

    def __init__(self, outer: "Compiler", zone: Zone, axes: tuple[Axis, ...], place: At):
        self.outer, self.zone, self.axes, self.place = outer, zone, axes, place
        self.net, self.calls = outer.net, outer.calls
        self.scope = Scope()
        self.local: dict[End, int] = {}
        self.imports: dict[int, int] = {}
        self.site = Site(self.scope, place, self._find)

    def compile(self) -> None:
        """Add the zone to the run's ops. Raises Refused once all of its faults are told."""
        entry = self._entry()
        facts = self._entry_facts(entry)
        visit = self._open(entry, facts)
        for node in self.zone.body:
            self._add(node)
        if not self.outer.skip.isdisjoint(self.zone.members):
            raise Refused
        self._close(entry, visit, facts)

    def _entry(self) -> Op:
        site = self.outer.site._replace(place=self.place)
        return self.calls.make(self.zone.step, site, self.net.feeds[self.zone.step])

    def _entry_facts(self, entry: Op) -> Mapping[str, Any]:
        """What is known of each visit's values; nothing where the zone's check refuses, so that the body is checked."""
        known = entry.settings | self.outer.scope.known(entry)
        wired = frozenset([*self.net.wires[self.zone.step], *self.net.wires[self.zone.sampler]])
        try:
            self.calls.warn(self.zone.sampler, entry.kind, known, wired)
            facts = self.calls.check(entry, self.outer.scope)
        except Refused:
            self.outer.skip.add(self.zone.step)
            return {}
        return facts if isinstance(facts, Mapping) else {}

    def _open(self, entry: Op, facts: Mapping[str, Any]) -> tuple[int, ...]:
        """Slots for what the zone yields each visit."""
        outputs = entry.kind.outputs[1:]
        slots = tuple(self.scope.new(facts.get(each.name)) for each in outputs)
        self.local = {End(entry.node, each.name): slot for each, slot in zip(outputs, slots, strict=True)}
        return slots

    def _add(self, node: str) -> None:
        if any(source in self.outer.skip for source in self.net.sources[node] if source != self.zone.step):
            self.outer.skip.add(node)
            return
        try:
            op = self.calls.add(node, self.site)
        except Refused:
            self.outer.skip.add(node)
            return
        self.local.update({End(node, each.name): s for each, s in zip(op.kind.outputs, op.results, strict=True)})

    def _find(self, tail: End, place: At) -> int:
        """A body node's input: local, or imported from outside once for the whole loop."""
        if tail in self.local:
            return self.local[tail]
        outside = self.outer.find(tail, place)
        if outside not in self.imports:
            self.imports[outside] = self.scope.new(self.outer.scope.facts[outside])
        return self.imports[outside]

    def _close(self, entry: Op, visit: tuple[int, ...], facts: Mapping[str, Any]) -> None:
        end = self.calls.make(self.zone.sampler, self.site, self.net.feeds[self.zone.sampler][1:])
        exits = [self.calls.make(node, self.site, self.net.feeds[node]) for node in self.zone.exits]
        kept = [self.calls.check(op, self.scope) for op in exits]
        for op in exits:
            op.wired = {name: self._outside(arg) for name, arg in op.wired.items()}
        calls = [each for each in arrange(self.scope.ops) if isinstance(each, Call)]
        made = ZoneOp(entry, end, visit, self.imports, calls, exits, self.scope.size)
        made.level = self.outer.scope.level_of(made.reads)
        self._publish(self.zone.sampler, made, facts, made.level)
        for op, known in zip(exits, kept, strict=True):
            self._publish(op.node, op, known, made.level)
        self.outer.scope.ops.append(made)

    def _publish(self, node: str, op: Op | ZoneOp, facts: Any, level: int) -> None:
        self.outer.scope.fill(op, self.net.kinds[node].output_hints, facts, level)
        self.outer.publish(node, op.results, self.axes, self.place)

    def _outside(self, arg: Wire) -> Wire:
        """A collector's wired setting is read once, before the loop, so from the run's own slots."""
        return arg._replace(slot=next(slot for slot, local in self.imports.items() if local == arg.slot))
