"""One pass through a loop: x_t in, x_{t-1} out, variance-preserving on both sides whatever the scheduler works in."""

from contextlib import nullcontext
from itertools import pairwise
from math import sqrt
from typing import Any

import torch
from torch import Tensor

from nodes.solver.alpha_bar import of_config
from nodes.solver.build import scheduler
from nodes.solver.schedule import Schedule
from nodes.streams import Drawing, gaussian
from nodes.types import Noise

LEARNED = ("learned", "learned_range")


class Solver:
    """Wraps a diffusers scheduler; `update` is called once a visit, in order."""

    def __init__(self, schedule: Schedule):
        self._rule, self._visits = schedule.rule, schedule.visits
        self._scheduler = scheduler(schedule)
        self._reads_variance = schedule.name == "ddpm" and self._scheduler.config.variance_type in LEARNED
        self._alpha_bar = of_config(schedule.config)
        self._below = _below(self._scheduler.timesteps.tolist())
        self._scales = self._find_scales(schedule.i_start)

    def update(self, x_t: Tensor, noise: Noise, i: int, seed: int) -> Tensor:
        """x at the next visit's t, (B, 3, H, W), from x_t and the noise predicted at visit i. Raises ValueError."""
        _same_shape(x_t, noise)
        x = x_t * self._scales[i] if self._rule.scaled else x_t
        with torch.no_grad(), self._drawing(seed, i):
            told = {"return_dict": False, **self._rule.each_step}
            x = self._scheduler.step(self._output(noise), self._time(i), x, **told)[0]
        x = x / self._scales[i + 1] if self._rule.scaled else x
        return self._climbed(x, i, seed)

    def _output(self, noise: Noise) -> Tensor:
        """What the scheduler takes for a network's output: six channels where it reads a learned variance."""
        if not self._reads_variance:
            return noise.epsilon
        if noise.variance is None:
            raise ValueError("the noise carries no variance. Set the schedule's variance to fixed_small.")
        return torch.cat([noise.epsilon, noise.variance], dim=1)

    def _time(self, i: int) -> float | int:
        t = self._visits[i]
        return t if self._rule.scaled else int(t)

    def _drawing(self, seed: int, i: int) -> Any:
        if not self._rule.draws:
            return nullcontext()
        return Drawing(lambda shape, device: gaussian("step", seed, shape, device, i))

    def _find_scales(self, i_start: int) -> list[float]:
        """sqrt(1 + sigma^2) at each visit: a scaled rule's x_sigma is x_t times it."""
        if not self._rule.scaled:
            return []
        sigmas = self._scheduler.sigmas.tolist()[i_start * self._scheduler.order :]
        return [sqrt(1 + sigma**2) for sigma in sigmas]

    def _climbed(self, x: Tensor, i: int, seed: int) -> Tensor:
        """Back up to the next visit's t where that is higher (RePaint, Lugmayr et al. 2022, algorithm 1, line 10)."""
        if not self._rule.single_step or i + 1 == len(self._visits):
            return x
        low, high = self._below[int(self._visits[i])], int(self._visits[i + 1])
        if low == high:
            return x
        ratio = self._alpha_bar[high] / self._alpha_bar[low]
        return sqrt(ratio) * x + sqrt(1 - ratio) * gaussian("climb", seed, tuple(x.shape), x.device, i)


def _below(timesteps: list[float]) -> dict[int, int]:
    """Each t's next lower one."""
    times = [int(t) for t in timesteps]
    return dict(pairwise(times))


def _same_shape(x_t: Tensor, noise: Noise) -> None:
    if x_t.shape != noise.epsilon.shape:
        shapes = f"{tuple(noise.epsilon.shape)}, x_t {tuple(x_t.shape)}"
        raise ValueError(f"epsilon has the shape {shapes}. Bring the prediction back to the size of x_t.")
