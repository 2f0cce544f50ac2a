"""Train the embedded model: python -m nodes.embedded.train --work DIR [--images N]

Resumes from DIR when it holds a checkpoint. Writes DIR/log.csv, sample sheets, and at the end the
pipeline in DIR/model (fp16 safetensors, diffusers' IF layout).
"""

import argparse
import copy
import math
import os
import random
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor
from tqdm import tqdm
from transformers import T5Tokenizer

from nodes.embedded.concepts import CONCEPTS
from nodes.embedded.loss import HybridLoss
from nodes.embedded.network import SIZE, Denoiser, make_pipeline, make_scheduler, make_tokenizer, tokenize
from nodes.embedded.render import FONT, bank

SHEET = ("a panda", "a skull", "a rocket", "an old man", "a campfire", "a dog", "a wave", "a house plant")
DROPPED_CAPTIONS = 0.1


class Pictures:
    """Rendered pictures with tokenized captions; a batch is a function of seed and index alone."""

    def __init__(self, tokenizer: T5Tokenizer, seed: int, copies: int, font: Path):
        self.pictures = torch.from_numpy(bank(SIZE, copies, seed, font))
        captions = [concept.captions() for concept in CONCEPTS]
        starts = np.cumsum([0, *map(len, captions)])
        self.spans = list(pairwise(starts.tolist()))
        self.ids, self.mask = tokenize(tokenizer, [text for texts in captions for text in texts] + [""])
        self.seed = seed

    def batch(self, index: int, size: int) -> tuple[Tensor, Tensor, Tensor]:
        rng = random.Random(f"{self.seed}/{index}")
        pairs = [self._one(rng) for _ in range(size)]
        pictures = torch.stack([picture for picture, _ in pairs]).permute(0, 3, 1, 2).float() / 127.5 - 1
        rows = torch.tensor([row for _, row in pairs])
        return pictures, self.ids[rows], self.mask[rows]

    def _one(self, rng: random.Random) -> tuple[Tensor, int]:
        concept = rng.randrange(len(self.spans))
        picture = self.pictures[concept, rng.randrange(self.pictures.shape[1])]
        nothing = len(self.ids) - 1
        return picture, nothing if rng.random() < DROPPED_CAPTIONS else rng.randrange(*self.spans[concept])


def learning_rate(seen: int, total: int, peak: float) -> float:
    """Warm up over 3,000 images, hold, then fall by a cosine over the last 60%."""
    falling = max(0.0, (seen / total - 0.4) / 0.6)
    return peak * min(1.0, seen / 3000) * 0.5 * (1 + math.cos(math.pi * min(1.0, falling)))


def follow(average: torch.nn.Module, model: torch.nn.Module, step: int) -> None:
    """Exponential moving average, slower as training goes on (up to 0.999)."""
    decay = min(0.999, (1 + step) / (10 + step))
    with torch.no_grad():
        torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - decay)


