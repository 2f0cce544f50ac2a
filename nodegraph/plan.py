"""A plan: the calls that a run will make, in order, with the slots their values travel in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nodegraph.context import Origin
from nodegraph.errors import Fault
from nodegraph.graph import Graph
from nodegraph.keys import Key
from nodegraph.nodetype import NodeType


class Wire(NamedTuple):
    """A value from a slot, converted on the way where the types ask for it."""

    slot: int
    convert: Callable[[Any], Any] | None = None


class Fixed(NamedTuple):
    """A value that the plan itself holds: an unwired optional input's default."""

    value: Any


Arg = Wire | Fixed


@dataclass
class Op:
    """One call of a node's function, made once for all the nodes that share it."""

    nodes: list[str]
    kind: NodeType
    names: tuple[str, ...]
    args: tuple[Arg, ...]
    settings: dict[str, Any]
    wired: dict[str, Arg]
    results: tuple[int, ...]
    key: Key
    origin: Origin = Origin()
    level: int = 0

    @property
    def node(self) -> str:
        return self.nodes[0]

    def reads(self) -> Iterator[int]:
        """The slots it takes values from."""
        return (each.slot for each in (*self.args, *self.wired.values()) if isinstance(each, Wire))


@dataclass
class Call:
    """One step of a run or of a loop's body: an op, or several that go through one forward together."""

    ops: list[Op]

    @property
    def type(self) -> str:
        return self.ops[0].kind.name

    @property
    def nodes(self) -> list[str]:
        return [node for op in self.ops for node in op.nodes]


@dataclass
class Exit:
    """A collector of a zone: what it is sent each visit (from local slots), where its result goes."""

    entry: Op
    send: tuple[Arg, ...]


@dataclass
class ZoneOp:
    """One whole loop. `entry` and the exits' results live in the run's slots, all else in the loop's own."""

    step: str
    sampler: str
    entry: Op
    imports: list[tuple[Arg, int]]
    visit: tuple[int, ...]
    calls: list[Call]
    send: tuple[Arg, ...]
    exits: list[Exit]
    results: tuple[int, ...]
    size: int
    closes: NodeType
    key: Key
    level: int = 0

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

    def reads(self) -> Iterator[int]:
        yield from self.entry.reads()
        yield from (arg.slot for arg, _ in self.imports if isinstance(arg, Wire))
        for each in self.exits:
            yield from each.entry.reads()

    def writes(self) -> Iterator[int]:
        yield from self.results
        for each in self.exits:
            yield from each.entry.results


@dataclass
class Plan:
    """What a run will do. `goals` are the slots to keep to the end; `free` says which die after each call."""

    graph: Graph
    calls: list[Call | ZoneOp] = field(default_factory=list)
    size: int = 0
    goals: dict[str, list[int]] = field(default_factory=dict)
    free: list[tuple[int, ...]] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    # The graph's file as it would read with the swept values of one place filled in.
    graph_text: Callable[[Origin], str] = lambda origin: "{}"

    @property
    def zones(self) -> list[ZoneOp]:
        return [each for each in self.calls if isinstance(each, ZoneOp)]

    def describe(self) -> str:
        """The plan for a person."""
        from nodegraph.describe import describe

        return describe(self)

    def as_json(self) -> dict[str, Any]:
        """The plan for a program: what runs once, and each zone's body, one entry a call."""
        from nodegraph.describe import as_json

        return as_json(self)


def batches(kind: NodeType) -> bool:
    return kind.hooks.batched is not None
