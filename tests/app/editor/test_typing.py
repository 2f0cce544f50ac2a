"""Keys that go into a text field are letters there and nothing else."""

from typing import TYPE_CHECKING

import pytest

from tests.app.editor.hands import Hands

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver, Point


@pytest.fixture
def prompt(hands: Hands) -> str:
    """A node with a text, selected."""
    node = hands.add("prompt", (500, 300))
    hands.fill(node, "text", "owl")
    hands.driver.click(hands.canvas.title_position(node))
    return node


def text(hands: Hands) -> str:
    return str(hands.document.graph.nodes["prompt"].params.get("text", ""))


def in_node(hands: Hands) -> "Point":
    return hands.field("prompt", "text")


def in_inspector(hands: Hands) -> "Point":
    view = next(each for each in hands.editor.inspector.fields if each.parameter.name == "text")
    return hands.inside(view)


@pytest.mark.parametrize("place", [in_node, in_inspector])
def test_delete_takes_a_letter_and_not_the_node(
    hands: Hands, driver: "Driver", prompt: str, place: "Callable[[Hands], Point]"
) -> None:
    driver.click(place(hands))
    driver.key("End", "BackSpace", "Home", "Delete")
    assert text(hands) == "w"
    driver.key("ctrl+a", "Delete")
    assert text(hands) == ""
    hands.leave()
    assert list(hands.document.graph.nodes) == [prompt]
    driver.click(hands.canvas.title_position(prompt))
    driver.key("Delete")
    assert not hands.document.graph.nodes


@pytest.mark.parametrize("place", [in_node, in_inspector])
def test_letters_and_chords_are_no_shortcuts_while_one_types(
    hands: Hands, editor: "Editor", driver: "Driver", prompt: str, place: "Callable[[Hands], Point]"
) -> None:
    zoom, before = hands.canvas.zoom, hands.document.graph.nodes
    driver.click(place(hands))
    driver.key("End")
    driver.type(" mbcf lupr")
    driver.key("ctrl+d", "ctrl+l", "ctrl+g", "ctrl+r", "ctrl+plus")
    assert text(hands) == "owl mbcf lupr"
    assert not editor.palette.shown
    hands.leave()
    node = hands.document.graph.nodes[prompt]
    assert hands.document.graph.nodes.keys() == before.keys()
    assert (node.mode, node.extra) == ("", before[prompt].extra)
    assert "frames" not in hands.document.graph.extra
    assert hands.canvas.zoom == zoom
    assert not editor.session.preferences.auto_run


@pytest.mark.parametrize("place", [in_node, in_inspector])
def test_ctrl_enter_in_a_prompt_ends_the_field_and_runs_what_was_typed(
    hands: Hands, editor: "Editor", driver: "Driver", prompt: str, place: "Callable[[Hands], Point]"
) -> None:
    driver.click(place(hands))
    driver.key("End")
    driver.type("s")
    editor.session.faults = []
    driver.key("ctrl+Return")
    assert text(hands) == "owls"
    assert editor.session.faults, "a run was asked for, and refused: the prompt has no model"
    driver.type("m")
    assert hands.document.graph.nodes[prompt].mode == "mute", "letters are shortcuts again"


def test_ctrl_enter_in_a_note_ends_only_the_note(hands: Hands, editor: "Editor", driver: "Driver", prompt: str) -> None:
    driver.move((700, 500))
    driver.key("n")
    driver.double_click((710, 510))
    driver.type("so")
    driver.key("ctrl+Return")
    assert not editor.session.faults


def test_a_node_is_as_high_as_its_text(hands: Hands, driver: "Driver", prompt: str) -> None:
    low = hands.canvas.node_rect(prompt)
    hands.fill(prompt, "text", "an owl in a tree by the light of the moon")
    high = hands.canvas.node_rect(prompt)
    assert high[3] > low[3] + 10
    driver.key("ctrl+z")
    assert hands.canvas.node_rect(prompt) == low
    driver.key("ctrl+y")
    assert hands.canvas.node_rect(prompt) == high


def test_ctrl_let_go_in_the_frame_of_the_key_still_counts(hands: Hands, driver: "Driver", prompt: str) -> None:
    driver.key_down("ctrl")
    driver.at_once("keydown c keyup ctrl keyup c")
    driver.key_down("ctrl")
    driver.at_once("keydown v keyup ctrl keyup v")
    assert hands.document.graph.nodes.keys() == {prompt, f"{prompt}_2"}
    driver.key("c")
    assert [node.extra.get("collapsed") for node in hands.document.graph.nodes.values()] == [None, True]


def test_what_is_typed_in_a_field_is_one_step(hands: Hands, driver: "Driver", prompt: str) -> None:
    driver.click(in_node(hands))
    driver.key("End")
    driver.type(" and cat")
    hands.leave()
    assert text(hands) == "owl and cat"
    driver.key("ctrl+z")
    assert text(hands) == "owl"
    driver.key("ctrl+z")
    assert text(hands) == ""
    driver.key("ctrl+z")
    assert not hands.document.graph.nodes


def test_a_number_is_typed_after_a_double_click(hands: Hands, driver: "Driver") -> None:
    node = hands.add("cfg", (500, 300))
    hands.number(node, "guidance_scale", "4.5")
    assert hands.document.graph.nodes[node].params == {"guidance_scale": 4.5}
    hands.open_number(node, "guidance_scale")
    driver.type("9")
    driver.key("Delete", "m")
    driver.key("Escape")
    assert list(hands.document.graph.nodes) == [node]
    assert not hands.document.graph.nodes[node].mode
