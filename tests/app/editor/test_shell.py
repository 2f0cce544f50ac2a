"""The window as a user meets it: keys, menus, bars, folding, closing."""

from pathlib import Path

import dearpygui.dearpygui as dpg
import pytest
from PIL import Image

from app.document.commands import edits, select
from app.document.document import Selection
from app.editor.colours import colour
from app.editor.editor import Editor
from app.running.state import RunState
from tests.app.editor.driver import Driver


@pytest.fixture
def middle(editor: Editor) -> tuple[float, float]:
    """A point of the canvas with nothing on it."""
    rect = editor.shell.canvas_rect
    return rect.x + rect.width / 2, rect.y + rect.height / 2


def add(editor: Editor, *names: str) -> None:
    for place, name in enumerate(names):
        edits.add_node(editor.session.document, name, (60 + 200 * place, 60))


def test_undo_and_redo_by_keyboard(editor: Editor, driver: Driver, middle: tuple[float, float]) -> None:
    add(editor, "prompt", "flip")
    driver.move(middle)
    driver.key("ctrl+z")
    assert list(editor.session.document.graph.nodes) == ["prompt"]
    driver.key("ctrl+shift+z")
    assert list(editor.session.document.graph.nodes) == ["prompt", "flip"]
    driver.key("ctrl+z", "ctrl+z", "ctrl+y")
    assert list(editor.session.document.graph.nodes) == ["prompt"]


def test_select_all_and_delete(editor: Editor, driver: Driver, middle: tuple[float, float]) -> None:
    add(editor, "prompt", "flip")
    driver.move(middle)
    driver.key("ctrl+a", "Delete")
    assert not editor.session.document.graph.nodes


def test_no_shortcut_fires_while_a_text_field_has_the_focus(editor: Editor, driver: Driver) -> None:
    add(editor, "prompt", "flip")
    select.select_all(editor.session.document)
    driver.click((76, 55))
    driver.type("mb")
    driver.key("Delete", "BackSpace", "ctrl+z", "space")
    document = editor.session.document
    assert len(document.graph.nodes) == 2
    assert not any(node.mode for node in document.graph.nodes.values())
    assert not editor.palette.shown


