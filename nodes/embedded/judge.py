"""The judge: a classifier of the embedded model's world, trained on renderings of its own."""

import random

import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, interpolate

from nodes.embedded.concepts import concepts
from nodes.embedded.pictures import as_tensor
from nodes.training.classifier import Classifier
from nodes.training.loop import Batch
from nodes.training.source import Source

SMALLEST = 8  # side to which some pictures are shrunk and enlarged again: a hybrid's far side is seen so


class Judge:
    """Learns to name a source's things, whatever the style, also blurred, noisy, too dark or in false colours."""

    def __init__(self, source: Source, seed: int = 0):
        torch.manual_seed(seed)
        self.source, self.seed = source, seed
        self.model: nn.Module = Classifier([concept.name for concept in concepts()])

    def batch(self, step: int, size: int) -> Batch:
        """Pictures (B, 3, H, W) and their things (B,)."""
        rng = random.Random(f"judge/{self.seed}/{step}")
        examples = [self.source.draw(rng) for _ in range(size)]
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + step)
        return worn(as_tensor(examples), rng, generator), torch.tensor([each.labels[0] for each in examples])

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        pictures, things = batch
        return cross_entropy(model(pictures).float(), things, label_smoothing=0.05)

    def sheet(self, model: nn.Module) -> Image.Image | None:
        return None


def worn(pictures: Tensor, rng: random.Random, generator: torch.Generator) -> Tensor:
    """The batch with other colours and contrast, noise, and a part of it blurred. (B, 3, H, W), not clipped."""
    count = len(pictures)

    def between(low: float, high: float, channels: int = 1) -> Tensor:
        return low + (high - low) * torch.rand((count, channels, 1, 1), generator=generator)

    worn = pictures * between(0.7, 1.15) + between(-0.15, 0.15) + between(-0.08, 0.08, 3)
    grey = worn.mean(dim=1, keepdim=True)
    worn = grey + (worn - grey) * between(0.6, 1.2)
    side = rng.choice([SMALLEST, SMALLEST, 12, 16, 24])
    blurred = max(1, round(count * 0.3))
    worn[:blurred] = far(worn[:blurred], side)
    return worn + torch.randn(worn.shape, generator=generator) * between(0, 0.12)


def far(pictures: Tensor, side: int = SMALLEST) -> Tensor:
    """As from afar: blurred and shrunk to `side` px by taking means, then at their size again. (B, 3, H, W)."""
    small = interpolate(pictures, (side, side), mode="area")
    return interpolate(small, pictures.shape[2:], mode="bilinear", align_corners=False)
