"""The training loop: any task, on a CPU, a GPU or several processes, resumable to the same losses."""

import copy
import json
import math
import os
import time
from collections import deque
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

from nodegraph.errors import UsageError
from nodes.training import checkpoint
from nodes.training.optimiser import follow, make_optimiser, warm_hold_fall
from nodes.training.speed import quicken

Batch = tuple[Tensor, ...]
_SAVED_WITHIN = 120.0  # seconds at most between two checkpoints


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
    """After a step: how far, the steps a second of late, and, now and then, the mean loss since it was last told."""

    step: int
    steps: int
    speed: float
    loss: float | None = None


class Run:
    """A task in training: its model, the average of its weights, its optimiser, and the step it has come to."""

    def __init__(self, task: Task, settings: Settings, folder: Path, key: str = "", *, cpu: bool = False):
        self.task, self.settings, self.folder, self.key = task, settings, folder, key
        folder.mkdir(parents=True, exist_ok=True)
        # Else a second run of a process could have no other precision, nor another device.
        AcceleratorState._reset_state(reset_partial_state=int(os.environ.get("WORLD_SIZE", 1)) == 1)
        cpu = cpu or not torch.accelerator.is_available()
        self.accelerator = Accelerator(cpu=cpu, mixed_precision=settings.precision)
        self.bare = task.model.to(self.accelerator.device)
        quicken(self.bare, self.accelerator.device)
        self.average = copy.deepcopy(self.bare).requires_grad_(False).eval()
        self.optimiser = make_optimiser(self.bare, settings.rate, settings.weight_decay, settings.betas)
        self.model = self.accelerator.prepare_model(self.bare)
        self.scaler = self.accelerator.scaler if settings.precision == "fp16" else None
        self._check_key()
        noted = checkpoint.load(self._file, self._modules, self.optimiser)
        self.step = int(noted.get("step", 0))
        self.marked = int(noted.get("marked", self.step))
        self.sum = torch.tensor(float(noted.get("sum", 0)), dtype=self._exact)
        self.whole = True  # what is in memory is as it is after a step, so that it may be saved
        if self.scaler is not None and "scaler" in noted:
            self.scaler.load_state_dict(json.loads(noted["scaler"]))
        self._check_parts()

    @property
    def _exact(self) -> torch.dtype:
        """For sums of losses; Apple's GPUs know no float64."""
        return torch.float32 if self.accelerator.device.type == "mps" else torch.float64

    @property
    def _file(self) -> Path:
        return self.folder / checkpoint.NAME

    def _check_key(self) -> None:
        """A checkpoint that says whose it is, is this run's."""
        if checkpoint.notes(self._file).get("run", "") not in ("", self.key):
            found = f"{self._file}: of another run, with other settings or pictures"
            raise UsageError(f"{found}. Go on with those, or name another folder.")

    def _check_parts(self) -> None:
        """Every part of a batch has as many pictures, so that their mean is the batch's."""
        parts, batch = self.settings.accumulate * self.accelerator.num_processes, self.settings.batch
        if batch % parts:
            raise UsageError(
                f"batch is {batch}, which {parts} parts do not divide evenly. Choose a multiple of {parts}."
            )

    @property
    def _modules(self) -> dict[str, nn.Module]:
        return {"model": self.bare, "average": self.average}

    def save(self) -> None:
        """A checkpoint, unless a step was cut off in the middle, or the loss or a weight is no number any more."""
        if not (self.accelerator.is_main_process and self.whole and self._is_finite):
            return
        total = float(self.sum)
        notes = {"step": self.step, "marked": self.marked, "sum": repr(total), "run": self.key}
        notes |= {"epoch": self.settings.epoch, "scaler": json.dumps(self.scaler.state_dict() if self.scaler else {})}
        checkpoint.save(self._file, self._modules, self.optimiser, notes)

    @property
    def _is_finite(self) -> bool:
        """The weights too: a loss may be a number, and its gradient none."""
        weights = (each.detach().isfinite().all() for each in self.bare.parameters())
        return math.isfinite(float(self.sum)) and bool(torch.stack(list(weights)).all())

    def ends(self, wanted: bool) -> bool:
        """Whether any process wants to end here: so all do, and none waits for another's gradients."""
        if self.accelerator.num_processes == 1:
            return wanted
        flag = torch.tensor(float(wanted), device=self.accelerator.device)
        return bool(self.accelerator.reduce(flag, reduction="sum") > 0)

    def take(self, batch: Batch) -> None:
        """One step with this batch, of which each process takes its rows."""
        settings, accelerator = self.settings, self.accelerator
        self.whole = False
        torch.manual_seed(self.step)  # of dropout
        rank, world = accelerator.process_index, accelerator.num_processes
        own = tuple(each[rank::world].to(accelerator.device, non_blocking=True) for each in batch)
        for part in range(settings.accumulate):
            with accelerator.autocast():
                loss = self.task.loss(self.model, tuple(each[part :: settings.accumulate] for each in own))
            accelerator.backward(loss / settings.accumulate)
            self.sum = self.sum.to(loss.device) + loss.detach().to(self._exact) / settings.accumulate
        if self.scaler is not None:
            self.scaler.unscale_(self.optimiser)
        if settings.clip:
            nn.utils.clip_grad_norm_(self.bare.parameters(), settings.clip)
        rate = settings.rate * settings.schedule(self.step, settings.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self._advance()
        self.optimiser.zero_grad()
        follow(self.average, self.bare, self.step, settings.average)
        self.step += 1
        self.whole = True

    def _advance(self) -> None:
        if self.scaler is None:
            self.optimiser.step()
            return
        self.scaler.step(self.optimiser)
        self.scaler.update()

    def report(self) -> float:
        """The mean loss since the last report, over all processes. Raises UsageError if it is no number."""
        mean = float(self.accelerator.reduce(self.sum, reduction="mean") / max(1, self.step - self.marked))
        if not math.isfinite(mean):
            found = f"the loss is no number by step {self.step}; the checkpoint before it is kept"
            raise UsageError(f"{found}. Lower the rate.")
        self.marked, self.sum = self.step, torch.zeros((), dtype=self._exact)
        return mean

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


def fit(run: Run, ends: Callable[[], bool] | None = None) -> Generator[Progress, None, nn.Module]:
    """Train to the last step, or until `ends`, asked before each, says so in any process. Yields each step, returns the
    averaged model.

    Whatever ends it, closing it included, a checkpoint is saved.
    """
    settings, pace = run.settings, Pace(run.step)
    saved = time.monotonic()
    batches = iter(loader(run))
    try:
        while run.step < settings.steps and not (ends and run.ends(ends())):
            run.take(next(batches))
            yield Progress(run.step, settings.steps, pace.of(run.step), run.report() if _reports(run) else None)
            if run.step % settings.save_every == 0 or time.monotonic() - saved > _SAVED_WITHIN:
                run.save()
                saved = time.monotonic()
            if settings.sheet_every and run.step % settings.sheet_every == 0:
                run.sheet()
    finally:
        run.save()
    return run.average


def _reports(run: Run) -> bool:
    """Whether the loss is told after this step: every so often, and at the end of an epoch and of all."""
    step, settings = run.step, run.settings
    ends = (settings.epoch and step % settings.epoch == 0) or step == settings.steps
    return ends or step % settings.log_every == 0


class Pace:
    """Steps a second, over the last few seconds."""

    def __init__(self, step: int):
        self._marks: deque[tuple[int, float]] = deque([(step, time.monotonic())], maxlen=20)

    def of(self, step: int) -> float:
        (first, begun), now = self._marks[0], time.monotonic()
        if now - self._marks[-1][1] > 0.5:
            self._marks.append((step, now))
        return (step - first) / max(1e-9, now - begun)
