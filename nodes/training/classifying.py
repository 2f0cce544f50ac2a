"""A classifier of a dataset as a training task: it judges samples, and its features measure distances."""

from pathlib import Path

import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from nodes.training.classifier import Classifier
from nodes.training.data import Dataset
from nodes.training.learning import Learning
from nodes.training.loop import Batch
from nodes.training.ranges import to_image

CHANNELS = (16, 32, 64, 128)


class Classifying(Learning):
    """Learns a dataset's classes from pictures moved by up to 2 px, a little noisy."""

    def __init__(self, data: Dataset, test: Dataset | None, batch: int, seed: int):
        super().__init__(data, test, batch, seed)
        self.model: nn.Module = Classifier(list(data.classes), data.channels, CHANNELS)

    def batch(self, step: int, size: int) -> Batch:
        """Pictures (B, C, S, S) in [-1, 1] and labels (B,)."""
        pictures, labels, chance = self.drawn(step)
        moves = torch.randint(-2, 3, (2,), generator=chance).tolist()
        moved = to_image(pictures, self.data.unit).roll(moves, (2, 3))
        return moved + 0.05 * torch.randn(moved.shape, generator=chance), labels

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        pictures, labels = batch
        return cross_entropy(model(pictures).float(), labels)

    def test(self, model: nn.Module) -> float:
        return self.mean_over_test(model, self.loss, self._plainly)

    def _plainly(self, pictures: Tensor, labels: Tensor, chance: torch.Generator) -> Batch:
        return to_image(pictures, self.data.unit), labels

    def sheet(self, model: nn.Module) -> Image.Image | None:
        return None

    def export(self, model: nn.Module, folder: Path) -> None:
        model.save_pretrained(folder)  # type: ignore[operator]
