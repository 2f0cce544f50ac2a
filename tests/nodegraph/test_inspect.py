"""What is told of a value without knowing its type; with real tensors and arrays."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch

from nodegraph.inspect import describe, has_nan, size


@dataclass(frozen=True)
class Noise:
    epsilon: torch.Tensor
    variance: torch.Tensor | None = None


class Pair(NamedTuple):
    a: Any
    b: Any


X = torch.zeros(1, 3, 4, 5)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (X, "(1, 3, 4, 5) float32"),
        (X.half(), "(1, 3, 4, 5) float16"),
        (torch.ones(2, dtype=torch.int64), "(2,) int64"),
        (np.zeros((2, 3)), "(2, 3) float64"),
        (Noise(X), "Noise((1, 3, 4, 5) float32, None)"),
        ([X, X], "((1, 3, 4, 5) float32, (1, 3, 4, 5) float32)"),
        (Pair(X, 2), "((1, 3, 4, 5) float32, 2)"),
        ((1, 2, 3, 4, 5), "(1, 2, 3, 4, ...)"),
        (2.5, "2.5"),
        ("a" * 90, "'" + "a" * 56 + "..."),
    ],
)
def test_shapes_and_types_in_words(value: Any, words: str) -> None:
    assert describe(value) == words


NAN = float("nan")


@pytest.mark.parametrize(
    "value",
    [
        NAN,
        torch.tensor([1.0, NAN]),
        torch.tensor([1.0, NAN], dtype=torch.bfloat16),
        np.array([1.0, NAN]),
        Noise(X, torch.full((2,), NAN)),
        {"a": [1, (X, {"b": NAN})]},
        Pair(1, NAN),
    ],
)
def test_a_nan_is_found_wherever_it_is(value: Any) -> None:
    assert has_nan(value)


@pytest.mark.parametrize(
    "value", [None, 1, "nan", 1.0, float("inf"), X, torch.ones(2).bool(), Noise(X), [], np.zeros(3)]
)
def test_no_nan_where_there_is_none(value: Any) -> None:
    assert not has_nan(value)


def test_size_counts_bytes_through_containers() -> None:
    assert size(X) == 240
    assert size(Noise(X, X)) == 480
    assert size({"a": [X, X], "b": X}) == 720
    assert size("a" * 1000) > 1000
    assert 0 < size(object()) < 100
