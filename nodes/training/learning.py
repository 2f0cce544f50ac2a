"""What the training graphs' tasks have in common: whose turn it is, and how a test is made."""

from collections.abc import Callable
from functools import lru_cache

import torch
from torch import Tensor, nn

from nodes.training.data import Dataset
from nodes.training.loop import Batch
from nodes.training.opened import opened, values

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
    """A generator of its own for each purpose and step."""
    number = sum(ord(each) * 31**k for k, each in enumerate(purpose)) % 1_000_003
    return torch.Generator().manual_seed((seed * 1_000_003 + step) * 1_000_003 + number)


class Learning:
    """Pictures to learn from, in batches, and others to test on."""

    def __init__(self, data: Dataset, test: Dataset | None, batch: int, seed: int):
        self.data, self.test_data, self.seed = data, test, seed
        self.order = Order(len(opened(data)), batch, seed)

    def drawn(self, step: int) -> tuple[Tensor, Tensor, torch.Generator]:
        """A step's pictures (B, C, S, S) in the dataset's range, their labels (B,), and where chance comes from."""
        found, places = opened(self.data), self.order(step)
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
        if self.test_data is None:
            return float("nan")
        device = next(model.parameters()).device
        found, size = opened(self.test_data), self.order.batch
        count = min(TESTED, len(found))
        total, was_training = 0.0, model.training
        model.eval()
        for begin in range(0, count, size):
            places = slice(begin, min(begin + size, count))
            pictures = values(found.pictures[places], self.test_data.unit)
            batch = prepare(pictures, found.labels[places], generator(self.seed, "test", begin))
            total += float(measure(model, tuple(each.to(device) for each in batch))) * len(pictures)
        model.train(was_training)
        return total / count


Prepare = Callable[[Tensor, Tensor, torch.Generator], Batch]
