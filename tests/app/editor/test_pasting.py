"""Graphs as text, through the clipboard that all programs share."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nodegraph.file import loads
from tests.app.editor.hands import Hands

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

ANAGRAM = Path(__file__).parents[3] / "graphs" / "visual_anagram.json"
CLIPBOARD = ["xclip", "-selection", "clipboard"]
Hold = Callable[[str], None]


@pytest.fixture
def hold(driver: "Driver") -> Iterator[Hold]:
    """Another program that has a text in the clipboard."""
    programs = []

    def held(text: str) -> None:
        program = subprocess.Popen([*CLIPBOARD, "-quiet"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        programs.append(program)
        assert program.stdin
        program.stdin.write(text)
        program.stdin.close()
        while read_from(driver) != text:  # it takes the clipboard once it has read everything
            pass

    yield held
    for program in programs:
        program.kill()
        program.wait()


def read_from(driver: "Driver") -> str:
    """What another program gets out of the clipboard while the editor draws."""
    command = [*CLIPBOARD, "-o"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as reader:
        driver.until(lambda: reader.poll() is not None, what="the clipboard's text")
        assert reader.stdout
        return reader.stdout.read()


def test_a_graph_is_pasted_from_text_of_another_program(hands: Hands, driver: "Driver", hold: Hold) -> None:
    hold(ANAGRAM.read_text())
    driver.move((760, 500))
    driver.key("ctrl+v")
    pasted, original = hands.document.graph, loads(ANAGRAM.read_text(), hands.document.graph.registry)
    assert pasted.nodes.keys() == original.nodes.keys()
    assert {link.target: link.source for link in pasted.links} == {link.target: link.source for link in original.links}
    assert hands.document.selection.nodes == original.nodes.keys()
    assert len(hands.canvas.wires.wires) == len(original.links)
    driver.key("ctrl+z")
    assert not hands.document.graph.nodes


def test_text_that_is_no_graph_is_told_and_changes_nothing(hands: Hands, driver: "Driver", hold: Hold) -> None:
    hold("eggs, milk")
    hands.leave()
    driver.key("ctrl+v")
    assert not hands.document.graph.nodes
    assert not hands.document.undo_label
    assert "graph" in driver.said


def test_what_is_copied_can_be_read_by_another_program_and_comes_back(
    hands: Hands, editor: "Editor", driver: "Driver", hold: Hold
) -> None:
    assert editor.session.open(ANAGRAM)
    driver.frames(6)
    driver.click(hands.canvas.title_position("flip_cond"))
    driver.key_down("shift")
    driver.click(hands.canvas.title_position("flip_guided"))
    driver.key_up("shift")
    driver.key("ctrl+c")
    text = read_from(driver)
    copied = loads(text, editor.session.registry)
    assert set(copied.nodes) == {"flip_cond", "flip_guided"}
    assert [(str(each.source), str(each.target)) for each in copied.links] == [("flip_cond.out", "flip_guided.cond")]
    hold(text)
    hands.leave()
    driver.key("ctrl+v")
    new = set(hands.document.selection.nodes)
    assert len(new) == 2
    assert not new & {"flip_cond", "flip_guided"}
    assert "flip_cond_2.model" not in hands.links()
    driver.key("ctrl+z", "ctrl+shift+v")
    assert hands.links()["flip_cond_2.model"] == "model.out", "with incoming links"
    assert hands.links()["flip_guided_2.cond"] == "flip_cond_2.out"


def test_in_a_text_field_the_clipboard_is_text(hands: Hands, driver: "Driver", hold: Hold) -> None:
    hands.add("prompt", (500, 300))
    hold(ANAGRAM.read_text().splitlines()[0])
    driver.click(hands.field("prompt", "text"))
    driver.key("ctrl+v")
    hands.leave()
    assert list(hands.document.graph.nodes) == ["prompt"]
    assert "anagraph" in str(hands.document.graph.nodes["prompt"].params["text"])


def test_a_cut_is_one_step_and_pasted_elsewhere(hands: Hands, editor: "Editor", driver: "Driver") -> None:
    assert editor.session.open(ANAGRAM)
    driver.frames(6)
    driver.click(hands.canvas.title_position("balance"))
    driver.key("ctrl+x")
    assert "balance" not in hands.document.graph.nodes
    editor.session.new()
    driver.frames()
    driver.move((760, 500))
    driver.key("ctrl+v")
    assert list(hands.document.graph.nodes) == ["balance"]
    assert hands.document.graph.nodes["balance"].at == pytest.approx(hands.canvas.to_canvas((760, 500)), abs=80)
