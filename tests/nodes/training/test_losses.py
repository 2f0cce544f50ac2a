"""The hybrid loss against its definition, the divergence by torch.distributions."""

import math

import pytest
import torch
from torch.distributions import Normal, kl_divergence

from nodes.embedded.network import make_scheduler
from nodes.training.losses import HybridLoss


def _reference(output: torch.Tensor, epsilon: torch.Tensor, t: torch.Tensor, x_0: torch.Tensor) -> torch.Tensor:
    """Weighted L_simple + 0.001 T KL, the divergence by torch.distributions, one sample at a time."""
    scheduler = make_scheduler()
    scheduler.set_timesteps(1000)
    weight = 1 / (0.07 + scheduler.alphas_cumprod)
    weight = (weight / weight.mean())[t].view(-1, 1, 1, 1)
    total = (weight * (output[:, :3] - epsilon) ** 2).mean()
    bars = scheduler.alphas_cumprod[t].view(-1, 1, 1, 1)
    x_t = bars.sqrt() * x_0 + (1 - bars).sqrt() * epsilon
    guess = (x_t - (1 - bars).sqrt() * output[:, :3]) / bars.sqrt()
    total = total + 0.3 * ((guess - x_0).unflatten(3, (-1, 8)).unflatten(2, (-1, 8)).mean(dim=(3, 5)) ** 2).mean()
    for k, step in enumerate(t.tolist()):
        bar = scheduler.alphas_cumprod[step]
        before = scheduler.alphas_cumprod[step - 1]
        alpha, beta = bar / before, 1 - bar / before
        x_t = bar.sqrt() * x_0[k] + (1 - bar).sqrt() * epsilon[k]

        def mean(eps: torch.Tensor) -> torch.Tensor:
            return (x_t - beta / (1 - bar).sqrt() * eps) / alpha.sqrt()  # noqa: B023

        variance = beta * (1 - before) / (1 - bar)
        log_variance = scheduler._get_variance(step, predicted_variance=output[k, 3:])
        true = Normal(mean(epsilon[k]), variance.sqrt())
        model = Normal(mean(output[k, :3]), (0.5 * log_variance).exp())
        total = total + kl_divergence(true, model).mean() / math.log(2) / len(t)
    return total


def test_hybrid_loss_is_the_divergence_of_the_two_gaussians() -> None:
    torch.manual_seed(0)
    loss = HybridLoss(make_scheduler().alphas_cumprod)
    x_0, epsilon = torch.rand(4, 3, 8, 8) * 2 - 1, torch.randn(4, 3, 8, 8)
    output = torch.cat([epsilon + 0.1 * torch.randn(4, 3, 8, 8), torch.rand(4, 3, 8, 8) * 2 - 1], dim=1)
    t = torch.tensor([3, 250, 700, 960])  # above, the clean picture's error has a bound
    expected = _reference(output.double(), epsilon.double(), t, x_0.double())
    assert loss(output, epsilon, t).item() == pytest.approx(expected.item(), rel=1e-3)


def test_the_ends_of_the_range_are_finite_and_the_first_step_has_no_divergence() -> None:
    loss = HybridLoss(make_scheduler().alphas_cumprod)
    epsilon = torch.randn(2, 3, 8, 8)
    output = torch.cat([epsilon + 0.1, torch.full_like(epsilon, 0.5)], dim=1)
    assert loss.divergence(output[:1, 3:], (output[:1, :3] - epsilon[:1]) ** 2, torch.tensor([0])) == 0
    error = 0.1**2 * (loss.weight[999] + 0.3 * 500)
    alone = loss(output[1:], epsilon[1:], torch.tensor([999]))
    divergence = loss.divergence(output[1:, 3:], (output[1:, :3] - epsilon[1:]) ** 2, torch.tensor([999]))
    assert (alone - divergence).item() == pytest.approx(error.item(), rel=1e-4)


def test_the_divergence_teaches_the_variance_and_leaves_the_mean_alone() -> None:
    loss = HybridLoss(make_scheduler().alphas_cumprod)
    epsilon = torch.randn(2, 3, 8, 8)
    output = torch.cat([epsilon, torch.zeros(2, 3, 8, 8)], dim=1).requires_grad_()
    loss(output, epsilon, torch.tensor([100, 500])).backward()
    assert output.grad is not None
    assert (output.grad[:, :3] == 0).all()
    assert (output.grad[:, 3:] != 0).all()
