"""How quick training is beside a plain PyTorch loop, and how good is what it gives.

    python -m tests.benchmarks.bench_training speed | quality OUT

speed                 pictures a second of each training graph, ours over the plain loop's, in turns in one run
quality OUT           the denoiser against the best Gaussian blur and non-local means of scikit-image; OUT is the
                      output folder in which train_denoiser was run
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from skimage.filters import gaussian
from skimage.restoration import denoise_nl_means
from torch import Tensor, nn

from nodegraph.context import Context
from nodes import datasets, networks
from nodes.forward import denoised
from nodes.training.data import Dataset
from nodes.training.denoising import Denoising
from nodes.training.diffusing import Diffusing, make_scheduler
from nodes.training.loop import Run, Settings, Task, loader
from nodes.training.networks import make
from nodes.training.opened import opened
from nodes.types import Image, Model
from nodes.weights.describe import describe
from nodes.weights.files import identity

SIGMA = 0.5
ANIMALS = Path(__file__).parents[2] / "graphs" / "images" / "animals"
ANIMALS_BATCH = 9  # divides the 54 pictures, as the digits' batch divides theirs


def plain_denoiser(hidden: int, batch: int) -> Iterator[None]:
    """As one writes it by hand."""
    x = opened(datasets.digits(count=4096, values="0 to 1")).pictures.float() / 255
    model = make(networks.plain_unet(datasets.digits(values="0 to 1"), hidden=hidden))
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-4)
    while True:
        for places in torch.randperm(len(x)).split(batch):
            clean = x[places]
            loss = ((model(clean + SIGMA * torch.randn_like(clean))[0] - clean) ** 2).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            yield


def plain_diffusion(data: Dataset, model: nn.Module, batch: int, steps: int, classes: bool) -> Iterator[None]:
    found = opened(data)
    x, labels = found.pictures.float() / 127.5 - 1, torch.eye(len(data.classes))[found.labels][:, None]
    alpha_bar = make_scheduler(steps, "linear", learned=False).alphas_cumprod
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    while True:
        for places in torch.randperm(len(x)).split(batch):
            clean, t = x[places], torch.randint(steps, (len(places),))
            noise, a = torch.randn_like(clean), alpha_bar[t].view(-1, 1, 1, 1)
            told = labels[places] * (torch.rand(len(places), 1, 1) > 0.1)
            output = model(
                a.sqrt() * clean + (1 - a).sqrt() * noise, t, *([told] if classes else []), return_dict=False
            )
            loss = ((output[0] - noise) ** 2).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            yield


def ours(task: Task, batch: int, folder: Path) -> Iterator[None]:
    run = Run(task, Settings(steps=10**6, batch=batch, weight_decay=0.0, clip=0.0, average=0.0), folder, cpu=True)
    for each in loader(run):
        run.take(each)
        yield


def ratio(one: Iterator[None], other: Iterator[None], steps: int, rounds: int) -> float:
    """The median of how much quicker `one` is, in turns."""
    next(one), next(other)
    found = [_timed(other, steps) / _timed(one, steps) for _ in range(rounds)]
    return statistics.median(found)


def _timed(steps: Iterator[None], count: int) -> float:
    begun = time.perf_counter()
    for _ in range(count):
        next(steps)
    return time.perf_counter() - begun


def speed(args: argparse.Namespace) -> None:
    unit, signed = datasets.digits(count=4096, values="0 to 1"), datasets.digits(count=4096)
    common = {"betas": "linear", "loss": "L2", "learned": False, "dropped": 0.1}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        network = networks.plain_unet(unit, hidden=args.hidden)
        task = Denoising(unit, None, network, args.batch, 0)
        told(
            "train_denoiser",
            ratio(
                ours(task, args.batch, folder / "a"), plain_denoiser(args.hidden, args.batch), args.steps, args.rounds
            ),
        )
        for graph, classes in (("train_time_conditioned", False), ("train_class_conditioned", True)):
            network = networks.plain_unet(signed, hidden=args.hidden, time=True, classes=classes)
            made = Diffusing(signed, None, network, args.batch, 0, steps=300, **common)  # type: ignore[arg-type]
            plain = plain_diffusion(signed, make(network, 300), args.batch, 300, classes)
            told(graph, ratio(ours(made, args.batch, folder / graph), plain, args.steps, args.rounds))
        animals = datasets.image_folder(folder=str(ANIMALS), run=Context())
        network = networks.ddpm_unet(animals, width=args.hidden, attention=(16,), layers=1)
        made = Diffusing(animals, None, network, ANIMALS_BATCH, 0, steps=1000, **common)  # type: ignore[arg-type]
        plain = plain_diffusion(animals, make(network, 1000), ANIMALS_BATCH, 1000, False)
        told("train_ddpm", ratio(ours(made, ANIMALS_BATCH, folder / "ddpm"), plain, args.steps, args.rounds))


def told(name: str, value: float) -> None:
    print(f"{name:28} {value:.3f}", flush=True)


def quality(args: argparse.Namespace) -> None:
    test = datasets.digits(split="test")
    x = datasets.pictures(test, count=500)
    z = x + 2 * SIGMA * torch.randn(x.shape, generator=torch.Generator().manual_seed(1))
    for folder in sorted((args.out / "denoiser").glob("model*")):
        told(f"denoiser, {folder.name}, dB", psnr(denoised(z, handle(folder)), x))
    blurs = {sigma: psnr(each(z, lambda p, s=sigma: gaussian(p, s)), x) for sigma in np.arange(0.6, 2.01, 0.1)}
    told(f"best blur (sigma {max(blurs, key=blurs.get):.1f}), dB", max(blurs.values()))  # type: ignore[arg-type]
    means = max(psnr(each(z, lambda p, h=h: nl_means(p, h)), x) for h in (0.3, 0.4, 0.5, 0.6, 0.7))
    told("best non-local means, dB", means)


def handle(folder: Path) -> Model:
    return Model(str(folder), folder, describe(folder), identity(folder))


def psnr(found: Tensor, clean: Tensor) -> float:
    """Of pictures in [-1, 1], whose range is 2."""
    return float(10 * torch.log10(4 / ((found.clamp(-1, 1) - clean) ** 2).mean()))


def each(pictures: Image, change: "Callable[[np.ndarray], np.ndarray]") -> Tensor:
    changed = [change(((picture[0] + 1) / 2).numpy()) for picture in pictures]
    return torch.from_numpy(np.stack(changed)).float()[:, None] * 2 - 1


def nl_means(picture: np.ndarray, h: float) -> np.ndarray:
    return denoise_nl_means(picture, patch_size=5, patch_distance=9, h=h, sigma=SIGMA, fast_mode=True)  # type: ignore[no-any-return]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["speed", "quality"])
    parser.add_argument("out", type=Path, nargs="?", default=Path("out"))
    parser.add_argument("--hidden", type=int, default=32)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    {"speed": speed, "quality": quality}[args.what](args)


if __name__ == "__main__":
    main()
