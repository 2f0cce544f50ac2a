"""Shapes before anything is computed, for the nodes' check hooks. No torch here.

A shape is (B, C, H, W) with None for what is not known; a shape of which nothing is known is None.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nodegraph.errors import CheckError

if TYPE_CHECKING:
    from torch import Tensor

Shape = tuple[int | None, ...]
Facts = Mapping[str, Any]


def same(name: str) -> Any:
    """A check hook: the output has the shape of this input."""
    return lambda facts, settings: facts.get(name)


def same_row(name: str) -> Any:
    """A check hook: the values of a growing row agree, and the output has their shape."""
    return lambda facts, settings: common(row(facts, name))


def common(shapes: Mapping[str, Shape | None]) -> Shape | None:
    """What several shapes are together; a batch of one goes with any. Raises CheckError naming two that differ."""
    known = {name: shape for name, shape in shapes.items() if shape is not None}
    first = next(iter(known), "")
    result = known.get(first)
    for name, shape in known.items():
        if result is None or not _agree(result, shape):
            todo = f"Bring it to the size of {first}, for instance with Resize."
            raise CheckError(name, f"is {shown(shape)}, but {first} is {shown(known[first])}", todo)
        rest = (a if b is None else b for a, b in zip(result[1:], shape[1:], strict=True))
        result = (_batch(result[0], shape[0]), *rest)
    if result and len(known) < len(shapes):
        return (_batch(result[0], None), *result[1:])
    return result


def agree(**tensors: "Tensor") -> None:
    """The same for tensors, as they are computed. Raises ValueError."""
    agree_shapes({name: each.shape for name, each in tensors.items()})


def agree_shapes(shapes: Mapping[str, Shape]) -> None:
    """As `agree`, of shapes by the names of their sockets."""
    if len(set(shapes.values())) == 1:
        return
    try:
        common(shapes)
    except CheckError as fault:
        raise ValueError(f"{fault.socket} {fault.found}. {fault.todo}") from None


def check_sides(name: str, shape: Shape | None, factor: int) -> None:
    """Height and width are multiples of a model's factor. Raises CheckError."""
    if shape is not None and any(side is not None and side % factor for side in shape[2:]):
        raise CheckError(name, f"is {shown(shape)}", f"Choose a height and width that {factor} divides.")


def shown(shape: Shape) -> str:
    """(1, 3, 64, 64) as "1 x 3 x 64 x 64"; what is unknown as "?"."""
    return " x ".join("?" if each is None else str(each) for each in shape)


def row(facts: Facts, name: str) -> dict[str, Shape | None]:
    return {f"{name}[{k}]": shape for k, shape in enumerate(facts.get(name) or ())}


def _agree(one: Shape, other: Shape) -> bool:
    if len(one) != len(other):
        return False
    batches = None in (one[0], other[0]) or 1 in (one[0], other[0]) or one[0] == other[0]
    return batches and all(a is None or b is None or a == b for a, b in zip(one[1:], other[1:], strict=True))


def _batch(one: int | None, other: int | None) -> int | None:
    """Of two batch sizes the larger; unknown with one is unknown."""
    if one is None or other is None:
        known = other if one is None else one
        return None if known == 1 else known
    return max(one, other)
