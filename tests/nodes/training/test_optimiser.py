"""The learning rate's course, the average of weights, and what decays."""

import pytest
import torch
from torch import nn

from nodes.training.optimiser import follow, make_optimiser, warm_hold_fall


def test_the_learning_rate_warms_up_holds_and_falls_to_nothing() -> None:
    factor = warm_hold_fall(100, 0.6)
    rates = [factor(step, 1000) for step in (0, 49, 99, 400, 700, 1000)]
    assert rates == pytest.approx([0.01, 0.5, 1, 1, 0.5, 0])


def test_without_a_fall_it_is_held() -> None:
    assert warm_hold_fall(0, 0.0)(999, 1000) == 1.0


def test_the_average_follows_by_its_decay() -> None:
    average, model = nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)
    nn.init.zeros_(average.weight)
    nn.init.ones_(model.weight)
    follow(average, model, step=0, decay=0.9)
    assert average.weight.item() == pytest.approx(0.9)  # 1 - 1 / 10: quick at the start
    follow(average, model, step=10_000, decay=0.9)
    assert average.weight.item() == pytest.approx(0.91)


def test_biases_do_not_decay_and_frozen_weights_are_left_out() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2).requires_grad_(False))
    matrices, rest = make_optimiser(model, 1e-3).param_groups
    assert [each.ndim for each in matrices["params"]] == [2]
    assert [each.ndim for each in rest["params"]] == [1]
    assert matrices["weight_decay"] > 0 == rest["weight_decay"]
    assert torch.tensor(matrices["lr"]) == pytest.approx(1e-3)


def test_the_average_takes_over_batch_statistics() -> None:
    average, model = nn.BatchNorm1d(2), nn.BatchNorm1d(2)
    model(torch.randn(8, 2) + 5)
    follow(average, model, step=0, decay=0.9)
    assert torch.equal(average.running_mean, model.running_mean)  # type: ignore[arg-type]
