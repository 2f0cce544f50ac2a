"""A dataset's pictures in memory."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import torch
from torch import Tensor

from nodegraph.errors import UsageError
from nodes.training import folders
from nodes.training.data import Dataset
from nodes.training.decode import decode
from nodes.training.digits import digits
from nodes.training.idx import read_mnist


@dataclass(frozen=True, eq=False)
class Pictures:
    """uint8 (N, C, S, S), labels (N,), and a line for each picture that could not be read."""

    pictures: Tensor
    labels: Tensor
    broken: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.labels)


@lru_cache(maxsize=3)
def opened(data: Dataset) -> Pictures:
    """All of it; kept, since training, testing and looking read the same. Raises UsageError."""
    return _READERS[data.kind](data)


def contents(data: Dataset) -> str:
    """A digest of pictures read from files, and of their labels; empty for what is made or fetched."""
    if not data.identity:
        return ""
    found = opened(data)
    made = blake2b(found.pictures.numpy().tobytes(), digest_size=16)
    made.update(found.labels.numpy().tobytes())
    return made.hexdigest()


def _digits(data: Dataset) -> Pictures:
    pictures, labels = digits(data.split, data.seed, data.count or None)
    return Pictures(pictures[:, None], labels)


def _idx(data: Dataset) -> Pictures:
    pictures, labels = read_mnist(data.folder, data.split)
    count = data.count or len(labels)
    return Pictures(torch.tensor(pictures[:count])[:, None], torch.tensor(labels[:count]).long())


def _hub(data: Dataset) -> Pictures:
    from nodes.training.hub import mnist

    return Pictures(*mnist(data.split, data.count))


def _folder(data: Dataset) -> Pictures:
    return _read(data, folders.listed(data.folder, data.split))


def _captioned(data: Dataset) -> Pictures:
    return _read(data, folders.with_captions(data.folder)[0])


def _read(data: Dataset, listed: folders.Listed) -> Pictures:
    numbers = {name: number for number, name in enumerate(data.classes)}
    strange = next((name for _, name in listed if name not in numbers), None)
    if strange is not None:
        raise UsageError(f"{data.folder}: {strange!r} is in the {data.split} part alone. Name its folders alike.")
    count = min(data.count or len(listed), len(listed))
    kept = [listed[place * len(listed) // count] for place in range(count)]  # of every class, since they are in order
    pictures, whole, broken = decode([path for path, _ in kept], data.size, data.channels)
    return Pictures(pictures, torch.tensor([numbers[kept[place][1]] for place in whole]), tuple(broken))


_READERS = {"digits": _digits, "idx": _idx, "folder": _folder, "captioned": _captioned, "hub": _hub}
