"""What a training run has come through: its losses, kept in a file that goes on where a checkpoint does."""

import csv
from dataclasses import dataclass
from pathlib import Path

from nodegraph.context import atomically

_HEAD = ("step", "epoch", "loss", "test", "seconds")


@dataclass(frozen=True)
class Row:
    """After `step`: the epochs done, the mean loss since the row before, the test's loss (None between epochs), and
    the seconds of training so far."""

    step: int
    epoch: float
    loss: float
    test: float | None
    seconds: float


class History:
    """The rows in a CSV file, up to the step that a run goes on from."""

    def __init__(self, path: Path, step: int):
        self.path = path
        self.rows = [row for row in _read(path) if row.step <= step]

    def add(self, row: Row) -> None:
        self.rows.append(row)

    def save(self) -> None:
        """The whole file anew, so that it is never half written."""
        atomically(self.path, self._write, wait=False)

    def _write(self, path: Path) -> None:
        with path.open("w", newline="") as file:
            table = csv.writer(file)
            table.writerow(_HEAD)
            for row in self.rows:
                test = "" if row.test is None else f"{row.test:.6f}"
                table.writerow([row.step, f"{row.epoch:.4f}", f"{row.loss:.6f}", test, f"{row.seconds:.1f}"])

    @property
    def training(self) -> list[tuple[float, float]]:
        return [(row.epoch, row.loss) for row in self.rows]

    @property
    def testing(self) -> list[tuple[float, float]]:
        return [(row.epoch, row.test) for row in self.rows if row.test is not None]


def _read(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(newline="") as file:
        found = list(csv.DictReader(file))
    return [
        Row(
            int(row["step"]),
            float(row["epoch"]),
            float(row["loss"]),
            float(row["test"]) if row["test"] else None,
            float(row["seconds"]),
        )
        for row in found
    ]
