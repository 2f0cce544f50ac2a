"""Stage I as a training task: noisy pictures and captions in, noise and variance out."""

import random

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from nodes.embedded.network import Denoiser, make_pipeline, make_scheduler, make_tokenizer, make_unet, tokenize
from nodes.training.loop import Batch
from nodes.training.losses import HybridLoss
from nodes.training.noising import noised
from nodes.training.source import Example, Source

DROPPED_CAPTIONS = 0.1
READING = 0.1  # weight of the readers' cross-entropy


class StageOne:
    """Learns a source's pictures by their captions, one in ten with none. `sheet_of` are the sample sheets' prompts."""

    def __init__(self, source: Source, sheet_of: tuple[str, ...], seed: int = 0):
        torch.manual_seed(seed)
        self.source, self.sheet_of, self.seed = source, sheet_of, seed
        self.tokenizer = make_tokenizer(source.captions)
        self.model = Denoiser(self.tokenizer, make_unet(source.size), source.classes)
        self.alpha_bar = make_scheduler().alphas_cumprod
        self.hybrid = HybridLoss(self.alpha_bar)

    def batch(self, step: int, size: int) -> Batch:
        """x_t, epsilon (B, 3, H, W); t (B,); ids, mask (B, 77); labels (B, sorts), -100 without a caption."""
        rng = random.Random(f"{self.seed}/{step}")
        examples = [self.source.draw(rng) for _ in range(size)]
        dropped = [rng.random() < DROPPED_CAPTIONS for _ in examples]
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + step)
        x_t, epsilon, t = noised(as_tensor(examples), self.alpha_bar, generator)
        texts = ["" if drop else each.caption.lower() for each, drop in zip(examples, dropped, strict=True)]
        labels = torch.tensor([each.labels for each in examples])
        labels[torch.tensor(dropped)] = -100
        return x_t.to(memory_format=torch.channels_last), epsilon, t, *tokenize(self.tokenizer, texts), labels

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        x_t, epsilon, t, ids, mask, labels = batch
        output, *read = model(x_t, t, ids, mask)
        reading = sum(cross_entropy(each.float(), labels[:, place]) for place, each in enumerate(read))
        return self.hybrid(output, epsilon, t) + READING * reading

    def sheet(self, model: nn.Module) -> Image.Image:
        """Each prompt once, guidance 5, 30 steps."""
        assert isinstance(model, Denoiser)
        pipe = make_pipeline(model, self.tokenizer)
        pipe.set_progress_bar_config(disable=True)
        options = {"num_inference_steps": 30, "guidance_scale": 5.0, "generator": torch.Generator().manual_seed(0)}
        return contact_sheet(pipe(list(self.sheet_of), output_type="np", clean_caption=False, **options).images)


def as_tensor(examples: list[Example]) -> Tensor:
    """The pictures as (B, 3, H, W) in [-1, 1]."""
    return torch.from_numpy(np.stack([each.picture for each in examples])).permute(0, 3, 1, 2).float() / 127.5 - 1


def contact_sheet(images: np.ndarray, columns: int = 8, side: int = 128) -> Image.Image:
    """Pictures (N, H, W, 3) in [0, 1] side by side, each `side` wide."""
    columns = min(columns, len(images))
    sheet = Image.new("RGB", (columns * side, -(-len(images) // columns) * side), "white")
    for place, values in enumerate(images):
        picture = Image.fromarray((values * 255).round().astype(np.uint8))
        sheet.paste(
            picture.resize((side, side), Image.Resampling.NEAREST), (place % columns * side, place // columns * side)
        )
    return sheet
