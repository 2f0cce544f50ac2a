"""A graph as a program: which nodes run, in which order, in which loops over swept settings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nodegraph.errors import UsageError
from nodegraph.graph import End, Graph
from nodegraph.net import Net, build, needed
from nodegraph.planner import make_plan
from nodegraph.settle import settle
from nodegraph.sweeps import Axes, Axis
from nodegraph.zones import Zone, lay_out

Unit = str | Zone
SHOWN_ONLY = "preview"


@dataclass
class Block:
    """Nodes and loops that run together, once for each value of the swept settings `axes`."""

    axes: tuple[Axis, ...]
    units: list[Unit] = field(default_factory=list)


@dataclass
class Program:
    """What a script does. Of each node: the sweeps that it is run for, and the block it stands in."""

    net: Net
    axes: Axes
    blocks: list[Block] = field(default_factory=list)
    spread: dict[str, tuple[Axis, ...]] = field(default_factory=dict)
    home: dict[str, int] = field(default_factory=dict)

    @property
    def zones(self) -> Iterator[Zone]:
        return (unit for block in self.blocks for unit in block.units if isinstance(unit, Zone))

    def kept(self, block: int) -> list[str]:
        """The nodes of a swept block whose values are read outside of it."""
        found = [node for node, home in self.home.items() if home == block and self.spread[node]]
        readers = [(tail.node, self.home[node]) for node in self.home for tail in self.net.wires[node].values()]
        return [node for node in found if any(source == node and home != block for source, home in readers)]


def read(graph: Graph, base: Path) -> Program:
    """The program of a graph. Raises PlanError for one that cannot run, UsageError for one that writes nothing."""
    make_plan(graph, base=base)
    net = build(graph)
    goals = [node for node, kind in net.kinds.items() if kind.kind == "output" and kind.name != SHOWN_ONLY]
    if not goals:
        raise UsageError("the graph writes no file, so a script of it would make nothing. Add a Save Image.")
    reached = needed(net, goals)
    settle(net, [node for node in net.kinds if node in reached])
    program = Program(net, Axes())
    units = lay_out(net).units
    for unit in units:
        program.spread.update(dict.fromkeys(members(unit), _axes_of(program, unit)))
    _arrange(program, units)
    return program


def members(unit: Unit) -> list[str]:
    return [unit] if isinstance(unit, str) else unit.members


def _axes_of(program: Program, unit: Unit) -> tuple[Axis, ...]:
    """The sweeps of a unit's nodes and of what lies above them, less those that a gathering row takes in."""
    net = program.net
    swept = [(node, name) for node in members(unit) for name in net.swept.get(node, ())]
    own = [program.axes.add(node, name, net.settings[node][name]["each"]) for node, name in swept]
    above = [program.spread.get(tail.node, ()) for node in members(unit) for tail in _followed(net, node)]
    return program.axes.union([own, *above])


def _followed(net: Net, node: str) -> Iterator[End]:
    """The sources of a node's wires, less those of gathering rows."""
    for socket, tail in net.wires[node].items():
        parameter = net.kinds[node].parameter(socket)
        if not (parameter and parameter.gathers):
            yield tail


def _arrange(program: Program, units: list[Unit]) -> None:
    """Put the units into blocks: what is not swept as early as it can be, what is swept alike side by side."""
    waiting, done = list(units), set[str]()
    while waiting:
        ready = [unit for unit in waiting if _needs(program.net, unit) <= done]
        unit = min(ready, key=lambda unit: _rank(program, unit))
        axes = program.spread[members(unit)[0]]
        if not program.blocks or program.blocks[-1].axes != axes:
            program.blocks.append(Block(axes))
        program.blocks[-1].units.append(unit)
        program.home.update(dict.fromkeys(members(unit), len(program.blocks) - 1))
        done.update(members(unit))
        waiting.remove(unit)


def _rank(program: Program, unit: Unit) -> int:
    axes = program.spread[members(unit)[0]]
    here = bool(program.blocks) and program.blocks[-1].axes == axes
    return 0 if here else 2 if axes else 1


def _needs(net: Net, unit: Unit) -> set[str]:
    return {source for node in members(unit) for source in net.sources[node]} - set(members(unit))
