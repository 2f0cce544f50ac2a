"""The training loop: any task, on a CPU, a GPU or several processes, resumable to the same losses."""

import copy
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

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
    """A run's length and pace. `steps` and `batch` count over all processes; `epoch` is so many steps, 0 for none.

    A batch goes through the network in `accumulate` parts. `workers` processes prepare batches, 0 for this one.
    """

    steps: int
    batch: int = 64
    rate: float = 1e-3
    weight_decay: float = 0.01
    betas: tuple[float, float] = (0.9, 0.99)
    epoch: int = 0
    accumulate: int = 1
    workers: int = 0
    schedule: Callable[[int, int], float] = field(default_factory=lambda: warm_hold_fall(200, 0.5))
    average: float = 0.999  # of the exponential moving average of weights
    precision: str = "no"  # or bf16, fp16
    clip: float = 1.0  # of the gradient's norm; 0 for none
    log_every: int = 20
    save_every: int = 100
    sheet_every: int = 2000  # 0 for none


@dataclass(frozen=True)
class Progress:
    """After a step: how far, the mean loss and the steps a second since the last report."""

    step: int
    steps: int
    loss: float
    speed: float


class Run:
    """A task in training: its model, the average of its weights, its optimiser, and the step it has come to."""

    def __init__(self, task: Task, settings: Settings, folder: Path, key: str = "", *, cpu: bool = False):
        self.task, self.settings, self.folder, self.key = task, settings, folder, key
        folder.mkdir(parents=True, exist_ok=True)
        AcceleratorState._reset_state()  # else a second run of a process could not have another precision
        cpu = cpu or not torch.accelerator.is_available()
        self.accelerator = Accelerator(cpu=cpu, mixed_precision=settings.precision)
        self.bare = task.model.to(self.accelerator.device)
        quicken(self.bare, self.accelerator.device)
        self.average = copy.deepcopy(self.bare).requires_grad_(False).eval()
        self.optimiser = make_optimiser(self.bare, settings.rate, settings.weight_decay, settings.betas)
        self.model = self.accelerator.prepare_model(self.bare)
        noted = checkpoint.load(self._file, self._modules, self.optimiser)
        self.step = int(noted.get("step", 0))
        self.marked = int(noted.get("marked", self.step))
        self.sum = torch.tensor(float(noted.get("sum", 0)), dtype=torch.float64)

    @property
    def _file(self) -> Path:
        return self.folder / "checkpoint.safetensors"

    @property
    def _modules(self) -> dict[str, nn.Module]:
        return {"model": self.bare, "average": self.average}

    def save(self) -> None:
        if self.accelerator.is_main_process:
            notes = {"step": self.step, "marked": self.marked, "sum": repr(float(self.sum)), "run": self.key}
            checkpoint.save(self._file, self._modules, self.optimiser, notes)

    def take(self, batch: Batch) -> None:
        """One step with this batch, of which each process takes its rows."""
        settings, accelerator = self.settings, self.accelerator
        rank, world = accelerator.process_index, accelerator.num_processes
        own = tuple(each[rank::world].to(accelerator.device, non_blocking=True) for each in batch)
        for part in range(settings.accumulate):
            with accelerator.autocast():
                loss = self.task.loss(self.model, tuple(each[part :: settings.accumulate] for each in own))
            accelerator.backward(loss / settings.accumulate)
            self.sum = self.sum.to(loss.device) + loss.detach().double() / settings.accumulate
        if settings.clip:
            nn.utils.clip_grad_norm_(self.bare.parameters(), settings.clip)
        rate = settings.rate * settings.schedule(self.step, settings.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.step()
        self.optimiser.zero_grad()
        follow(self.average, self.bare, self.step, settings.average)
        self.step += 1

    def report(self) -> float:
        """The mean loss of the steps since the last report, over all processes."""
        count, self.marked = self.step - self.marked, self.step
        mean = self.accelerator.reduce(self.sum, reduction="mean") / max(1, count)
        self.sum = torch.zeros((), dtype=torch.float64)
        return float(mean)

    def sheet(self) -> None:
        picture = self.task.sheet(self.average) if self.accelerator.is_main_process else None
        if picture is not None:
            picture.save(self.folder / f"sheet_{self.step:06d}.png")


class _Steps(Dataset[Batch]):
    """A task's batches by step, for a loader's processes."""

    def __init__(self, task: Task, size: int):
        self.task, self.size = task, size

    def __getitem__(self, step: int) -> Batch:
        return self.task.batch(step, self.size)


def loader(run: Run) -> "DataLoader[Batch]":
    """The batches of the steps still to go, prepared ahead by worker processes, on a GPU into pinned memory."""
    settings = run.settings
    return DataLoader(
        _Steps(run.task, settings.batch),
        batch_size=None,
        sampler=range(run.step, settings.steps),
        num_workers=settings.workers,
        pin_memory=run.accelerator.device.type == "cuda",
        multiprocessing_context="forkserver" if settings.workers else None,
    )


def fit(run: Run, until: float = float("inf")) -> Generator[Progress, None, nn.Module]:
    """Train to the end, or until `time.monotonic()` passes `until`. Yields now and then, returns the averaged model.

    Whatever ends it, closing it included, a checkpoint is saved.
    """
    settings, begun, mark = run.settings, run.step, time.monotonic()
    batches = iter(loader(run))
    try:
        while run.step < settings.steps and time.monotonic() < until:
            run.take(next(batches))
            epoch = settings.epoch and run.step % settings.epoch == 0
            if epoch or run.step % settings.log_every == 0 or run.step == settings.steps:
                loss, now = run.report(), time.monotonic()
                yield Progress(run.step, settings.steps, loss, (run.step - begun) / (now - mark))
                begun, mark = run.step, time.monotonic()
            if run.step % settings.save_every == 0:
                run.save()
            if settings.sheet_every and run.step % settings.sheet_every == 0:
                run.sheet()
    finally:
        run.save()
    return run.average
