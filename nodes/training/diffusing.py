"""Diffusion models as a training task: predict the noise in x_t (Ho et al. 2020, algorithm 1)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import torch
from diffusers import DDPMPipeline, DDPMScheduler
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F

from nodes.training.data import Dataset, Network
from nodes.training.figures import rows
from nodes.training.learning import Learning, generator
from nodes.training.loop import Batch
from nodes.training.losses import HybridLoss
from nodes.training.networks import make
from nodes.training.noising import at
from nodes.training.ranges import to_image

Betas = Literal["linear", "cosine", "quadratic", "sigmoid"]
Loss = Literal["L1", "L2", "Huber"]
BETAS = {"linear": "linear", "cosine": "squaredcos_cap_v2", "quadratic": "scaled_linear", "sigmoid": "sigmoid"}
LOSSES: dict[str, Callable[..., Tensor]] = {"L1": F.l1_loss, "L2": F.mse_loss, "Huber": F.huber_loss}
_SHOWN = 4  # samples of each class
_SHEET_STEPS = 25
_GUIDANCE = 2.0


def make_scheduler(steps: int, betas: str, *, learned: bool) -> DDPMScheduler:
    """T steps of the schedule, whose beta are scaled so that any T ends in noise: beta T as for T = 1000."""
    scale = {} if betas == "cosine" else {"beta_start": 0.1 / steps, "beta_end": min(0.999, 20 / steps)}
    return DDPMScheduler(
        num_train_timesteps=steps,
        beta_schedule=BETAS[betas],
        variance_type="learned_range" if learned else "fixed_small",
        **scale,
    )


class Diffusing(Learning):
    """Learns epsilon in x_t at a random t; a class, one-hot, is left out for a part `dropped` of the pictures."""

    def __init__(
        self,
        data: Dataset,
        test: Dataset | None,
        network: Network,
        batch: int,
        seed: int,
        *,
        steps: int,
        betas: Betas,
        loss: Loss,
        learned: bool,
        dropped: float,
    ):
        super().__init__(data, test, batch, seed)
        self.network, self.dropped, self.learned = network, dropped, learned
        self.scheduler = make_scheduler(steps, betas, learned=learned)
        self.alpha_bar = self.scheduler.alphas_cumprod
        self.distance, self.hybrid = LOSSES[loss], HybridLoss(self.alpha_bar)
        self.model: nn.Module = make(network, steps, learned=learned, unit=data.unit)

    def prepared(self, pictures: Tensor, labels: Tensor, chance: torch.Generator) -> Batch:
        """x_t, epsilon (B, C, S, S); t (B,); classes, one-hot or zeros (B, 1, K), K = 0 where there are none."""
        count = len(pictures)
        epsilon = torch.randn(pictures.shape, generator=chance)
        t = torch.randint(len(self.alpha_bar), (count,), generator=chance)
        told = one_hot(labels, len(self.network.classes or ()))
        told = told * (torch.rand(count, generator=chance) >= self.dropped).float().view(-1, 1, 1)
        return at(pictures, epsilon, t, self.alpha_bar), epsilon, t, told

    def batch(self, step: int, size: int) -> Batch:
        return self.prepared(*self.drawn(step))

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        x_t, epsilon, t, told = batch
        output = predicted(model, x_t, t, told).float()
        if not self.learned:
            return self.distance(output, epsilon)
        found, place = output.chunk(2, dim=1)
        error = (found.detach() - epsilon) ** 2
        return self.distance(found, epsilon) + self.hybrid.divergence(place, error, t)

    def test(self, model: nn.Module) -> float:
        return self.mean_over_test(model, self.loss, self.prepared)

    @torch.no_grad()
    def sheet(self, model: nn.Module) -> Image.Image:
        """Samples by 25 steps of DDPM: of each of the first ten classes four, with guidance 2, or forty of any."""
        names = self.network.classes or ()
        labels = torch.arange(min(10, len(names))) if names else torch.zeros(10, dtype=torch.long)
        told = one_hot(labels, len(names))
        return rows([to_image(self._sampled(model, told, row), self.data.unit) for row in range(_SHOWN)])

    def _sampled(self, model: nn.Module, told: Tensor, row: int) -> Tensor:
        device, chance = next(model.parameters()).device, generator(self.seed, "sheet", row)
        channels, told = self.data.channels, told.to(device)
        x = torch.randn(len(told), channels, self.data.size, self.data.size, generator=chance).to(device)
        solver = DDPMScheduler.from_config(self.scheduler.config, timestep_spacing="trailing")
        solver.set_timesteps(min(_SHEET_STEPS, len(self.alpha_bar)))
        for t in solver.timesteps:
            times = torch.full((len(x),), int(t), device=device)
            output = predicted(model, x, times, told)
            if told.shape[-1] and 0 < self.dropped < 1:
                none = predicted(model, x, times, torch.zeros_like(told))
                epsilon = none + _GUIDANCE * (output - none)
                output = torch.cat([epsilon[:, :channels], output[:, channels:]], dim=1)
            x = solver.step(output, int(t), x, generator=chance).prev_sample
        return x.cpu()

    def export(self, model: nn.Module, folder: Path) -> None:
        """In diffusers' layout: a pipeline for a UNet2DModel, UNet and scheduler for the plain one."""
        if self.network.kind == "ddpm":
            DDPMPipeline(model, self.scheduler).save_pretrained(folder)
            return
        model.save_pretrained(folder / "unet")  # type: ignore[operator]
        self.scheduler.save_pretrained(folder / "scheduler")


def one_hot(labels: Tensor, count: int) -> Tensor:
    """(B,) to float (B, 1, count)."""
    if not count:
        return torch.zeros(len(labels), 1, 0)
    return F.one_hot(labels, count).float()[:, None]


def predicted(model: Any, x_t: Tensor, t: Tensor, told: Tensor) -> Tensor:
    """The network's output, (B, C or 2 C, S, S)."""
    given = {"encoder_hidden_states": told} if told.shape[-1] else {}
    output: Tensor = model(x_t, t, **given, return_dict=False)[0]
    return output
