"""A node's way out: files by name only, whole or not at all."""

import os
import re
from pathlib import Path
from typing import Any

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


def test_the_old_file_is_replaced_not_written_over(tmp_path: Path) -> None:
    path, other = tmp_path / "x.txt", tmp_path / "other.txt"
    path.write_text("old")
    os.link(path, other)
    atomically(path, save("new"))
    assert (path.read_text(), other.read_text()) == ("new", "old")


def test_a_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        atomically(tmp_path / "x", save("x"))
    finally:
        os.umask(before)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_one_and_a_files_mode_stays(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    path, link = tmp_path / "deep" / "x.txt", tmp_path / "link.txt"
    path.write_text("old")
    path.chmod(0o464)
    link.symlink_to(path)
    atomically(link, save("new"))
    assert (link.is_symlink(), path.read_text()) == (True, "new")
    assert path.stat().st_mode & 0o777 == 0o464
    assert os.listdir(path.parent) == ["x.txt"]


def test_a_folder_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(OSError, match="x"):
        atomically(tmp_path / "x", save("x"))
    assert os.listdir(tmp_path) == ["x"]


def suffix(*own: tuple[str, Any]) -> str:
    return Context(node="save", origin=Origin(own)).suffix()


def test_the_place_in_a_sweep_is_fit_for_a_file_name() -> None:
    assert suffix(("schedule.i_start", 3), ("far.text", "a skull, ü")).startswith("_i_start-3_text-a_skull_ü")
    assert suffix(("schedule.i_start", 3), ("n.value", -0.5)) == "_i_start-3_value--0.5"
    assert re.fullmatch(r"[\w.+-]+", suffix(("far.text", "../a skull: ü?\n")))
    assert suffix() == ""


def test_the_nodes_own_swept_name_is_its_name_already() -> None:
    assert suffix(("save.name", "a.png"), ("n.value", 2)) == "_value-2"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("a very long prompt about a snowy mountain village", "a very long prompt about a snowy mountain peak"),
        ("a b", "a_b"),
        ("a b", "a/b"),
        ("a", "a "),
        ("a  b", "a b"),
        ("?", "!"),
    ],
)
def test_values_that_differ_get_names_that_differ(one: str, two: str) -> None:
    assert suffix(("p.text", one)) != suffix(("p.text", two))
    assert max(len(suffix(("p.text", text))) for text in (one, two)) < 50
    assert suffix(("p.text", one)) == suffix(("p.text", one))
