"""Hidden previews: a run of the editor shows more than the graph asks for, and computes nothing else for it.

Only what a run makes anyway is tapped, so the plan's other calls stay as they are: shared, batched, remembered alike.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from app.running.glance import WithGlances
from nodegraph.errors import PlanError
from nodegraph.graph import End, Graph, Link, Node
from nodegraph.nodetype import NodeType
from nodegraph.plan import Op, Plan, Wire, ZoneOp
from nodegraph.planner import make_plan
from nodegraph.sockets import alternatives
from nodegraph.wiring import source_type
from nodes.types import Frames, Image, Mask, Noise

PICTURES = frozenset((Image, Noise, Mask, Frames))
VALUE, X_T, NOISE, CLEAN = "value", "x_t", "noise", "clean"


class Tap(NamedTuple):
    """Whose picture a hidden node shows. `what` is a node's own value, or one of a loop's x_t, noise, clean."""

    node: str
    what: str = VALUE


Taps = dict[str, tuple[Tap, ...]]


class Tapped(NamedTuple):
    """A plan with hidden nodes; `taps` says by their ids what they show, one value perhaps for several nodes."""

    plan: Plan
    taps: Taps


def shows_picture(node: Node, kind: NodeType | None) -> bool:
    """Whether a node carries a picture: as the user chose, else both ends of a loop, masks, files, sheets and what
    trains do."""
    chosen = node.extra.get("picture")
    if isinstance(chosen, bool) or kind is None:
        return bool(chosen)
    if kind.kind != "node":
        return any(_may_be_picture(each.hint) for each in (kind.outputs or kind.inputs))
    gathers = any(each.gathers for each in kind.inputs)
    gives = [each.hint for each in kind.outputs]
    return Mask in gives or (Image in gives and (gathers or kind.reads_files or kind.is_long))


def picture_of(graph: Graph, node: str) -> End | None:
    """The output whose value is a node's picture: its own first one, or what an output node is given."""
    kind = graph.type_of(node)
    if kind is None:
        return None
    own = (End(node, each.name) for each in kind.outputs)
    given = (link.source for link in graph.into(node)) if kind.kind == "output" else ()
    return next((tail for tail in (*own, *given) if _may_be_picture(source_type(graph, tail))), None)


def plan_tapped(graph: Graph, *, only: str | None = None, base: Path | None = None) -> Tapped:
    """The plan of a run with its hidden previews. Raises PlanError for the graph's own faults alone.

    Files that the run writes carry the graph as it was given.
    """
    plan = make_plan(graph, only=only, base=base)
    copy, taps = tapped(graph, plan, only)
    try:
        made = make_plan(copy, base=base)
    except PlanError:  # better no previews than no run
        return Tapped(plan, {})
    made.graph, made.warnings = plan.graph, plan.warnings
    return Tapped(made, taps)


def tapped(graph: Graph, plan: Plan, only: str | None = None) -> tuple[Graph, Taps]:
    """The graph with hidden nodes, as far as the plan (of it, or of `only` one node) makes what they show."""
    work = _Tapping(graph, plan)
    for unit in (each for units in plan.units() for each in units):
        work.zone(unit) if isinstance(unit, ZoneOp) else work.node(unit)
    if only is not None:
        work.goal(only)
    return work.graph, work.taps


