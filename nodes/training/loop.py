"""The training loop: any task, on a CPU, a GPU or several processes, resumable to the same losses."""

import copy
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import torch
from accelerate import Accelerator
from PIL import Image
from torch import Tensor, nn

from nodes.training import checkpoint
from nodes.training.optimiser import follow, make_optimiser, warm_hold_fall
from nodes.training.speed import quicken

Batch = tuple[Tensor, ...]


class Task(Protocol):
    """What is learned. Everything random lies in `batch`, a function of the step alone: so a run resumes to the same
    losses, and processes share a batch by taking every n-th row of each of its tensors."""

    @property
    def model(self) -> nn.Module: ...
    def batch(self, step: int, size: int) -> Batch: ...
    def loss(self, model: nn.Module, batch: Batch) -> Tensor: ...
    def sheet(self, model: nn.Module) -> Image.Image | None: ...


@dataclass(frozen=True)
class Settings:
    """A run's length and pace. `steps` and `batch` count over all processes."""

    steps: int
    batch: int = 64
    rate: float = 1e-3
    schedule: Callable[[int, int], float] = field(default_factory=lambda: warm_hold_fall(200, 0.5))
    average: float = 0.999  # of the exponential moving average of weights
    precision: str = "no"  # or bf16, fp16
    clip: float = 1.0
    log_every: int = 20
    save_every: int = 100
    sheet_every: int = 2000


@dataclass(frozen=True)
class Progress:
    """After a step: how far, the smoothed loss, the steps a second since the last report."""

    step: int
    steps: int
    loss: float
    speed: float


class Run:
    """A task in training: its model, the average of its weights, its optimiser, and the step it has come to."""

    def __init__(self, task: Task, settings: Settings, folder: Path):
        self.task, self.settings, self.folder = task, settings, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.accelerator = Accelerator(cpu=not torch.accelerator.is_available(), mixed_precision=settings.precision)
        self.bare = task.model.to(self.accelerator.device)
        quicken(self.bare, self.accelerator.device)
        self.average = copy.deepcopy(self.bare).requires_grad_(False).eval()
        self.optimiser = make_optimiser(self.bare, settings.rate)
        self.model = self.accelerator.prepare_model(self.bare)
        self.step = checkpoint.load(self._file, self._modules, self.optimiser)

    @property
    def _file(self) -> Path:
        return self.folder / "checkpoint.safetensors"

    @property
    def _modules(self) -> dict[str, nn.Module]:
        return {"model": self.bare, "average": self.average}

    def save(self) -> None:
        if self.accelerator.is_main_process:
            checkpoint.save(self._file, self._modules, self.optimiser, self.step)

    def take(self) -> Tensor:
        """One step; returns this process's loss, on its device."""
        settings, accelerator = self.settings, self.accelerator
        rank, world = accelerator.process_index, accelerator.num_processes
        batch = tuple(each[rank::world].to(accelerator.device) for each in self.task.batch(self.step, settings.batch))
        with accelerator.autocast():
            loss = self.task.loss(self.model, batch)
        accelerator.backward(loss)
        nn.utils.clip_grad_norm_(self.bare.parameters(), settings.clip)
        rate = settings.rate * settings.schedule(self.step, settings.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.step()
        self.optimiser.zero_grad()
        follow(self.average, self.bare, self.step, settings.average)
        self.step += 1
        return loss.detach()

    def sheet(self) -> None:
        picture = self.task.sheet(self.average) if self.accelerator.is_main_process else None
        if picture is not None:
            picture.save(self.folder / f"sheet_{self.step:06d}.png")


def fit(run: Run, until: float = float("inf")) -> Generator[Progress, None, nn.Module]:
    """Train to the end, or until `time.monotonic()` passes `until`. Yields now and then, returns the averaged model.

    Whatever ends it, closing it included, a checkpoint is saved.
    """
    settings = run.settings
    smooth, begun, marked, mark = torch.zeros(()), run.step, run.step, time.monotonic()
    try:
        while run.step < settings.steps and time.monotonic() < until:
            loss = run.take()
            smooth = torch.lerp(smooth.to(loss), loss, max(0.02, 1 / (run.step - begun)))  # a plain mean at first
            if run.step % settings.log_every == 0 or run.step == settings.steps:
                now = time.monotonic()
                yield Progress(run.step, settings.steps, float(smooth), (run.step - marked) / (now - mark))
                marked, mark = run.step, now
            if run.step % settings.save_every == 0:
                run.save()
            if run.step % settings.sheet_every == 0:
                run.sheet()
    finally:
        run.save()
    return run.average
