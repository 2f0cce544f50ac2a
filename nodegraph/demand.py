"""Which calls of a plan have to run, given what is remembered."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from nodegraph.cache import Cache
from nodegraph.events import Event, Written
from nodegraph.keys import Key
from nodegraph.plan import Op, Plan, ZoneOp

FileState = dict[Path, tuple[int, int]]


class Demand:
    """Walks the plan backwards from its outputs: what is remembered asks for nothing above it."""

    def __init__(self, plan: Plan, cache: Cache, name: Callable[[Op | ZoneOp], Key]):
        self._cache, self._name = cache, name
        self._wanted = {slot for slots in plan.goals.values() for slot in slots}
        self._run: set[int] = set()
        for each in reversed(plan.calls):
            for op in [each] if isinstance(each, ZoneOp) else each.ops:
                if self._has_to_run(op):
                    self._run.add(id(op))
                    self._wanted.update(op.reads())

    def runs(self, op: Op | ZoneOp) -> bool:
        return id(op) in self._run

    def wants(self, op: Op | ZoneOp) -> bool:
        """Whether anybody needs its value."""
        return not self._wanted.isdisjoint(op.results)

    def _has_to_run(self, op: Op | ZoneOp) -> bool:
        if isinstance(op, ZoneOp):
            results = [op, *(each.entry for each in op.exits)]
            missing = any(self.wants(each) and self._name(each) not in self._cache for each in results)
            return missing or any(not self._is_done(each) for each in op.watchers)
        if op.kind.kind == "output":
            return not self._is_done(op)
        return self.wants(op) and self._name(op) not in self._cache

    def _is_done(self, op: Op) -> bool:
        """An output node is done while the files that it wrote are still as it left them."""
        if self._name(op) not in self._cache:
            return False
        record, state = self._cache.get(self._name(op))
        return bool(file_state(record) == state)


def file_state(record: Iterable[Event]) -> FileState:
    """Size and time of every file that a node wrote; a file that is gone has none."""
    paths = [event.path for event in record if isinstance(event, Written)]
    return {path: state for path in paths if (state := _state(path)) is not None}


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found: Any = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
