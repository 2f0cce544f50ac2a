"""What the views show of runs: plain values that the frame loop fills from the runner's messages."""

import time
from dataclasses import dataclass, field, replace
from typing import Literal

from nodegraph.errors import Fault

NodePhase = Literal["idle", "waiting", "running", "done", "cached", "failed"]
RunPhase = Literal["idle", "preparing", "running", "done", "cancelled", "failed"]

USUAL_VISITS = 30  # of a loop of which nothing is known yet


@dataclass
class NodeState:
    """One node in the latest run. `seconds` is its own time; in a loop, that of the latest visit."""

    phase: NodePhase = "idle"
    seconds: float | None = None
    text: str = ""  # a long node's own report


@dataclass
class ZoneState:
    """One loop in the latest run, by its Step. `visit` counts finished visits; `t` is the latest one's timestep."""

    sampler: str = ""
    visit: int = 0
    count: int | None = None
    t: float | None = None
    seconds: float = 0.0
    cached: bool = False
    over: bool = False

    @property
    def seconds_per_step(self) -> float:
        return self.seconds / self.visit if self.visit else 0.0

    @property
    def seconds_left(self) -> float | None:
        return None if self.count is None else (self.count - self.visit) * self.seconds_per_step


@dataclass
class RunState:
    """The latest run, as far as it has come. `revision` grows with every change."""

    phase: RunPhase = "idle"
    label: str = ""  # what the queue calls it: "seed 1235", "to sampler"
    nodes: dict[str, NodeState] = field(default_factory=dict)
    zones: dict[str, ZoneState] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    computed: int = 0
    cached: int = 0
    error: Fault | None = None  # what stopped it
    faults: list[Fault] = field(default_factory=list)  # where its plan was refused, all of them
    warnings: list[Fault] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    loops: int = 0  # how many the run has, those that a sweep repeats counted each
    loops_begun: int = 0
    visits: int = 0  # of all its loops so far
    visits_planned: int = 0  # of the loops begun so far
    reports: dict[str, int] = field(default_factory=dict)  # how far each long node has come; they count as loops
    reached: float = 0.0  # the highest fraction so far
    begun: float = 0.0  # by time.perf_counter
    device: str = ""  # "CPU, float32"; empty before the first run
    device_bytes: tuple[int, int] | None = None  # used and there, of a GPU's memory
    revision: int = 0

    @property
    def is_busy(self) -> bool:
        return self.phase in ("preparing", "running")

    def warned(self, node: str) -> list[Fault]:
        """What the run warns of at a node."""
        return [each for each in self.warnings if each.node == node]

    def rename(self, node: str, name: str) -> None:
        """A node has another id: what is known of it goes by that too, as well as by the old one, for undo."""
        if node in self.nodes:
            self.nodes[name] = self.nodes[node]
        if node in self.zones:
            self.zones[name] = self.zones[node]
        self.warnings = [replace(each, node=name) if each.node == node else each for each in self.warnings]
        self.revision += 1

    @property
    def elapsed(self) -> float:
        """Seconds since the run began, or what it took."""
        return time.perf_counter() - self.begun if self.is_busy else self.seconds

    @property
    def fraction(self) -> float:
        """How much of the run is over, from 0 to 1, never less than it was; loops count by their visits."""
        each = self.visits_planned / self.loops_begun if self.loops_begun else USUAL_VISITS
        whole = self.total + self.visits_planned + each * (self.loops - self.loops_begun)
        return max(self.reached, min(1.0, (self.done + self.visits) / whole) if whole else 0.0)
