"""What the tests of the core say often: graphs in a few words, runs, and what came of them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from nodegraph.engine import Engine
from nodegraph.errors import Fault, PlanError
from nodegraph.events import Event, Finished, Previewed
from nodegraph.file import load
from nodegraph.graph import Graph
from nodegraph.plan import Plan
from nodegraph.planner import make_plan
from nodegraph.registry import Registry

E = TypeVar("E", bound=Event)
GRAPHS = Path(__file__).parent / "graphs"


def graph_of(registry: Registry, nodes: dict[str, Any], *links: str) -> Graph:
    """Nodes as id: type or id: (type, settings); links as "from to", several in one text."""
    graph = Graph(registry)
    for id, said in nodes.items():
        type, settings = (said, {}) if isinstance(said, str) else said
        graph.add(type, id, **settings)
    ends = " ".join(links).split()
    for source, target in zip(ends[::2], ends[1::2], strict=True):
        graph.link(source, target)
    return graph


def loop_of(registry: Registry, nodes: dict[str, Any], *links: str, times: int = 3, start: float = 1.0) -> Graph:
    """A loop `begin` .. `end` that starts at a number `n` and whose result goes into `keep`."""
    ends = {
        "n": ("number", {"value": start}),
        "begin": ("repeat", {"times": times}),
        "end": "until",
        "keep": "keep",
    }
    return graph_of(registry, ends | nodes, "n.out begin.start begin.loop end.loop end.out keep.value", *links)


def read(registry: Registry, name: str) -> Graph:
    return load(GRAPHS / f"{name}.json", registry)


def run(graph: Graph | Plan, engine: Engine | None = None, out: Path | str = "out", **options: Any) -> list[Event]:
    """All events of a run."""
    plan = graph if isinstance(graph, Plan) else make_plan(graph, **options)
    return list((engine or Engine()).start(plan, out=out))


def shown(events: Iterable[Event], node: str = "keep") -> list[Any]:
    """What a node showed."""
    return [event.value for event in events if isinstance(event, Previewed) and event.node == node]


def of(events: Iterable[Event], kind: type[E]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


def computed(events: list[Event]) -> int:
    """How many calls were computed."""
    (end,) = of(events, Finished)
    return end.computed


def faults(graph: Graph, **options: Any) -> list[Fault]:
    """The faults for which a graph is refused; none if it is not."""
    try:
        make_plan(graph, **options)
    except PlanError as error:
        return error.faults
    return []


def told(graph: Graph, **options: Any) -> list[str]:
    return [str(fault) for fault in faults(graph, **options)]


def batches(plan: Plan) -> list[list[list[str]]]:
    """Of each loop, the nodes of its batched calls."""
    return [[call.nodes for call in zone.calls if call.ops[0].kind.hooks.batched is not None] for zone in plan.zones]
