"""The scrubber in a real window: back through the steps of a loop, by mouse."""

from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from app.running.results import Frame
from app.running.state import ZoneState
from nodegraph.file import load
from tests.app.editor.test_viewer import at, middle

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

GRAPHS = Path(__file__).parents[3] / "graphs"
STEPS = 20


def show(editor: "Editor", visits: int, *, result: bool) -> None:
    results = editor.session.results
    editor.session.state.zones = {"step": ZoneState("sampler", visits, STEPS)}
    results.begin()
    for visit in range(visits):
        for node, what, level in (("step", "x_t", 10), ("sampler", "clean", 5), ("sampler", "noise", 12)):
            results.add(node, what, Frame((np.full((8, 8, 3), level * visit, np.uint8),), visit))
    if result:
        results.add("sampler", "value", Frame((np.full((8, 8, 3), 255, np.uint8),)))


@pytest.fixture
def looped(editor: "Editor", driver: "Driver") -> "Editor":
    graph = load(GRAPHS / "visual_anagram.json", editor.session.registry)
    with editor.session.document.edit("fill") as work:
        work.nodes, work.links = graph.nodes, graph.links
    show(editor, STEPS, result=True)
    driver.frames(12)
    yield editor
    editor.session.state.zones = {}
    editor.viewer.viewing.reset()
    editor.viewer.viewing.choose_stream("clean")


def level(editor: "Editor") -> int:
    return int(editor.viewer.viewing.picture(editor.session.document.graph).max())


def title(editor: "Editor") -> str:
    return str(dpg.get_value(editor.scrubber.title))


def test_after_a_run_it_stands_at_the_result(looped: "Editor"):
    assert title(looped) == "Result"
    assert level(looped) == 255


def test_the_slider_goes_back_and_to_the_end(looped, driver):
    slider = looped.scrubber.slider
    driver.drag(at(slider, 0.95, 0.5), at(slider, 0.5, 0.5))
    assert title(looped) == "Step 11 of 20"
    assert level(looped) == 50

    driver.drag(at(slider, 0.5, 0.5), at(slider, 1.0, 0.5))
    assert title(looped) == "Result"


def test_a_click_on_a_frame_goes_there(looped, driver):
    driver.click(at(looped.scrubber.strip, 0.05, 0.3))

    assert title(looped) == "Step 1 of 20"
    assert level(looped) == 0


def test_the_streams_are_one_click_away(looped, driver):
    looped.scrubber.go(4)
    for stream, expected in (("x_t", 40), ("noise", 48), ("clean", 20)):
        driver.click(middle(looped.scrubber.streams[stream]))
        assert level(looped) == expected


def test_it_steps_on_and_back(looped, driver):
    looped.scrubber.go(4)
    looped.scrubber.step(-1)
    driver.frames()
    assert title(looped) == "Step 4 of 20"
    for _ in range(40):
        looped.scrubber.step(1)
    driver.frames()
    assert title(looped) == "Result"


def test_it_follows_a_run_until_the_user_goes_back(looped, driver):
    show(looped, 3, result=False)
    driver.until(lambda: title(looped) == "Step 3 of 20")
    show(looped, 7, result=False)
    driver.until(lambda: title(looped) == "Step 7 of 20")

    looped.scrubber.go(1)
    show(looped, 9, result=False)
    driver.frames(20)
    assert title(looped) == "Step 2 of 20"


def test_without_a_loop_there_is_nothing_to_go_through(editor, driver):
    driver.frames(12)

    assert title(editor) == "Steps"
    assert not dpg.is_item_enabled(editor.scrubber.streams["x_t"])


def test_scrubbing_leaves_no_textures_behind(looped, driver):
    for stop in range(STEPS):
        looped.scrubber.go(stop)
        driver.frames(2)
    looped.scrubber.go(None)
    driver.frames(12)
    before = looped.textures.count
    for stop in range(STEPS):
        looped.scrubber.go(stop)
        driver.frames(2)
    looped.scrubber.go(None)
    driver.frames(12)

    assert looped.textures.count == before
