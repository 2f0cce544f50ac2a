"""What nodes tell through their Context, until the run passes it on."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from nodegraph.context import Context
from nodegraph.events import Event, Previewed, Warned, Written
from nodegraph.plan import Op, Plan


class Outbox:
    """Makes the contexts of a run's nodes and keeps what they tell, in order and by op."""

    def __init__(self, plan: Plan, out: Path, writes: bool = True):
        self._plan, self._out, self._writes = plan, out, writes
        self._waiting: list[Event] = []
        self._records: dict[int, list[Event]] = {}

    def context(self, op: Op) -> Context:
        """A context for an op's calls."""
        graph = partial(self._plan.graph_text, op.origin, self._out)
        made = Context(node=op.node, out=self._out, origin=op.origin, graph=graph, writes=self._writes)
        made.emit = lambda kind, data: self._post(op, _event(kind, data, made))
        return made

    def take(self) -> list[Event]:
        """What was told since the last time."""
        waiting, self._waiting = self._waiting, []
        return waiting

    def record(self, op: Op) -> list[Event]:
        """All that an op told."""
        return self._records.pop(id(op), [])

    def _post(self, op: Op, event: Event) -> None:
        self._waiting.append(event)
        if op.kind.kind == "output" or not isinstance(event, Previewed):  # else a long run would keep every picture
            self._records.setdefault(id(op), []).append(event)


def _event(kind: str, data: Mapping[str, Any], context: Context) -> Event:
    if kind == "written":
        return Written(context.node, data["path"])
    if kind == "warned":
        return Warned(context.node, data["text"])
    return Previewed(context.node, data["value"], context.visit, context.origin)
