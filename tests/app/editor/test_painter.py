"""The painter in a real window: strokes by mouse, saved beside the graph, read by the node."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import numpy as np
import pytest
from PIL import Image

from tests.app.editor.test_viewer import at, middle

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

GRAPHS = Path(__file__).parents[3] / "graphs"


@pytest.fixture
def folder(editor: "Editor", tmp_path: Path) -> Path:
    shutil.copytree(GRAPHS / "images", tmp_path / "images")
    shutil.copy(GRAPHS / "inpaint.json", tmp_path)
    assert editor.session.open(tmp_path / "inpaint.json")
    yield tmp_path
    if editor.painter.shown:
        editor.painter.hide()


def stroke(editor: "Editor", driver: "Driver", *points: tuple[float, float]) -> None:
    driver.drag(at(editor.painter.easel.item, *points[0]), at(editor.painter.easel.item, *points[-1]))


def pixels(editor: "Editor") -> np.ndarray:
    return editor.painter.job.painting.pixels


def test_a_painted_mask_is_saved_and_read(editor, driver, folder):
    editor.painter.open("mask")
    driver.frames(6)
    stroke(editor, driver, (0.25, 0.5), (0.75, 0.5))
    painted = pixels(editor).copy()
    assert painted[128, 128].tolist() == [255] * 3
    assert 0 < (painted > 0).mean() < 0.2
    driver.click(middle(editor.painter.panel._save))

    (node,) = [each for each in editor.session.document.graph.nodes.values() if each.type == "load_mask"]
    with Image.open(folder / node.params["file"]) as saved:
        assert np.array_equal(np.asarray(saved), painted[..., 0])
    assert not editor.painter.shown
    assert editor.session.document.undo_label == "paint mask"


def test_a_click_leaves_one_dab_and_the_eraser_takes_it_away(editor, driver, folder):
    editor.painter.open("mask")
    driver.frames(6)
    driver.click(middle(editor.painter.easel.item))
    assert pixels(editor)[128, 128].max() == 255

    driver.key("e")
    assert editor.painter.brushes.tool == "eraser"
    driver.click(middle(editor.painter.easel.item))
    assert pixels(editor).max() < 80  # what is left of a smooth edge
    editor.painter.hide()


def test_undo_and_redo_are_the_paintings_own(editor, driver, folder):
    before = editor.session.document.revision
    editor.painter.open("mask")
    driver.frames(6)
    stroke(editor, driver, (0.2, 0.2), (0.6, 0.6))
    painted = pixels(editor).copy()
    driver.key("ctrl+z")
    assert not pixels(editor).any()
    driver.key("ctrl+shift+z")
    assert np.array_equal(pixels(editor), painted)
    assert editor.session.document.revision == before
    editor.painter.hide()


def test_a_drawing_begins_with_what_the_node_reads(editor, driver, folder, tmp_path):
    editor.painter.open_for("image")
    driver.frames(6)
    start = pixels(editor).copy()
    assert start.std() > 10
    driver.click(middle(editor.painter.panel.buttons["fill"]))
    driver.click(at(editor.painter.panel.swatches.item, 0.03, 0.75))
    driver.click(at(editor.painter.easel.item, 0.02, 0.02))

    assert pixels(editor)[2, 2].tolist() == list(editor.painter.brushes.colour)
    driver.click(middle(editor.painter.panel._save))
    assert editor.session.document.graph.nodes["image"].params["file"] == "inpaint_image.png"
    with Image.open(folder / "images" / "fox.png") as photo:
        assert np.abs(np.asarray(photo.convert("RGB")).astype(int) - start).max() == 0


def test_escape_asks_before_a_painting_is_lost(editor, driver, folder):
    editor.painter.open("mask")
    driver.frames(6)
    stroke(editor, driver, (0.3, 0.3), (0.6, 0.3))
    driver.key("Escape")
    assert editor.painter.shown
    assert editor.dialogs.is_open

    driver.key("Escape")
    driver.frames()
    assert editor.painter.shown
    editor.painter.hide()


def test_escape_closes_where_nothing_was_painted(editor, driver, folder):
    editor.painter.open("mask")
    driver.frames(6)
    driver.key("Escape")

    assert not editor.painter.is_open


def test_a_stroke_that_leaves_the_picture_goes_on(editor, driver, folder):
    editor.painter.open("mask")
    driver.frames(6)
    stroke(editor, driver, (0.5, 0.5), (0.5, 1.3))

    assert pixels(editor)[255, 128].max() == 255
    assert editor.painter.job.painting.can_undo
    assert not editor.painter.job.painting.painting
    editor.painter.hide()


def test_a_name_that_is_none_is_refused_and_said(editor, driver, folder):
    editor.painter.open("mask")
    driver.frames(4)
    editor.painter.job.name = "a/b.png"
    editor.painter.save()
    driver.frames()

    assert editor.painter.shown
    assert "is no file name here" in dpg.get_value(editor.painter.panel._hint).replace("\n", " ")
    editor.painter.hide()


def test_closing_leaves_no_texture_behind(editor, driver, folder):
    before = editor.textures.count
    for kind in ("mask", "image", "mask"):
        editor.painter.open(kind)
        driver.frames(4)
        editor.painter.hide()
        driver.frames(2)

    assert editor.textures.count == before
