"""MNIST's files: plain, gzipped, missing, damaged."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from nodegraph.errors import UsageError
from nodes.training.idx import read_idx, read_mnist


def idx(values: np.ndarray) -> bytes:
    return bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


@pytest.fixture
def pictures() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (5, 28, 28), dtype=np.uint8)


@pytest.fixture
def labels() -> np.ndarray:
    return np.arange(5, dtype=np.uint8)


@pytest.mark.parametrize("names", [("-idx3-ubyte", "-idx1-ubyte"), (".idx3-ubyte", ".idx1-ubyte")])
def test_plain_files_by_either_name(
    tmp_path: Path, pictures: np.ndarray, labels: np.ndarray, names: tuple[str, str]
) -> None:
    (tmp_path / f"train-images{names[0]}").write_bytes(idx(pictures))
    (tmp_path / f"train-labels{names[1]}").write_bytes(idx(labels))
    found = read_mnist(tmp_path, "train")
    assert (found[0] == pictures).all()
    assert (found[1] == labels).all()


def test_gzipped_files(tmp_path: Path, pictures: np.ndarray, labels: np.ndarray) -> None:
    (tmp_path / "t10k-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(pictures)))
    (tmp_path / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(labels)))
    assert (read_mnist(tmp_path, "test")[0] == pictures).all()


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"no train-images-idx3-ubyte or .*\.gz there. Put the four MNIST files into it"
    ):
        read_mnist(tmp_path, "train")


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (lambda data: data[:-1], "3919 values where its head says 3920"),
        (lambda data: b"PK\x03\x04" + data, "no IDX file of bytes"),
        (lambda data: b"", "no IDX file of bytes"),
        (lambda data: gzip.compress(data)[:-20], "cannot be read"),
        (lambda data: b"\x00\x00\x08\xff", "no IDX file of bytes"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, pictures: np.ndarray, change: object, answer: str) -> None:
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(change(idx(pictures)))  # type: ignore[operator]
    with pytest.raises(UsageError, match=answer) as caught:
        read_idx(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_pictures_of_another_size_are_refused(tmp_path: Path, labels: np.ndarray) -> None:
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx(np.zeros((5, 32, 32), np.uint8)))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(labels))
    with pytest.raises(UsageError, match=r"\(5, 32, 32\) and labels \(5,\) do not fit"):
        read_mnist(tmp_path, "train")


def test_labels_that_do_not_fit_are_told(tmp_path: Path, pictures: np.ndarray, labels: np.ndarray) -> None:
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx(pictures))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(labels[:3]))
    with pytest.raises(UsageError, match=r"\(5, 28, 28\) and labels \(3,\) do not fit"):
        read_mnist(tmp_path, "train")
