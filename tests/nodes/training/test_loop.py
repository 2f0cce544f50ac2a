"""The training loop: it learns, it resumes to the same weights, and its checkpoints are whole."""

from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from nodegraph.errors import UsageError
from nodes.training import checkpoint
from nodes.training.loop import Batch, Run, Settings, fit
from nodes.training.optimiser import warm_hold_fall


class Line:
    """y = 2 x - 1, with noise."""

    def __init__(self) -> None:
        torch.manual_seed(0)
        self.model: nn.Module = nn.Linear(1, 1)

    def batch(self, step: int, size: int) -> Batch:
        generator = torch.Generator().manual_seed(step)
        x = torch.randn(size, 1, generator=generator)
        return x, 2 * x - 1 + 0.01 * torch.randn(size, 1, generator=generator)

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        return ((model(batch[0]) - batch[1]) ** 2).mean()

    def sheet(self, model: nn.Module) -> Image.Image | None:
        return Image.new("RGB", (4, 4))


def settings(**changes: object) -> Settings:
    return Settings(
        **{
            "steps": 60,
            "batch": 16,
            "rate": 0.1,
            "log_every": 10,
            "sheet_every": 30,
            "schedule": warm_hold_fall(1, 0.5),
            **changes,
        }
    )  # type: ignore[arg-type]


def test_it_learns_and_tells_how_far_it_is(tmp_path: Path) -> None:
    steps = list(fit(Run(Line(), settings(epoch=25), tmp_path)))
    assert [each.step for each in steps] == list(range(1, 61))
    assert all(each.speed > 0 for each in steps)
    told = {each.step: each.loss for each in steps if each.loss is not None}
    assert list(told) == [10, 20, 25, 30, 40, 50, 60]
    assert told[60] < told[10] / 2
    assert sorted(path.name for path in tmp_path.glob("*.png")) == ["sheet_000030.png", "sheet_000060.png"]


def test_closed_in_the_middle_it_goes_on_to_the_same_weights(tmp_path: Path) -> None:
    straight = Run(Line(), settings(), tmp_path / "straight")
    list(fit(straight))
    broken = fit(Run(Line(), settings(), tmp_path / "broken"))
    for _ in range(25):
        next(broken)
    broken.close()
    resumed = Run(Line(), settings(), tmp_path / "broken")
    assert resumed.step == 25
    list(fit(resumed))
    for one, other in zip(straight.average.parameters(), resumed.average.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_checkpoint_that_fails_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(Line(), settings(steps=5), tmp_path)
    list(fit(run))

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(checkpoint, "save_file", fail)
    with pytest.raises(OSError, match="no space"):
        run.save()
    monkeypatch.undo()
    assert Run(Line(), settings(steps=5), tmp_path).step == 5


def test_asked_to_end_it_leaves_a_checkpoint(tmp_path: Path) -> None:
    asked = iter([False] * 7 + [True])
    list(fit(Run(Line(), settings(), tmp_path), lambda: next(asked)))
    assert Run(Line(), settings(), tmp_path).step == 7


def test_a_checkpoint_of_another_run_is_refused_and_one_of_none_is_taken(tmp_path: Path) -> None:
    list(fit(Run(Line(), settings(steps=3), tmp_path)))
    run = Run(Line(), settings(steps=5), tmp_path, "one")
    assert run.step == 3
    list(fit(run))
    with pytest.raises(UsageError, match="of another run"):
        Run(Line(), settings(steps=5), tmp_path, "two")


def test_weights_that_are_no_numbers_are_not_saved(tmp_path: Path) -> None:
    run = Run(Line(), settings(steps=5), tmp_path)
    list(fit(run))
    with torch.no_grad():
        next(run.bare.parameters()).fill_(torch.nan)
    run.step = 6
    run.save()
    assert Run(Line(), settings(steps=5), tmp_path).step == 5


def test_nothing_of_a_checkpoint_is_pickled(tmp_path: Path) -> None:
    list(fit(Run(Line(), settings(steps=5), tmp_path)))
    found = {path.suffix for path in tmp_path.iterdir()}
    assert found <= {".safetensors", ".png"}
