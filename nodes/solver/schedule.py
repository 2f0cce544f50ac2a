"""A schedule: which rule, from which t, over which visits. A value; its solver is built afresh for every pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nodegraph.sockets import declare_type
from nodes.solver.rules import RULES, Rule

if TYPE_CHECKING:
    from nodes.solver.solver import Solver


@dataclass(frozen=True)
class Schedule:
    """`visits` holds each visit's t, a host float, from the i_start-th on."""

    name: str
    config: Mapping[str, Any] = field(hash=False)
    steps: int = 30
    timesteps: tuple[int, ...] = ()
    i_start: int = 0
    visits: tuple[float, ...] = ()

    @property
    def rule(self) -> Rule:
        return RULES[self.name]

    def solver(self) -> "Solver":
        """A fresh one: its history belongs to one pass."""
        from nodes.solver.solver import Solver

        return Solver(self)


declare_type(Schedule, "a rule and the t that it visits", dark="#F2D633", light="#4F4A00", pin="square", filled=False)
