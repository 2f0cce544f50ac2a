import json
from pathlib import Path

import pytest

from app.report import JsonReport, TextReport, summary, warning_text
from nodegraph.events import Finished, NodeStarted, Partial, Previewed, Started, Warned, Written


def test_files_go_to_stdout_and_warnings_to_stderr(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report = TextReport(tmp_path)
    report(Written("file", Path("out/a.png")))
    report(Warned("sampler", "the rule ignores an edited x_t"))
    shown = capsys.readouterr()
    assert shown.out == "wrote out/a.png\n"
    assert shown.err == "warning: sampler: the rule ignores an edited x_t\n"


def test_a_warning_is_said_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report = TextReport(tmp_path)
    for _ in range(3):
        report(Warned("sampler", "again"))
    assert capsys.readouterr().err.count("again") == 1


def test_a_warning_is_one_line_that_names_its_node_once() -> None:
    assert warning_text(Warned("sampler", "two\n  lines")) == "sampler: two lines"
    assert warning_text(Warned("sampler", "sampler: text")) == "sampler: text"


def test_quiet_leaves_files_and_warnings(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report = TextReport(tmp_path, quiet=True)
    for event in (Started(1, 0), Written("file", Path("a.png")), Warned("file", "odd"), Finished(1.0, 1, 0)):
        report(event)
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("wrote a.png\n", "warning: file: odd\n")


def test_json_is_one_object_a_line_without_tensors(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report = JsonReport(tmp_path)
    for event in (Started(2, 1), NodeStarted("a"), Previewed("show", object(), 3), Written("file", Path("a.png"))):
        report(event)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["started", "nodestarted", "previewed", "written"]
    assert lines[2] == {"event": "previewed", "node": "show", "visit": 3}
    assert lines[3]["path"] == "a.png"


def test_a_partial_picture_becomes_a_file_with_the_batch_in_a_row(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    torch = pytest.importorskip("torch")
    from PIL import Image

    batch = torch.stack([torch.full((3, 4, 6), -1.0), torch.full((3, 4, 6), 2.0)])
    TextReport(tmp_path / "out")(Partial("sampler", batch, 3))
    path = tmp_path / "out" / "partial_sampler.png"
    assert capsys.readouterr().out == f"wrote {path}\n"
    with Image.open(path) as picture:
        assert picture.size == (12, 4)
        assert picture.getpixel((5, 0)) == (0, 0, 0)
        assert picture.getpixel((6, 0)) == (255, 255, 255)


def test_a_partial_picture_of_a_node_with_slashes_in_its_name_has_a_plain_name(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    TextReport(tmp_path)(Partial("a/b\\c: d" + "x" * 300, torch.zeros(1, 3, 4, 4), 3))
    (path,) = tmp_path.iterdir()
    assert path.name.startswith("partial_a_b_c__dxxx")


def test_a_partial_picture_that_cannot_be_written_is_a_warning(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    torch = pytest.importorskip("torch")
    (tmp_path / "taken").touch()
    TextReport(tmp_path / "taken")(Partial("end", torch.zeros(1, 3, 4, 4), 3))
    assert capsys.readouterr().err.startswith("warning: end: the unfinished picture was not saved (")


def test_a_partial_value_that_is_no_picture_is_not_written(tmp_path: Path) -> None:
    TextReport(tmp_path)(Partial("end", "half a text", 3))
    assert list(tmp_path.iterdir()) == []


def test_the_sum_tells_what_was_computed_and_what_was_not() -> None:
    assert summary(Finished(2.34, 1, 3)) == "done in 2.3 s: 1 call computed, 3 unchanged"
    assert summary(Finished(0.0, 0, 4)) == "done in 0.0 s: no calls computed, 4 unchanged"
