"""The viewer in a real window, by mouse: turning an anagram over, before and after, from afar, the large viewer."""

from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from app.editor.panels.clicks import Clicks
from app.editor.panels.picture import SIDE
from app.running.results import Frame
from nodegraph.file import load

if TYPE_CHECKING:
    from PIL import Image

    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

GRAPHS = Path(__file__).parents[3] / "graphs"
RED, BLUE = (220, 40, 40), (40, 40, 220)


def test_two_presses_at_one_place_are_a_double_click_and_the_third_is_not():
    clicks = Clicks()

    assert [clicks.is_double((5, 5), now) for now in (1.0, 1.3, 1.4, 3.0, 3.6)] == [False, True, False, False, False]
    assert not clicks.is_double((50, 5), 3.7)


def halves(top, bottom) -> np.ndarray:
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[:16], picture[16:] = top, bottom
    return picture


@pytest.fixture
def viewed(editor: "Editor", driver: "Driver", monkeypatch) -> "Editor":
    """The anagram graph with a result: red above, blue below."""
    monkeypatch.setattr("app.editor.panels.clicks.WITHIN", 30)  # a slow machine's double click is one as well
    graph = load(GRAPHS / "visual_anagram.json", editor.session.registry)
    with editor.session.document.edit("fill") as work:
        work.nodes, work.links = graph.nodes, graph.links
    results = editor.session.results
    results.begin()
    for visit in range(4):
        results.add("sampler", "clean", Frame((np.full((32, 32, 3), 60 * visit, np.uint8),), visit))
    results.add("sampler", "value", Frame((halves(RED, BLUE),)))
    driver.until(lambda: editor.viewer.viewing.looked_at(editor.session.document.graph) == "sampler")
    driver.frames(12)
    yield editor
    editor.viewer.large.close()
    editor.viewer.viewing.change(type(editor.viewer.viewing.look)())
    editor.viewer.viewing.reset()


def middle(item: int) -> tuple[float, float]:
    return at(item, 0.5, 0.5)


def at(item: int, across: float, down: float) -> tuple[float, float]:
    (x, y), (width, height) = dpg.get_item_rect_min(item), dpg.get_item_rect_size(item)
    return x + across * width, y + down * height


def colour(driver: "Driver", tmp_path: Path, place: tuple[float, float]) -> str:
    shot: Image.Image = driver.screenshot(tmp_path / "shot.png")
    red, _, blue = shot.getpixel((round(place[0]), round(place[1])))
    return "red" if red > blue + 60 else "blue" if blue > red + 60 else "neither"


def test_a_click_on_flip_turns_the_picture_over(viewed: "Editor", driver: "Driver", tmp_path: Path):
    top = at(viewed.viewer.picture.item, 0.3, 0.2)
    assert colour(driver, tmp_path, top) == "red"

    driver.click(middle(viewed.viewer.tools.buttons["flip"]))
    assert colour(driver, tmp_path, top) == "blue"


def test_the_corner_shows_the_other_side_and_a_click_on_it_brings_it_up(viewed, driver, tmp_path):
    corner = at(viewed.viewer.picture.item, 0.8, 0.68)
    assert colour(driver, tmp_path, corner) == "blue"

    driver.click(corner)
    assert viewed.viewer.viewing.look.flipped
    assert colour(driver, tmp_path, at(viewed.viewer.picture.item, 0.3, 0.2)) == "blue"
    assert colour(driver, tmp_path, corner) == "red"


def test_the_line_between_before_and_after_follows_the_mouse(viewed, driver):
    driver.click(middle(viewed.viewer.tools.buttons["compare"]))
    item = viewed.viewer.picture.item
    driver.drag(at(item, 0.5, 0.5), at(item, 0.2, 0.6))

    assert viewed.viewer.viewing.look.split_at == pytest.approx(0.2, abs=0.02)
    driver.move(at(item, 0.9, 0.9))
    assert viewed.viewer.viewing.look.split_at == pytest.approx(0.2, abs=0.02)


def test_from_afar_the_picture_shrinks_with_the_slider(viewed, driver, tmp_path):
    edge = at(viewed.viewer.picture.item, 0.5, 0.04)
    assert colour(driver, tmp_path, edge) == "red"
    driver.click(middle(viewed.viewer.tools.buttons["afar"]))
    slider = viewed.viewer.options.strength
    driver.drag(at(slider, 0.5, 0.5), at(slider, 0.95, 0.5))

    assert viewed.viewer.viewing.look.strength > 0.85
    assert colour(driver, tmp_path, edge) == "neither"


def test_the_large_viewer_opens_by_a_double_click_and_closes_by_escape(viewed, driver):
    driver.double_click(at(viewed.viewer.picture.item, 0.3, 0.3))
    assert viewed.viewer.large.is_open

    driver.key("Escape")
    assert not viewed.viewer.large.is_open


def test_the_large_viewer_shows_both_sides(viewed, driver, tmp_path):
    viewed.viewer.open_large()
    driver.frames(8)
    large = viewed.viewer.large

    assert colour(driver, tmp_path, at(large.list, 0.2, 0.3)) == "red"
    assert colour(driver, tmp_path, at(large.list, 0.8, 0.3)) == "blue"


def test_the_wheel_zooms_at_the_mouse_and_a_drag_pans(viewed, driver):
    viewed.viewer.open_large()
    driver.frames(8)
    large = viewed.viewer.large
    place = at(large.list, 0.3, 0.4)
    local = tuple(a - b for a, b in zip(place, dpg.get_item_rect_min(large.list), strict=True))
    before = large.seen
    driver.wheel(2, place)
    after = large.seen

    assert after.scale == pytest.approx(before.scale * 1.25**2)
    assert after.pixel(local) == before.pixel(local)
    driver.drag(place, (place[0] + 60, place[1] + 40))
    assert (large.seen.x - after.x, large.seen.y - after.y) == pytest.approx((60, 40))
    driver.double_click(place)
    assert large.zoom is None


def test_the_large_viewer_names_the_pixel_under_the_mouse(viewed, driver):
    viewed.viewer.press("both")
    viewed.viewer.open_large()
    driver.frames(8)
    driver.move(at(viewed.viewer.large.list, 0.5, 0.3))

    assert viewed.viewer.large.scene.pixel(viewed.viewer.large.seen, (0, 0)) is None
    assert "#DC2828" in dpg.get_value(viewed.viewer.large._under)


def test_looking_leaves_no_textures_behind(viewed, driver):
    driver.frames(10)
    before = viewed.textures.count
    for tool in ("flip", "grid", "afar", "afar", "compare", "compare", "grid", "flip"):
        viewed.viewer.press(tool)
        driver.frames(3)
    viewed.viewer.open_large()
    driver.frames(6)
    viewed.viewer.large.close()
    driver.frames(12)

    assert viewed.textures.count == before


def test_in_an_idle_frame_nothing_is_drawn_anew(viewed, driver, monkeypatch):
    driver.frames(12)
    drawn = []
    monkeypatch.setattr(viewed.viewer.picture, "draw", lambda: drawn.append(1))
    driver.frames(20)

    assert not drawn


def test_another_document_has_nothing_to_look_at(viewed, driver):
    viewed.session.new()
    driver.frames(12)

    assert viewed.viewer.viewing.picture(viewed.session.document.graph) is None
    assert dpg.get_item_width(viewed.viewer.picture.item) == SIDE
