"""Fréchet distances through torchmetrics, and what a classifier sees."""

import warnings
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from nodegraph.errors import UsageError
from nodes.compute import current
from nodes.oneline import one_line
from nodes.training.classifier import Classifier
from nodes.training.data import Dataset, Recogniser
from nodes.training.opened import opened
from nodes.training.ranges import values

_BATCH = 256
_WEIGHTS = "weights-inception-2015-12-05-6726825d.pth"
_HOME = f"https://github.com/toshas/torch-fidelity/releases/download/v0.2.0/{_WEIGHTS}"


def real_pictures(data: Dataset) -> Iterator[Tensor]:
    """A dataset's pictures in batches (B, C, S, S) in [-1, 1]."""
    found = opened(data).pictures
    return (values(part, unit=False) for part in torch.split(found, _BATCH))


@torch.no_grad()
def between(real: Iterable[Tensor], samples: Iterable[Tensor], classifier: Recogniser | None) -> float:
    """The distance between two sets of pictures by the features of a classifier, or of Inception."""
    measure = _inception() if classifier is None else _by_features(_loaded(classifier))
    for batches, are_real in ((real, True), (samples, False)):
        for batch in batches:
            for part in torch.split(batch, _BATCH):
                measure.update(_given(part, classifier), real=are_real)
    few = min(int(measure.real_features_num_samples), int(measure.fake_features_num_samples))
    if few < 2:
        raise UsageError("a Fréchet distance needs two pictures on each side or more.")
    return float(measure.compute())


@torch.no_grad()
def told(classifier: Recogniser, images: Tensor) -> list[str]:
    """The class that the classifier sees in each picture (B, C, S, S)."""
    model = _loaded(classifier)
    best = [model(_there(part)).argmax(dim=1) for part in torch.split(images, _BATCH)]
    return [classifier.classes[each] for part in best for each in part.tolist()]


class _Features(nn.Module):
    """A classifier's features where torchmetrics expects Inception's."""

    def __init__(self, model: Classifier):
        super().__init__()
        self.model, self.num_features = model, model.config.channels[-1]

    def forward(self, pictures: Tensor) -> Tensor:
        return self.model.features(pictures)


def _by_features(model: Classifier) -> Any:
    from torchmetrics.image.fid import FrechetInceptionDistance

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return FrechetInceptionDistance(feature=_Features(model), normalize=False).to(_device())


def _inception() -> Any:
    from torchmetrics.image.fid import FrechetInceptionDistance

    try:
        _check_inception()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return FrechetInceptionDistance(feature=2048, normalize=False).to(_device())
    except UsageError:
        raise
    except Exception as error:  # the package is missing, or its weights cannot be fetched
        todo = "Wire a classifier, or install torch-fidelity and let it fetch its weights once."
        raise UsageError(f"Inception's features cannot be had ({one_line(error)}). {todo}") from None


def _check_inception() -> None:
    """The weights are there, are those that were published, and hold nothing but tensors: they are a pickle."""
    kept = Path(torch.hub.get_dir(), "checkpoints", _WEIGHTS)
    digest = _WEIGHTS.removesuffix(".pth").rpartition("-")[2]
    if not kept.exists():
        if not current().download:
            found = f"Inception's weights are not on this machine ({kept})"
            raise UsageError(f"{found}. Wire a classifier, or allow the download.")
        kept.parent.mkdir(parents=True, exist_ok=True)
        torch.hub.download_url_to_file(_HOME, str(kept), hash_prefix=digest, progress=False)
    if not sha256(kept.read_bytes()).hexdigest().startswith(digest):
        raise UsageError(f"{kept}: not the file that was published. Delete it, or wire a classifier.")
    torch.load(kept, weights_only=True, map_location="meta")


def _device() -> str:
    """Where distances are computed: they need float64, which Apple's GPUs do not know."""
    device = current().device
    return "cpu" if device == "mps" else device


def _given(part: Tensor, classifier: Recogniser | None) -> Tensor:
    """As the network reads it: for Inception 8 bits in three channels."""
    part = part.to(_device())
    if classifier is not None:
        return part.float()
    return ((part.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).expand(-1, 3, -1, -1)


def _there(part: Tensor) -> Tensor:
    return part.to(_device()).float()


def _loaded(classifier: Recogniser) -> Classifier:
    model = Classifier.from_pretrained(str(classifier.folder), use_safetensors=True, local_files_only=True)
    return model.eval().requires_grad_(False).to(_device())  # type: ignore[no-any-return]
