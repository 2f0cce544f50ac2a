"""What the bars of the window say in words and numbers. No widget."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from app.running.state import RunState, ZoneState
from app.session import Session, count
from nodegraph.describe import evaluations
from nodegraph.errors import Fault

if TYPE_CHECKING:
    from nodegraph.graph import Graph
    from nodegraph.plan import Plan

Tone = Literal["text", "muted", "error", "warn", "ok"]


class Progress(NamedTuple):
    """What the run bar tells of the latest run. `fraction` is None where there is no bar to draw."""

    title: str
    detail: str = ""
    fraction: float | None = None
    tone: Tone = "text"


class Meter(NamedTuple):
    """How full something is."""

    name: str
    text: str
    fraction: float


def progress(state: RunState, faults: list[Fault], *, empty: bool = False) -> Progress:
    """The run so far, what it came to, or what keeps it from starting."""
    if state.phase == "preparing":
        return Progress("Preparing", "", state.fraction)
    if state.phase == "running":
        return _running(state)
    if faults:
        return Progress(f"{count(len(faults), 'fault')} to fix before running", str(faults[0]), None, "error")
    if state.phase == "failed":
        return Progress("Stopped by a fault", str(state.error or ""), None, "error")
    if state.phase == "cancelled":
        return Progress("Stopped", f"after {seconds(state.seconds)}", state.fraction, "muted")
    if state.phase == "done":
        return Progress(f"Done in {seconds(state.seconds)}", _shares(state), 1.0)
    return Progress("Ready", "Space adds a node" if empty else "Ctrl+Enter runs the graph")


def _running(state: RunState) -> Progress:
    zone = next((each for each in state.zones.values() if not each.over and not each.cached), None)
    detail = f"{seconds(state.elapsed)} so far"
    if zone is None:
        node = next((name for name, each in state.nodes.items() if each.phase == "running"), "")
        return Progress(f"Running {node}".rstrip(), detail, state.fraction)
    left = zone.seconds_left
    if left is not None and zone.visit:
        detail += f", {seconds(left, rough=True)} left"
    return Progress(step(zone), detail, state.fraction)


def step(zone: ZoneState) -> str:
    """The step that a loop is at: "Step 17 of 30"."""
    at = zone.visit + 1 if zone.count is None else min(zone.visit + 1, zone.count)
    return f"Step {at}" if zone.count is None else f"Step {at} of {zone.count}"


def _shares(state: RunState) -> str:
    parts = [f"{state.computed} computed"] if state.computed else []
    parts += [f"{state.cached} cached"] if state.cached else []
    parts += [count(len(state.warnings), "warning")] if state.warnings else []
    return ", ".join(parts)


def machine(session: Session) -> str:
    """Which model the graph names and where it ran: "embedded model, CUDA, bf16"."""
    return ", ".join(each for each in (_model(session.document.graph), session.state.device) if each)


def _model(graph: "Graph") -> str:
    named = {str(node.params.get("source", "embedded")) for node in graph.nodes.values() if node.type == "load_model"}
    return f"{named.pop().rstrip('/').rsplit('/', 1)[-1]} model" if len(named) == 1 else ""


def meters(session: Session) -> list[Meter]:
    """Memory of the GPU, where there is one, and of remembered results."""
    found = []
    gpu = session.state.device_bytes
    if gpu is not None and gpu[1]:
        found.append(Meter("GPU", f"{size(gpu[0])} of {size(gpu[1])}", gpu[0] / gpu[1]))
    cache = session.runner.engine.cache
    if cache.limit:
        found.append(Meter("Cache", f"{size(cache.bytes)} of {size(cache.limit)}", cache.bytes / cache.limit))
    return found


def counts(graph: "Graph", plan: "Plan | None" = None) -> str:
    """ "19 nodes   34 links   4 evaluations a step, in 1 batch"."""
    parts = [count(len(graph.nodes), "node"), count(len(graph.links), "link")]
    if plan is not None and len(plan.zones) == 1:
        evaluated = evaluations(plan.zones[0])
        batches = sum(call.type in evaluated for call in plan.zones[0].calls)
        if evaluated:
            parts.append(f"{count(sum(evaluated.values()), 'evaluation')} a step, in {batches_of(batches)}")
    return "   ".join(parts)


def batches_of(number: int) -> str:
    return f"{number} batch{'' if number == 1 else 'es'}"


def seconds(value: float, *, rough: bool = False) -> str:
    """A time with its unit: 38 ms, 4.7 s, 2 min 5 s. A rough one has whole seconds."""
    if value >= 59.95:
        minutes, rest = divmod(round(value), 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    if rough:
        return f"{max(1, round(value))} s"
    if value < 0.0995:
        return f"{value * 1000:.1f} ms" if value < 0.00095 else f"{value * 1000:.0f} ms"
    return f"{value:.1f} s"


def size(number: int) -> str:
    """Bytes with their unit: 84 MB, 1.2 GB, 2 GB."""
    if number >= 2**30:
        return f"{number / 2**30:.1f}".removesuffix(".0") + " GB"
    return f"{number / 2**20:.0f} MB"