class _Tapping:
    """Adds the hidden nodes to a copy of the graph from which other goals were taken away."""

    def __init__(self, graph: Graph, plan: Plan):
        self.original = graph
        self.graph = graph.copy()
        self.graph.registry = WithGlances(graph.registry)
        self.taps: Taps = {}
        self._made: dict[Any, str] = {}
        taking_part = set(nodes_of(plan))
        idle = {node for node in graph.nodes if self._is_output(node) and node not in taking_part}
        for node in idle:
            del self.graph.nodes[node]
        self.graph.links = [link for link in self.graph.links if link.target.node not in idle]

    def node(self, op: Op) -> None:
        for node in op.nodes:
            if self._wants(node):
                self.add("glance", Tap(node), value=picture_of(self.original, node))

    def zone(self, zone: ZoneOp) -> None:
        self._ends(zone)
        for node in (zone.sampler, *(each.node for each in zone.exits)):
            self.add("glance", Tap(node), value=picture_of(self.original, node))
        always = _always(zone)
        for op in zone.ops:
            for node in op.nodes:
                if self._wants(node) and not always.isdisjoint(op.results):
                    self.add("glance_visit", Tap(node), value=picture_of(self.original, node), t=self._t(zone))

    def goal(self, node: str) -> None:
        """The node that is run to, where it gives nothing out by itself."""
        kind = self.graph.type_of(node)
        if kind and kind.kind != "output" and not any(Tap(node) in taps for taps in self.taps.values()):
            self.add("glance", Tap(node), value=End(node, kind.outputs[0].name))

    def add(self, type: str, tap: Tap, **sources: End | None) -> None:
        """A hidden node with its wires, one for all that show the same; none where the value is not there."""
        wired = {socket: tail for socket, tail in sources.items() if tail is not None}
        if not wired:
            return
        id = self._made.setdefault((type, *wired.items()), self._free_id(f"~{tap.what}~{tap.node}"))
        if id not in self.taps:
            self.graph.nodes[id] = Node(id, type)
            self.graph.links += [Link(tail, End(id, socket)) for socket, tail in wired.items()]
        self.taps[id] = tuple(dict.fromkeys((*self.taps.get(id, ()), tap)))

    def _free_id(self, id: str) -> str:
        while id in self.graph.nodes:
            id += "~"
        return id

    def _ends(self, zone: ZoneOp) -> None:
        """What both ends of a loop see each visit: x_t, the predicted noise, the clean picture it amounts to."""
        x_t, t = picture_of(self.original, zone.step), self._t(zone)
        noise = self.graph.source(End(zone.sampler, NOISE))
        self.add("glance_visit", Tap(zone.step, X_T), value=x_t, t=t)
        if noise is not None:
            self.add("glance_visit", Tap(zone.sampler, NOISE), value=noise, t=t)
        x_t = self.graph.source(End(zone.sampler, X_T)) or x_t
        if noise and x_t and t:
            self.add("glance_clean", Tap(zone.sampler, CLEAN), x_t=x_t, noise=noise, t=t, model=self._model(zone))

    def _t(self, zone: ZoneOp) -> End | None:
        return End(zone.step, "t") if zone.entry.kind.output("t") else None

    def _model(self, zone: ZoneOp) -> End | None:
        """The model whose alpha_bar the loop's schedule follows."""
        schedule = self.graph.source(End(zone.step, "schedule"))
        return self.graph.source(End(schedule.node, "model")) if schedule else None

    def _wants(self, node: str) -> bool:
        kind = self.original.type_of(node)
        shows_itself = kind is None or (kind.kind == "output" and kind.each_visit)
        return not shows_itself and shows_picture(self.original.nodes[node], kind)

    def _is_output(self, node: str) -> bool:
        kind = self.original.type_of(node)
        return kind is not None and kind.kind == "output"


def nodes_of(plan: Plan) -> Iterator[str]:
    """Every node that a plan calls, some perhaps twice."""
    for units in plan.units():
        for unit in units:
            yield from members(unit) if isinstance(unit, ZoneOp) else unit.nodes


def members(zone: ZoneOp) -> list[str]:
    """A loop's nodes: both ends, what stands between, what collects."""
    inside = [node for op in (*zone.ops, *zone.exits) for node in op.nodes]
    return [zone.step, *inside, zone.sampler]


def _always(zone: ZoneOp) -> set[int]:
    """The slots that are filled at every visit, whatever nodes that choose their inputs choose."""
    needed = set(zone.sends())
    for op in reversed(zone.ops):
        if op.kind.kind == "output" or not needed.isdisjoint(op.results):
            wires: Any = op.wired.values() if op.kind.hooks.needs else (arg for _, arg in op.given())
            needed.update(arg.slot for arg in wires if isinstance(arg, Wire))
    return needed


def _may_be_picture(hint: Any) -> bool:
    return not PICTURES.isdisjoint(alternatives(hint))
