"""A numbering of slots, with what the planner knows of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nodegraph.keys import Key
from nodegraph.plan import Arg, Fixed, Op, Wire, ZoneOp


@dataclass
class Scope:
    """The run's own slots, or one loop body's, and the ops that fill them. `shared` finds equal calls by key."""

    keys: list[Key] = field(default_factory=list)
    facts: list[Any] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    shared: dict[Key, Op] = field(default_factory=dict)
    ops: list[Op | ZoneOp] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.keys)

    def new(self, key: Key, fact: Any = None, level: int = 0) -> int:
        """A slot. `level` counts the batchable calls above its value."""
        self.keys.append(key)
        self.facts.append(fact)
        self.levels.append(level)
        return len(self.keys) - 1

    def keys_of(self, args: Iterable[Arg]) -> list[Any]:
        """A key for each argument: its slot's, marked where the value is converted, or a fixed value itself."""
        keys = self.keys
        return [
            arg if isinstance(arg, Fixed) else keys[arg.slot] if arg.convert is None else (keys[arg.slot], "converted")
            for arg in args
        ]

    def level_of(self, slots: Iterable[int]) -> int:
        return max([self.levels[slot] for slot in slots], default=0)

    def fill(self, op: Op, facts: Any, level: int) -> tuple[int, ...]:
        """New slots for an op's results."""
        outputs = op.kind.outputs
        if isinstance(facts, Mapping):
            return tuple(self.new(f"{op.key}.{each.name}", facts.get(each.name), level) for each in outputs)
        fact = facts if len(outputs) == 1 else None
        return tuple([self.new(f"{op.key}.{each.name}", fact, level) for each in outputs])

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
