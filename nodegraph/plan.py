"""A plan: the calls that a run will make, in order, with the slots their values travel in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from nodegraph.context import NOWHERE, Origin
from nodegraph.errors import Fault
from nodegraph.graph import Graph
from nodegraph.nodetype import NodeType


class Wire(NamedTuple):
    """A value from a slot, converted on the way where the types ask for it."""

    slot: int
    convert: Callable[[Any], Any] | None = None


class Fixed(NamedTuple):
    """A value that the plan itself holds: an unwired optional input's default."""

    value: Any


Arg = Wire | Fixed


@dataclass(slots=True)
class Op:
    """One call of a node's function, made once for all the nodes that share it. `reads` are the slots of its wires."""

    nodes: list[str]
    kind: NodeType
    names: tuple[str, ...]
    args: tuple[Arg, ...]
    settings: dict[str, Any]
    wired: dict[str, Wire]
    origin: Origin = NOWHERE
    level: int = 0
    reads: tuple[int, ...] = ()
    results: tuple[int, ...] = ()

    @property
    def node(self) -> str:
        return self.nodes[0]

    @property
    def writes(self) -> tuple[int, ...]:
        return self.results

    def given(self) -> Iterator[tuple[str, Arg]]:
        """Its inputs and wired settings, by name."""
        return chain(zip(self.names, self.args, strict=True), self.wired.items())


@dataclass(slots=True)
class Call:
    """One step of a run or of a loop's body: an op, or several that go through one forward together."""

    ops: list[Op]

    @property
    def type(self) -> str:
        return self.ops[0].kind.name

    @property
    def nodes(self) -> list[str]:
        return [node for op in self.ops for node in op.nodes]


@dataclass(slots=True)
class ZoneOp:
    """One whole loop. `entry` and the exits' results live in the run's slots, all else in the loop's own.

    `imports` leads from the run's slots to the loop's; `visit` are the slots of what each visit brings. `exits` are
    the collectors: what they are sent comes from the loop's slots, their settings and results are the run's.
    """

    entry: Op
    end: Op
    visit: tuple[int, ...]
    imports: dict[int, int]
    calls: list[Call]
    exits: list[Op]
    size: int
    level: int = 0
    results: tuple[int, ...] = ()

    @property
    def step(self) -> str:
        return self.entry.node

    @property
    def sampler(self) -> str:
        return self.end.node

    @property
    def origin(self) -> Origin:
        return self.entry.origin

    @property
    def ops(self) -> list[Op]:
        return [op for call in self.calls for op in call.ops]

    @property
    def watchers(self) -> list[Op]:
        """The output nodes in the body."""
        return [op for op in self.ops if op.kind.kind == "output"]

    def sends(self) -> Iterator[int]:
        """The loop's slots whose values leave the body each visit."""
        ends = chain(self.end.args, *(each.args for each in self.exits))
        return (arg.slot for arg in ends if isinstance(arg, Wire))

    @property
    def reads(self) -> tuple[int, ...]:
        settings = (arg.slot for each in self.exits for arg in each.wired.values())
        return (*self.entry.reads, *self.imports, *settings)

    @property
    def writes(self) -> tuple[int, ...]:
        return (*self.results, *(slot for each in self.exits for slot in each.results))


@dataclass
class Plan:
    """What a run will do. `goals` are the slots to keep to the end; `base` is where relative input paths start."""

    graph: Graph
    calls: list[Call | ZoneOp] = field(default_factory=list)
    size: int = 0
    goals: dict[str, list[int]] = field(default_factory=dict)
    warnings: list[Fault] = field(default_factory=list)
    base: Path = Path()

    @cached_property
    def free(self) -> list[tuple[int, ...]]:
        """For each call, the slots that nothing reads after it."""
        from nodegraph.schedule import liveness

        return liveness(self)

    @property
    def zones(self) -> list[ZoneOp]:
        return [each for each in self.calls if isinstance(each, ZoneOp)]

    @property
    def ops(self) -> list[Op]:
        """What runs outside of loops."""
        return [op for each in self.calls if isinstance(each, Call) for op in each.ops]

    def units(self) -> Iterator[list[Op] | list[ZoneOp]]:
        """What each call holds: its ops, or the one loop."""
        return ([each] if isinstance(each, ZoneOp) else each.ops for each in self.calls)

    def graph_text(self, origin: Origin, folder: Path | None = None) -> str:
        """The graph's file as planned, for `folder`, with the swept values of one place filled in."""
        from nodegraph.file import dumps, rebased

        graph = self.graph.copy()
        for axis, value in origin.own:
            node, _, setting = axis.rpartition(".")
            graph.nodes[node].params[setting] = value
        return dumps(rebased(graph, self.base, folder) if folder else graph)

    def describe(self) -> str:
        """The plan for a person."""
        from nodegraph.describe import describe

        return describe(self)

    def as_json(self) -> dict[str, Any]:
        """The plan for a program: what runs once, and each zone's body, one entry a call."""
        from nodegraph.describe import as_json

        return as_json(self)
