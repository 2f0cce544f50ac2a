"""Textures in a real window: what they hold, and that none is left behind."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from app.editor.textures import LiveTexture, levels, thumbnail

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

RED = np.full((8, 8, 3), (255, 0, 0), np.uint8)


@pytest.fixture
def image(editor: "Editor") -> Iterator[int]:
    with dpg.window(no_title_bar=True, pos=(0, 0)) as window:
        item = int(dpg.add_image(editor.textures.blank, width=64, height=64))
    yield item
    dpg.delete_item(window)


def test_levels_are_rgba_from_0_to_1():
    assert levels(np.array([[[0, 51, 255, 255]]], np.uint8)).tolist() == pytest.approx([0, 0.2, 1, 1])


def test_a_thumbnail_is_square_with_the_picture_in_its_middle():
    shown = thumbnail(np.full((10, 20, 3), 9, np.uint8), 40, corners=0)

    assert shown.shape == (40, 40, 4)
    assert shown[:10, :, 3].max() == 0
    assert (shown[10:30, :, 3] == 255).all()


def test_a_picture_is_seen(editor: "Editor", driver: "Driver", image: int, tmp_path):
    editor.textures.show(image, RED, side=64, corners=0)
    driver.frames()
    x, y = dpg.get_item_rect_min(image)

    assert driver.screenshot(tmp_path / "a.png").getpixel((int(x) + 32, int(y) + 32)) == (255, 0, 0)


def test_showing_another_picture_leaves_no_texture_behind(editor: "Editor", driver: "Driver", image: int):
    before = editor.textures.count
    for _ in range(50):
        editor.textures.show(image, RED, side=32)
        driver.frames(1)
    assert editor.textures.count == before + 1

    editor.textures.show(image, None)
    assert editor.textures.count == before


def test_release_frees_what_an_image_showed(editor: "Editor", image: int):
    before = editor.textures.count
    editor.textures.show(image, RED)
    editor.textures.release(image)

    assert editor.textures.count == before


def test_the_blank_texture_stays(editor: "Editor"):
    editor.textures.free(editor.textures.blank)

    assert dpg.does_item_exist(editor.textures.blank)


def test_a_live_texture_refuses_another_size(editor: "Editor"):
    live = LiveTexture(editor.textures, 4, 2)
    live.draw(np.zeros((2, 4, 3), np.uint8))
    with pytest.raises(ValueError, match="the texture is 4 x 2"):
        live.draw(np.zeros((4, 2, 3), np.uint8))
    live.delete()

    assert not dpg.does_item_exist(live.id)
