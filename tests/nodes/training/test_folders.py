"""Pictures in folders: the parts, TinyImageNet's layout, and what cannot be read."""

from pathlib import Path

import pytest
import torch
from PIL import Image

from nodegraph.context import Context
from nodegraph.errors import UsageError
from nodes.datasets import captioned_folder, image_folder, pictures
from nodes.training.opened import opened


def paint(path: Path, level: int, size: tuple[int, int] = (20, 12)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (level, level // 2, 0)).save(path)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    for name, level in (("cat", 40), ("dog", 200)):
        for number in range(10):
            paint(tmp_path / "set" / name / f"{number}.png", level + number)
    return tmp_path / "set"


@pytest.fixture
def tiny_imagenet(tmp_path: Path) -> Path:
    """As it is unpacked: train/WNID/images/*.JPEG, val/images/*.JPEG and a list."""
    root = tmp_path / "tiny-imagenet-200"
    for wnid, level in (("n01", 10), ("n02", 100)):
        for number in range(3):
            paint(root / "train" / wnid / "images" / f"{wnid}_{number}.JPEG", level + number)
    lines = []
    for number, wnid in enumerate(("n02", "n01", "n02")):
        paint(root / "val" / "images" / f"val_{number}.JPEG", 50)
        lines.append(f"val_{number}.JPEG\t{wnid}\t0\t0\t63\t63\n")
    (root / "val" / "val_annotations.txt").write_text("".join(lines))
    return root


def test_a_folder_for_each_class_with_every_tenth_to_test_on(plain: Path) -> None:
    train = image_folder(folder=str(plain), size=8, run=Context())
    test = image_folder(folder=str(plain), split="test", size=8, run=Context())
    assert train.classes == test.classes == ("cat", "dog")
    assert opened(train).labels.tolist() == [0] * 9 + [1] * 9
    assert opened(test).labels.tolist() == [0, 1]
    assert opened(train).pictures.shape == (18, 3, 8, 8)
    assert opened(test).pictures[0, :, 0, 0].tolist() == [40, 20, 0]


def test_tiny_imagenet_as_it_is_downloaded(tiny_imagenet: Path) -> None:
    train = image_folder(folder=str(tiny_imagenet), size=8, run=Context())
    test = image_folder(folder=str(tiny_imagenet), split="test", size=8, run=Context())
    assert train.classes == ("n01", "n02")
    assert opened(train).labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert opened(test).labels.tolist() == [1, 0, 1]


def test_a_count_takes_pictures_of_every_class(plain: Path) -> None:
    few = image_folder(folder=str(plain), size=8, count=4, run=Context())
    assert opened(few).labels.tolist() == [0, 0, 1, 1]


def test_grey_pictures_have_one_channel(plain: Path) -> None:
    grey = image_folder(folder=str(plain), size=8, grey=True, run=Context())
    assert opened(grey).pictures.shape == (18, 1, 8, 8)
    shown = pictures(grey, count=2)
    assert shown.shape == (2, 1, 8, 8)
    assert shown.min() >= -1


def test_a_broken_picture_is_named_and_counted_and_the_rest_taken(plain: Path) -> None:
    whole = (plain / "cat" / "3.png").read_bytes()
    (plain / "cat" / "3.png").write_bytes(whole[: len(whole) // 2])
    (plain / "dog" / "55.jpg").write_bytes(b"no picture")
    told: list[str] = []
    data = image_folder(folder=str(plain), size=8, run=Context(emit=lambda kind, data: told.append(data["text"])))
    assert len(opened(data)) == 16
    assert len(told) == 1
    assert told[0].startswith("2 pictures were left out")
    assert "3.png" in told[0]
    assert "55.jpg" in told[0]


def test_what_is_wrong_with_a_folder_is_one_clear_line(tmp_path: Path, tiny_imagenet: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"no pictures\. Make one folder for each class"):
        image_folder(folder=str(tmp_path / "empty"), size=8, run=Context())
    with pytest.raises(UsageError, match="there is no such folder"):
        image_folder(folder=str(tmp_path / "absent"), size=8, run=Context())
    (tiny_imagenet / "val").rename(tiny_imagenet / "other")
    with pytest.raises(UsageError, match="neither val/ nor test/"):
        image_folder(folder=str(tiny_imagenet), split="test", size=8, run=Context())


def test_captions_are_classes(tmp_path: Path) -> None:
    for number, text in enumerate(("a red cat", "a dog", "a red cat")):
        paint(tmp_path / f"{number}.png", 50 + number)
        (tmp_path / f"{number}.txt").write_text(text)
    data = captioned_folder(folder=str(tmp_path), size=8, run=Context())
    assert data.classes == ("a dog", "a red cat")
    assert opened(data).labels.tolist() == [1, 0, 1]


def test_a_number_of_pictures_that_is_not_there_is_refused(plain: Path) -> None:
    data = image_folder(folder=str(plain), size=8, run=Context())
    with pytest.raises(UsageError, match="has 9 such pictures, fewer than 10"):
        pictures(data, label=1, count=10)
    assert torch.equal(pictures(data, count=1, first=2), pictures(data, count=3)[2:])
