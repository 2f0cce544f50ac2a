"""What the inspector lists of a node, and what tooltips say."""

from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import pytest

from app.document.commands.decor import add_frame
from app.document.commands.edits import disconnect, set_value
from app.document.document import Selection
from app.editor.fonts import SMALL, text_width
from app.editor.panels.inspector.others import SWATCHES
from app.editor.panels.inspector.sockets import socket_rows
from app.editor.tooltips import WIDEST, laid_out, node_tip, setting_tip, socket_tip
from app.presets import is_put, presets
from nodegraph.errors import Fault
from nodegraph.graph import End, Graph
from nodegraph.registry import Registry

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

GRAPHS = Path(__file__).parents[3] / "graphs"


@pytest.fixture
def graph(registry: Registry) -> Graph:
    made = Graph(registry)
    for name in ("step", "flip", "average", "sampler", "cfg_combine"):
        made.add(name)
    made.link("step.x_t", "flip.value")
    made.link("step.loop", "sampler.loop")
    made.link("average.out", "sampler.noise")
    made.link("cfg_combine.out", "average.values[0]")
    return made


def leads(graph: Graph, node: str, faults: tuple[Fault, ...] = ()) -> dict[str, str]:
    return {row.name: row.leads for row in socket_rows(graph, node, list(faults))}


def test_inputs_come_first_and_say_where_they_lead(graph: Graph):
    assert leads(graph, "sampler") == {
        "loop": "step.loop", "noise": "average.out", "x_t": "optional", "out": "not used",
    }  # fmt: skip


def test_a_required_input_without_a_wire_is_not_set_and_its_fault_marks_it(graph: Graph):
    graph.unlink("sampler.noise")
    rows = socket_rows(graph, "sampler", [Fault("sampler", "noise", "is not set")])
    found = {row.name: row for row in rows}
    assert found["noise"].leads == "not set"
    assert [name for name, row in found.items() if row.faulty] == ["noise"]


def test_a_growing_row_ends_in_a_free_place(graph: Graph):
    assert leads(graph, "average") == {"values[0]": "cfg_combine.out", "values[1]": "add", "out": "sampler.noise"}


def test_the_fault_of_an_empty_row_marks_its_first_place(graph: Graph):
    graph.unlink("average.values[0]")
    rows = socket_rows(graph, "average", [Fault("average", "values", "has no wire")])
    assert [row.name for row in rows if row.faulty] == ["values[0]"]


def test_several_wires_are_counted_and_all_of_them_are_led_to(graph: Graph):
    graph.add("flip", "flip_2")
    graph.link("step.x_t", "flip_2.value")
    row = next(each for each in socket_rows(graph, "step", []) if each.name == "x_t")
    assert row.leads == "2 wires"
    assert row.ends == (End("flip", "value"), End("flip_2", "value"))


def test_a_settled_type_colours_the_socket(graph: Graph):
    looks = {row.name: row.look.name for row in socket_rows(graph, "flip", [])}
    assert looks == {"value": "Image", "out": "Image"}


def test_a_node_of_a_missing_type_keeps_its_wires_in_the_list(graph: Graph):
    graph.nodes["average"].type = "elsewhere.mean"
    assert leads(graph, "average") == {"values[0]": "cfg_combine.out", "out": "sampler.noise"}
    assert "not installed" in node_tip(graph, "average").text


def test_a_socket_tells_its_type_its_meaning_and_its_wire(graph: Graph):
    tip = socket_tip(graph, End("sampler", "noise"), output=False)
    assert tip.title == "noise: Noise"
    assert "epsilon" in tip.text
    assert tip.facts == "from average.out"
    assert socket_tip(graph, End("flip", "out"), output=True).facts == "not used"


def test_a_setting_tells_its_name_in_the_file_its_range_and_its_default(graph: Graph):
    parameter = graph.registry["cfg_combine"].setting("guidance_scale")
    assert parameter
    tip = setting_tip(parameter)
    assert tip.title == "guidance_scale"
    assert tip.text == "1 is no guidance"
    assert tip.facts == "number, 0 to 30, default 7"


