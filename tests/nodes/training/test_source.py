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
    assert len(source.broken) == 1
    assert "bad.png" in source.broken[0]
    assert source.captions == ["good"]


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("metadata.jsonl", b'{"file_name": "one.png"}\n', r"metadata.jsonl, line 1: no file_name and text"),
        ("metadata.jsonl", b'\n["one.png"]\n', r"metadata.jsonl, line 2: no file_name and text"),
        ("metadata.jsonl", b"not json\n", r"metadata.jsonl, line 1: no file_name and text"),
        ("metadata.csv", b"file,text\none.png,one\n", r"metadata.csv, line 2: no file_name and text"),
        ("metadata.csv", b'file_name,text\n"one.png,a\x00', r"metadata.csv: cannot be read|line 2: no file_name"),
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])  # a spreadsheet marks its CSV
def test_a_table_of_captions_is_read(tmp_path: Path, encoding: str) -> None:
    _paint(tmp_path / "one.png", (0, 0, 0))
    (tmp_path / "metadata.csv").write_text("file_name,text\none.png,a black field\n", encoding)
    assert FolderSource(tmp_path, 8).captions == ["a black field"]


def test_a_folder_without_captions_says_what_to_do(tmp_path: Path) -> None:
    _paint(tmp_path / "one.png", (0, 0, 0))
    with pytest.raises(UsageError, match=r"no picture with a caption. Put a .txt beside each picture"):
        FolderSource(tmp_path, 8)


def test_where_no_picture_can_be_read_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes(b"no picture")
    (tmp_path / "one.txt").write_text("one", "utf-8")
    with pytest.raises(UsageError, match=r"none of 1 pictures can be read.*one.png"):
        FolderSource(tmp_path, 8)


def test_transparent_pictures_lie_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(tmp_path / "one.png")
    (tmp_path / "one.txt").write_text("nothing", "utf-8")
    assert (FolderSource(tmp_path, 8).draw(random.Random(0)).picture == 255).all()
