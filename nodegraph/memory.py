"""What a run need not do again: which calls have to run, given what is remembered."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nodegraph.cache import Cache
from nodegraph.events import Event, Warned, Written
from nodegraph.keys import Keys
from nodegraph.plan import Op, Plan, ZoneOp

FileState = dict[Path, tuple[int, int]]
Warnings = tuple[tuple[int, str], ...]  # the place among a loop's ops (0 outside one), and the text


class Memory:
    """Walks the plan backwards from its outputs: what is remembered asks for nothing above it.

    What will be recalled is taken from the cache at once, so that the run itself cannot push it out.
    """

    def __init__(self, plan: Plan, cache: Cache, key: str, out: Path):
        self._cache = cache
        self._keys = Keys(plan, key, str(out.resolve()))
        self._wanted = {slot for slots in plan.goals.values() for slot in slots}
        self._run: set[int] = set()
        self._held: dict[int, Any] = {}
        self._warnings: dict[int, Warnings] = {}
        for ops in reversed(list(plan.units())):
            for op in ops:
                self._decide(op)

    def runs(self, op: Op | ZoneOp) -> bool:
        return id(op) in self._run

    def recall(self, op: Op | ZoneOp) -> Any:
        """The values of an op that does not run, or None where nobody wants them; an output node's events."""
        return self._held.pop(id(op), None)

    def keep(self, op: Op | ZoneOp, values: tuple[Any, ...], warnings: Warnings) -> None:
        """Remember what an op gave, and what was warned of: a text, and by which of a loop's ops."""
        self._cache.put(self._keys[op], (values, warnings))

    def warned(self, op: Op | ZoneOp) -> list[Warned]:
        """What an op that does not run warned of when it did, by the name that it has now."""
        ops = op.ops if isinstance(op, ZoneOp) else [op]
        return [Warned(ops[place].node, text) for place, text in self._warnings.get(id(op), ())]

    def keep_output(self, op: Op, record: list[Event]) -> None:
        """Remember that an output node ran, and what it told."""
        self._cache.put(self._keys[op], (record, _file_state(record)))

    def _decide(self, op: Op | ZoneOp) -> None:
        parts: list[Op | ZoneOp] = [op, *op.exits, *op.watchers] if isinstance(op, ZoneOp) else [op]
        if not [part for part in parts if not self._recalls(part)]:
            return
        self._run.add(id(op))
        self._wanted.update(op.reads)
        for part in parts:
            self._held.pop(id(part), None)

    def _recalls(self, op: Op | ZoneOp) -> bool:
        """Whether an op's part in the run is remembered, or not wanted; what is remembered is held."""
        if isinstance(op, Op) and op.kind.is_long:  # it keeps its own work, in files, and is quick where that is done
            return self._wanted.isdisjoint(op.results)
        is_output = isinstance(op, Op) and op.kind.kind == "output"
        unwanted = not is_output and self._wanted.isdisjoint(op.results)
        found = self._cache.peek(self._keys[op]) if unwanted else self._cache.get(self._keys[op])
        if found is not None and not is_output:
            self._warnings[id(op)] = found[1]
        if unwanted:
            return True
        if found is None or (is_output and _file_state(found[0]) != found[1]):
            return False
        self._held[id(op)] = found[0]
        return True


def _file_state(record: Iterable[Event]) -> FileState:
    """Size and time of every file that a node wrote; a file that is gone has none."""
    paths = [event.path for event in record if isinstance(event, Written)]
    return {path: state for path in paths if (state := _state(path)) is not None}


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
