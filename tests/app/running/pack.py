"""Nodes that wait until a test lets them go on, and pictures of one colour."""

import threading
from collections import Counter
from collections.abc import Generator
from typing import NamedTuple

from nodegraph.context import Context
from nodegraph.declare import node, zone
from nodes.types import Frames, Image, Mask, Noise, Timestep

WAIT = 30.0  # seconds after which a test that forgot to open a gate fails
reached = threading.Semaphore(0)
gate = threading.Semaphore(0)
calls: Counter[str] = Counter()


class Turn(NamedTuple):
    x_t: Image
    t: Timestep


class Sent(NamedTuple):
    noise: Noise
    x_t: Image | None = None


@zone(opens="turn", closes="turned", count=lambda inputs: inputs["times"])
def turning(start: Image, *, times: int = 3) -> Generator[Turn, Sent, Image]:
    """So many visits, each of which takes the noise away."""
    x = start
    for visit in range(times):
        sent = yield Turn(x, Timestep(float(100 * (times - visit) - 1)))
        x = x - sent.noise.epsilon
    return x


@node()
def colour(*, level: float = 0.0, count: int = 1, size: int = 4) -> Image:
    """A picture of one grey."""
    import torch

    calls["colour"] += 1
    return torch.full((count, 3, size, size), level)


@node()
def shade(x_t: Image, *, amount: float = 0.1) -> Noise:
    """A noise of one value."""
    calls["shade"] += 1
    return Noise(x_t * 0 + amount)


@node(needs=lambda visit, count, settings: {"first" if visit % 2 == 0 else "second"})
def by_turns(first: Noise, second: Noise) -> Noise:
    """One of the two each visit."""
    return second if first is None else first


@node()
def held(image: Image) -> Image:
    """The same picture, once the test lets it go on."""
    calls["held"] += 1
    reached.release()
    assert gate.acquire(timeout=WAIT)
    return image


@node()
def held_noise(noise: Noise) -> Noise:
    """The same noise, once the test lets it go on."""
    calls["held_noise"] += 1
    reached.release()
    assert gate.acquire(timeout=WAIT)
    return noise


@node()
def cracked(image: Image) -> Image:
    """Fails."""
    raise ValueError("the paint is dry. Use wet paint.")


@node()
def two_frames(image: Image) -> Frames:
    """The picture twice."""
    return Frames((image, image), ("one", "two"))


@node()
def whole_mask(image: Image) -> Mask:
    """All of it."""
    return Mask(image[:, :1] * 0 + 1)


@node()
def no_picture(*, value: float = 1.0) -> float:
    """A number."""
    calls["no_picture"] += 1
    return value


@node()
def keep(image: Image, *, name: str = "kept.png", run: Context) -> None:
    """Write the graph."""
    calls["keep"] += 1
    run.write(name, lambda path: path.write_text(run.graph(), encoding="utf-8"))


@node(each_visit=True)
def peek(noise: Noise, *, run: Context) -> None:
    """Show each visit's noise."""
    run.show(noise)


def pass_gate(times: int = 1) -> None:
    """Let so many waiting calls go on."""
    gate.release(times)


def arrived() -> None:
    """Wait until a call waits at the gate."""
    assert reached.acquire(timeout=WAIT)


def reset() -> None:
    for each in (reached, gate):
        while each.acquire(blocking=False):
            pass
    calls.clear()
