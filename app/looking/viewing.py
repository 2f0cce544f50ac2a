"""What the viewer and the scrubber show: chosen by the user, found in the pictures of the latest runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.looking.look import Look
from app.looking.pixels import Picture
from app.looking.reel import STREAMS, Reel
from app.looking.sides import sides_made
from app.looking.views import tiled
from app.running.results import Frame, Results
from app.running.state import RunState
from nodegraph.graph import Graph

PREVIOUS, FIRST = "previous run", "first step"


@dataclass
class Viewing:
    """`node` is who is looked at ("" follows the run), `stream` what of a loop, `stop` where in it (None: the latest),
    `place` on which values of a sweep (None: the latest), `before` what it is compared with ("" chooses).

    `revision` grows when the user chooses something else.
    """

    results: Results
    state: RunState
    look: Look = field(default_factory=Look)
    node: str = ""
    stream: str = "clean"
    stop: int | None = None
    place: str | None = None
    before: str = ""
    revision: int = 0

    def choose(self, node: str) -> None:
        """Look at a node from now on; "" follows the run."""
        self.node, self.place = node, None
        self.revision += 1

    def reset(self) -> None:
        """Follow the run from its end: another document was opened."""
        self.node, self.place, self.stop, self.before = "", None, None, ""
        self.look = Look()
        self.revision += 1

    def choose_stream(self, stream: str) -> None:
        """Of a loop: x_t, clean or noise."""
        self.stream = stream
        self.revision += 1

    def choose_place(self, place: str | None) -> None:
        self.place = place
        self.revision += 1

    def choose_before(self, before: str) -> None:
        self.before = before
        self.revision += 1

    def go(self, stop: int | None, reel: Reel) -> None:
        """To a stop of the reel. At its end it follows what comes."""
        self.stop = None if stop is None or stop >= reel.last else max(stop, 0)
        self.revision += 1

    def change(self, look: Look) -> None:
        self.look = look
        self.revision += 1

    def nodes(self, graph: Graph) -> list[str]:
        """Who can be looked at; a loop is looked at by its Sampler."""
        steps = dict(loops(graph))
        known = [steps.get(node, node) for node in self.results.nodes()]
        return [node for node in dict.fromkeys(known) if node in graph.nodes]

    def looked_at(self, graph: Graph) -> str:
        """The chosen node, or while following: the loop that runs or ran last, else the node shown last."""
        nodes = self.nodes(graph)
        if self.node in nodes:
            return self.node
        samplers = [sampler for _, sampler in loops(graph) if sampler in nodes]
        running = [zone.sampler for zone in self.state.zones.values() if not zone.over and zone.visit]
        for candidates in ([each for each in running if each in nodes], samplers, nodes):
            if candidates:
                return candidates[-1]
        return ""

    def reel(self, graph: Graph) -> Reel:
        """What the scrubber goes through."""
        node = self.looked_at(graph)
        step = next((step for step, sampler in loops(graph) if sampler == node), None)
        return self._of_loop(step, node) if step is not None else self._of_node(node)

    def frame(self, graph: Graph) -> Frame | None:
        """What the viewer shows."""
        return self.reel(graph).frame(self.stop)

    def picture(self, graph: Graph) -> Picture | None:
        """The same as one picture; a batch is laid out side by side."""
        return as_one(self.frame(graph))

    def befores(self, graph: Graph) -> list[str]:
        """What can be compared with."""
        reel = self.reel(graph)
        choices = [FIRST] if reel.moves else []
        choices += [PREVIOUS] if self._previous(graph) else []
        return [*choices, *(node for node in self.nodes(graph) if node != reel.node)]

    def compared_with(self, graph: Graph) -> str:
        """The choice, or by itself: a picture that was loaded, else the previous run, else the first step."""
        choices = self.befores(graph)
        if self.before in choices:
            return self.before
        loaded = [node for node in choices if node in graph.nodes and graph.nodes[node].type == "load_image"]
        rest = [each for each in (PREVIOUS, FIRST) if each in choices]
        return next(iter([*loaded, *rest, *choices]), "")

    def shows_both(self, graph: Graph) -> bool:
        """Whether the other side is shown as well: as chosen, or by itself of a loop's picture that has one."""
        if self.look.both is not None:
            return self.look.both
        looked_at = self.looked_at(graph)
        is_result = any(sampler == looked_at for _, sampler in loops(graph))
        return is_result and bool(sides_made(graph))

    def picture_before(self, graph: Graph) -> Picture | None:
        chosen = self.compared_with(graph)
        if chosen == PREVIOUS:
            return as_one(self._previous(graph))
        if chosen == FIRST:
            return as_one(self.reel(graph).frame(0))
        return as_one(self.results.latest(chosen)) if chosen else None

    def _of_loop(self, step: str, sampler: str) -> Reel:
        node = step if self.stream == "x_t" else sampler
        places = tuple(self.results.places(node, self.stream))
        place = self.place if self.place in places else None
        frames = tuple(self.results.frames(node, self.stream, place))
        given = self.results.frames(sampler, "value", place if place is not None else _place(frames))
        zone = self.state.zones.get(step)
        reached = max(((frame.visit or 0) + 1 for frame in frames), default=0)
        count = max(reached, zone.count or 0) if zone and not zone.cached else reached
        result = None if _newer(frames, given) else given[-1]
        return Reel(sampler, self.stream, frames, result, count, self.stream != "noise", places)

    def _of_node(self, node: str) -> Reel:
        places = tuple(self.results.places(node)) if node else ()
        frames = tuple(self.results.frames(node, "value", self.place if self.place in places else None))
        if len(frames) > 1 and frames[0].visit is not None:
            return Reel(node, "value", frames, None, self._visits(frames), False, places)
        return Reel(node, "value", (), frames[-1] if frames else self.results.latest(node), 0, True, places)

    def _visits(self, frames: Sequence[Frame]) -> int:
        """How many visits the loop makes that these were shown in, as far as it is known."""
        zones = list(self.state.zones.values())
        expected = zones[0].count or 0 if len(zones) == 1 else 0
        return max((frames[-1].visit or 0) + 1, expected)

    def _previous(self, graph: Graph) -> Frame | None:
        """The picture of the run before the one that is seen, which may not be over."""
        seen, history = self.frame(graph), self.results.history
        older = [entry.frame for entry in history if seen is None or entry.frame.serial < seen.serial]
        if len(older) == len(history) and self.state.phase == "done":
            older = older[:-1]  # what is seen is another picture of the latest
        return older[-1] if older else None


