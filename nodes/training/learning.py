"""What the training graphs' tasks have in common: whose turn it is, and how a test is made."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import torch
from torch import Tensor, nn

from nodegraph.errors import UsageError
from nodes.training.data import Dataset
from nodes.training.loop import Batch
from nodes.training.opened import opened
from nodes.training.ranges import values

TESTED = 2048  # test pictures that an epoch's loss is the mean of, at most


class Order:
    """The places of each step's pictures: every epoch all of them once, in another order; what does not fill a batch
    is left for the next epoch."""

    def __init__(self, count: int, batch: int, seed: int):
        self.count, self.batch, self.seed = count, batch, seed
        self.epoch = max(1, count // batch)

    def __call__(self, step: int) -> Tensor:
        epoch, place = divmod(step, self.epoch)
        return _shuffled(self.count, self.seed, epoch)[place * self.batch : (place + 1) * self.batch]


@lru_cache(maxsize=2)
def _shuffled(count: int, seed: int, epoch: int) -> Tensor:
    return torch.randperm(count, generator=generator(seed, "order", epoch))


def generator(seed: int, purpose: str, step: int) -> torch.Generator:
    """A generator of its own for each purpose, seed and step."""
    key = blake2b(f"{purpose}/{seed}/{step}".encode(), digest_size=7).digest()
    return torch.Generator().manual_seed(int.from_bytes(key, "little"))


class Learning:
    """Pictures to learn from, in batches, and others to test on, all in the first ones' range.

    Raises UsageError where the two do not go together.
    """

    model: nn.Module | None

    def __init__(self, data: Dataset, test: Dataset | None, batch: int, seed: int):
        self.data, self.seed = data, seed
        self.found = opened(data)
        self.tested = None if test is None else opened(test)
        self.order = Order(len(self.found), batch, seed)
        _check_alike(data, test or data)
        torch.manual_seed(seed)  # of the weights that are made next

    def __getstate__(self) -> dict[str, Any]:
        """For processes that only prepare batches: without the model."""
        return self.__dict__ | {"model": None}

    def drawn(self, step: int) -> tuple[Tensor, Tensor, torch.Generator]:
        """A step's pictures (B, C, S, S) in the dataset's range, their labels (B,), and where chance comes from."""
        found, places = self.found, self.order(step)
        return (
            values(found.pictures[places], self.data.unit),
            found.labels[places],
            generator(self.seed, "noise", step),
        )

    @torch.no_grad()
    def mean_over_test(
        self, model: nn.Module, measure: Callable[[nn.Module, Batch], Tensor], prepare: "Prepare"
    ) -> float:
        """The mean of `measure` over the test pictures, the same noise every time; nan where there are none."""
        if self.tested is None:
            return float("nan")
        device = next(model.parameters()).device
        found, size = self.tested, self.order.batch
        count = min(TESTED, len(found))
        chosen = torch.arange(count) * len(found) // count  # of every class, since folders come one after another
        total, was_training = 0.0, model.training
        model.eval()
        for begin in range(0, count, size):
            places = chosen[begin : begin + size]
            pictures = values(found.pictures[places], self.data.unit)
            batch = prepare(pictures, found.labels[places], generator(self.seed, "test", begin))
            total += float(measure(model, tuple(each.to(device) for each in batch))) * len(pictures)
        model.train(was_training)
        return total / count


def _check_alike(data: Dataset, test: Dataset) -> None:
    for what in ("size", "channels", "classes"):
        mine, its = getattr(data, what), getattr(test, what)
        if mine != its:
            raise UsageError(f"test has {what} {_short(its)}, data has {_short(mine)}. Give both the same.")


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) < 60 else f"{text[:57]}..."


Prepare = Callable[[Tensor, Tensor, torch.Generator], Batch]
