"""How a network's weights follow their gradients."""

import math
from collections.abc import Callable

import torch
from torch import nn


def make_optimiser(
    model: nn.Module, rate: float, decay: float = 0.01, betas: tuple[float, float] = (0.9, 0.99)
) -> torch.optim.Optimizer:
    """AdamW (Loshchilov & Hutter 2019) for what is trained, weight decay on matrices and kernels alone; with decay 0
    it is Adam (Kingma & Ba 2015)."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    matrices = [parameter for parameter in trained if parameter.ndim >= 2]
    rest = [parameter for parameter in trained if parameter.ndim < 2]
    groups = [{"params": matrices, "weight_decay": decay}, {"params": rest, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, betas=betas, fused=True)


def warm_hold_fall(warm_up: int, falling: float) -> Callable[[int, int], float]:
    """A learning rate's factor at step `step` of `total`: up over `warm_up` steps, held, and down to 0 by a cosine
    over the last `falling` part."""

    def factor(step: int, total: int) -> float:
        fallen = max(0.0, (step / total - (1 - falling)) / falling) if falling else 0.0
        return min(1.0, (step + 1) / max(1, warm_up)) * 0.5 * (1 + math.cos(math.pi * min(1.0, fallen)))

    return factor


@torch.no_grad()
def follow(average: nn.Module, model: nn.Module, step: int, decay: float) -> None:
    """Exponential moving average of the weights, quicker at the start. Buffers, such as a batch normalisation's
    statistics, are taken over as they are."""
    decay = min(decay, (1 + step) / (10 + step))
    torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - decay)
    for mine, its in zip(average.buffers(), model.buffers(), strict=True):
        mine.copy_(its)
