"""A node's way out: files by name only, whole or not at all."""

import os
from pathlib import Path

import pytest

from nodegraph.context import Context, Origin, atomically
from nodegraph.errors import UsageError


def save(text: str):  # type: ignore[no-untyped-def]
    return lambda path: path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../up.txt", "/abs.txt", "a/b.txt", "a\\b.txt", "C:x.txt", ".hidden", "a\0.txt", "a\n.txt"]
)
def test_a_path_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    with pytest.raises(UsageError, match="is not a plain name"):
        Context(out=out).write(name, save("x"))
    assert list(tmp_path.rglob("*")) == []


def test_a_file_lands_in_the_output_folder_and_is_told(tmp_path: Path) -> None:
    told = []
    context = Context(out=tmp_path / "a" / "b", emit=lambda kind, data: told.append((kind, data)))
    path = context.write("ein Bild (1).txt", save("ü"))
    assert path == tmp_path / "a" / "b" / "ein Bild (1).txt"
    assert path.read_text(encoding="utf-8") == "ü"
    assert context.written == [path]
    assert told == [("written", {"path": path})]


def test_a_failed_save_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("old")

    def half(aside: Path) -> None:
        aside.write_text("ne")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        atomically(path, half)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["x.txt"]


def test_while_it_is_written_the_old_file_stays_and_the_suffix_tells_the_format(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_text("old")

    def look(aside: Path) -> None:
        aside.write_text("new")
        assert path.read_text() == "old"
        assert aside.suffix == ".png"
        assert aside.parent == tmp_path

    atomically(path, look)
    assert path.read_text() == "new"
    assert os.listdir(tmp_path) == ["x.png"]


def test_a_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        atomically(tmp_path / "x", save("x"))
    finally:
        os.umask(before)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640


def test_a_folder_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(OSError, match="x"):
        atomically(tmp_path / "x", save("x"))
    assert os.listdir(tmp_path) == ["x"]


def test_the_place_in_a_sweep_is_fit_for_a_file_name() -> None:
    origin = Origin((("schedule.i_start", 3), ("far.text", "a skull/../x: ü?")))
    assert Context(origin=origin).suffix() == "_i_start-3_text-a_skull_.._x_ü"
    assert Context().suffix() == ""


def test_long_texts_that_differ_late_get_names_that_differ() -> None:
    texts = ["a very long prompt about a snowy mountain " + end for end in ("village", "peak")]
    names = [Context(origin=Origin((("p.text", text),))).suffix() for text in texts]
    assert len(set(names)) == 2
    assert all(len(name) < 50 for name in names)
    assert names == [Context(origin=Origin((("p.text", text),))).suffix() for text in texts]
