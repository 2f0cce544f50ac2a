"""What comes at the wrong moment: keys, questions, other documents and odd files in the middle of something."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import numpy as np

from app.document.commands import decor, edits
from app.document.document import Selection
from app.editor.icons import icon
from app.running.results import Frame
from app.running.state import NodeState
from nodegraph.errors import Fault
from nodegraph.file import dumps, load
from nodegraph.graph import Graph
from tests.app.editor.hands import Hands

if TYPE_CHECKING:
    import pytest

    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver


def test_from_a_lower_field_to_a_higher_one_keys_stay_letters(hands: Hands, driver: "Driver") -> None:
    upper, lower = hands.add("prompt", (500, 250)), hands.add("prompt", (500, 600))
    hands.fill(upper, "text", "one")
    driver.click(hands.field(lower, "text"))
    driver.click(hands.field(upper, "text"))
    driver.key("End", "BackSpace", "m")
    assert hands.document.graph.nodes.keys() == {upper, lower}
    assert hands.document.graph.nodes[upper].params["text"] == "onm"
    assert not hands.document.graph.nodes[upper].mode


def test_a_changed_file_is_not_asked_about_while_one_types(
    hands: Hands, editor: "Editor", driver: "Driver", tmp_path: Path
) -> None:
    node, path = hands.add("prompt", (500, 300)), tmp_path / "a.json"
    hands.fill(node, "text", "mine")
    assert editor.session.save(path)
    driver.click(hands.field(node, "text"))
    driver.key("End")
    driver.type("s")
    path.write_text(path.read_text() + "\n")
    for _ in range(3):
        editor.session.tick(float("inf"))
        driver.frames(1)
    assert editor.session.question is None
    hands.leave()
    driver.until(lambda: editor.session.question, what="the question")
    driver.frames()
    driver.key("Return")
    assert editor.session.question is None
    assert hands.document.graph.nodes[node].params["text"] == "mines", "Enter keeps what was changed here"


def test_what_is_typed_late_does_not_reach_another_document(
    hands: Hands, editor: "Editor", driver: "Driver", tmp_path: Path
) -> None:
    node, path = hands.add("prompt", (500, 300)), tmp_path / "a.json"
    hands.fill(node, "text", "first")
    assert editor.session.save(path)
    driver.click(hands.field(node, "text"))
    driver.key("End")
    view = hands.canvas.nodes.items[node].fields["text"]
    assert editor.session.open(path)
    view.edit("first and late")
    assert hands.document.graph.nodes[node].params["text"] == "first"
    assert not hands.document.dirty
    driver.frames(8)
    hands.fill(node, "text", "second")
    assert hands.document.graph.nodes[node].params["text"] == "second", "its own fields go on"


def test_a_setting_of_the_wrong_type_is_shown_and_can_be_typed_anew(
    hands: Hands, editor: "Editor", driver: "Driver", tmp_path: Path
) -> None:
    graph = Graph(editor.session.registry)
    for each in ("prompt", "cfg_combine", "flip"):
        graph.add(each)
    path = tmp_path / "odd.json"
    path.write_text(dumps(graph).replace('"params": {}', '"params": {"guidance_scale": "much"}'))
    assert editor.session.open(path)
    driver.frames(12)
    assert hands.canvas.nodes.items.keys() == {"prompt", "cfg_combine", "flip"}
    hands.fill("cfg_combine", "guidance_scale", "4")
    assert hands.document.graph.nodes["cfg_combine"].params["guidance_scale"] == 4


def test_a_node_deleted_inside_a_box_is_not_selected(hands: Hands, driver: "Driver") -> None:
    node = hands.add("prompt", (500, 300))
    driver.click(hands.canvas.title_position(node))
    driver.move((800, 700))
    driver.key_down("shift")
    driver.press()
    driver.at_once("mousemove 850 740")
    driver.key_up("shift")
    driver.key("Delete")
    driver.release()
    assert hands.document.selection == Selection()


def test_a_frame_deleted_while_it_is_made_larger_does_no_harm(hands: Hands, editor: "Editor", driver: "Driver") -> None:
    decor.add_frame(hands.document, "F", (100, 100))
    driver.frames()
    frame = hands.canvas.decor.frames[0]
    x, y = hands.canvas.to_screen((frame.at[0] + frame.size[0] - 4, frame.at[1] + frame.size[1] - 4))
    driver.move((x, y))
    driver.press()
    driver.at_once(f"mousemove {x + 60:.0f} {y + 60:.0f}")
    driver.key("Delete")
    driver.release()
    assert not hands.document.graph.extra.get("frames")


def test_closing_the_window_asks_about_a_painting(editor: "Editor", driver: "Driver") -> None:
    editor.painter.open("mask")
    driver.frames()
    assert editor.painter.job is not None
    editor.painter.job.painting.fill((3, 3), (255, 255, 255))
    driver.close_window()
    assert not editor.loop.ended
    driver.frames()
    driver.key("Escape")
    assert editor.painter.shown, "no is no"
    editor.painter.hide()


def test_escape_that_closes_a_menu_does_not_stop_the_run(
    hands: Hands, editor: "Editor", driver: "Driver", monkeypatch: "pytest.MonkeyPatch"
) -> None:
    node = hands.add("prompt", (500, 300))
    stopped: list[bool] = []
    monkeypatch.setattr(type(editor.session.runner), "is_busy", property(lambda self: True))
    monkeypatch.setattr(editor.session.runner, "cancel", lambda: stopped.append(True))
    driver.click(hands.canvas.title_position(node), "right")
    driver.key("Escape")
    assert not hands.canvas.menu.shown
    driver.menu("Edit")
    driver.frames(4)
    assert editor.menus.is_open
    driver.key("Escape")
    assert not editor.menus.is_open
    assert not stopped
    driver.key("Escape")
    assert stopped


def test_a_refused_text_is_not_run_with_the_old_value(hands: Hands, editor: "Editor", driver: "Driver") -> None:
    node = hands.add("cfg", (500, 300))
    driver.click(hands.canvas.title_position(node))
    view = next(each for each in editor.inspector.fields if each.parameter.name == "guidance_scale")
    state = dpg.get_item_state(view.widget.items[-1])
    driver.click((state["rect_min"][0] + 6, state["rect_min"][1] + 10))
    driver.key("ctrl+a")
    driver.type("abc")
    driver.key("ctrl+Return")
    assert not editor.session.faults, "no run was asked for"


def test_a_seeds_lock_follows_undo(hands: Hands, editor: "Editor", driver: "Driver") -> None:
    node = hands.add("gaussian noise", (500, 300))
    driver.click(hands.canvas.title_position(node))
    view = next(each for each in editor.inspector.fields if each.parameter.name == "seed")
    driver.press_button(icon("lock"), editor.inspector.item)
    assert dpg.get_item_label(view.widget.mode) == icon("autorenew")
    hands.leave()
    driver.click(hands.canvas.title_position(node))
    driver.key("ctrl+z")
    view = next(each for each in editor.inspector.fields if each.parameter.name == "seed")
    assert dpg.get_item_label(view.widget.mode) == icon("lock")


def test_a_warning_that_comes_while_its_node_is_selected_is_in_the_inspector(
    hands: Hands, editor: "Editor", driver: "Driver"
) -> None:
    node = hands.add("prompt", (500, 300))
    driver.click(hands.canvas.title_position(node))
    before = dpg.get_item_rect_size(editor.inspector.item)[1]
    editor.session.state.warnings = [Fault(node, None, "the word 'zorgl' is not known", "Try another.")]
    editor.session.state.revision += 1
    driver.frames()
    assert dpg.get_item_rect_size(editor.inspector.item)[1] > before + 30
    editor.session.state.warnings = []
    editor.session.state.revision += 1
    driver.frames()
    assert dpg.get_item_rect_size(editor.inspector.item)[1] == before


def test_a_held_enter_does_not_answer_what_it_brought_up(
    hands: Hands, editor: "Editor", driver: "Driver", tmp_path: Path
) -> None:
    answers: list[str] = []
    driver.key_down("Return")
    editor.dialogs.ask("Replace?", [("Replace", lambda: answers.append("yes")), ("Cancel", lambda: None)])
    driver.frames(40)
    driver.key_up("Return")
    assert not answers
    driver.key("Return")
    assert answers == ["yes"]


def test_file_names_that_are_no_text_and_too_long_ones_do_no_harm(
    editor: "Editor", driver: "Driver", tmp_path: Path
) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.json"))
    odd.write_text(dumps(Graph(editor.session.registry)))
    assert not editor.session.open(odd)
    assert "not UTF-8" in driver.said
    driver.frames(8)
    driver.key("ctrl+o")
    driver.frames(8)
    driver.key("Escape")
    edits.add_node(editor.session.document, "prompt")
    driver.key("ctrl+s")
    driver.frames(8)
    driver.key("ctrl+a")
    driver.type("n" * 5)
    picker = editor.dialogs._files.picking
    picker.text = "n" * 300
    picker.accept()
    assert picker.fault
    driver.key("Escape", "Escape")
    assert load(odd, editor.session.registry).nodes == {}


def test_a_renamed_node_keeps_its_picture(hands: Hands, editor: "Editor", driver: "Driver") -> None:
    node = hands.add("gaussian noise", (500, 300))
    editor.session.results.add(node, "value", Frame((np.zeros((4, 4, 3), np.uint8),)))
    editor.session.state.nodes[node] = NodeState("done", 0.5)
    driver.click(hands.canvas.title_position(node))
    hands.rename("start")
    assert editor.session.results.latest("start") is editor.session.results.latest(node) is not None
    assert editor.session.state.nodes["start"].seconds == 0.5
    driver.key("ctrl+z")
    assert node in hands.document.graph.nodes
