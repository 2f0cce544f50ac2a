"""A painting for a graph, down to the pixels that its node reads."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.document.document import Document, Selection
from app.document.files import save_document
from app.document.geometry import box_of, free_place
from app.painting.job import backdrops, is_painted, replaces, save, start, suggested
from nodegraph.errors import UsageError
from nodegraph.file import load
from nodegraph.graph import End, Graph

GRAPHS = Path(__file__).parents[3] / "graphs"
OUT = Path("nowhere")  # for what has no file of its own


@pytest.fixture
def doc(registry, tmp_path):
    shutil.copytree(GRAPHS / "images", tmp_path / "images")
    shutil.copy(GRAPHS / "inpaint.json", tmp_path)
    return Document(load(tmp_path / "inpaint.json", registry), tmp_path / "inpaint.json")


def test_a_mask_begins_empty_and_as_large_as_the_picture_that_it_is_for(doc):
    job = start(doc, "mask", OUT)

    assert job.node == ""
    assert job.backdrop == "image"
    assert job.painting.size == (256, 256)
    assert not job.painting.pixels.any()


def test_saving_places_a_node_in_one_step(doc):
    job = start(doc, "mask", OUT)
    job.painting.fill((1, 1), (255, 255, 255))
    path = save(doc, job, at=(10, 20))

    node = doc.graph.nodes[job.node]
    assert (node.type, node.params, node.at) == ("load_mask", {"file": path.name}, (10, 20))
    assert path.parent == doc.path.parent
    assert doc.selection.nodes == {job.node}
    assert doc.undo() == "paint mask"
    assert job.node not in doc.graph.nodes


def test_the_node_reads_what_was_painted(doc):
    from nodes.compute import Compute, using
    from nodes.masks import load_mask

    job = start(doc, "mask", OUT)
    job.painting.begin((100, 60), (255, 255, 255), 40)
    job.painting.move((180, 90))
    job.painting.end()
    save(doc, job)
    with using(Compute(base=doc.base)):
        mask = load_mask(file=doc.graph.nodes[job.node].params["file"])

    assert np.array_equal(mask.values[0, 0].numpy(), (job.painting.pixels[..., 0] >= 128).astype(np.float32))


def test_a_saved_painting_is_gone_on_with_under_its_name(doc):
    first = start(doc, "mask", OUT)
    first.painting.begin((100, 60), (255, 255, 255), 40)
    save(doc, first)
    again = start(doc, "mask", OUT, first.node)

    assert again.name == first.name
    assert np.array_equal(again.painting.pixels, first.painting.pixels)
    assert not replaces(doc, again)


def test_a_photo_is_begun_from_but_never_written_over(doc):
    job = start(doc, "image", OUT)

    assert job.node == "image"
    assert job.painting.pixels.std() > 10
    assert job.name == "inpaint_image.png"
    shutil.copy(doc.base / "images" / "fox.png", doc.base / "fox.png")
    with doc.edit("choose") as graph:
        graph.set("image", "file", "fox.png")
    assert suggested(doc, "image", "image", doc.base) == "inpaint_image.png"


def test_a_file_of_somebody_else_is_asked_about(doc):
    job = start(doc, "mask", OUT)
    assert not replaces(doc, job)
    Image.new("L", (4, 4)).save(doc.base / "other.png")
    job.name = "other.png"

    assert replaces(doc, job)


def test_a_free_name_is_found(doc):
    (doc.base / "inpaint_painted_mask.png").write_bytes(b"taken")

    assert start(doc, "mask", OUT).name == "inpaint_painted_mask_2.png"


@pytest.mark.parametrize("name", ["", "a/b.png", "../b.png", "a.jpg", "a", ".png/", "a b.png"])
def test_what_is_no_plain_name_is_refused(doc, name):
    job = start(doc, "mask", OUT)
    job.name = name

    with pytest.raises(UsageError, match="is no file name here"):
        save(doc, job)
    assert not doc.dirty


def test_a_folder_that_is_gone_is_refused_in_one_line(doc):
    job = start(doc, "mask", OUT)
    shutil.rmtree(doc.base)

    with pytest.raises(UsageError, match="is not written"):
        save(doc, job)
    assert not doc.dirty


def test_the_selected_node_is_meant_else_the_only_one(doc):
    with doc.edit("add") as graph:
        graph.add("load_mask", "one")
    assert start(doc, "mask", OUT).node == "one"

    with doc.edit("add") as graph:
        graph.add("load_mask", "two")
    assert start(doc, "mask", OUT).node == ""
    doc.select(Selection(nodes=frozenset({"two"})))
    assert start(doc, "mask", OUT).node == "two"


def test_a_mask_by_alpha_becomes_one_by_light(doc):
    Image.fromarray(np.array([[[0, 0, 0, 255], [0, 0, 0, 0]]], np.uint8)).save(doc.base / "alpha.png")
    with doc.edit("add") as graph:
        graph.add("load_mask", "mask_2", file="alpha.png", channel="alpha")
    job = start(doc, "mask", OUT, "mask_2")
    assert job.painting.pixels[0, :, 0].tolist() == [255, 0]

    save(doc, job)
    assert "channel" not in doc.graph.nodes["mask_2"].params


def test_the_picture_that_meets_the_mask_comes_first(doc):
    with doc.edit("add") as graph:
        graph.add("load_image", "stranger", file="images/fox.png")
        graph.nodes = {"stranger": graph.nodes["stranger"], **graph.nodes}

    assert backdrops(doc.graph, "mask") == ["image", "stranger"]


def test_a_painted_mask_takes_the_place_of_a_selected_shape(doc):
    doc.select(Selection(nodes=frozenset({"mask"})))
    before = {link.target for link in doc.graph.links if link.source.node == "mask"}
    job = start(doc, "mask", OUT)
    save(doc, job)

    assert {link.target for link in doc.graph.links if link.source.node == job.node} == before
    assert "mask" in doc.graph.nodes
    doc.undo()
    assert {link.target for link in doc.graph.links if link.source.node == "mask"} == before


def test_a_graph_without_a_file_is_painted_for_in_the_output_folder(registry, tmp_path):
    home, out = tmp_path / "ready", tmp_path / "out"
    home.mkdir()
    doc = Document(Graph(registry), home=home)
    path = save(doc, start(doc, "image", out))

    assert path == out / "painted_image.png"
    assert is_painted(path)
    assert doc.graph.nodes["load_image"].params == {"file": "../out/painted_image.png"}
    again = start(doc, "image", out, "load_image")
    assert (again.name, replaces(doc, again)) == ("painted_image.png", False)
    assert not list(home.iterdir())

    save_document(doc, tmp_path / "mine.json")
    assert doc.graph.nodes["load_image"].params == {"file": "out/painted_image.png"}


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_damaged_file_was_not_painted_here(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)

    assert not is_painted(tmp_path / "a.png")
    assert not is_painted(tmp_path / "none.png")


def test_a_name_is_suggested_that_fits_into_a_folder(doc):
    doc.path = doc.path.with_name(f"{'a' * 240}.json")
    assert len(suggested(doc, "mask", "", doc.base)) < 100


def test_the_only_other_mask_gives_way_at_the_models_size(doc):
    wires = {link.target: link.extra for link in doc.graph.links if link.source.node == "mask"}
    job = start(doc, "mask", OUT)
    assert job.instead == "mask"
    save(doc, job, at=free_place(doc, doc.graph.nodes["mask"].at, (140, 260)))

    assert {link.target: link.extra for link in doc.graph.links if link.source.node == job.node} == wires
    assert doc.graph.source(End(job.node, "model")) == End("model", "out")
    assert not any(box_of(doc, node).meets(box_of(doc, job.node)) for node in doc.graph.nodes if node != job.node)
