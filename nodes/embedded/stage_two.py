"""Stage II as a training task: a small picture and a noisy large one in, the large one's noise and variance out."""

import random

import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import interpolate

from nodes.embedded.network import SIZE, make_scheduler, make_upscaler_unet
from nodes.embedded.pictures import as_tensor, contact_sheet
from nodes.embedded.prompts import Prompts
from nodes.embedded.stage import Stage
from nodes.training.loop import Batch
from nodes.training.noising import at, noised
from nodes.training.source import Source

CROP = 64  # training sees crops: the network is convolutional but for its deepest level
NOISIEST = 600  # of the small pictures
STEPS, BEGUN = 30, 17  # of sampling, and how many the enlarged small picture leaves out
BESIDE = 100  # how far the small picture beside x_t is noised


class StageTwo(Stage):
    """Learns to enlarge a source's pictures from `small` px, with stage I's text encoder, which stays as it is."""

    def __init__(self, source: Source, prompts: Prompts, small: int = SIZE, seed: int = 0):
        super().__init__(source, prompts, make_upscaler_unet, seed)
        self.small, self.crop = small, min(CROP, source.size)

    def batch(self, step: int, size: int) -> Batch:
        """x_t with the small picture (B, 6, C, C), epsilon (B, 3, C, C), t (B,), prompts (B, 77, D), levels (B,)."""
        examples, rng, generator = self.drawn(step, size)
        large = as_tensor(examples)
        beside, level = self._beside(large, generator)
        corners = [[rng.randrange(0, self.source.size - self.crop + 1) for _ in range(2)] for _ in examples]
        pairs = torch.stack(
            [
                pair[:, y : y + self.crop, x : x + self.crop]
                for pair, (y, x) in zip(torch.cat([large, beside], dim=1), corners, strict=True)
            ]
        )
        x_t, epsilon, t = noised(pairs[:, :3], self.alpha_bar, generator)
        prompts = self.prompts.some_dropped([each.caption for each in examples], rng)
        return torch.cat([x_t, pairs[:, 3:]], dim=1), epsilon, t, prompts, level

    def _beside(self, large: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """The small picture at full size again, noised (Ho et al. 2022, "Cascaded Diffusion Models", section 4.2)."""
        level = torch.randint(NOISIEST, (len(large),), generator=generator)
        small = interpolate(large, (self.small, self.small), mode="area")
        again = interpolate(small, large.shape[2:], mode="bilinear", align_corners=True)
        return at(again, torch.randn(again.shape, generator=generator), level, self.alpha_bar), level

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        x_t, epsilon, t, prompts, level = batch
        return self.hybrid(model(x_t, t, prompts, class_labels=level).sample, epsilon, t)

    def sheet(self, model: nn.Module) -> Image.Image:
        """Four pictures of the source: small, enlarged as the ready graphs do it, and as they were."""
        rng = random.Random(0)
        examples = [self.source.draw(rng) for _ in range(4)]
        large = as_tensor(examples)
        small = interpolate(large, (self.small, self.small), mode="area")
        drawn = self._enlarged(model, small, self.prompts.read([each.caption for each in examples]))
        shown = torch.cat([interpolate(small, large.shape[2:], mode="nearest"), drawn.clamp(-1, 1), large])
        return contact_sheet(((shown + 1) / 2).permute(0, 2, 3, 1).numpy(), columns=4)

    @torch.no_grad()
    def _enlarged(self, model: nn.Module, small: Tensor, prompts: Tensor) -> Tensor:
        """From the small picture itself, enlarged and noised: of pure noise a young network loses the colours."""
        scheduler, generator = make_scheduler(), torch.Generator().manual_seed(0)
        scheduler.set_timesteps(STEPS)
        device, size = next(model.parameters()).device, (self.source.size,) * 2
        again = interpolate(small, size, mode="bilinear", align_corners=True)
        begin = interpolate(small, size, mode="bicubic", antialias=True)
        first, level = (torch.full((len(small),), int(t)) for t in (scheduler.timesteps[BEGUN], BESIDE))
        x_t, beside = (
            at(picture, torch.randn(picture.shape, generator=generator), t, self.alpha_bar)
            for picture, t in ((begin, first), (again, level))
        )
        for t in scheduler.timesteps[BEGUN:]:
            seen = torch.cat([x_t, beside], dim=1).to(device)
            predicted = model(seen, t, prompts.to(device), class_labels=level.to(device)).sample
            x_t = scheduler.step(predicted.cpu(), t, x_t, generator=generator).prev_sample
        return x_t
