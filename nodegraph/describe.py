"""A plan in words and as JSON."""

from typing import Any

from nodegraph.plan import Call, Plan, ZoneOp


def as_json(plan: Plan) -> dict[str, Any]:
    once = [_call(each) for each in plan.calls if isinstance(each, Call)]
    zones = [{"step": z.step, "sampler": z.sampler, "calls": [_call(each) for each in z.calls]} for z in plan.zones]
    return {"once": once, "zones": zones}


def _call(call: Call) -> dict[str, Any]:
    return {"type": call.type, "nodes": call.nodes, "batch": len(call.ops)}


def describe(plan: Plan) -> str:
    lines = ["once, in this order:"]
    for each in plan.calls:
        lines += _zone(each) if isinstance(each, ZoneOp) else [f"  {_words(each)}"]
    return "\n".join([*lines, *(f"warning: {warning}" for warning in plan.warnings)])


def _zone(zone: ZoneOp) -> list[str]:
    place = ", ".join(f"{axis} = {value}" for axis, value in zone.origin.own)
    head = f"  loop {zone.step} .. {zone.sampler}{f' ({place})' if place else ''}, each step:"
    lines = [head, *(f"    {_words(call)}" for call in zone.calls)]
    for type_name, count in evaluations(zone).items():
        forwards = sum(call.type == type_name for call in zone.calls)
        in_batches = "1 batch" if forwards == 1 else f"{forwards} batches"
        lines.append(f"    = {count} {type_name} evaluation{'s' * (count != 1)} a step in {in_batches}")
    lines += [f"    collected by {each.node}" for each in zone.exits]
    return lines


def evaluations(zone: ZoneOp) -> dict[str, int]:
    """How often each batchable node is evaluated a step."""
    counts: dict[str, int] = {}
    for call in zone.calls:
        if call.ops[0].kind.hooks.batched is not None:
            counts[call.type] = counts.get(call.type, 0) + len(call.ops)
    return counts


def _words(call: Call) -> str:
    parts = [" = ".join(op.nodes) for op in call.ops]
    batch = f", batch of {len(call.ops)}" if len(call.ops) > 1 else ""
    shared = ", shared" if any(len(op.nodes) > 1 for op in call.ops) else ""
    return f"{call.type}: {', '.join(parts)}{batch}{shared}"
