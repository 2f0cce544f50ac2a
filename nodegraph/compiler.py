"""Graph nodes to ops: sweeps unfolded, equal calls shared, facts checked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nodegraph.context import Origin
from nodegraph.errors import CheckError, Fault
from nodegraph.graph import End
from nodegraph.keys import Key, call_key, digest
from nodegraph.net import Convert, Net
from nodegraph.nodetype import NodeType, Parameter
from nodegraph.plan import Arg, Exit, Fixed, Op, Wire, ZoneOp
from nodegraph.schedule import arrange
from nodegraph.sweeps import At, Axes, Axis, Spread
from nodegraph.zones import Zone


@dataclass
class Scope:
    """A numbering of slots with what is known of each: the run's own, or one loop body's."""

    size: int = 0
    keys: dict[int, Key] = field(default_factory=dict)
    facts: dict[int, Any] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    shared: dict[Key, Op] = field(default_factory=dict)
    ops: list[Any] = field(default_factory=list)

    def new(self, key: Key, fact: Any = None, level: int = 0) -> int:
        slot = self.size
        self.size += 1
        self.keys[slot], self.facts[slot], self.levels[slot] = key, fact, level
        return slot


class Compiler:
    """Takes nodes and zones in order; keeps the ops of what runs once. Faults and warnings go to the net."""

    def __init__(self, net: Net, base: Path, skip: set[str]):
        self.net, self.base, self.skip = net, base, skip
        self.axes = Axes()
        self.table: dict[End, Spread] = {}
        self.scope = Scope()

    @property
    def ops(self) -> list[Any]:
        return self.scope.ops

    @property
    def size(self) -> int:
        return self.scope.size

    def slots_of(self, node: str) -> list[int]:
        """Every slot that a node's outputs travel in."""
        return [slot for end, spread in self.table.items() if end.node == node for slot in spread.slots.values()]

    def add(self, unit: str | Zone) -> None:
        """Compile one node or one zone, once for each place of the sweeps above it. Skips what stands on a fault."""
        members = [unit] if isinstance(unit, str) else unit.members
        if self.skip.intersection(members) or not self._ready(members):
            self.skip.update(members)
            return
        own = [axis for node in members for axis in self.axes.add(node, self.net.settings[node])]
        groups = [self._axes_of(node, members) for node in members]
        axes = self.axes.union([tuple(own), *groups])
        for place in self.axes.places(axes):
            if isinstance(unit, str):
                self._node(unit, axes, place)
            else:
                ZoneCompiler(self, unit, axes, place).compile()

    def _ready(self, members: list[str]) -> bool:
        within = set(members)
        return all(
            tail.node in within or tail in self.table for node in members for tail in self.net.wires[node].values()
        )  # fmt: skip

    def _axes_of(self, node: str, members: list[str]) -> tuple[Axis, ...]:
        """The axes above a node, less those that a gathering row takes in."""
        kind, found = self.net.kinds[node], []
        for socket, tail in self.net.wires[node].items():
            parameter = kind.parameter(socket)
            if tail in self.table and tail.node not in members and not (parameter and parameter.gathers):
                found.append(self.table[tail].axes)
        return self.axes.union(found)

    def _node(self, node: str, axes: tuple[Axis, ...], place: At) -> None:
        op = self.call(node, self.scope, place, lambda tail: Wire(self.table[tail].at(place)))
        if op is not None:
            self.publish(node, op.results, axes, place)

    def publish(self, node: str, slots: Iterable[int], axes: tuple[Axis, ...], place: At) -> None:
        """Make a call's results known to what lies downstream, as the node's outputs."""
        index = tuple(place[axis] for axis in axes)
        for output, slot in zip(self.net.kinds[node].outputs, slots, strict=True):
            self.table.setdefault(End(node, output.name), Spread(axes, {})).slots[index] = slot

    def call(self, node: str, scope: Scope, place: At, find: Any, only: Iterable[Parameter] | None = None) -> Op | None:
        """The op for a node at one place: a shared one where an equal call is there already."""
        kind = self.net.kinds[node]
        settings = self.axes.chosen(node, self.net.settings[node], place)
        names, args, items = self._args(node, kind.inputs if only is None else only, place, find)
        wired = {each.name: self._arg(node, each.name, find) for each in kind.settings if each.name in self.net.wires[node]}
        origin = Origin(self.axes.coordinates(place), tuple(items)) if place or items else Origin()
        facts = self._check(node, kind, names, args, settings, wired, scope)
        if facts is None:
            return None
        every = [*zip(names, args, strict=True), *wired.items()]
        inputs = [self._key(name, arg, scope) for name, arg in every]
        more = repr(origin) if kind.provided and (place or items) else ""
        key = call_key(kind, settings, inputs, self.base, more)
        if kind.kind == "node" and (same := scope.shared.get(key)):
            same.nodes.append(node) if node not in same.nodes else None
            return same
        level = max((scope.levels[arg.slot] for _, arg in every if isinstance(arg, Wire)), default=0)
        op = Op([node], kind, names, args, settings, wired, (), key, origin, level)
        below = level + (kind.hooks.batched is not None)
        if kind.kind in ("node", "output"):
            op.results = tuple(
                scope.new(digest(key, each.name), _fact(facts, each.name, len(kind.outputs)), below) for each in kind.outputs
            )
            scope.ops.append(op)
            if kind.kind == "node":
                scope.shared[key] = op
        return op

    def _args(self, node: str, inputs: Iterable[Parameter], place: At, find: Any) -> tuple[Any, Any, list[Any]]:
        wires = self.net.wires[node]
        names: list[str] = []
        args: list[Arg] = []
        items: list[Any] = []
        for parameter in inputs:
            if parameter.growing:
                for socket in self.net.row(node, parameter.name):
                    for arg, origin in self._row(node, socket, parameter, place, find):
                        names.append(f"{parameter.name}[{len(items)}]")
                        args.append(arg)
                        items.append(origin)
            else:
                names.append(parameter.name)
                wired = parameter.name in wires
                args.append(self._arg(node, parameter.name, find) if wired else Fixed(parameter.default))
        return tuple(names), tuple(args), items if any(items) else []

    def _row(self, node: str, socket: str, parameter: Parameter, place: At, find: Any) -> Iterator[tuple[Arg, Any]]:
        """One socket of a growing row: one value, or on a gathering row all values of the sweeps above it."""
        tail = self.net.wires[node][socket]
        spread = self.table.get(tail)
        if not parameter.gathers or spread is None:
            yield self._arg(node, socket, find), ()
            return
        open_axes = tuple(axis for axis in spread.axes if axis not in place)
        for each in self.axes.places(open_axes):
            slot = spread.at(place | each)
            yield Wire(slot, self.net.converts.get((node, socket))), self.axes.coordinates(each)

    def _arg(self, node: str, socket: str, find: Any) -> Arg:
        wire: Wire = find(self.net.wires[node][socket])
        convert: Convert | None = self.net.converts.get((node, socket))
        return Wire(wire.slot, convert)

    def _key(self, name: str, arg: Arg, scope: Scope) -> Key:
        if isinstance(arg, Fixed):
            return f"{name}={arg.value!r}".encode()
        return name.encode() + b"\0" + scope.keys[arg.slot] + (b"converted" if arg.convert else b"")

    def _check(self, node, kind: NodeType, names, args, settings, wired, scope: Scope) -> Any:  # type: ignore[no-untyped-def]
        """What is known of the outputs, or None (with a fault) where the node's check refuses."""
        hooks = kind.hooks
        if hooks.warn and kind.kind in ("node", "output"):
            self.warn(node, kind, settings, frozenset([*self.net.wires[node]]))
        if hooks.check is None or kind.kind == "closes":
            return {}
        facts: dict[str, Any] = {}
        for name, arg in (*zip(names, args, strict=True), *wired.items()):
            fact = scope.facts.get(arg.slot) if isinstance(arg, Wire) else None
            row, bracket, _ = name.partition("[")
            if bracket:
                facts.setdefault(row, []).append(fact)
            elif isinstance(arg, Wire):
                facts[name] = fact
        return self.facts(node, kind, facts, settings)

    def facts(self, node: str, kind: NodeType, facts: Mapping[str, Any], settings: Mapping[str, Any]) -> Any:
        assert kind.hooks.check is not None
        try:
            return kind.hooks.check(facts, settings) or {}
        except CheckError as error:
            self._fault(Fault(node, error.socket, error.found, error.todo))
        except Exception as error:  # a hook is a pack's code: its own mistake must not hide the other faults
            self._fault(Fault(node, None, f"its check failed ({type(error).__name__}: {error})", "Tell the pack's author."))
        return None

    def _fault(self, fault: Fault) -> None:
        self.skip.add(fault.node or "")
        if fault not in self.net.faults:
            self.net.faults.append(fault)

    def warn(self, node: str, kind: NodeType, settings: Mapping[str, Any], wired: frozenset[str]) -> None:
        text = kind.hooks.warn(settings, wired) if kind.hooks.warn else None
        if text and (warning := Fault(node, None, text)) not in self.net.warnings:
            self.net.warnings.append(warning)


