"""The order of the calls: what goes through one forward together, and when each value dies."""

from collections.abc import Iterable

from nodegraph.plan import Call, Op, Plan, ZoneOp


def arrange(ops: Iterable[Op | ZoneOp]) -> list[Call | ZoneOp]:
    """Ops in a runnable order, those that can go through one forward side by side.

    All batchable ops with equally many batchable calls above them form one call a type; it comes after the
    other ops of that level.
    """
    levels: dict[int, tuple[list[Call | ZoneOp], dict[str, Call]]] = {}
    for op in ops:
        plain, groups = levels.setdefault(op.level, ([], {}))
        if isinstance(op, ZoneOp):
            plain.append(op)
        elif op.kind.hooks.batched is None:
            plain.append(Call([op]))
        else:
            groups.setdefault(op.kind.name, Call([])).ops.append(op)
    return [each for level in sorted(levels) for each in (*levels[level][0], *levels[level][1].values())]


def liveness(plan: Plan) -> list[tuple[int, ...]]:
    """For each call, the slots that nothing reads after it."""
    kept = {slot for slots in plan.goals.values() for slot in slots}
    last: dict[int, int] = {}
    for number, each in enumerate(plan.calls):
        for op in [each] if isinstance(each, ZoneOp) else each.ops:
            written = op.writes() if isinstance(op, ZoneOp) else op.results
            last.update(dict.fromkeys([*op.reads(), *written], number))
    free: list[list[int]] = [[] for _ in plan.calls]
    for slot, number in last.items():
        if slot not in kept:
            free[number].append(slot)
    return [tuple(each) for each in free]
