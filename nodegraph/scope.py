"""A numbering of slots, with what the planner knows of each."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nodegraph.plan import Op, Wire, ZoneOp


@dataclass
class Scope:
    """The run's own slots, or one loop body's, and the ops that fill them. `shared` finds equal calls.

    Of each slot: `facts`, what checks found out about its value, and `levels`, how many batchable calls are above it.
    """

    facts: list[Any] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    shared: dict[Any, Op] = field(default_factory=dict)
    ops: list[Op | ZoneOp] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.facts)

    def new(self, fact: Any = None, level: int = 0) -> int:
        self.facts.append(fact)
        self.levels.append(level)
        return len(self.facts) - 1

    def fill(self, op: Op | ZoneOp, names: Collection[str], facts: Any, level: int) -> None:
        """Give an op new slots for its results. `facts` is what is known of them by name, or of the only one."""
        named = facts if isinstance(facts, Mapping) else dict.fromkeys(names, facts) if len(names) == 1 else {}
        op.results = tuple([self.new(named.get(name), level) for name in names])

    def level_of(self, slots: Iterable[int]) -> int:
        return max([self.levels[slot] for slot in slots], default=0)

    def known(self, op: Op) -> dict[str, Any]:
        """What is known of an op's inputs, by name; of a growing row, a list."""
        facts: dict[str, Any] = {}
        for name, arg in op.given():
            row, bracket, _ = name.partition("[")
            fact = self.facts[arg.slot] if isinstance(arg, Wire) else None
            if bracket:
                facts.setdefault(row, []).append(fact)
            elif isinstance(arg, Wire):
                facts[name] = fact
        return facts
