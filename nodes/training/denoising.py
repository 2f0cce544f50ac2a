"""The one-step denoiser as a training task."""

from pathlib import Path

import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from nodes.training.data import Dataset, Network
from nodes.training.figures import rows
from nodes.training.learning import Learning, generator
from nodes.training.loop import Batch
from nodes.training.networks import make
from nodes.training.ranges import to_image, values

_SHOWN = 10


class Denoising(Learning):
    """Learns x from z = x + sigma epsilon, by L2; `sigma` counts for pictures from 0 to 1.

    `alone`: from z = sigma epsilon, which says nothing of x, so that it learns the mean picture.
    """

    def __init__(
        self,
        data: Dataset,
        test: Dataset | None,
        network: Network,
        batch: int,
        seed: int,
        sigma: float = 0.5,
        *,
        alone: bool = False,
    ):
        super().__init__(data, test, batch, seed)
        self.sigma, self.alone = sigma if data.unit else 2 * sigma, alone
        self.model: nn.Module = make(network, unit=data.unit)

    def prepared(self, pictures: Tensor, labels: Tensor, chance: torch.Generator) -> Batch:
        return pictures, self._noisy(pictures, chance)

    def _noisy(self, pictures: Tensor, chance: torch.Generator) -> Tensor:
        noise = self.sigma * torch.randn(pictures.shape, generator=chance)
        return noise if self.alone else pictures + noise

    def batch(self, step: int, size: int) -> Batch:
        """x and z, each (B, C, S, S)."""
        return self.prepared(*self.drawn(step))

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        clean, noisy = batch
        return mse_loss(model(noisy)[0].float(), clean)

    def test(self, model: nn.Module) -> float:
        return self.mean_over_test(model, self.loss, self.prepared)

    @torch.no_grad()
    def sheet(self, model: nn.Module) -> Image.Image:
        """Test pictures, with noise, and as the model takes it away, a row each."""
        shown = self.tested or self.found
        clean = values(shown.pictures[:_SHOWN], self.data.unit)
        noisy = self._noisy(clean, generator(self.seed, "sheet", 0))
        device = next(model.parameters()).device
        found = model(noisy.to(device))[0].float().cpu()
        return rows([to_image(each, self.data.unit) for each in (clean, noisy, found)])

    def export(self, model: nn.Module, folder: Path) -> None:
        model.save_pretrained(folder / "unet")  # type: ignore[operator]
