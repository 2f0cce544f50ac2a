"""The order of the calls: what goes through one forward together, and when each value dies."""

from collections.abc import Iterable

from nodegraph.plan import Call, Op, Plan, ZoneOp


class _Level:
    """The calls with equally many batchable calls above them; the batchable ones, one call a type, come last."""

    def __init__(self) -> None:
        self.plain: list[Call | ZoneOp] = []
        self.groups: dict[str, Call] = {}

    def add(self, op: Op | ZoneOp) -> None:
        if isinstance(op, ZoneOp):
            self.plain.append(op)
        elif op.kind.hooks.batched is None:
            self.plain.append(Call([op]))
        else:
            self.groups.setdefault(op.kind.name, Call([])).ops.append(op)


def arrange(ops: Iterable[Op | ZoneOp]) -> list[Call | ZoneOp]:
    """Ops in a runnable order, those that can go through one forward side by side."""
    levels: dict[int, _Level] = {}
    for op in ops:
        levels.setdefault(op.level, _Level()).add(op)
    return [each for _, level in sorted(levels.items()) for each in (*level.plain, *level.groups.values())]


def liveness(plan: Plan) -> list[tuple[int, ...]]:
    """For each call, the slots that nothing reads after it."""
    kept = {slot for slots in plan.goals.values() for slot in slots}
    last: dict[int, int] = {}
    for number, ops in enumerate(plan.units()):
        for op in ops:
            for slot in (*op.reads, *op.writes):
                last[slot] = number
    free: list[list[int]] = [[] for _ in plan.calls]
    for slot, number in last.items():
        if slot not in kept:
            free[number].append(slot)
    return [tuple(each) for each in free]