def test_tips_of_all_nodes_stay_narrow(graph: Graph):
    for kind in graph.registry:
        made = Graph(graph.registry)
        made.add(kind.name, "it")
        tips = [node_tip(made, "it"), *map(setting_tip, kind.settings)]
        tips += [socket_tip(made, End("it", each.name), output=True) for each in kind.outputs]
        for text, _, weight in (line for tip in tips for line in laid_out(tip)):
            assert text_width(text, SMALL, weight) <= WIDEST


# in the window


def open_graph(editor: "Editor", driver: "Driver", name: str, *chosen: str) -> None:
    assert editor.session.open(GRAPHS / name)
    choose(editor, driver, *chosen)


def choose(editor: "Editor", driver: "Driver", *nodes: str) -> None:
    editor.session.document.select(Selection(nodes=frozenset(nodes)))
    driver.frames(8)


def texts(item: int) -> list[str]:
    """Everything that is written by hand below an item."""
    children = [each for slot in dpg.get_item_children(item).values() for each in slot]
    own = [dpg.get_item_configuration(each)["text"] for each in children if "DrawText" in dpg.get_item_type(each)]
    return own + [text for each in children for text in texts(each)]


def inputs(item: int) -> list[int]:
    children = [each for slot in dpg.get_item_children(item).values() for each in slot]
    own = [each for each in children if dpg.get_item_type(each).endswith("mvInputText")]
    return own + [each for child in children for each in inputs(child)]


def middle(item: int) -> tuple[float, float]:
    state = dpg.get_item_state(item)
    (x, y), (width, height) = state["rect_min"], state["rect_size"]
    return x + width / 2, y + height / 2


def retype(driver: "Driver", item: int, text: str) -> None:
    driver.click(middle(item))
    driver.key("ctrl+a")
    driver.type(text)


def strip(item: int, text: str) -> int:
    """The drawn strip that says a text."""
    children = [each for slot in dpg.get_item_children(item).values() for each in slot]
    if "mvDrawlist" in dpg.get_item_type(item) and any(text in each for each in texts(item)):
        return item
    return next((found for each in children if (found := strip(each, text))), 0)


def test_it_follows_the_selection(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "visual_anagram.json")
    assert "22 nodes" not in texts(editor.inspector.item)
    assert any("links" in each for each in texts(editor.inspector.item))
    choose(editor, driver, "schedule")
    assert [view.parameter.name for view in editor.inspector.fields][:2] == ["rule", "steps"]
    choose(editor, driver, "schedule", "sampler")
    assert {"2 nodes", "Schedule", "Sampler"} <= set(texts(editor.inspector.item))
    assert editor.inspector.fields == []


def test_a_node_is_renamed_and_titled(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "visual_anagram.json", "balance")
    name = inputs(editor.inspector.item)[1]
    retype(driver, name, "mean")
    driver.key("Return")
    document = editor.session.document
    driver.until(lambda: "mean" in document.graph.nodes, what="the new id")
    driver.frames(8)
    assert document.selection.nodes == {"mean"}
    retype(driver, inputs(editor.inspector.item)[0], "Both sides")
    driver.click((700, 900))
    driver.until(lambda: document.graph.nodes["mean"].extra.get("title") == "Both sides", what="the title")
    document.undo()
    document.undo()
    assert "balance" in document.graph.nodes


def test_a_taken_id_is_refused_and_the_old_one_shown(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "visual_anagram.json", "balance")
    name = inputs(editor.inspector.item)[1]
    retype(driver, name, "sampler")
    driver.key("Return")
    driver.until(lambda: "already there" in driver.said, what="the refusal")
    assert dpg.get_value(inputs(editor.inspector.item)[1]) == "balance"


def test_a_click_on_a_socket_goes_where_it_leads(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "visual_anagram.json", "balance")
    driver.click(middle(strip(editor.inspector.item, "sampler.noise")))
    driver.until(lambda: editor.session.document.selection.nodes == {"sampler"}, what="the way there")


def test_a_fault_stands_with_its_node_and_in_the_list_that_jumps_to_it(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "visual_anagram.json")
    disconnect(editor.session.document, End("sampler", "noise"))
    assert not editor.session.start()
    driver.frames(8)
    driver.click(middle(strip(editor.inspector.item, "sampler: noise is not set")))
    driver.until(lambda: editor.session.document.selection.nodes == {"sampler"}, what="the way there")
    driver.frames(8)
    assert "noise is not set" in texts(editor.inspector.item)


