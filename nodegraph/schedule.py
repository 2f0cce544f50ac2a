"""The order of the calls: what goes through one forward together, and when each value dies."""

from collections import defaultdict
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
    levels: defaultdict[int, _Level] = defaultdict(_Level)
    for op in ops:
        levels[op.level].add(op)
    return [each for _, level in sorted(levels.items()) for each in (*level.plain, *level.groups.values())]


def output_first(calls: list[Call | ZoneOp]) -> list[Call | ZoneOp]:
    """The same calls with what one output needs done before the next is begun: a run cut short has finished files."""
    if sum(isinstance(each, ZoneOp) for each in calls) < 2:
        return calls
    needs = _needs(calls)
    outputs = [n for n, each in enumerate(calls) if isinstance(each, Call) and each.ops[0].kind.kind == "output"]
    order: dict[int, None] = {}
    for goal in [*outputs, *range(len(calls))]:
        stack = [goal]
        while stack:
            waiting = [n for n in needs[stack[-1]] if n not in order]
            if waiting:
                stack += reversed(waiting)
            else:
                order.setdefault(stack.pop())
    return [calls[n] for n in order]


def _needs(calls: list[Call | ZoneOp]) -> list[list[int]]:
    """For each call, the earlier ones whose values it reads."""
    made: dict[int, int] = {}
    needs = []
    for number, each in enumerate(calls):
        ops = [each] if isinstance(each, ZoneOp) else each.ops
        needs.append(sorted({made[slot] for op in ops for slot in op.reads if slot in made}))
        made.update((slot, number) for op in ops for slot in op.writes)
    return needs


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