def test_the_key_that_ends_typing_does_nothing_else(
    editor: Editor, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []
    monkeypatch.setattr(type(editor.session.runner), "is_busy", property(lambda self: True))
    monkeypatch.setattr(editor.session, "stop", lambda: stopped.append(True))
    driver.click((76, 55))
    driver.type("step")
    driver.key("Escape")
    assert not stopped
    driver.key("Escape")
    assert stopped


def test_keys_act_on_the_selection(editor: Editor, driver: Driver, middle: tuple[float, float]) -> None:
    add(editor, "prompt", "flip")
    editor.session.document.select(Selection(frozenset({"flip"})))
    driver.move(middle)
    driver.key("m")
    assert editor.session.document.graph.nodes["flip"].mode == "mute"
    driver.key("b")
    assert editor.session.document.graph.nodes["flip"].mode == "bypass"


def test_copy_and_paste_go_through_the_clipboard_as_text(
    editor: Editor, driver: Driver, middle: tuple[float, float]
) -> None:
    add(editor, "prompt")
    driver.move(middle)
    driver.key("ctrl+a", "ctrl+c")
    assert '"prompt"' in dpg.get_clipboard_text()
    driver.key("ctrl+v")
    assert len(editor.session.document.graph.nodes) == 2


def test_menus_do_what_they_say(editor: Editor, driver: Driver) -> None:
    add(editor, "prompt")
    driver.menu("Edit", "Undo add Prompt")
    assert not editor.session.document.graph.nodes


def test_a_menu_greys_out_what_cannot_be_done(editor: Editor, driver: Driver) -> None:
    driver.frames()
    assert not driver.is_enabled("Edit", "Cut")
    assert driver.is_enabled("Edit", "Paste")
    add(editor, "prompt")
    driver.frames()
    assert driver.is_enabled("Edit", "Cut")


def test_a_check_mark_follows_the_state_and_not_the_click(editor: Editor, driver: Driver) -> None:
    before = editor.session.preferences.minimap
    driver.menu("View", "Minimap")
    assert editor.session.preferences.minimap is not before
    assert driver.is_checked("View", "Minimap") is not before


def test_the_theme_can_be_switched_while_it_runs(editor: Editor, driver: Driver, tmp_path: Path) -> None:
    dark = driver.screenshot(tmp_path / "dark.png")
    driver.menu("View", "Light theme")
    light = driver.screenshot(tmp_path / "light.png")
    at = (editor.shell.regions["toolbar"].x + 500, editor.shell.regions["toolbar"].y + 5)
    assert pixel(dark, at) == colour("panel", "dark")[:3]
    assert pixel(light, at) == colour("panel", "light")[:3]
    assert editor.session.preferences.theme == "light"


def test_buttons_follow_what_can_be_done(editor: Editor, driver: Driver) -> None:
    driver.frames()
    run, stop = driver.item("Run", editor.shell.run_bar), driver.item("Stop", editor.shell.run_bar)
    assert not dpg.get_item_configuration(run)["enabled"]
    add(editor, "prompt")
    driver.frames()
    assert dpg.get_item_configuration(run)["enabled"]
    assert not dpg.get_item_configuration(stop)["enabled"]


def test_auto_run_is_switched_in_the_run_bar(editor: Editor, driver: Driver) -> None:
    assert not editor.session.preferences.auto_run
    driver.press_button("Auto-run", editor.shell.run_bar)
    assert editor.session.preferences.auto_run
    driver.press_button("Auto-run", editor.shell.run_bar)
    assert not editor.session.preferences.auto_run


def test_the_fault_count_leads_to_the_node(editor: Editor, driver: Driver) -> None:
    add(editor, "prompt", "save_image")
    select.select_none(editor.session.document)
    editor.session.check()
    driver.frames()
    driver.click((40, 1050 - 12))
    assert editor.session.document.selection.nodes == {"save_image"}


def test_panels_fold_and_open(editor: Editor, driver: Driver) -> None:
    wide = editor.shell.canvas_rect.width
    driver.key("ctrl+b")
    assert editor.shell.canvas_rect.width > wide + 90
    driver.key("ctrl+shift+b")
    assert editor.shell.canvas_rect.width > wide + 300
    driver.key("ctrl+b", "ctrl+shift+b")
    assert editor.shell.canvas_rect.width == wide


def test_the_progress_bar_shows_the_share(
    editor: Editor, driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editor.session, "state", RunState("done", seconds=4.7))
    driver.frames(12)
    bar = editor.run_bar
    y = editor.shell.regions["run_bar"].y + 39
    shown = driver.screenshot(tmp_path / "bar.png")
    assert pixel(shown, (bar.bar[0] + 200, y)) == colour("accent", "dark")[:3]


def test_closing_with_unsaved_work_asks_and_can_be_called_off(editor: Editor, driver: Driver) -> None:
    add(editor, "prompt")
    driver.close_window()
    assert editor.session.question
    assert not editor.loop.ended
    driver.key("m")
    assert not editor.session.document.graph.nodes["prompt"].mode, "shortcuts rest while it asks"
    driver.key("Escape")
    assert not editor.session.question
    assert not editor.loop.ended


def test_closing_while_a_run_goes_on_asks(editor: Editor, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(editor.session.runner), "is_busy", property(lambda self: True))
    driver.close_window()
    assert editor.session.question
    assert "Stop" in editor.session.question.text
    driver.key("Escape")
    assert not editor.loop.ended


def test_closing_what_is_saved_ends_the_loop(editor: Editor, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor.loop, "ended", False)
    driver.close_window()
    assert editor.loop.ended


def test_a_narrow_window_folds_its_panels_to_icons(editor: Editor, driver: Driver) -> None:
    before = dpg.get_viewport_client_width()
    try:
        dpg.set_viewport_width(1000)
        driver.until(lambda: editor.shell.folded == (True, True), what="folding")
        driver.click((22, 30 + 8 + 31 + 14))
        assert editor.shell.folded == (False, True)
    finally:
        editor.shell.unfold()
        dpg.set_viewport_width(before)
        driver.until(lambda: editor.shell.folded == (False, False), what="unfolding")


def test_a_fault_in_a_callback_is_told_and_does_not_end_the_loop(
    editor: Editor, driver: Driver, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise RuntimeError("the button is broken")

    button = dpg.add_button(label="Broken", parent=editor.shell.run_bar, callback=lambda: fail(), pos=[1200, 15])
    driver.frames()
    try:
        with pytest.raises(RuntimeError, match="broken"):
            driver.press_button("Broken")
        editor.loop.faults.clear()
        driver.frames()
        assert "the button is broken" in driver.said
        assert "RuntimeError" in capfd.readouterr().err
    finally:
        dpg.delete_item(button)


def test_every_action_can_be_asked_for_its_state(editor: Editor, driver: Driver) -> None:
    add(editor, "prompt", "flip")
    for choose in (select.select_none, select.select_all):
        choose(editor.session.document)
        for action in editor.actions:
            assert action.words(editor)
            action.can_run(editor)
            assert action.checked is None or action.checked(editor) in (True, False)


def pixel(picture: Image.Image, at: tuple[float, float]) -> tuple[int, ...]:
    found = picture.getpixel((round(at[0]), round(at[1])))
    assert isinstance(found, tuple)
    return found
