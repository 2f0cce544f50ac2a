"""MNIST from the Hugging Face hub, through the `datasets` library, where the run allows a download."""

import torch
from torch import Tensor

from nodegraph.errors import UsageError
from nodes.compute import current
from nodes.oneline import one_line

SOURCE = "ylecun/mnist"


def mnist(split: str, count: int = 0) -> tuple[Tensor, Tensor]:
    """Pictures, uint8 (N, 1, 28, 28), and labels (N,). Raises UsageError where they cannot be had."""
    try:
        import datasets
    except ImportError:
        raise UsageError(
            "MNIST from the hub needs the package datasets. Install it with pip install datasets."
        ) from None
    datasets.config.HF_DATASETS_OFFLINE = not current().download
    try:
        found = datasets.load_dataset(SOURCE, split=f"{split}[:{count}]" if count else split)
    except Exception as error:  # of many kinds: offline, absent, gone
        todo = "Allow the download (--download), or use MNIST's four files, or the node Digits."
        raise UsageError(f"{SOURCE}: cannot be had ({one_line(error)}). {todo}") from None
    pictures = [torch.frombuffer(bytearray(each.convert("L").tobytes()), dtype=torch.uint8) for each in found["image"]]
    return torch.stack(pictures).view(-1, 1, 28, 28), torch.tensor(found["label"])
