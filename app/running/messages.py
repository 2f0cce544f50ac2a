"""What the runner's thread posts beside the engine's own events. Plain values: no tensor leaves the thread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nodegraph.errors import Fault

if TYPE_CHECKING:
    from app.running.results import Entry, Frame
    from app.running.state import RunPhase
    from app.running.taps import Tap


@dataclass(frozen=True)
class Preparing:
    """A job was taken from the queue."""

    label: str
    at: float  # time.perf_counter


@dataclass(frozen=True)
class Begun:
    """The plan stands: its visible nodes, and each loop's members by Step and Sampler. `calls` run once."""

    nodes: tuple[str, ...]
    members: dict[tuple[str, str], tuple[str, ...]]
    calls: int
    loops: int
    warnings: tuple[Fault, ...]
    device: str


@dataclass(frozen=True)
class Pictured:
    """A node has a new picture."""

    tap: "Tap"
    frame: "Frame"


@dataclass(frozen=True)
class Ended:
    """The job is over. `seconds` includes the planning."""

    phase: "RunPhase"
    seconds: float = 0.0
    error: Fault | None = None
    faults: tuple[Fault, ...] = ()
    entry: "Entry | None" = None
    device_bytes: tuple[int, int] | None = None
