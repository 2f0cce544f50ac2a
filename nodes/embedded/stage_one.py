"""Stage I as a training task: noisy pictures and captions in, noise and variance out."""

import torch
from PIL import Image
from torch import Tensor, nn

from nodes.embedded.network import make_pipeline, make_unet
from nodes.embedded.pictures import as_tensor, contact_sheet
from nodes.embedded.prompts import Prompts
from nodes.embedded.stage import Stage
from nodes.training.loop import Batch
from nodes.training.noising import noised
from nodes.training.source import Source


class StageOne(Stage):
    """Learns a source's pictures by their captions, one in ten with none; the text encoder stays as it is.

    `sheet_of` are the sample sheets' prompts.
    """

    def __init__(self, source: Source, prompts: Prompts, sheet_of: tuple[str, ...], seed: int = 0):
        super().__init__(source, prompts, make_unet, seed)
        self.sheet_of = sheet_of

    def batch(self, step: int, size: int) -> Batch:
        """x_t, epsilon (B, 3, H, W); t (B,); prompts (B, 77, D)."""
        examples, rng, generator = self.drawn(step, size)
        x_t, epsilon, t = noised(as_tensor(examples), self.alpha_bar, generator)
        prompts = self.prompts.some_dropped([each.caption for each in examples], rng)
        return x_t.to(memory_format=torch.channels_last), epsilon, t, prompts

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        x_t, epsilon, t, prompts = batch
        return self.hybrid(model(x_t, t, prompts).sample, epsilon, t)

    def sheet(self, model: nn.Module) -> Image.Image:
        """Each prompt once, guidance 4, 30 steps."""
        pipe = make_pipeline(model, self.prompts.tokenizer, self.prompts.encoder)
        pipe.set_progress_bar_config(disable=True)
        options = {"num_inference_steps": 30, "guidance_scale": 4.0, "generator": torch.Generator().manual_seed(0)}
        # read here: the encoder stays on the CPU, and the pipeline would send its ids to where the UNet is
        prompts, empty = (self.prompts.read(texts) for texts in (list(self.sheet_of), [""] * len(self.sheet_of)))
        drawn = pipe(prompt_embeds=prompts, negative_prompt_embeds=empty, output_type="np", **options)
        return contact_sheet(drawn.images)
