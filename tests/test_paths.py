"""Input files that are missing or no files, and output names that collide."""

import os
from pathlib import Path

import pytest

from nodegraph.errors import PlanError
from nodegraph.graph import Graph
from nodegraph.planner import make_plan
from nodegraph.registry import Registry


def faults(graph: Graph, base: Path) -> list[str]:
    with pytest.raises(PlanError) as caught:
        make_plan(graph, base=base)
    return [str(fault) for fault in caught.value.faults]


def picture(registry: Registry, file: object) -> Graph:
    graph = Graph(registry)
    graph.add("load_image", "image", file=file)
    graph.add("save_image", "save", name="x.png")
    graph.link("image.out", "save.images")
    return graph


def test_a_missing_input_file_is_a_fault_with_its_path(registry: Registry, tmp_path: Path) -> None:
    (found,) = faults(picture(registry, "nope.png"), tmp_path)
    assert found.startswith(f"image: file is 'nope.png', but there is no file {tmp_path / 'nope.png'}")


def test_every_missing_file_of_a_sweep_is_a_fault(registry: Registry, tmp_path: Path) -> None:
    assert len(faults(picture(registry, {"each": ["a.png", "b.png"]}), tmp_path)) == 2


@pytest.mark.parametrize("name", ["", "folder", "pipe"])
def test_what_is_no_plain_file_is_a_fault_and_is_never_read(name: str, registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (found,) = faults(picture(registry, name), tmp_path)
    assert "Name a file." in found


@pytest.mark.parametrize(
    ("name", "expected"), [("", "is not set"), ("absent", "there is no folder"), ("a.png", "there is no folder")]
)
def test_a_folder_that_is_missing_or_a_file_is_a_fault(
    name: str, expected: str, registry: Registry, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    graph = Graph(registry)
    graph.add("image_folder", "data", folder=name)
    graph.add("pictures", "shown")
    graph.add("save_image", "save")
    graph.link("data.out", "shown.data")
    graph.link("shown.out", "save.images")
    (found,) = faults(graph, tmp_path)
    assert found.startswith("data: folder is")
    assert expected in found


def two_saves(registry: Registry, first: str, second: str) -> Graph:
    graph = Graph(registry)
    graph.add("gaussian_noise", "noise", width=8, height=8, seed={"each": [1, 2, 3]})
    for node, name in (("one", first), ("two", second)):
        graph.add("save_image", node, name=name)
        graph.link("noise.out", f"{node}.images")
    return graph


def test_two_outputs_of_one_name_are_a_fault_that_names_both(registry: Registry, tmp_path: Path) -> None:
    (found,) = faults(two_saves(registry, "x.png", "X.png"), tmp_path)
    assert found == "two: name is 'X.png', as in one, so one would overwrite the other. Rename one."
    make_plan(two_saves(registry, "x.png", "y.png"), base=tmp_path)


def test_the_files_of_a_sweep_are_written_as_soon_as_each_is_done(registry: Registry, tmp_path: Path) -> None:
    from nodegraph.file import load
    from tests.conftest import GRAPHS

    graph = load(GRAPHS / "sample.json", registry)
    graph.set("step", "seed", {"each": [0, 1, 2]})
    graph.unlink("save.images")
    graph.link("sampler.out", "save.images")
    order = [type(each).__name__ for each in make_plan(graph, base=GRAPHS).calls]
    assert order[-6:] == ["ZoneOp", "Call"] * 3
