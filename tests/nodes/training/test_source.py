"""A folder of captioned pictures."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nodegraph.errors import UsageError
from nodes.training.source import FolderSource


def _paint(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (40, 20)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)


def test_captions_from_text_files_and_from_a_list(tmp_path: Path) -> None:
    _paint(tmp_path / "red.png", (255, 0, 0))
    (tmp_path / "red.txt").write_text("a  red\nfield", "utf-8")
    _paint(tmp_path / "deep" / "blue.jpg", (0, 0, 255))
    _paint(tmp_path / "nameless.png", (0, 0, 0))
    row = json.dumps({"file_name": "deep/blue.jpg", "text": "a blue field"})
    (tmp_path / "metadata.jsonl").write_text(row + "\n", "utf-8")
    source = FolderSource(tmp_path, 8)
    assert source.captions == ["a blue field", "a red field"]
    assert source.classes == (2,)
    drawn = {each.caption: each for each in (source.draw(random.Random(seed)) for seed in range(20))}
    assert set(drawn) == {"a blue field", "a red field"}
    assert drawn["a red field"].labels == (1,)
    assert drawn["a red field"].picture.shape == (8, 8, 3)
    assert (drawn["a red field"].picture == np.array([255, 0, 0])).all()


def test_a_broken_picture_is_named_and_the_rest_is_learned(tmp_path: Path) -> None:
    for name in ("good", "bad"):
        _paint(tmp_path / f"{name}.png", (9, 9, 9))
        (tmp_path / f"{name}.txt").write_text(name, "utf-8")
    (tmp_path / "bad.png").write_bytes((tmp_path / "good.png").read_bytes()[:40])
    source = FolderSource(tmp_path, 8)
    assert source.broken == [tmp_path / "bad.png"]
    assert source.captions == ["good"]


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("metadata.jsonl", b'{"file_name": "one.png"}\n', r"metadata.jsonl, line 1: no file_name and text"),
        ("metadata.jsonl", b'\n["one.png"]\n', r"metadata.jsonl, line 2: no file_name and text"),
        ("metadata.jsonl", b"not json\n", r"metadata.jsonl, line 1: no file_name and text"),
        ("metadata.csv", b"file,text\none.png,one\n", r"metadata.csv, line 2: no file_name and text"),
        ("one.txt", b"\xff\xfe\xfa", r"one.txt: cannot be read"),
    ],
)
def test_a_list_that_cannot_be_read_is_told_in_one_line(tmp_path: Path, name: str, content: bytes, answer: str) -> None:
    _paint(tmp_path / "one.png", (0, 0, 0))
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=answer) as caught:
        FolderSource(tmp_path, 8)
    assert "\n" not in str(caught.value)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="none: there is no such folder"):
        FolderSource(tmp_path / "none", 8)


def test_a_table_of_captions_is_read(tmp_path: Path) -> None:
    _paint(tmp_path / "one.png", (0, 0, 0))
    (tmp_path / "metadata.csv").write_text("file_name,text\none.png,a black field\n", "utf-8")
    assert FolderSource(tmp_path, 8).captions == ["a black field"]


def test_a_folder_without_captions_says_what_to_do(tmp_path: Path) -> None:
    _paint(tmp_path / "one.png", (0, 0, 0))
    with pytest.raises(UsageError, match=r"no picture with a caption. Put a .txt beside each picture"):
        FolderSource(tmp_path, 8)
