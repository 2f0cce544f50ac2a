"""A training task in a graph's run: where it keeps its work, what it tells, what it leaves."""

import json
import math
import shutil
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from PIL import Image
from torch import nn

from nodegraph.context import Context, Report
from nodes.compute import current
from nodes.training import checkpoint
from nodes.training.figures import curve
from nodes.training.history import History, Row
from nodes.training.loop import Progress, Run, Settings, Task, fit

_CHECKPOINT = "checkpoint.safetensors"
_EARLY = (_CHECKPOINT + ".part", "board")  # what a run may have left before its first checkpoint
_DRAWN_EVERY = 10.0  # seconds between two charts within an epoch


class Learnt(Task, Protocol):
    """A task with a test and a model to leave."""

    def test(self, model: nn.Module) -> float: ...
    def export(self, model: nn.Module, folder: Path) -> None: ...


@dataclass(frozen=True)
class Job:
    """What is trained, under what name, and after which epochs a copy of the model stays."""

    name: str
    key: str
    settings: Settings
    keep: tuple[int, ...] = ()


def key_of(parts: Mapping[str, Any]) -> str:
    """Whatever makes it another run: a digest of it, the number of epochs left out so that a run can be made longer."""
    text = json.dumps(parts, sort_keys=True, default=repr)
    return blake2b(text.encode(), digest_size=12).hexdigest()


def free_name(out: Path, name: str, key: str) -> str:
    """`name`, or name-2, name-3 …: the first that no other run has taken."""
    number, candidate = 1, name
    while not _ours(out / candidate, key):
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def _ours(folder: Path, key: str) -> bool:
    if not folder.exists():
        return True
    if not folder.is_dir():
        return False
    noted = checkpoint.notes(folder / _CHECKPOINT)
    return noted["run"] == key if "run" in noted else all(each.name in _EARLY for each in folder.iterdir())


def drive(make: Callable[[], Learnt], job: Job, told: Context) -> Generator[Report, None, Path]:
    """Train, from the checkpoint where there is one. Returns the run's folder, with the model in `model`."""
    name = free_name(told.out, job.name, job.key)
    if name != job.name:
        told.warn(f"{job.name} holds a run with other settings. This one is {name}.")
    folder = told.folder(name)
    yield Report(0, job.settings.steps, "reading the pictures")
    run = Run(make(), job.settings, folder, job.key, cpu=current().device == "cpu")
    keeper = Keeper(run, job, told)
    if run.step == 0:
        run.save()
    run.accelerator.wait_for_everyone()
    with closing(fit(run)) as progress:
        for now in progress:
            keeper.note(now)
            yield Report(now.step, now.steps, keeper.text(now))
    keeper.finish()
    run.accelerator.wait_for_everyone()  # what the first process has written, all read
    return folder


class Keeper:
    """Writes what a run leaves: its log, chart, sheets and models. Only the first of several processes does."""

    def __init__(self, run: Run, job: Job, told: Context):
        self.run, self.job, self.told = run, job, told
        self.history = History(run.folder / "log.csv", run.step)
        self._before = self.history.rows[-1].seconds if self.history.rows else 0.0
        self._begun = self._drawn = time.monotonic()
        self._first = run.accelerator.is_main_process
        self._board = _board(run.folder) if self._first else None
        self._done = run.step >= job.settings.steps  # before this began

    def note(self, now: Progress) -> None:
        if not self._first:
            return
        epoch, ends = now.step / self.job.settings.epoch, now.step % self.job.settings.epoch == 0
        test = self._task.test(self.run.average) if ends else math.nan
        seconds = self._before + time.monotonic() - self._begun
        self.history.add(Row(now.step, epoch, now.loss, None if math.isnan(test) else test, seconds))
        if self._board is not None:
            self._board.add_scalar("loss/training", now.loss, now.step)
            if ends and not math.isnan(test):
                self._board.add_scalar("loss/test", test, now.step)
            self._board.flush()
        if ends:
            self._epoch(round(epoch))
        elif time.monotonic() - self._drawn > _DRAWN_EVERY:
            self._draw()

    def text(self, now: Progress) -> str:
        """ "epoch 2 of 5, batch 120 of 235, loss 0.0312, 3 min left" """
        each = self.job.settings.epoch
        epoch, batch = divmod(now.step - 1, each)
        left = (now.steps - now.step) / now.speed
        counts = f"epoch {epoch + 1} of {math.ceil(now.steps / each)}, batch {batch + 1} of {each}"
        return f"{counts}, loss {now.loss:.4g}, {_span(left)} left"

    def finish(self) -> None:
        model = self.run.folder / "model"
        if self._first and not (self._done and model.is_dir()):
            self._draw()
            self._export(model)

    @property
    def _task(self) -> Learnt:
        return self.run.task  # type: ignore[return-value]

    def _epoch(self, epoch: int) -> None:
        sheet = self._task.sheet(self.run.average)
        if sheet is not None:
            sheet.save(self.run.folder / f"epoch_{epoch:03d}.png")
            self._show(sheet)
        if epoch in self.job.keep:
            self._export(self.run.folder / f"model_{epoch:03d}")
        self._draw()

    def _draw(self) -> None:
        self._drawn = time.monotonic()
        if self.history.rows:
            self.history.save()
            chart = curve(self.history.training, self.history.testing, self.run.folder.name)
            chart.save(self.run.folder / "loss.png")
            self._show(chart)

    def _show(self, picture: Image.Image) -> None:
        import numpy as np

        self.told.show(np.asarray(picture.convert("RGB")))

    def _export(self, folder: Path) -> None:
        """A whole folder or none: written aside, then renamed."""
        aside = folder.with_name(f".{folder.name}.part")
        shutil.rmtree(aside, ignore_errors=True)
        self._task.export(self.run.average, aside)
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)


def _board(folder: Path) -> Any:
    """TensorBoard's writer where it is installed, else None."""
    if find_spec("tensorboard") is None:
        return None
    from torch.utils.tensorboard import SummaryWriter

    return SummaryWriter(folder / "board")


def _span(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
