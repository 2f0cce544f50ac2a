"""From a graph to a plan: prune, order, zones, sweeps, sharing, batching, liveness."""

from pathlib import Path

from nodegraph.compiler import Compiler
from nodegraph.errors import Fault, PlanError
from nodegraph.graph import Graph
from nodegraph.net import Net, build, needed
from nodegraph.paths import check_inputs, check_names
from nodegraph.plan import Plan
from nodegraph.schedule import arrange, output_first
from nodegraph.settle import settle
from nodegraph.zones import Layout, Zone, lay_out


def make_plan(graph: Graph, *, only: str | None = None, base: Path | None = None, whole: bool = False) -> Plan:
    """Plan a run of all output nodes, or of `only` that node.

    `base` is the folder that relative input paths start from. With `whole`, nodes that no output needs are
    checked too. Raises PlanError with every fault that was found.
    """
    net = build(graph)
    goals = _goals(net, only)
    reached = set(graph.nodes) if whole else needed(net, goals)
    acyclic = settle(net, [node for node in net.kinds if node in reached])
    check_inputs(net, base or Path())
    check_names(net)
    layout = lay_out(net) if acyclic else Layout([], [], set())
    _check_only(net, layout.zones, only)
    compiler = Compiler(net, layout.silent)
    for unit in layout.units:
        compiler.add(unit)
    faults = [fault for fault in net.faults if fault.node is None or fault.node in reached]
    if faults:
        raise PlanError(_in_order(graph, faults))
    return _finished(compiler, goals, base or Path())


def _goals(net: Net, only: str | None) -> list[str]:
    if only is not None:
        return _only_goal(net, only)
    goals = [node for node, kind in net.kinds.items() if kind.kind == "output"]
    if not goals and not net.faults:
        outputs = [kind.label for kind in net.graph.registry if kind.kind == "output"]
        todo = f"Add a {' or a '.join(outputs[:2])}." if outputs else "Install a pack with output nodes."
        net.fault(None, None, "there is nothing to run, for no node gives anything out", todo)
    return goals


def _only_goal(net: Net, only: str) -> list[str]:
    placed = net.graph.nodes.get(only)
    if placed is None:
        net.fault(None, None, f"there is no node {only!r}", f"There is {', '.join(net.graph.nodes)}.")
        return []
    if placed.mode:
        net.fault(only, None, f"cannot run, for its mode is {placed.mode}", "Take the mode away.")
    return [only]


def _check_only(net: Net, zones: list[Zone], only: str | None) -> None:
    home = next((zone for zone in zones if only == zone.step or only in zone.body), None)
    if only and home and net.kinds[only].kind != "output":
        net.fault(only, None, "changes each step, so there is no one value to run to", f"Run to {home.sampler}.")


def _in_order(graph: Graph, faults: list[Fault]) -> list[Fault]:
    place = {node: number for number, node in enumerate(graph.nodes)}
    return sorted(faults, key=lambda fault: place.get(fault.node or "", len(place)))


def _finished(compiler: Compiler, goals: list[str], base: Path) -> Plan:
    net = compiler.net
    calls = output_first(arrange(compiler.scope.ops))
    plan = Plan(net.graph.copy(), calls, compiler.scope.size, warnings=net.warnings, base=base)
    plan.goals = {node: compiler.slots_of(node) for node in goals if net.kinds[node].kind != "output"}
    return plan
