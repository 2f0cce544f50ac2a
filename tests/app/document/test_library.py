"""The ready graphs and the recent files."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.document.library import MOST_KEPT, SIDE, Library, thumbnail
from app.document.thumbnails import TELLING, mosaic
from nodegraph.file import load
from nodegraph.registry import Registry
from tests.conftest import GRAPHS


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(state=tmp_path)


def test_every_ready_graph_has_a_title_a_line_and_a_small_picture(library: Library) -> None:
    assert {each.name for each in library.ready} == {path.stem for path in GRAPHS.glob("*.json")}
    for each in library.ready:
        assert each.title
        assert each.subtitle
        assert each.picture is not None
        assert each.picture.stat().st_size <= 12 * 1024
        with Image.open(each.picture) as picture:
            assert picture.size == (SIDE, SIDE)
            assert len(picture.convert("RGB").getcolors(SIDE * SIDE) or ()) > 16


def test_the_anagram_leads(library: Library) -> None:
    assert library.ready[0].name == "visual_anagram"


def test_a_ready_graph_is_opened_as_a_new_document_that_finds_its_files(library: Library, registry: Registry) -> None:
    (inpaint,) = (each for each in library.ready if each.name == "inpaint")
    doc = library.open_ready(inpaint, registry)
    assert (doc.path, doc.dirty) == (None, False)
    assert doc.graph == load(inpaint.path, registry)
    assert (doc.base / doc.graph.nodes["image"].params["file"]).is_file()


def test_a_folder_without_graphs_is_an_empty_list(tmp_path: Path) -> None:
    assert Library(tmp_path, tmp_path).ready == ()
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "plain.json").write_text('{"notes": 3}')
    assert [(each.title, each.subtitle) for each in Library(tmp_path, tmp_path).ready] == [("Plain", "")]


def test_recent_files_that_are_gone_are_left_out(library: Library, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text("{}")
    found = library.recent([tmp_path / "a.json", str(tmp_path / "b.json"), "\0"])
    assert [(each.path.name, each.title, each.picture) for each in found] == [("b.json", "b", None)]


def test_a_recent_file_shows_what_its_last_run_made(library: Library, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text("{}")
    pixels = np.full((40, 60, 3), 200, np.uint8)
    library.keep_picture(tmp_path / "b.json", pixels)
    (found,) = library.recent([tmp_path / "b.json"])
    assert found.picture is not None
    with Image.open(found.picture) as picture:
        assert (picture.size, picture.getpixel((5, 5))) == ((SIDE, SIDE), (200, 200, 200))
    for number in range(MOST_KEPT + 3):
        library.keep_picture(tmp_path / f"{number}.json", pixels)
    assert len(list(found.picture.parent.iterdir())) == MOST_KEPT


def test_small_pictures_keep_sharp_pixels() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    shown = np.asarray(thumbnail(Image.fromarray(pixels)))
    assert np.array_equal(shown, pixels.repeat(3, 0).repeat(3, 1))


def test_several_pictures_become_a_square_of_four() -> None:
    colours = ["#FF0000", "#00FF00", "#0000FF", "#FFFFFF", "#000000"]
    sheet = mosaic([Image.new("RGB", (8, 8), colour) for colour in colours])
    assert [sheet.getpixel(place) for place in ((0, 0), (95, 95))] == [(255, 0, 0), (0, 0, 0)]


def test_the_nodes_that_tell_most_are_there(registry: Registry) -> None:
    for path in GRAPHS.glob("*.json"):
        assert TELLING.get(path.stem, "sampler").partition(".")[0] in load(path, registry).nodes
