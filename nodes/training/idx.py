"""MNIST's own file format (IDX), plain or gzipped."""

import gzip
import math
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nodegraph.errors import UsageError
from nodes.oneline import one_line

_FETCH = "Fetch the four MNIST files again (train-images-idx3-ubyte.gz and its kin)."
_PARTS = {"train": "train", "test": "t10k"}


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array in an IDX file of unsigned bytes. Raises UsageError for a file that is damaged or of another kind."""
    try:
        raw = path.read_bytes()
        data = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise UsageError(f"{path}: cannot be read ({one_line(error)}). {_FETCH}") from None
    if len(data) < 4 or data[:3] != b"\x00\x00\x08" or len(data) < 4 + 4 * data[3]:
        raise UsageError(f"{path}: no IDX file of bytes. {_FETCH}")
    shape = tuple(int(size) for size in np.frombuffer(data, ">u4", data[3], 4))
    values = np.frombuffer(data, np.uint8, offset=4 + 4 * data[3])
    if len(values) != math.prod(shape):
        raise UsageError(f"{path}: {len(values)} values where its head says {math.prod(shape)}. {_FETCH}")
    return values.reshape(shape)


def read_mnist(folder: Path, split: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Pictures (N, 28, 28) and labels (N,) of "train" or "test". Raises UsageError naming the file that is missing."""
    pictures, labels = (read_idx(_find(folder, f"{_PARTS[split]}-{part}")) for part in ("images-idx3", "labels-idx1"))
    if pictures.shape[1:] != (28, 28) or labels.shape != pictures.shape[:1] or labels.max(initial=0) > 9:
        raise UsageError(f"{folder}: {split} pictures {pictures.shape} and labels {labels.shape} do not fit. {_FETCH}")
    return pictures, labels


def _find(folder: Path, name: str) -> Path:
    """As the files are named, gzipped or not, with the dot that some unpackers put in."""
    for form in (f"{name}-ubyte", f"{name}-ubyte.gz", f"{name.replace('-idx', '.idx')}-ubyte"):
        if (folder / form).is_file():
            return folder / form
    raise UsageError(f"{folder}: no {name}-ubyte or {name}-ubyte.gz there. Put the four MNIST files into it.")
