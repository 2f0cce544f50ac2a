"""A training task in a graph's run: where it keeps its work, what it tells, what it leaves."""

import itertools
import json
import math
import re
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from torch import nn

from nodegraph.context import Context, Report
from nodegraph.errors import UsageError
from nodes.compute import current
from nodes.training import checkpoint
from nodes.training.claim import LOCK, alone
from nodes.training.keeper import Keeper
from nodes.training.loop import Progress, Run, Settings, Task, fit

_EARLY = (checkpoint.NAME + ".part", LOCK, "board", "log.csv")  # what a run may have left before its first checkpoint
_TOLD_EVERY = 0.2  # seconds


class Learnt(Task, Protocol):
    """A task with a test and a model to leave."""

    def test(self, model: nn.Module) -> float: ...
    def export(self, model: nn.Module, folder: Path) -> None: ...


@dataclass(frozen=True)
class Job:
    """What is trained, under what name, for how long, and after which epochs a copy of the model stays.

    `make` and `settings` are called where there is something to train: they read the pictures.
    """

    name: str
    key: str
    epochs: int
    make: Callable[[], Learnt]
    settings: Callable[[], Settings]
    keep: tuple[int, ...] = ()


def folder_name(out: Path, name: str, key: str) -> str:
    """Of `name`, name-2, name-3 … the one that holds this run; else the first that no other has taken."""
    numbered = re.compile(re.escape(name) + r"(-[1-9]\d*)?")
    names = sorted(
        (each.name for each in out.glob("*") if numbered.fullmatch(each.name)), key=lambda each: (len(each), each)
    )
    own = [each for each in names if checkpoint.notes(out / each / checkpoint.NAME).get("run") == key]
    untaken = (name if number == 1 else f"{name}-{number}" for number in itertools.count(1))
    return own[0] if own else next(each for each in untaken if _free(out / each))


def _free(folder: Path) -> bool:
    if not folder.exists():
        return True
    return folder.is_dir() and all(each.name in _EARLY for each in folder.iterdir())


def drive(job: Job, told: Context) -> Generator[Report, None, Path]:
    """Train, from the checkpoint where there is one. Returns the model's folder.

    Raises UsageError where another process is at it, or where it has been trained further than it shall be.
    """
    name = folder_name(told.out, job.name, job.key)
    folder = told.folder(name)
    if name != job.name:
        told.warn(f"{job.name} holds a run with other settings. This one is {name}.")
    with _alone(folder, told):
        found = _finished(folder, job)
        if found is not None:
            return found
        yield Report(0, None, "reading the pictures")
        settings = job.settings()
        run = Run(job.make(), settings, folder, job.key, cpu=current().device == "cpu")
        yield from _trained(run, Keeper(run, job.keep, job.epochs, told))
    return folder / "model"


def _trained(run: Run, keeper: Keeper) -> Generator[Report, None, None]:
    if run.step == 0:
        run.save()
    run.accelerator.wait_for_everyone()
    last = 0.0
    if run.step:
        yield Report(run.step, run.settings.steps, f"goes on from step {run.step}")
    with closing(fit(run)) as progress:
        for now in progress:
            if now.loss is not None:
                _note(run, keeper, now)
            if now.loss is not None or time.monotonic() - last > _TOLD_EVERY:
                last = time.monotonic()
                yield Report(now.step, now.steps, keeper.text(now))
    keeper.finish()
    run.accelerator.wait_for_everyone()  # what the first process has written, all read


def _note(run: Run, keeper: Keeper, now: Progress) -> None:
    """What fails here is done again: the checkpoint stays the one before it."""
    try:
        keeper.note(now)
    except BaseException:
        run.whole = False
        raise


def _finished(folder: Path, job: Job) -> Path | None:
    """The model's folder where nothing is left to do."""
    noted = checkpoint.notes(folder / checkpoint.NAME)
    epoch, step = int(noted.get("epoch", 0)), int(noted.get("step", 0))
    done = step // epoch if epoch else 0
    if done < job.epochs or (step == 0):
        return None
    whole = folder / "model"
    if step == job.epochs * epoch:
        return whole if _step_of(whole) == step else None
    kept = folder / f"model_{job.epochs:03d}"
    if kept.is_dir():
        return kept
    found = f"{folder.name} has been trained for {done} epochs, and no copy was kept after {job.epochs}"
    raise UsageError(f"{found}. Set epochs to {math.ceil(step / epoch)} or more, or give another name.")


def _step_of(model: Path) -> int:
    try:
        return int(json.loads((model / "trained.json").read_text("utf-8"))["step"])
    except (OSError, ValueError, KeyError, TypeError):
        return -1


@contextmanager
def _alone(folder: Path, told: Context) -> Iterator[None]:
    """Held by the process that writes; the others that a launcher started belong to it."""
    if not told.writes:
        yield
        return
    with alone(folder):
        try:
            yield
        finally:
            if not any(each.name != LOCK for each in folder.iterdir()):
                shutil.rmtree(folder, ignore_errors=True)
