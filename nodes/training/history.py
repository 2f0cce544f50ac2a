"""What a training run has come through: its losses, kept in a file that goes on where a checkpoint does."""

import csv
from dataclasses import dataclass
from pathlib import Path

from nodegraph.context import atomically

_HEAD = "step,epoch,loss,test,seconds"


@dataclass(frozen=True)
class Row:
    """After `step`: the epochs done, the mean loss since the row before, the test's loss (None between epochs), and
    the seconds of training so far."""

    step: int
    epoch: float
    loss: float
    test: float | None
    seconds: float

    def line(self) -> str:
        test = "" if self.test is None else f"{self.test:.6f}"
        return f"{self.step},{self.epoch:.4f},{self.loss:.6f},{test},{self.seconds:.1f}"


class History:
    """The rows in a CSV file, up to the step that a run goes on from; a row is in the file once it is added."""

    def __init__(self, path: Path, step: int):
        self.path = path
        self.rows = [row for row in _read(path) if row.step <= step]
        text = "".join(f"{line}\n" for line in (_HEAD, *(row.line() for row in self.rows)))
        atomically(path, lambda aside: aside.write_text(text, "utf-8"), wait=False)

    def add(self, row: Row) -> None:
        self.rows.append(row)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(row.line() + "\n")

    @property
    def training(self) -> list[tuple[float, float]]:
        return [(row.epoch, row.loss) for row in self.rows]

    @property
    def testing(self) -> list[tuple[float, float]]:
        return [(row.epoch, row.test) for row in self.rows if row.test is not None]


def _read(path: Path) -> list[Row]:
    """The file's rows, as far as they are whole: the last may have been cut off."""
    if not path.exists():
        return []
    found: list[Row] = []
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            try:
                test = float(row["test"]) if row["test"] else None
                found.append(
                    Row(int(row["step"]), float(row["epoch"]), float(row["loss"]), test, float(row["seconds"]))
                )
            except (KeyError, TypeError, ValueError):
                break
    return found
