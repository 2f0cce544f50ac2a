"""The search palette: what it lists, and what mouse and keys do with it."""

from typing import TYPE_CHECKING

import pytest

from app.editor.choosing import ROWS, Choosing
from nodegraph.graph import End, Graph
from nodegraph.registry import Registry
from tests.app.editor.hands import Hands

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver


@pytest.fixture
def graph(registry: Registry) -> Graph:
    made = Graph(registry)
    made.add("cfg_combine", "guided")
    made.add("average", "mean")
    made.add("save_image", "save")
    return made


def labels(choosing: Choosing) -> list[str]:
    return [each.label for each in choosing.rows]


def test_without_a_link_every_node_is_listed(graph: Graph) -> None:
    choosing = Choosing(graph)
    assert len(choosing.rows) == len(graph.registry)
    assert labels(choosing)[0] == "Load Model"
    assert choosing.prompt == "Find a node"


def test_what_was_used_of_late_comes_first(graph: Graph) -> None:
    assert labels(Choosing(graph, recent=["flip", "prompt"]))[:2] == ["Flip", "Prompt"]


def test_typing_finds_the_node_and_chooses_its_row(graph: Graph) -> None:
    choosing = Choosing(graph)
    choosing.move(3)
    choosing.type("gaus")
    assert labels(choosing)[0].startswith("Gaussian")
    assert choosing.chosen == 0


def test_arrows_go_round_and_pages_stop_at_the_ends(graph: Graph) -> None:
    choosing = Choosing(graph)
    choosing.move(-1)
    assert choosing.chosen == len(choosing.rows) - 1
    choosing.move(1)
    assert choosing.chosen == 0
    choosing.page(1)
    assert choosing.chosen == ROWS
    choosing.page(100)
    assert choosing.chosen == len(choosing.rows) - 1


def test_a_dropped_output_lists_only_what_takes_it(graph: Graph) -> None:
    choosing = Choosing(graph, source=End("guided", "out"))
    assert choosing.prompt == "Find a node that takes Noise"
    assert "Average" in labels(choosing)
    assert not {"Load Model", "Prompt", "Invert Mask"} & set(labels(choosing))


def test_nodes_that_take_the_type_itself_come_before_those_that_convert_it(graph: Graph) -> None:
    found = labels(Choosing(graph, source=End("guided", "out")))
    assert found.index("CFG Combine") < found.index("Resize")


def test_a_dropped_input_lists_only_what_gives_it(graph: Graph) -> None:
    choosing = Choosing(graph, target=End("guided", "cond"))
    assert choosing.prompt == "Find a node that gives Noise"
    assert "UNet Predict" in labels(choosing)
    assert "Load Image" not in labels(choosing)


def test_the_pins_of_a_row_show_the_dropped_type_and_what_becomes_of_it(graph: Graph) -> None:
    choosing = Choosing(graph, source=End("guided", "out"))
    average = next(each for each in choosing.rows if each.name == "average")
    taken, given = choosing.pins(average)
    assert [each.name for each in taken] == ["Noise"]
    assert [each.name for each in given] == ["Noise"]


def test_tab_lists_all_nodes_and_keeps_the_chosen_one(graph: Graph) -> None:
    choosing = Choosing(graph, source=End("guided", "out"))
    choosing.move(2)
    kept = choosing.row
    choosing.toggle()
    assert len(choosing.rows) == len(graph.registry)
    assert kept is not None
    assert choosing.row is not None
    assert choosing.row.name == kept.name
    choosing.toggle()
    assert len(choosing.rows) < len(graph.registry)


def test_among_all_nodes_only_those_that_fit_are_wired(graph: Graph) -> None:
    choosing = Choosing(graph, source=End("guided", "out"))
    choosing.toggle()
    wired = {each.name for each in choosing.rows if choosing.wires(each)}
    assert "average" in wired
    assert "load_model" not in wired


def test_tab_does_nothing_without_a_link(graph: Graph) -> None:
    choosing = Choosing(graph)
    choosing.toggle()
    assert choosing.everything


