"""What a training run leaves beside its checkpoint: log, chart, sheets and models."""

import json
import math
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from nodegraph.context import Context, atomically
from nodes.training import checkpoint
from nodes.training.figures import curve
from nodes.training.history import History, Row
from nodes.training.loop import Progress, Run

if TYPE_CHECKING:
    from nodes.training.drive import Learnt

_DRAWN_EVERY = 10.0  # seconds between two charts within an epoch
_SHEETS = 20  # of a run, at most about so many


class Keeper:
    """Writes it, in the first of several processes."""

    def __init__(self, run: Run, keep: tuple[int, ...], epochs: int, told: Context):
        self.run, self.keep, self.told = run, keep, told
        self.history = History(run.folder / "log.csv", run.step)
        self._sheet_every = math.ceil(epochs / _SHEETS)
        self._before = self.history.rows[-1].seconds if self.history.rows else 0.0
        self._begun = self._drawn = time.monotonic()
        self._loss = math.nan
        self._first = run.accelerator.is_main_process
        self._board = _board(run.folder, run.step) if self._first else None

    def note(self, now: Progress) -> None:
        """A loss was told."""
        assert now.loss is not None
        self._loss = now.loss
        if not self._first:
            return
        each = self.run.settings.epoch
        ends = now.step % each == 0
        test = self._task.test(self.run.average) if ends else math.nan
        seconds = self._before + time.monotonic() - self._begun
        self.history.add(Row(now.step, now.step / each, now.loss, None if math.isnan(test) else test, seconds))
        self._on_board(now.step, now.loss, test)
        if ends:
            self._epoch(now.step // each, last=now.step == now.steps)
        elif time.monotonic() - self._drawn > _DRAWN_EVERY:
            self._draw()

    def text(self, now: Progress) -> str:
        """ "3 min left, loss 0.0312, epoch 2 of 5, batch 120 of 235" """
        each = self.run.settings.epoch
        epoch, batch = divmod(now.step - 1, each)
        counts = f"epoch {epoch + 1} of {math.ceil(now.steps / each)}, batch {batch + 1} of {each}"
        loss = "" if math.isnan(self._loss) else f"loss {self._loss:.4g}, "
        return f"{_span((now.steps - now.step) / max(1e-9, now.speed))} left, {loss}{counts}"

    def finish(self) -> None:
        if self._first:
            self._draw()
            self._export(self.run.folder / "model")
            if self._board is not None:
                self._board.close()

    @property
    def _task(self) -> "Learnt":
        return self.run.task  # type: ignore[return-value]

    def _epoch(self, epoch: int, last: bool) -> None:
        wanted = last or epoch in self.keep or epoch % self._sheet_every == 0
        sheet = self._task.sheet(self.run.average) if wanted else None
        if sheet is not None:
            self._save(sheet, f"epoch_{epoch:03d}.png")
            self._show(sheet)
        if epoch in self.keep:
            self._export(self.run.folder / f"model_{epoch:03d}")
        self._draw()

    def _draw(self) -> None:
        self._drawn = time.monotonic()
        chart = curve(self.history.training, self.history.testing, self.run.folder.name)
        self._save(chart, "loss.png")
        self._show(chart)

    def _save(self, picture: Image.Image, name: str) -> None:
        atomically(self.run.folder / name, picture.save, wait=False)

    def _show(self, picture: Image.Image) -> None:
        self.told.show(np.asarray(picture.convert("RGB")))

    def _export(self, folder: Path) -> None:
        def write(aside: Path) -> None:
            self._task.export(self.run.average, aside)
            (aside / "trained.json").write_text(json.dumps({"step": self.run.step}), "utf-8")

        checkpoint.whole_folder(folder, write)

    def _on_board(self, step: int, loss: float, test: float) -> None:
        if self._board is None:
            return
        self._board.add_scalar("loss/training", loss, step)
        if not math.isnan(test):
            self._board.add_scalar("loss/test", test, step)
        self._board.flush()


def _board(folder: Path, step: int) -> Any:
    """TensorBoard's writer where it is installed, else None."""
    if find_spec("tensorboard") is None:
        return None
    from torch.utils.tensorboard import SummaryWriter

    return SummaryWriter(folder / "board", purge_step=step)


def _span(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
