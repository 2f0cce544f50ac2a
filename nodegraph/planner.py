"""From a graph to a plan: prune, order, zones, sweeps, sharing, batching, liveness."""

from pathlib import Path

from nodegraph.compiler import Compiler
from nodegraph.context import Origin
from nodegraph.errors import Fault, PlanError
from nodegraph.file import dumps, loads, rebased
from nodegraph.graph import Graph
from nodegraph.net import Net, build, needed, settle
from nodegraph.plan import Plan
from nodegraph.schedule import arrange, liveness
from nodegraph.zones import Zone, find_zones, units


def make_plan(graph: Graph, *, only: str | None = None, base: Path | None = None, whole: bool = False) -> Plan:
    """Plan a run of all output nodes, or of `only` that node.

    `base` is the folder that relative input paths start from. With `whole`, nodes that no output needs are
    checked too. Raises PlanError with every fault that was found.
    """
    base = base or Path()
    net = build(graph)
    goals = _goals(net, only)
    reached = set(graph.nodes) if whole else needed(net, goals)
    acyclic = settle(net, [node for node in net.kinds if node in reached])
    zones = find_zones(net) if acyclic else []
    _check_only(net, zones, only)
    order = units(net, zones) if acyclic else []
    compiler = Compiler(net, base, skip={fault.node for fault in net.faults if fault.node})
    for unit in order:
        compiler.add(unit)
    faults = [fault for fault in net.faults if fault.node is None or fault.node in reached]
    if faults:
        raise PlanError(_in_order(graph, faults))
    return _finish(compiler, goals, base)


def _goals(net: Net, only: str | None) -> list[str]:
    if only is not None:
        if only in net.kinds:
            return [only]
        names = ", ".join(net.graph.nodes)
        net.fault(only, None, "is not a node of this graph" if only not in net.graph.nodes else "cannot run", f"There is {names}.")
        return []
    goals = [node for node, kind in net.kinds.items() if kind.kind == "output"]
    if not goals and not net.faults:
        net.fault(None, None, "there is nothing to run, for no node gives anything out", "Add a Save Image or a Preview.")
    return goals


def _check_only(net: Net, zones: list[Zone], only: str | None) -> None:
    home = next((zone for zone in zones if only == zone.step or only in zone.body), None)
    if only and home and net.kinds[only].kind != "output":
        net.fault(only, None, "changes each step, so there is no one value to run to", f"Run to {home.sampler}.")


def _in_order(graph: Graph, faults: list[Fault]) -> list[Fault]:
    place = {node: number for number, node in enumerate(graph.nodes)}
    unique = list(dict.fromkeys(faults))
    return sorted(unique, key=lambda fault: place.get(fault.node or "", len(place)))


def _finish(compiler: Compiler, goals: list[str], base: Path) -> Plan:
    net = compiler.net
    plan = Plan(net.graph, size=compiler.size, warnings=net.warnings)
    plan.goals = {node: compiler.slots_of(node) for node in goals if net.kinds[node].kind != "output"}
    plan.calls = arrange(compiler.ops)
    plan.free = liveness(plan)
    snapshot = dumps(net.graph)
    plan.graph_text = lambda origin, folder=None: _carried(snapshot, net, origin, base, folder)
    return plan


def _carried(snapshot: str, net: Net, origin: Origin, base: Path, folder: Path | None) -> str:
    """The graph's text for a file that is written to `folder`, its swept settings fixed at the file's own place."""
    graph = loads(snapshot, net.graph.registry)
    for axis, value in origin.own:
        node, _, setting = axis.rpartition(".")
        graph.nodes[node].params[setting] = value
    return dumps(rebased(graph, base, folder) if folder else graph)
