"""The nodes that an editor's run is tapped with: they show values and change nothing. No graph file names them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nodegraph.context import Context
from nodegraph.declare import declared, node
from nodegraph.registry import Registry
from nodes.types import Frames, Image, Mask, Model, Noise, Timestep

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

SAMPLES = 6  # of a batch that a loop's visits show
EXACT = 64 * 64  # pixels; what is larger is kept at half precision


@dataclass(frozen=True)
class Look:
    """What a hidden node shows: a picture's value, which may still be on its way from the device, and its t."""

    value: Any
    t: float | None = None


@node()
def glance(value: Any, *, run: Context) -> None:
    """Show a whole value, if it is a picture."""
    if _is_picture(value):
        _offer(run, lambda: value)


@node(each_visit=True)
def glance_visit(value: Any, t: Timestep | None = None, *, run: Context) -> None:
    """Show what a visit has, in little memory: a loop's record of it stays with the loop's result."""
    if _is_picture(value):
        _offer(run, lambda: _slight(value), t)


@node(each_visit=True)
def glance_clean(x_t: Image, noise: Noise, t: Timestep, model: Model | None = None, *, run: Context) -> None:
    """Show the clean picture that a visit's prediction amounts to; nothing where it cannot be told."""
    from nodes.predict import estimate_clean

    _offer(run, lambda: _slight(estimate_clean(x_t, noise, t, model)), t)


class WithGlances(Registry):
    """The same node types, with the hidden ones beside them."""

    def __init__(self, known: Registry):
        super().__init__()
        self._types = {each.name: each for each in (*known, *declared(__name__))}
        self.broken = known.broken


def _offer(run: Context, make: "Callable[[], Any]", t: float | None = None) -> None:
    from nodes.previews import sent

    try:
        look = Look(sent(make()), t)
    except Exception:  # a look must not stop the run
        return
    run.show(look)


def _is_picture(value: Any) -> bool:
    if isinstance(value, Noise | Mask | Frames):
        return True
    shape: tuple[int, ...] = getattr(value, "shape", ())
    return len(shape) == 4 and shape[1] in (1, 3)


def _slight(value: Any) -> Any:
    from nodes.previews import over_tensors

    return over_tensors(Noise(value.epsilon) if isinstance(value, Noise) else value, _slight_tensor)


def _slight_tensor(x: "Tensor") -> "Tensor":
    """The first few of the batch; of a part a copy, for it would keep the whole alive."""
    x = x[:SAMPLES]
    if x.shape[-1] * x.shape[-2] > EXACT:
        return x.half()
    return x.clone() if x.untyped_storage().nbytes() > x.nbytes else x
