"""Training's noise is the scheduler's."""

import pytest
import torch

from nodes.embedded.network import make_scheduler
from nodes.training.noising import noised


def test_x_t_is_the_schedulers() -> None:
    scheduler = make_scheduler()
    pictures = torch.rand(64, 3, 8, 8) * 2 - 1
    x_t, epsilon, t = noised(pictures, scheduler.alphas_cumprod, torch.Generator().manual_seed(3))
    assert torch.allclose(x_t, scheduler.add_noise(pictures, epsilon, t), atol=1e-6)


def test_t_stays_below_the_number_of_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A draw just below 1 is rounded up with a large batch."""
    monkeypatch.setattr("torch.rand", lambda count, generator: torch.full((count,), 1 - 2**-24))
    _, _, t = noised(torch.zeros(64, 3, 8, 8), make_scheduler().alphas_cumprod, torch.Generator())
    assert t.max() == 999


def test_the_same_generator_draws_the_same_and_every_part_of_the_range_is_met() -> None:
    alpha_bar = make_scheduler().alphas_cumprod
    first, again = (noised(torch.zeros(64, 3, 8, 8), alpha_bar, torch.Generator().manual_seed(3)) for _ in range(2))
    assert all(torch.equal(one, other) for one, other in zip(first, again, strict=True))
    t = first[2]
    assert 0 <= t.min() < 45
    assert 950 < t.max() < 1000
    assert t.float().mean() > 520  # more often at high t