def test_an_edit_of_another_node_builds_no_field_anew(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "visual_anagram.json", "schedule")
    before = list(editor.inspector.fields)
    set_value(editor.session.document, "up_guided", "guidance_scale", 5.0)
    driver.frames()
    assert all(a is b for a, b in zip(before, editor.inspector.fields, strict=True))


def test_the_name_of_a_setting_gives_back_its_default(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "visual_anagram.json", "up_guided")
    driver.click(middle(strip(editor.inspector.item, "Guidance scale")), "right")
    document = editor.session.document
    driver.until(lambda: "guidance_scale" not in document.graph.nodes["up_guided"].params, what="the default")


def test_a_node_of_a_missing_type_shows_what_it_keeps(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "visual_anagram.json")
    with editor.session.document.edit("lose") as work:
        work.nodes["schedule"].type = "elsewhere.rule"
    choose(editor, driver, "schedule")
    shown = texts(editor.inspector.item)
    assert "steps: 30" in shown
    assert "model.out" in shown


def test_a_note_is_typed_as_one_step(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "visual_anagram.json")
    document = editor.session.document
    document.select(Selection(notes=frozenset({0})))
    driver.frames(8)
    retype(driver, inputs(editor.inspector.item)[0], "turn it")
    driver.click((900, 1000))
    driver.until(lambda: document.graph.extra["notes"][0]["text"] == "turn it", what="the text")
    document.undo()
    assert document.graph.extra["notes"][0]["text"].startswith("Upright it is")


def test_a_frame_is_titled_and_coloured(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "visual_anagram.json", "up_cond", "up_empty")
    document = editor.session.document
    add_frame(document, "Upright")

    def frame() -> dict[str, object]:
        return dict(document.graph.extra["frames"][0])

    driver.frames(8)
    retype(driver, inputs(editor.inspector.item)[0], "The right way up")
    driver.key("Return")
    driver.until(lambda: frame()["title"] == "The right way up", what="the title")
    driver.frames(8)
    swatch = swatches(editor.inspector.item)[2]
    driver.click(middle(swatch))
    driver.until(lambda: frame().get("colour") == SWATCHES[1], what="the colour")


def test_a_preset_is_one_step_and_its_button_stays_lit(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "train_denoiser.json")
    document, before = editor.session.document, dict(editor.session.document.graph.nodes["train"].params)
    driver.press_button("quick", editor.inspector.item)
    driver.until(lambda: document.graph.nodes["train"].params.get("name") == "quick_denoiser", what="the preset")
    assert is_put(document.graph, presets(document.graph)["quick"])
    driver.key("ctrl+z")
    driver.until(lambda: document.graph.nodes["train"].params == before, what="all of it undone")


def test_a_preset_that_does_not_fit_changes_nothing_and_says_why(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "train_denoiser.json")
    document = editor.session.document
    with document.edit("spoil") as graph:
        graph.extra["presets"] = {"quick": {"network.hidden": 8, "train.epochs": "many"}}
    driver.frames(8)
    driver.press_button("quick", editor.inspector.item)
    driver.until(lambda: "epochs is 'many'" in driver.said, what="the refusal")
    assert document.graph.nodes["network"].params["hidden"] == 128


def swatches(item: int) -> list[int]:
    children = [each for slot in dpg.get_item_children(item).values() for each in slot]
    rows = [each for each in children if dpg.get_item_configuration(each).get("horizontal")]
    return dpg.get_item_children(rows[0], 2) or dpg.get_item_children(rows[0], 1) if rows else swatches(children[0])


def test_a_tooltip_comes_when_the_mouse_rests_and_goes_with_it(editor: "Editor", driver: "Driver"):
    open_graph(editor, driver, "visual_anagram.json", "up_guided")
    driver.move(middle(strip(editor.inspector.item, "Guidance scale")))
    driver.until(lambda: editor.tooltips.shown, what="the tooltip")
    assert editor.tooltips.shown
    assert editor.tooltips.shown.title == "guidance_scale"
    driver.move((900, 1000))
    driver.until(lambda: editor.tooltips.shown is None, what="no tooltip")
