"""A graph changed by keys, menus and the mouse: deleted from, doubled, muted, arranged, looked at."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.document.document import Selection
from tests.app.document.models import plain
from tests.app.editor.hands import Hands

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

ANAGRAM = Path(__file__).parents[3] / "graphs" / "visual_anagram.json"


@pytest.fixture
def anagram(hands: Hands, editor: "Editor", driver: "Driver") -> str:
    """The whole visual anagram on the canvas; its JSON."""
    assert editor.session.open(ANAGRAM)
    driver.frames(6)
    return plain(hands.document)


def take(hands: Hands, *nodes: str) -> None:
    hands.document.select(Selection(nodes=frozenset(nodes)))
    hands.driver.frames()


def in_step(hands: Hands) -> bool:
    """Whether the window shows what the document holds."""
    graph = hands.document.graph
    wires = {link.target for link in graph.links}
    return hands.canvas.nodes.items.keys() == graph.nodes.keys() and hands.canvas.wires.wires.keys() == wires


# deleting


def test_everything_is_deleted_in_one_go_and_comes_back(hands: Hands, driver: "Driver", anagram: str) -> None:
    driver.key("ctrl+a", "Delete")
    assert not hands.document.graph.nodes
    assert not hands.document.graph.links
    assert in_step(hands)
    driver.key("ctrl+z")
    assert plain(hands.document) == anagram
    assert in_step(hands)


def test_nodes_with_many_links_are_deleted_one_by_one(hands: Hands, driver: "Driver", anagram: str) -> None:
    busiest = ["model", "step", "up_cond", "balance", "sampler"]
    for node in busiest:
        driver.click(hands.canvas.title_position(node))
        driver.key("Delete")
        assert node not in hands.document.graph.nodes
        assert in_step(hands)
    assert len(hands.document.graph.links) == 11
    driver.key(*["ctrl+z"] * len(busiest))
    assert plain(hands.document) == anagram
    assert in_step(hands)


def test_ctrl_delete_joins_the_ends(hands: Hands, driver: "Driver", anagram: str) -> None:
    driver.click(hands.canvas.title_position("flip_back"))
    driver.key("ctrl+Delete")
    assert hands.links()["balance.values[1]"] == "flip_guided.out"
    assert in_step(hands)


def test_a_chosen_wire_is_deleted_alone(hands: Hands, driver: "Driver", anagram: str) -> None:
    driver.click(hands.target("up_guided.cond"))
    driver.key("Delete")
    assert "up_guided.cond" not in hands.links()
    assert len(hands.document.graph.nodes) == 21


# doubling


def test_a_selection_is_doubled_with_and_without_incoming_links(hands: Hands, driver: "Driver", anagram: str) -> None:
    take(hands, "flip_cond", "flip_guided")
    driver.key("ctrl+d")
    assert hands.document.selection.nodes == {"flip_cond_2", "flip_guided_2"}
    assert [target for target in hands.links() if target.startswith(("flip_cond_2", "flip_guided_2"))] == [
        "flip_guided_2.cond"
    ]
    driver.key("ctrl+z")
    take(hands, "flip_cond", "flip_guided")
    driver.key("ctrl+shift+d")
    links = hands.links()
    assert links["flip_guided_2.cond"] == "flip_cond_2.out"
    assert links["flip_guided_2.uncond"] == "flip_empty.out"
    assert links["flip_cond_2.x_t"] == "flip.out"
    assert in_step(hands)


# modes and looks


def test_mute_and_bypass_are_turned_on_and_off(hands: Hands, driver: "Driver", anagram: str) -> None:
    driver.click(hands.canvas.title_position("flip_back"))
    modes = []
    for key in ("m", "m", "b", "m", "b", "b"):
        driver.key(key)
        modes.append(hands.document.graph.nodes["flip_back"].mode)
    assert modes == ["mute", "", "bypass", "mute", "bypass", ""]
    driver.menu("Node", "Mute")
    assert hands.document.graph.nodes["flip_back"].mode == "mute"
    assert driver.is_checked("Node", "Mute")


def test_a_collapsed_node_is_a_title_that_keeps_its_wires(hands: Hands, driver: "Driver", anagram: str) -> None:
    def height() -> float:
        _, top, _, bottom = hands.canvas.node_rect("up_cond")
        return bottom - top

    open_height = height()
    driver.click(hands.canvas.title_position("up_cond"))
    driver.key("c")
    driver.frames()
    assert height() < open_height / 3
    assert in_step(hands)
    assert hands.canvas.link_position(next(link.target for link in hands.document.graph.out_of("up_cond")))
    driver.key("c")
    driver.frames()
    assert height() == open_height


def test_a_node_is_renamed_from_the_keyboard_and_its_wires_follow(hands: Hands, driver: "Driver", anagram: str) -> None:
    driver.click(hands.canvas.title_position("balance"))
    hands.rename("mean")
    assert hands.links()["sampler.noise"] == "mean.out"
    assert in_step(hands)


# arranging


def test_nodes_are_boxed_and_dragged_together_as_one_step(hands: Hands, driver: "Driver", anagram: str) -> None:
    one, other = hands.canvas.node_rect("sheet"), hands.canvas.node_rect("save_both")
    driver.drag((other[2] + 10, min(one[1], other[1]) - 30), (one[2] - 10, one[1] + 40))
    assert hands.document.selection.nodes == {"sheet", "save_both"}
    before = {node: hands.document.graph.nodes[node].at for node in ("sheet", "save_both")}
    x, y = hands.canvas.title_position("sheet")
    driver.drag((x, y), (x - 60, y + 90))
    ways = {}
    for node, at in before.items():
        now = hands.document.graph.nodes[node].at
        assert now
        assert at
        ways[node] = now[0] - at[0], now[1] - at[1]
    unit = hands.canvas.zoom
    assert ways["sheet"] == ways["save_both"] == pytest.approx((-60 / unit, 90 / unit), abs=12)
    driver.key("ctrl+z")
    assert plain(hands.document) == anagram
    assert not hands.document.undo_label


def test_nodes_are_aligned_by_the_menu(hands: Hands, driver: "Driver", anagram: str) -> None:
    chosen = ("upright", "flipped", "empty")
    take(hands, "upright", "model")
    driver.menu("Node", "Align", "Top")
    places = [hands.document.graph.nodes[node].at for node in ("upright", "model")]
    assert places[0][1] == places[1][1]  # type: ignore[index]
    take(hands, *chosen)
    driver.menu("Node", "Align", "Left")
    assert len({hands.canvas.node_rect(node)[0] for node in chosen}) == 1
    driver.key("ctrl+z", "ctrl+z")
    assert plain(hands.document) == anagram


def test_the_whole_graph_is_laid_out_and_seen(hands: Hands, driver: "Driver", anagram: str) -> None:
    take(hands, *hands.document.graph.nodes)
    x, y = hands.canvas.title_position("model")
    driver.drag((x, y), (x + 700, y + 500))
    driver.key("ctrl+l")
    driver.frames()
    assert all_in_sight(hands)
    rects = [hands.canvas.node_rect(node) for node in hands.document.graph.nodes]
    assert not any(overlap(one, other) for one in rects for other in rects if one is not other)


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def all_in_sight(hands: Hands) -> bool:
    rect = hands.editor.shell.canvas_rect
    for node in hands.document.graph.nodes:
        left, top, right, bottom = hands.canvas.node_rect(node)
        if left < rect.x or top < rect.y or right > rect.x + rect.width or bottom > rect.y + rect.height:
            return False
    return True


def test_keys_zoom_between_the_ends_and_f_frames_everything(hands: Hands, driver: "Driver", anagram: str) -> None:
    driver.key("ctrl+0")
    assert hands.canvas.zoom == 1
    assert not all_in_sight(hands)
    driver.key(*["ctrl+plus"] * 6)
    assert hands.canvas.zoom == 2
    driver.key(*["ctrl+minus"] * 13)
    assert hands.canvas.zoom == 0.4
    driver.key("f")
    driver.frames()
    assert all_in_sight(hands)
    assert hands.canvas.zoom > 0.4
    take(hands, "sampler")
    driver.key("shift+f")
    driver.frames()
    left, top, right, bottom = hands.canvas.node_rect("sampler")
    centre = hands.editor.shell.canvas_rect
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx(
        (centre.x + centre.width / 2, centre.y + centre.height / 2), abs=60
    )
    assert plain(hands.document) == anagram