def loops(graph: Graph) -> list[tuple[str, str]]:
    """Step and Sampler of each loop that is closed."""
    ends = {node for node in graph.nodes if (kind := graph.type_of(node)) and kind.kind == "closes"}
    pairs = {(link.source.node, link.target.node): None for link in graph.links if link.target.node in ends}
    return [(tail, head) for tail, head in pairs if _is_loop(graph, tail, head)]


def _is_loop(graph: Graph, tail: str, head: str) -> bool:
    opens, closes = graph.type_of(tail), graph.type_of(head)
    return opens is not None and opens.kind == "opens" and closes is not None and opens.partner == closes.name


def as_one(frame: Frame | None) -> Picture | None:
    """A frame's samples as one picture."""
    return tiled(frame.pictures) if frame is not None and frame.pictures else None


def streams_of(results: Results, step: str, sampler: str) -> Sequence[str]:
    """Which of x_t, clean and noise there are."""
    return [each for each in STREAMS if results.frames(step if each == "x_t" else sampler, each)]


def _place(frames: Sequence[Frame]) -> str | None:
    return frames[-1].place if frames else None


def _newer(frames: Sequence[Frame], given: Sequence[Frame]) -> bool:
    """Whether a loop has shown something since it last gave a result."""
    return not given or (bool(frames) and frames[-1].serial > given[-1].serial)
