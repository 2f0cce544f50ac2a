"""Opening and saving documents."""

import json
from pathlib import Path

import pytest

from app.document.document import Document
from app.document.files import fingerprint, open_document, save_document
from nodegraph.errors import FileError
from nodegraph.file import dumps, load, save
from nodegraph.graph import Graph
from nodegraph.registry import Registry


@pytest.fixture
def doc(registry: Registry, tmp_path: Path) -> Document:
    """A saved document whose input file lies beside it, with one step to undo."""
    (tmp_path / "here").mkdir()
    graph = Graph(registry)
    graph.add("load_image", "image", file="fox.png")
    graph.add("flip", "flip")
    save(graph, tmp_path / "here" / "a.json")
    made = open_document(tmp_path / "here" / "a.json", registry)
    with made.edit("size") as work:
        work.set("image", "width", 64)
    return made


def test_an_opened_document_is_clean_and_knows_its_file(registry: Registry, tmp_path: Path) -> None:
    save(Graph(registry), tmp_path / "a.json")
    made = open_document(tmp_path / "a.json", registry)
    assert (made.path, made.base, made.dirty) == (tmp_path / "a.json", tmp_path, False)


def test_a_picture_is_opened_without_a_path_but_with_its_folder(registry: Registry, tmp_path: Path) -> None:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_itxt("anagraph", dumps(Graph(registry)))
    Image.new("RGB", (2, 2)).save(tmp_path / "a.png", pnginfo=info)
    made = open_document(tmp_path / "a.png", registry)
    assert (made.path, made.base) == (None, tmp_path)


def test_what_is_no_graph_is_refused_in_one_line(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("hello")
    for name in ("a.json", "none.json"):
        with pytest.raises(FileError) as caught:
            open_document(tmp_path / name, registry)
        assert "\n" not in str(caught.value)


def test_saving_makes_it_clean_and_never_leaves_half_a_file(doc: Document, tmp_path: Path, registry: Registry) -> None:
    assert doc.dirty
    save_document(doc, tmp_path / "here" / "a.json")
    assert not doc.dirty
    assert load(tmp_path / "here" / "a.json", registry) == doc.graph
    assert [each.name for each in (tmp_path / "here").iterdir()] == ["a.json"]


def test_saved_elsewhere_its_files_are_found_and_undo_knows_them_too(doc: Document, tmp_path: Path) -> None:
    goal = tmp_path / "other" / "b.json"
    save_document(doc, goal)
    assert (doc.path, doc.dirty) == (goal, False)
    assert json.loads(goal.read_text())["nodes"]["image"]["params"]["file"] == "../here/fox.png"
    assert doc.graph.nodes["image"].params["file"] == "../here/fox.png"
    assert doc.undo() == "size"
    assert doc.graph.nodes["image"].params == {"file": "../here/fox.png"}
    assert doc.redo() == "size"
    assert not doc.dirty


def test_a_long_history_still_shares_its_nodes_after_it_moved(doc: Document, tmp_path: Path) -> None:
    flip = doc.graph.nodes["flip"]
    save_document(doc, tmp_path / "other" / "b.json")
    assert doc.graph.nodes["flip"] is flip
    doc.undo()
    assert doc.graph.nodes["flip"] is flip


def test_a_failed_save_changes_nothing(doc: Document, tmp_path: Path) -> None:
    before = (dumps(doc.graph), doc.path)
    (tmp_path / "file").write_text("")
    for goal in (tmp_path / "file" / "a.json", tmp_path / "a.png"):
        with pytest.raises(FileError) as caught:
            save_document(doc, goal)
        assert "\n" not in str(caught.value)
    assert (dumps(doc.graph), doc.path) == before
    assert doc.dirty


def test_a_fingerprint_changes_with_the_content_alone(tmp_path: Path) -> None:
    import os

    file = tmp_path / "a.json"
    file.write_text("one")
    first = fingerprint(file)
    os.utime(file, (1, 1))
    assert fingerprint(file) == first
    file.write_text("two")
    assert fingerprint(file) != first
    file.unlink()
    assert fingerprint(file) is None
    assert fingerprint(None) is None