def _fact(facts: Any, name: str, outputs: int) -> Any:
    if isinstance(facts, dict):
        return facts.get(name)
    return facts if outputs == 1 else None


class ZoneCompiler:
    """Compiles one zone at one place: the entry in the run's scope, the body in a scope of its own."""

    def __init__(self, outer: Compiler, zone: Zone, axes: tuple[Axis, ...], place: At):
        self.outer, self.zone, self.axes, self.place = outer, zone, axes, place
        self.net = outer.net
        self.scope = Scope()
        self.local: dict[End, int] = {}
        self.imports: dict[Wire, int] = {}

    def compile(self) -> None:
        entry = self.outer.call(self.zone.step, self.outer.scope, self.place, self._outside)
        if entry is None:
            return
        visit = self._open(entry)
        for node in self.zone.body:
            op = self.outer.call(node, self.scope, self.place, self._find)
            if op is None:
                return
            for output, slot in zip(op.kind.outputs, op.results, strict=True):
                self.local[End(node, output.name)] = slot
        self._close(entry, visit)

    def _outside(self, tail: End) -> Wire:
        return Wire(self.outer.table[tail].at(self.place))

    def _open(self, entry: Op) -> tuple[int, ...]:
        """Slots for what the zone yields each visit, keyed by name alone: the body is the same for any entry."""
        kind = self.net.kinds[self.zone.step]
        facts = self._entry_facts(entry)
        self._warn(entry)
        slots = []
        for output in kind.outputs[1:]:
            slot = self.scope.new(digest("visit", kind.name, output.name), facts.get(output.name))
            self.local[End(self.zone.step, output.name)] = slot
            slots.append(slot)
        self.end_fact = facts.get("out", facts.get(kind.outputs[1].name) if len(kind.outputs) > 1 else None)
        return tuple(slots)

    def _entry_facts(self, entry: Op) -> dict[str, Any]:
        if entry.kind.hooks.check is None:
            return {}
        known = self.outer.scope.facts
        wires = {name: known.get(arg.slot) for name, arg in zip(entry.names, entry.args, strict=True) if isinstance(arg, Wire)}
        found = self.outer.facts(self.zone.step, entry.kind, wires, entry.settings)
        return found if isinstance(found, dict) else {}

    def _warn(self, entry: Op) -> None:
        both = frozenset([*self.net.wires[self.zone.step], *self.net.wires[self.zone.sampler]])
        self.outer.warn(self.zone.sampler, self.net.kinds[self.zone.step], entry.settings, both)

    def _find(self, tail: End) -> Wire:
        """A body node's input: local, or imported from outside once for the whole loop."""
        if tail in self.local:
            return Wire(self.local[tail])
        return Wire(self._import(self._outside(tail)))

    def _import(self, arg: Wire) -> int:
        found = self.imports.get(arg)
        if found is None:
            outer = self.outer.scope
            found = self.imports[arg] = self.scope.new(outer.keys[arg.slot], outer.facts[arg.slot])
        return found

    def _close(self, entry: Op, visit: tuple[int, ...]) -> None:
        closes = self.net.kinds[self.zone.sampler]
        end = self.outer.call(self.zone.sampler, self.scope, self.place, self._find, closes.inputs[1:])
        exits = [self.outer.call(node, self.scope, self.place, self._find) for node in self.zone.exits]
        if end is None or None in exits:
            return
        key = digest(entry.key, end.key)
        level = max([entry.level, *(self.outer.scope.levels[arg.slot] for arg in self.imports)])
        for op in self.scope.ops:
            if op.kind.kind == "output":
                op.key = digest(key, op.key)
        self.outer.scope.ops.append(
            ZoneOp(
                step=self.zone.step, sampler=self.zone.sampler, entry=entry, visit=visit, closes=closes, key=key,
                level=level, imports=list(self.imports.items()), calls=arrange(self.scope.ops), send=end.args,
                exits=[self._exit(op, key, level) for op in exits if op], size=self.scope.size,
                results=self._publish(self.zone.sampler, key, level, self.end_fact),
            )
        )  # fmt: skip

    def _publish(self, node: str, key: Key, level: int, fact: Any = None) -> tuple[int, ...]:
        outputs = self.net.kinds[node].outputs
        slots = tuple(self.outer.scope.new(digest(key, each.name), fact, level) for each in outputs)
        self.outer.publish(node, slots, self.axes, self.place)
        return slots

    def _exit(self, op: Op, key: Key, level: int) -> Exit:
        op.key = digest(key, op.key)
        op.wired = {name: self._back(arg) for name, arg in op.wired.items()}
        op.results = self._publish(op.node, op.key, level)
        return Exit(op, op.args)

    def _back(self, arg: Arg) -> Arg:
        """A collector's wired setting is read once, before the loop, so in the run's own slots."""
        if isinstance(arg, Fixed):
            return arg
        return next(Wire(outer.slot, arg.convert) for outer, local in self.imports.items() if local == arg.slot)
