"""What is wrong with the graph, by node: found before a run, or what stopped the last one."""

from typing import TYPE_CHECKING

from nodegraph.errors import Fault
from nodegraph.graph import Graph

if TYPE_CHECKING:
    from app.session import Session


def faults_of(session: "Session") -> list[Fault]:
    """All of them, in the order in which they are told."""
    return [*session.faults, *([session.state.error] if session.state.error else [])]


def faults_by_node(session: "Session", graph: Graph) -> dict[str, tuple[str, str]]:
    """The first fault of each node: what is so, and the socket that it is told of."""
    found: dict[str, tuple[str, str]] = {}
    for fault in faults_of(session):
        if fault.node is not None and fault.node in graph.nodes:
            found.setdefault(fault.node, (told(fault), fault.socket or ""))
    return found


def told(fault: Fault) -> str:
    """What is so, with the socket's name."""
    return f"{fault.socket} {fault.found}" if fault.socket else fault.found
