"""What can be told of a value without knowing its type: its size, its shape in words, whether it holds a NaN."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

_SMALL = 64
_FEW = 4


def leaves(value: Any) -> Iterator[Any]:
    """The parts of a value, through tuples, lists, mappings and dataclasses."""
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, tuple | list):
        for each in value:
            yield from leaves(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from leaves(getattr(value, each.name))
    else:
        yield value


def size(value: Any) -> int:
    """About how many bytes a value holds."""
    return sum(_bytes(leaf) for leaf in leaves(value))


def _bytes(leaf: Any) -> int:
    found = getattr(leaf, "nbytes", None)
    if isinstance(found, int):
        return found
    return len(leaf) + _SMALL if isinstance(leaf, str | bytes) else _SMALL


def has_nan(value: Any) -> bool:
    """Whether any number in it is NaN. For a tensor on a GPU this waits for the device."""
    return any(_is_nan(leaf) for leaf in leaves(value))


def _is_nan(leaf: Any) -> bool:
    if isinstance(leaf, float):
        return math.isnan(leaf)
    return bool((leaf != leaf).any()) if hasattr(leaf, "shape") and hasattr(leaf, "dtype") else False


def describe(value: Any) -> str:
    """A value in a few words: a tensor's shape and type, a short literal, or a class's name with its parts."""
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"{tuple(value.shape)} {str(value.dtype).rpartition('.')[2]}"
    if is_dataclass(value) and not isinstance(value, type) and _shows_its_parts(value):
        parts = [describe(getattr(value, each.name)) for each in fields(value)]
        return f"{type(value).__name__}({', '.join(parts)})"[:160]
    if isinstance(value, tuple | list):
        more = ["..."] if len(value) > _FEW else []
        return f"({', '.join([*map(describe, value[:_FEW]), *more])})"[:160]
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _shows_its_parts(value: Any) -> bool:
    """Whether a dataclass has the repr that was made for it, and none of its own."""
    return bool(value.__dataclass_params__.repr)
