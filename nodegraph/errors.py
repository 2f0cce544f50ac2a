"""Everything that can go wrong, as one tree.

    NodegraphError
    ├── DeclarationError   a node function that cannot be a node: a hint is missing, a name is taken
    ├── FileError          a graph file that cannot be read
    ├── EditError          an edit that the graph refuses (a cycle, a type clash, a taken name)
    ├── PlanError          a graph that cannot run: all its faults at once
    ├── UsageError         a bad value given from outside: a setting, a file name
    ├── CheckError         what a node's own check finds wrong; the planner makes a fault of it
    └── NodeError          a node that failed while it ran
    Cancelled              not an error: the run was told to stop

Every message names the thing, says what was found and what to do.
"""

from dataclasses import dataclass


class NodegraphError(Exception):
    """The root of the tree."""


class DeclarationError(NodegraphError):
    """A function that was declared as a node cannot be one."""


class FileError(NodegraphError):
    """A graph file cannot be read, or is not a graph."""


class EditError(NodegraphError):
    """The graph refuses an edit, and is as it was."""


class UsageError(NodegraphError):
    """A value from outside that does not fit: a setting's, a file name."""


@dataclass(frozen=True)
class Fault:
    """One thing that keeps a graph from running."""

    node: str | None
    socket: str | None
    found: str
    todo: str = ""

    def __str__(self) -> str:
        where = self.node or "graph"
        socket = f" {self.socket}" if self.socket else ""
        return f"{where}:{socket} {self.found}{'.' if self.todo else ''} {self.todo}".rstrip()


class PlanError(NodegraphError):
    """A graph cannot run. `faults` holds every reason, in the order of the nodes."""

    def __init__(self, faults: list[Fault]):
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class CheckError(NodegraphError):
    """Raised by a node's `check` hook: what was found about one socket, and what to do."""

    def __init__(self, socket: str | None, found: str, todo: str = ""):
        super().__init__(found)
        self.socket, self.found, self.todo = socket, found, todo


class NodeError(NodegraphError):
    """A node failed. Says which, with its inputs and the visit, and keeps the cause."""

    def __init__(self, node: str, cause: str, inputs: str = "", visit: int | None = None):
        where = "" if visit is None else f" in visit {visit}"
        given = f"\n  inputs: {inputs}" if inputs else ""
        super().__init__(f"{node}: {cause}{where}{given}")
        self.node, self.cause, self.inputs, self.visit = node, cause, inputs, visit


class Cancelled(Exception):
    """The run was told to stop, and did."""