class Run:
    """One training run: model, average, optimiser, and how far it has come."""

    def __init__(self, args: argparse.Namespace):
        self.args = args
        self.accelerator = Accelerator(mixed_precision=args.precision)
        torch.manual_seed(args.seed)
        self.tokenizer = make_tokenizer()
        model = Denoiser(self.tokenizer)
        self.average = copy.deepcopy(model).requires_grad_(False).to(self.accelerator.device)
        optimiser = torch.optim.AdamW(model.unet.parameters(), lr=args.lr, weight_decay=0.01, betas=(0.9, 0.99))
        self.model, self.optimiser = self.accelerator.prepare(model, optimiser)
        self.alpha_bar = make_scheduler().alphas_cumprod
        self.loss = HybridLoss(self.alpha_bar)
        self.step = 0
        self.seen = 0

    def resume(self) -> None:
        weights, state = self.args.work / "checkpoint.safetensors", self.args.work / "checkpoint.pt"
        if not (weights.exists() and state.exists()):
            return
        saved = torch.load(state, weights_only=True)
        tensors = load_file(weights)
        self._bare().load_state_dict({k[6:]: v for k, v in tensors.items() if k.startswith("model.")})
        self.average.load_state_dict({k[8:]: v for k, v in tensors.items() if k.startswith("average.")})
        self.optimiser.load_state_dict(saved["optimiser"])
        self.step, self.seen = saved["step"], saved["seen"]

    def save(self) -> None:
        """Atomic: both files are written aside, then renamed."""
        tensors = {f"model.{k}": v.contiguous() for k, v in self._bare().state_dict().items()}
        tensors |= {f"average.{k}": v.contiguous() for k, v in self.average.state_dict().items()}
        aside = self.args.work / "checkpoint.tmp"
        save_file({k: v.clone() for k, v in tensors.items()}, aside)
        os.replace(aside, self.args.work / "checkpoint.safetensors")
        torch.save({"optimiser": self.optimiser.state_dict(), "step": self.step, "seen": self.seen}, aside)
        os.replace(aside, self.args.work / "checkpoint.pt")

    def train_step(self, pictures: Tensor, ids: Tensor, mask: Tensor) -> float:
        device = self.accelerator.device
        generator = torch.Generator().manual_seed(self.args.seed * 1_000_003 + self.step)
        epsilon = torch.randn(pictures.shape, generator=generator)
        places = (torch.arange(len(pictures)) + torch.rand(len(pictures), generator=generator)) / len(pictures)
        t = (places**0.75 * len(self.alpha_bar)).long()  # a little more often where the shape is decided
        a = self.alpha_bar[t].view(-1, 1, 1, 1)
        x_t = (a.sqrt() * pictures + (1 - a).sqrt() * epsilon).to(device)
        rate = learning_rate(self.seen, self.args.images, self.args.lr)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        with self.accelerator.autocast():
            output = self.model(x_t, t.to(device), ids.to(device), mask.to(device))
        loss = self.loss(output, epsilon.to(device), t.to(device))
        self.accelerator.backward(loss)
        self.accelerator.clip_grad_norm_(self._bare().unet.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        follow(self.average, self._bare(), self.step)
        self.step += 1
        self.seen += len(pictures)
        return loss.item()

    def sheet(self, path: Path) -> None:
        """Two rows of samples from the average, plain text to image with guidance 5, 30 steps."""
        pipe = make_pipeline(self.average, self.tokenizer)
        pipe.set_progress_bar_config(disable=True)
        generator = torch.Generator().manual_seed(0)
        options = {"num_inference_steps": 30, "guidance_scale": 5.0, "generator": generator, "clean_caption": False}
        images = pipe(list(SHEET) * 2, output_type="np", **options).images
        rows = (images * 255).round().astype(np.uint8).reshape(2, len(SHEET), SIZE, SIZE, 3)
        grid = rows.transpose(0, 2, 1, 3, 4).reshape(2 * SIZE, len(SHEET) * SIZE, 3)
        Image.fromarray(grid).resize((grid.shape[1] * 4, grid.shape[0] * 4), Image.Resampling.NEAREST).save(path)

    def export(self, folder: Path) -> None:
        make_pipeline(copy.deepcopy(self.average).half(), self.tokenizer).save_pretrained(folder)

    def _bare(self) -> Denoiser:
        model: Denoiser = self.accelerator.unwrap_model(self.model)
        return model


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoint, log, sheets and result")
    parser.add_argument("--images", type=int, default=300_000, help="training length, in images seen")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--lr", type=float, default=8e-4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--copies", type=int, default=64, help="renderings of each emoji")
    parser.add_argument("--precision", choices=["no", "bf16", "fp16"], default="bf16")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after so long, to resume later")
    parser.add_argument("--font", type=Path, default=FONT)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    run = Run(args)
    run.resume()
    data = Pictures(run.tokenizer, args.seed, args.copies, args.font)
    train(run, data, time.monotonic() + 60 * args.minutes)


def train(run: Run, data: Pictures, deadline: float) -> None:
    """To the end, or to the deadline; a checkpoint every 250 steps and at the end, whatever ends it."""
    args = run.args
    bar = tqdm(total=args.images, initial=run.seen, unit="image", mininterval=2)
    smooth = None
    try:
        while run.seen < args.images and time.monotonic() < deadline:
            loss = run.train_step(*data.batch(run.step, args.batch))
            smooth = loss if smooth is None else 0.98 * smooth + 0.02 * loss
            bar.update(args.batch)
            bar.set_postfix(loss=f"{smooth:.4f}")
            if run.step % 25 == 0:
                with (args.work / "log.csv").open("a") as log:
                    log.write(f"{run.step},{run.seen},{smooth:.5f}\n")
            if run.step % 250 == 0:
                run.save()
            if run.step % 1000 == 0:
                run.sheet(args.work / f"sheet_{run.seen:07d}.png")
    finally:
        run.save()
        bar.close()
    run.sheet(args.work / f"sheet_{run.seen:07d}.png")
    run.export(args.work / "model")


if __name__ == "__main__":
    main()
