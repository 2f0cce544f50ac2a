"""One job, done: planned with its hidden previews, run, and told as messages, all on the runner's thread."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.running.device import device_bytes, named
from app.running.glance import Look
from app.running.messages import Begun, Ended, Pictured, Preparing
from app.running.results import Entry, Frame
from app.running.taps import VALUE, Tap, Tapped, Taps, members, nodes_of, plan_tapped
from nodegraph.context import Origin
from nodegraph.engine import Engine, Run
from nodegraph.errors import Cancelled, Fault, NodeError, NodegraphError, PlanError
from nodegraph.events import Event, NodeFinished, NodeStarted, Previewed, Visited
from nodegraph.file import dumps
from nodegraph.graph import Graph
from nodes.compute import Compute, choose, using

if TYPE_CHECKING:
    from app.running.results import Picture

Post = Callable[[Any], None]


@dataclass(frozen=True)
class Job:
    """A run to be made. `graph` is the job's own copy; `compute` may leave device and dtype at "auto".

    An `auto` job stands for the graph as it is now, so that a newer one makes it needless.
    """

    graph: Graph
    base: Path
    out: Path
    compute: Compute = field(default_factory=lambda: Compute("auto", "auto"))
    only: str | None = None
    label: str = ""
    auto: bool = False


class Task:
    """A job at work. `cancel` may be called from any thread, at any time."""

    def __init__(self, job: Job, engine: Engine, post: Post):
        self.job = job
        self._engine, self._post = engine, post
        self._stop = threading.Event()
        self._run: Run | None = None
        self._taps: Taps = {}
        self._pictures: dict[str, Frame] = {}

    def cancel(self) -> None:
        """Stop within one visit or node."""
        self._stop.set()
        if self._run is not None:
            self._run.cancel()

    def perform(self) -> None:
        """Do it. Never raises: what went wrong is in the last message."""
        begun = time.perf_counter()
        self._post(Preparing(self.job.label, begun))
        end = self._outcome(begun)
        self._post(replace(end, seconds=time.perf_counter() - begun, device_bytes=device_bytes()))

    def _outcome(self, begun: float) -> Ended:
        try:
            self._work()
            return Ended("done", entry=self._entry(time.perf_counter() - begun))
        except Cancelled:
            return Ended("cancelled")
        except PlanError as error:
            return Ended("failed", error=error.faults[0], faults=tuple(error.faults))
        except NodeError as error:
            return Ended("failed", error=self._fault(error))
        except NodegraphError as error:
            return Ended("failed", error=Fault(None, None, f"{error}"))
        except Exception as error:  # the window has to live on, whatever it was
            return Ended("failed", error=Fault(None, None, f"{type(error).__name__}: {error}"))

    def _work(self) -> None:
        job = self.job
        compute = choose(job.compute.device, job.compute.dtype, download=job.compute.download, base=job.base)
        with using(compute):
            made = plan_tapped(job.graph, only=job.only, base=job.base)
            self._taps = made.taps
            self._run = self._engine.start(made.plan, out=job.out, key=compute.key, closely=True)
            if self._stop.is_set():
                raise Cancelled
            self._post(self._begun(made, named(compute)))
            for event in self._run:
                self._tell(event)

    def _begun(self, made: Tapped, device: str) -> Begun:
        plan, hidden = made.plan, made.taps
        return Begun(
            nodes=tuple(dict.fromkeys(node for node in nodes_of(plan) if node not in hidden)),
            members={(zone.step, zone.sampler): self._visible(members(zone)) for zone in plan.zones},
            calls=len(self._visible([node for op in plan.ops for node in op.nodes])),
            loops=len(plan.zones) + sum(op.kind.is_long for op in plan.ops),
            warnings=tuple(plan.warnings),
            device=device,
        )

    def _visible(self, nodes: list[str]) -> tuple[str, ...]:
        return tuple(node for node in nodes if node not in self._taps)

    def _tell(self, event: Event) -> None:
        if isinstance(event, Previewed):
            self._show(event)
        elif isinstance(event, NodeStarted | NodeFinished):
            if event.node not in self._taps:
                self._post(event)
        else:
            self._post(_without(event, self._taps) if isinstance(event, Visited) else event)

    def _show(self, event: Previewed) -> None:
        look = event.value if isinstance(event.value, Look) else Look(event.value)
        pictures = _pictures(look.value)
        if not pictures:
            return
        frame = Frame(pictures, event.visit, look.t, _place(event.origin))
        for tap in self._taps.get(event.node, (Tap(event.node),)):
            self._post(Pictured(tap, frame))
            if tap.what == VALUE:
                self._pictures[tap.node] = frame

    def _entry(self, seconds: float) -> Entry | None:
        """The run for the history, with the picture of its first file, else of its last loop."""
        if not self._pictures:
            return None
        job, kinds = self.job, {node: self.job.graph.type_of(node) for node in self._pictures}
        files = [node for node in job.graph.nodes if (kind := kinds.get(node)) and kind.kind == "output"]
        loops = [node for node, kind in kinds.items() if kind and kind.kind == "closes"]
        node = [*files[:1], *loops[-1:], *self._pictures][0]
        return Entry(self._pictures[node], node, dumps(job.graph), job.base, job.label, seconds, datetime.now())

    def _fault(self, error: NodeError) -> Fault:
        """An error at its node; of a batch, the first; of a hidden node, the one it looks at."""
        node = error.node.partition(", ")[0]
        visit = "" if error.visit is None else f" (step {error.visit + 1})"
        return Fault(self._taps[node][0].node if node in self._taps else node, None, f"{error.cause}{visit}")


def _pictures(value: Any) -> "tuple[Picture, ...]":
    from app.looking.pixels import to_rgb

    try:
        return tuple(to_rgb(value))
    except Exception:  # a look must not stop the run
        return ()


def _place(origin: Origin) -> str:
    """Which values of the graph's sweeps: "i_start 3"."""
    return ", ".join(f"{axis.rpartition('.')[2]} {value}" for axis, value in origin.own)


def _without(event: Visited, hidden: Taps) -> Visited:
    spent = tuple(each for each in event.spent if each[0] not in hidden)
    return Visited(event.step, event.sampler, event.visit, event.count, event.seconds, spent, event.numbers)
