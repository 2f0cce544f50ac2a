"""What the history says of a finished run, and how a click brings its graph back."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from app.document.commands.edits import set_value
from app.editor.icons import icon
from app.editor.panels.history import SHOWN, caption_of, tip_of
from app.running.results import Entry, Frame
from nodegraph.file import dumps

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver


@pytest.mark.parametrize(("label", "caption"), [("seed 1234", "1234"), ("run", "12:04"), ("to sampler", "12:04")])
def test_a_picture_is_called_by_its_seed_or_its_time(label: str, caption: str):
    assert caption_of(entry(label)) == caption


def test_the_tooltip_says_what_a_click_does_and_how_long_it_took():
    tip = tip_of(entry("seed 1234"))
    assert tip.title == "save: seed 1234"
    assert "brings back the graph" in tip.text
    assert tip.facts == "12:04:05, 4.7 s"


def entry(label: str) -> Entry:
    picture = np.zeros((8, 8, 3), np.uint8)
    return Entry(Frame((picture,)), "save", "{}", Path(), label, 4.71, datetime(2026, 1, 2, 12, 4, 5))


# in the window


@pytest.fixture(autouse=True)
def no_history(request: pytest.FixtureRequest) -> None:
    if "editor" in request.fixturenames:
        request.getfixturevalue("editor").session.results.history = []


def finish(editor: "Editor", label: str, graph: str) -> Entry:
    made = replace(entry(label), graph=graph)
    editor.session.results.finish(made)
    return made


def middle(item: int) -> tuple[float, float]:
    state = dpg.get_item_state(item)
    (x, y), (width, height) = state["rect_min"], state["rect_size"]
    return x + width / 2, y + height / 2 - 10


def test_a_click_brings_back_the_graph_that_made_a_picture(editor: "Editor", driver: "Driver"):
    document = editor.session.document
    with document.edit("begin") as graph:
        graph.add("prompt", "it", text="an owl")
    finish(editor, "seed 1", dumps(document.graph))
    set_value(document, "it", "text", "a tree")
    finish(editor, "seed 2", dumps(document.graph))
    driver.frames(8)
    assert len(editor.history.pictures) == 2
    driver.click(middle(editor.history.pictures[1]))
    driver.until(lambda: document.graph.nodes["it"].params["text"] == "an owl", what="the old graph")
    document.undo()
    assert document.graph.nodes["it"].params["text"] == "a tree"


def test_the_newest_come_first_five_at_a_time(editor: "Editor", driver: "Driver"):
    for number in range(7):
        finish(editor, f"seed {number}", str(number))
    driver.frames(8)
    assert len(editor.history.pictures) == SHOWN
    driver.press_button(icon("chevron_right"), editor.history.item)
    driver.until(lambda: len(editor.history.pictures) == 2, what="the older ones")


def test_pictures_that_are_turned_away_leave_no_texture_behind(editor: "Editor", driver: "Driver"):
    for number in range(7):
        finish(editor, f"seed {number}", str(number))
    driver.frames(8)
    before = editor.textures.count
    for _ in range(4):
        driver.press_button(icon("chevron_right"), editor.history.item)
        driver.press_button(icon("chevron_left"), editor.history.item)
    assert editor.textures.count == before
