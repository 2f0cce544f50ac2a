"""What the core itself costs: `python -m tests.benchmarks.bench_engine`.

CPU time of this process, so that what else runs on the machine does not count; medians of several rounds.
"""

import gc
import statistics
import time
from collections.abc import Callable, Generator
from typing import NamedTuple

from nodegraph.declare import node, zone
from nodegraph.engine import Engine
from nodegraph.file import dumps, loads
from nodegraph.graph import End, Graph, Link, Node
from nodegraph.planner import make_plan
from nodegraph.registry import Registry

NODES, VISITS, ROUNDS = 50, 20_000, 7
VISIT_TARGET, PLAN_TARGET = 0.5e-6, 25e-3


class Turn(NamedTuple):
    x: float


@zone(opens="bench_begin", closes="bench_end", count=lambda inputs: inputs["visits"])
def bench_loop(start: float, *, visits: int = VISITS) -> Generator[Turn, Turn, float]:
    """So many visits."""
    x = start
    for _ in range(visits):
        (x,) = yield Turn(x)
    return x


@node()
def bench_number(*, value: float = 1.0) -> float:
    """A number."""
    return value


@node()
def bench_plus(x: float, y: float) -> float:
    """A sum."""
    return x + y


@node()
def bench_scale(x: float, *, factor: float = 1.0, note: str = "") -> float:
    """A product."""
    return x * factor


@node()
def bench_mean(*values: float) -> float:
    """A mean."""
    return sum(values) / len(values)


@node(each_visit=True)
def bench_keep(value: float) -> None:
    """Nothing."""


def registry() -> Registry:
    found = Registry()
    found.add_pack("bench", __name__)
    return found


def place(graph: Graph, id: str, type: str, *sources: str, **params: object) -> str:
    """A node with wires into its inputs in their order; gives its output's name. Made without an edit's checks."""
    graph.nodes[id] = Node(id, type, params=params)
    names = [each.name for each in graph.registry[type].inputs]
    row = names == ["values"]
    for number, source in enumerate(sources):
        socket = f"values[{number}]" if row else names[number]
        graph.links.append(Link(End(*source.split(".")), End(id, socket)))
    return f"{id}.out"


def body_graph(nodes: int, visits: int) -> Graph:
    """One loop whose body is a ladder of sums and products."""
    graph = Graph(registry())
    start = place(graph, "number", "bench_number")
    place(graph, "begin", "bench_begin", start, visits=visits)
    last, before = "begin.x", "begin.x"
    for number in range(nodes):
        node = ("bench_plus", last, before) if number % 2 else ("bench_scale", last)
        last, before = place(graph, f"n{number}", *node), last
    place(graph, "end", "bench_end", "begin.loop", last)
    place(graph, "keep", "bench_keep", "end.out")
    return graph


def big_graph(nodes: int = 1000) -> Graph:
    """Chains, fans and one loop, with settings, as a thousand-node graph would have them."""
    graph = Graph(registry())
    ends = []
    for chain in range(nodes // 10 - 1):
        last = place(graph, f"source_{chain}", "bench_number", value=float(chain))
        graph.nodes[f"source_{chain}"].at = (40.0, 60.0 * chain)
        for number in range(6):
            id = f"scale_{chain}_{number}"
            last = place(graph, id, "bench_scale", last, factor=0.5 + number, note="half as much")
            graph.nodes[id].at = (40.0 + 200 * number, 60.0 * chain)
        one = place(graph, f"side_{chain}", "bench_scale", last, factor=2.0)
        fan = place(graph, f"mean_{chain}", "bench_mean", last, one, f"source_{chain}.out")
        ends.append(place(graph, f"sum_{chain}", "bench_plus", fan, ends[-1] if ends else last))
    place(graph, "begin", "bench_begin", ends[-1], visits=10)
    last = "begin.x"
    for number in range(6):
        last = place(graph, f"body_{number}", "bench_plus", last, ends[number])
    place(graph, "end", "bench_end", "begin.loop", last)
    place(graph, "keep", "bench_keep", "end.out")
    return graph


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def by_hand(nodes: int, visits: int) -> None:
    """The same calls as the body's, without an engine: only the functions' own cost."""
    plus, scale = bench_plus, bench_scale
    x = 1.0
    for _ in range(visits):
        last, before = x, x
        for number in range(nodes):
            last, before = (plus(last, before) if number % 2 else scale(last, factor=1.0, note="")), last


def visit_overhead() -> float:
    """The engine's own seconds for a node and a visit."""
    plan = make_plan(body_graph(NODES, VISITS))

    def run() -> None:
        for _ in Engine().start(plan):
            pass

    pairs = [(seconds(run), seconds(lambda: by_hand(NODES, VISITS))) for _ in range(ROUNDS)]
    return statistics.median(engine - hand for engine, hand in pairs) / (NODES * VISITS)


def plan_time() -> float:
    """Seconds from a graph's JSON text to its plan."""
    graph = big_graph()
    text, known = dumps(graph), graph.registry
    return statistics.median(seconds(lambda: make_plan(loads(text, known))) for _ in range(5 * ROUNDS))


def main() -> None:
    print(f"graph of {len(big_graph().nodes)} nodes, text to plan: {plan_time() * 1e3:.1f} ms", end=" ")
    print(f"(target {PLAN_TARGET * 1e3:.0f})")
    print(f"engine's share: {visit_overhead() * 1e6:.3f} µs a node a visit (target {VISIT_TARGET * 1e6:.1f})")


if __name__ == "__main__":
    main()
