"""The canvas follows the document and the run, and builds anew only what changed."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import numpy as np

from app.document.commands import edits
from app.document.document import Selection
from app.running.results import Frame
from app.running.state import NodeState, ZoneState
from nodegraph.errors import Fault
from nodegraph.graph import End, Graph
from tests.app.editor.canvas.conftest import Show
from tests.app.editor.driver import Driver

if TYPE_CHECKING:
    from app.editor.canvas import Canvas


def built(canvas: "Canvas") -> dict[str, int]:
    return {node: item.item for node, item in canvas.nodes.items.items()}


def changed(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {node for node in before.keys() | after.keys() if before.get(node) != after.get(node)}


def test_a_value_builds_nothing_anew(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    graph.set("cfg", "guidance_scale", 3.0)
    document = show(graph)
    before = built(canvas)
    edits.set_value(document, "cfg", "guidance_scale", 5.0)
    driver.frames()
    assert built(canvas) == before
    assert canvas.nodes.items["cfg"].fields["guidance_scale"].value == 5.0


def test_a_wire_builds_only_the_nodes_that_look_otherwise(
    show: Show, graph: Graph, driver: Driver, canvas: "Canvas"
) -> None:
    document = show(graph)
    before = built(canvas)
    edits.connect(document, End("start", "out"), End("flip", "value"))
    driver.frames()
    assert changed(before, built(canvas)) == {"flip"}


def test_a_new_type_runs_down_the_wires(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    graph.link("flip.out", "negate.value")
    document = show(graph)
    edits.connect(document, End("start", "out"), End("flip", "value"))
    driver.frames()
    labels = [row.label for row in canvas.nodes.items["negate"].look.rows]
    assert labels == ["image", "image"]
    assert canvas.wires.wires[End("negate", "value")].type_name == "Image"


def test_undo_to_the_start_leaves_the_canvas_as_it_was(
    show: Show, graph: Graph, driver: Driver, canvas: "Canvas"
) -> None:
    document = show(graph)
    edits.add_node(document, "rotate", at=(0, 200))
    edits.connect(document, End("start", "out"), End("rotate", "value"))
    edits.delete(document)
    driver.frames()
    while document.undo():
        driver.frames(2)
    assert canvas.nodes.items.keys() == graph.nodes.keys()
    assert canvas.wires.wires == {}


def test_the_document_learns_the_sizes(show: Show, graph: Graph, canvas: "Canvas") -> None:
    document = show(graph)
    left, top, right, bottom = canvas.node_rect("predict")
    assert document.sizes["predict"] == (right - left, bottom - top)


def test_a_fault_is_told_in_the_node_and_goes_again(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    show(graph)
    session = canvas.editor.session
    session.faults = [Fault("predict", "x_t", "is not set", "Wire an Image here")]
    driver.frames()
    look = canvas.nodes.items["predict"].look
    assert look.fault == ("x_t is not set",)
    assert [row.socket for row in look.rows if row.faulty] == ["x_t"]
    assert dpg.is_item_shown(canvas.banner.item)
    session.faults = []
    driver.frames()
    assert canvas.nodes.items["predict"].look.fault == ()
    assert not dpg.is_item_shown(canvas.banner.item)


def test_a_node_that_is_typed_into_is_not_built_anew(
    show: Show, graph: Graph, driver: Driver, canvas: "Canvas"
) -> None:
    show(graph)
    before = canvas.nodes.items["text"].item
    left, top = dpg.get_item_rect_min(canvas.nodes.items["text"].fields["text"].item)
    driver.click((left + 20, top + 10))
    driver.type("o")
    canvas.editor.session.faults = [Fault("text", "model", "is not set")]
    driver.frames()
    assert canvas.nodes.items["text"].item == before
    driver.click(canvas.to_screen((330, 460)))
    assert canvas.nodes.items["text"].item != before
    assert canvas.document.graph.nodes["text"].params["text"] == "o"
    canvas.editor.session.faults = []


def test_pictures_come_and_their_textures_go(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    graph.add("preview", "preview", at=(0, 200))
    document = show(graph)
    editor = canvas.editor
    results, textures = editor.session.results, editor.textures
    results.begin()
    counts = []
    for shade in range(24):
        results.add("preview", "value", Frame((np.full((8, 8, 3), shade, np.uint8),)))
        canvas.thumbnails._next = 0
        driver.frames(2)
        counts.append(textures.count)
    assert counts[-1] <= counts[9]
    document.select(Selection(nodes=frozenset({"preview"})))
    edits.delete(document)
    driver.frames()
    assert textures.count < counts[-1]


def test_a_loop_is_a_region_around_its_nodes(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    graph.add("step", "step", at=(180, 520))
    graph.add("rotate", "rotate", at=(400, 520))
    graph.add("sampler", "sampler", at=(600, 520))
    graph.link("step.loop", "sampler.loop")
    graph.link("step.x_t", "rotate.value")
    show(graph)
    box = canvas.regions.box("step")
    assert box is not None
    (left, top), (right, bottom) = box
    for node in ("step", "rotate", "sampler"):
        item = canvas.nodes.items[node]
        assert left < item.px[0]
        assert item.px[0] + item.size[0] < right
        assert top < item.px[1]
        assert item.px[1] + item.size[1] < bottom
    state = canvas.editor.session.state
    state.phase, state.zones["step"] = "running", ZoneState("sampler", 3, 10, 500.0, 0.3)
    state.nodes["rotate"] = NodeState("running", 0.02)
    state.revision += 1
    driver.frames()
    assert canvas.regions.regions["step"].goal == 0.3
    state.phase = "idle"
    state.zones.clear()
    state.nodes.clear()
    state.revision += 1


def test_another_theme_recolours_without_building(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    graph.link("start.out", "flip.value")
    show(graph)
    before = built(canvas)
    canvas.editor.theme.switch("light")
    driver.frames()
    assert built(canvas) == before
    (item,) = canvas.wires.wires[End("flip", "value")].items
    colour = [round(each * 255) for each in dpg.get_item_configuration(item)["color"]]
    assert colour[:3] == [0x0F, 0x54, 0xB0]
    canvas.editor.theme.switch("dark")


def test_nothing_to_do_draws_nothing(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    graph.link("start.out", "flip.value")
    show(graph)
    driver.frames()
    before = canvas.nodes.moved, len(dpg.get_all_items())
    driver.frames(10)
    assert (canvas.nodes.moved, len(dpg.get_all_items())) == before