def test_what_finds_nothing_says_so(graph: Graph) -> None:
    choosing = Choosing(graph, source=End("guided", "out"))
    choosing.type("zzqx")
    assert choosing.row is None
    assert choosing.nothing == "No node is called 'zzqx'. Tab searches all nodes."
    choosing.move(1)
    choosing.page(1)
    assert choosing.chosen == 0


# in a window


def test_space_type_enter_places_a_node_at_the_mouse(editor: "Editor", driver: "Driver") -> None:
    at = (700, 400)
    driver.move(at)
    driver.key("space")
    assert editor.palette.shown
    driver.type("flip")
    driver.key("Return")
    assert not editor.palette.shown
    node = editor.session.document.graph.nodes["flip"]
    assert node.at == pytest.approx(editor.canvas.to_canvas(at), abs=1)
    assert editor.session.preferences.recent_nodes[0] == "flip"


def test_escape_closes_it_and_undoes_nothing(editor: "Editor", driver: "Driver") -> None:
    driver.move((700, 400))
    driver.key("space")
    driver.type("fl")
    driver.key("Escape")
    assert not editor.palette.shown
    assert not editor.session.document.graph.nodes


def test_a_click_on_a_row_places_it_and_one_outside_closes(editor: "Editor", driver: "Driver") -> None:
    editor.palette.open((0, 0), (500, 300))
    driver.frames()
    driver.click((600, 300 + 44 + 21))
    assert list(editor.session.document.graph.nodes) == ["load_model"]
    editor.palette.open((0, 0), (500, 300))
    driver.frames()
    driver.click((480, 290))
    assert not editor.palette.shown


def test_a_dropped_link_is_wired_to_the_chosen_node(editor: "Editor", driver: "Driver") -> None:
    with editor.session.document.edit("add") as work:
        work.add("cfg_combine", "guided", at=(0, 0))
    editor.palette.open((300, 0), (500, 300), source=End("guided", "out"))
    driver.frames()
    driver.type("average")
    driver.key("Return")
    graph = editor.session.document.graph
    assert [(str(each.source), str(each.target)) for each in graph.links] == [("guided.out", "average.values[0]")]


def test_arrows_move_the_chosen_row_and_letters_go_on_into_the_field(editor: "Editor", driver: "Driver") -> None:
    editor.palette.open((0, 0), (500, 300))
    driver.frames()
    driver.key("Down", "Down")
    assert editor.palette.choosing is not None
    assert editor.palette.choosing.chosen == 2
    driver.type("neg")
    driver.key("Return")
    assert list(editor.session.document.graph.nodes) == ["negate"]


def test_page_down_and_up_go_by_what_is_seen(editor: "Editor", driver: "Driver") -> None:
    editor.palette.open((0, 0), (500, 300))
    driver.frames()
    driver.key("Next", "Next", "Prior")
    assert editor.palette.choosing is not None
    assert editor.palette.choosing.chosen == ROWS


def test_near_the_corner_it_stays_inside_the_window(editor: "Editor", driver: "Driver") -> None:
    import dearpygui.dearpygui as dpg

    editor.palette.open((0, 0), (1670, 1040))
    driver.frames()
    x, y = dpg.get_item_pos(editor.palette.window)
    width, height = dpg.get_item_rect_size(editor.palette.window)
    assert x + width <= 1680
    assert y + height <= 1050


def test_letters_right_after_space_are_its_own(hands: Hands, driver: "Driver") -> None:
    node = hands.add("prompt", (500, 300))
    driver.click(hands.canvas.title_position(node))
    driver.move((900, 500))
    driver.at_once("key --delay 0 space m i x")
    driver.frames(6)
    assert hands.editor.palette.shown
    driver.type("ed")
    assert hands.editor.palette._field.text == "mixed"
    driver.key("BackSpace", "BackSpace", "BackSpace")
    assert hands.editor.palette._field.text == "mi"
    driver.key("Escape")
    driver.key("space")
    assert not hands.editor.palette._field.text
    driver.key("Escape")
    assert hands.document.graph.nodes[node].mode == ""
