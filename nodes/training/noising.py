"""The forward process as training draws it."""

import torch
from torch import Tensor

EARLIER = 0.75  # power that draws t a little more often where shapes are decided, at high t


def noised(pictures: Tensor, alpha_bar: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Pictures (B, C, H, W) in [-1, 1] at a random t each: x_t, epsilon (B, C, H, W), and t (B,).

    x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 - alpha_bar_t) epsilon (Ho et al. 2020, eq. 4). The t of a batch are spread
    evenly over the range (one in each B-th of it), which leaves less of the loss's noise than independent draws.
    """
    count = len(pictures)
    epsilon = torch.randn(pictures.shape, generator=generator)
    places = (torch.arange(count) + torch.rand(count, generator=generator)) / count
    t = (places**EARLIER * len(alpha_bar)).long().clamp(max=len(alpha_bar) - 1)  # a place may be rounded up to 1
    return at(pictures, epsilon, t, alpha_bar), epsilon, t


def at(pictures: Tensor, epsilon: Tensor, t: Tensor, alpha_bar: Tensor) -> Tensor:
    """x_t for a t (B,) each."""
    a = alpha_bar[t].view(-1, 1, 1, 1)
    return a.sqrt() * pictures + (1 - a).sqrt() * epsilon
