"""What both stages have in common as training tasks."""

import random
from collections.abc import Callable

import torch
from torch import nn

from nodes.embedded.network import make_scheduler
from nodes.embedded.prompts import Prompts
from nodes.training.losses import HybridLoss
from nodes.training.source import Example, Source


class Stage:
    """A UNet that learns a source's pictures by their captions; the text encoder stays as it is."""

    def __init__(
        self,
        source: Source,
        prompts: Prompts,
        make: Callable[[int], nn.Module],
        seed: int,
    ):
        torch.manual_seed(seed)
        self.source, self.prompts, self.seed = source, prompts, seed
        self.model = make(source.size)
        self.alpha_bar = make_scheduler().alphas_cumprod
        self.hybrid = HybridLoss(self.alpha_bar)

    def drawn(self, step: int, size: int) -> tuple[list[Example], random.Random, torch.Generator]:
        """A step's examples, and where what else is random in it comes from."""
        rng = random.Random(f"{self.seed}/{step}")
        examples = [self.source.draw(rng) for _ in range(size)]
        return examples, rng, torch.Generator().manual_seed(self.seed * 1_000_003 + step)
