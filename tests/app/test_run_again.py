"""A saved PNG carries its graph, and is as good as the graph's file."""

import json
from pathlib import Path

import pytest
from PIL import Image


@pytest.fixture
def mirror(graphs: Path, tmp_path: Path) -> Path:
    """A graph in a folder of its own, beside the picture that it reads."""
    folder = tmp_path / "graphs"
    folder.mkdir()
    (folder / "mirror.json").write_text((graphs / "mirror.json").read_text())
    ramp = Image.linear_gradient("L").resize((8, 8)).convert("RGB")
    ramp.save(folder / "ramp.png")
    return folder / "mirror.json"


def pixels(path: Path) -> bytes:
    with Image.open(path) as picture:
        return picture.convert("RGB").tobytes()


def test_a_saved_picture_runs_again_and_finds_its_inputs(anagraph, mirror: Path, tmp_path: Path) -> None:
    first = anagraph("run", "graphs/mirror.json")
    assert first.returncode == 0, first.stderr
    again = anagraph("run", "out/mirror.png", "--out", "again", "--quiet")
    assert (again.returncode, again.stdout, again.stderr) == (0, "wrote again/mirror.png\n", "")
    assert pixels(tmp_path / "again" / "mirror.png") == pixels(tmp_path / "out" / "mirror.png")
    assert pixels(tmp_path / "again" / "mirror.png") != pixels(mirror.parent / "ramp.png")


def test_a_setting_from_the_command_line_is_in_the_picture(anagraph, mirror: Path, tmp_path: Path) -> None:
    assert anagraph("run", mirror, "--set", "mirror.axis=horizontal").returncode == 0
    with Image.open(tmp_path / "out" / "mirror.png") as picture:
        graph = json.loads(picture.text["anagraph"])
    assert graph["nodes"]["mirror"]["params"]["axis"] == "horizontal"
    assert pixels(tmp_path / "out" / "mirror.png") == pixels(mirror.parent / "ramp.png")


def test_a_sweep_writes_a_file_a_value(anagraph, mirror: Path) -> None:
    done = anagraph("run", mirror, "--set", "mirror.axis=each:horizontal,vertical", "--quiet")
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.splitlines()) == [
        "wrote out/mirror_axis-horizontal.png",
        "wrote out/mirror_axis-vertical.png",
    ]


def test_a_picture_without_a_graph_is_exit_2(anagraph, mirror: Path) -> None:
    done = anagraph("run", mirror.parent / "ramp.png")
    assert done.returncode == 2
    assert "a PNG without a graph in it" in done.stderr
