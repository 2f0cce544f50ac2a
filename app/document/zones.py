"""Where the loops of a graph lie, for drawing: also of a graph that is half built or faulty. Never raises."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nodegraph.graph import Graph, Link

Wires = Mapping[str, list[Link]]


@dataclass(frozen=True)
class Body:
    """One loop. `members` are step, sampler ("" while there is none), what lies between them, and the collectors."""

    step: str
    sampler: str
    members: frozenset[str]

    @property
    def inside(self) -> frozenset[str]:
        """The members without the two ends."""
        return self.members - {self.step, self.sampler}


def bodies(graph: Graph) -> tuple[Body, ...]:
    """The loops in the order of their steps; a node belongs to one of them at most."""
    steps = [node for node in graph.nodes if _kind(graph, node) == "opens"]
    if not steps:
        return ()
    wires: dict[str, list[Link]] = {}
    for link in graph.links:
        wires.setdefault(link.source.node, []).append(link)
    samplers = {step: next(_samplers(graph, wires, step), "") for step in steps}
    taken = {*steps, *samplers.values()}
    return tuple(_body(graph, wires, step, samplers[step], taken) for step in steps)


def body_of(found: tuple[Body, ...], node: str) -> Body | None:
    """The loop that a node is a member of."""
    return next((body for body in found if node in body.members), None)


def _samplers(graph: Graph, wires: Wires, step: str) -> Iterator[str]:
    for link in wires.get(step, ()):
        if link.target.socket == "loop" and _kind(graph, link.target.node) == "closes":
            yield link.target.node


def _body(graph: Graph, wires: Wires, step: str, sampler: str, taken: set[str]) -> Body:
    changing = _downstream(graph, wires, step) - taken
    if sampler:
        changing -= _downstream(graph, wires, sampler)
    taken |= changing
    return Body(step, sampler, frozenset({step, *changing} | ({sampler} if sampler else set())))


def _downstream(graph: Graph, wires: Wires, start: str) -> set[str]:
    """What depends on a node's values, up to where frames or a result leave the loop."""
    seen: set[str] = set()
    waiting = [link.target.node for link in wires.get(start, ()) if link.source.socket != "loop"]
    while waiting:
        node = waiting.pop()
        if node in seen or node not in graph.nodes:
            continue
        seen.add(node)
        if _kind(graph, node) not in ("closes", "collector"):
            waiting += [link.target.node for link in wires.get(node, ())]
    return seen


def _kind(graph: Graph, node: str) -> str:
    kind = graph.type_of(node) if node in graph.nodes else None
    return kind.kind if kind else ""
