"""Nodes, frames, notes and the view, moved with a real mouse."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg
import pytest

from app.document.commands import decor
from app.document.decoration import dots
from app.document.document import Selection
from nodegraph.graph import End, Graph, Node
from tests.app.editor.canvas.conftest import Show
from tests.app.editor.driver import Driver

if TYPE_CHECKING:
    from app.editor.canvas import Canvas

Point = tuple[float, float]


def moved(at: Point, x: float, y: float) -> Point:
    return at[0] + x, at[1] + y


def drag_title(canvas: "Canvas", driver: Driver, node: str, x: float, y: float) -> None:
    start = canvas.title_position(node)
    driver.drag(start, moved(start, x, y))


def test_a_node_dragged_by_its_title_is_one_step(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    document = show(graph)
    drag_title(canvas, driver, "flip", 60, -24)
    assert document.graph.nodes["flip"].at == (480, 296)
    assert document.selection.nodes == {"flip"}
    assert document.undo() == "move"
    driver.frames()
    assert document.graph.nodes["flip"].at == (420, 320)
    assert canvas.to_canvas(canvas.node_rect("flip")[:2]) == pytest.approx((420, 320), abs=1)


def test_what_is_selected_moves_together(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    document = show(graph)
    document.select(Selection(nodes=frozenset({"flip", "negate"})))
    drag_title(canvas, driver, "negate", 10, 20)
    assert [document.graph.nodes[each].at for each in ("flip", "negate", "cfg")] == [(430, 340), (630, 340), (620, 0)]


def test_snapping_brings_what_is_dragged_to_the_grid_and_keeps_the_others_beside_it(
    show: Show, graph: Graph, driver: Driver, canvas: "Canvas"
) -> None:
    document = show(graph)
    canvas.editor.session.preferences.snap = True
    document.select(Selection(nodes=frozenset({"flip", "negate"})))
    drag_title(canvas, driver, "flip", 17, 29)
    assert [document.graph.nodes[each].at for each in ("flip", "negate")] == [(432, 348), (632, 348)]


def test_a_drag_in_a_field_changes_the_value_and_moves_nothing(
    show: Show, graph: Graph, driver: Driver, canvas: "Canvas"
) -> None:
    document = show(graph)
    field = canvas.nodes.items["cfg"].fields["guidance_scale"].item
    left, top = dpg.get_item_rect_min(field)
    driver.drag((left + 40, top + 10), (left + 80, top + 10))
    assert document.graph.nodes["cfg"].at == (620, 0)
    assert document.graph.nodes["cfg"].params["guidance_scale"] != 7.0


def test_a_box_selects_what_it_meets(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    document = show(graph)
    driver.drag(canvas.to_screen((390, 300)), canvas.to_screen((700, 350)))
    assert document.selection.nodes == {"flip", "negate"}
    driver.click(canvas.to_screen((330, 460)))
    assert not document.selection


def test_shift_adds_to_the_selection(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    document = show(graph)
    driver.click(canvas.title_position("flip"))
    driver.key_down("shift")
    driver.click(canvas.title_position("cfg"))
    driver.key_up("shift")
    assert document.selection.nodes == {"flip", "cfg"}


def test_a_node_let_go_on_a_wire_is_put_into_it(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    graph.add("low_pass", "low", at=(420, 480))
    graph.link("start.out", "negate.value")
    graph.remove("flip")
    document = show(graph)
    left, top, right, bottom = canvas.node_rect("low")
    x, y = canvas.link_position(End("negate", "value"))
    drag_title(canvas, driver, "low", x - (left + right) / 2, y - (top + bottom) / 2)
    assert {(str(link.source), str(link.target)) for link in document.graph.links} == {
        ("start.out", "low.value"),
        ("low.out", "negate.value"),
    }
    document.undo()
    assert document.graph.nodes["low"].at == (420, 480)
    assert len(document.graph.links) == 1


def test_a_wire_is_selected_and_bent(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    graph.link("start.out", "flip.value")
    document = show(graph)
    target = End("flip", "value")
    driver.click(canvas.link_position(target))
    assert document.selection.links == {target}
    driver.double_click(canvas.link_position(target))
    (dot,) = dots(document.graph)
    start = canvas.to_screen(dot.at)
    driver.drag(start, moved(start, 0, -80))
    (bent,) = dots(document.graph)
    assert bent.at == (dot.at[0], dot.at[1] - 80)


def test_a_frame_takes_along_what_lies_inside(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    document = show(graph)
    document.select(Selection(nodes=frozenset({"flip"})))
    index = decor.add_frame(document, "Turned")
    document.select(Selection())
    driver.frames()
    frame = canvas.decor.frames[index]
    start = canvas.to_screen((frame.at[0] + 60, frame.at[1] + 12))
    driver.drag(start, moved(start, 30, 40))
    assert document.graph.nodes["flip"].at == (450, 360)
    assert document.graph.nodes["negate"].at == (620, 320)


def test_a_note_is_written_in_place(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    document = show(graph)
    decor.add_note(document, (0, 300), "owl")
    driver.frames()
    driver.double_click(canvas.to_screen((30, 330)))
    assert canvas.words.shown
    driver.key("ctrl+a")
    driver.type("tree")
    driver.key("ctrl+Return")
    assert document.graph.extra["notes"][0]["text"] == "tree"
    assert not canvas.words.shown
    assert document.undo() == "change note"


def test_middle_drag_pans_on_empty_space_and_over_nodes(
    show: Show, graph: Graph, driver: Driver, canvas: "Canvas"
) -> None:
    show(graph)
    for start in (canvas.to_screen((330, 460)), canvas.title_position("cfg")):
        before = canvas.to_screen((0, 0))
        driver.drag(start, moved(start, -40, 30), "middle")
        assert canvas.to_screen((0, 0)) == pytest.approx(moved(before, -40, 30), abs=1)


def test_the_wheel_zooms_at_the_mouse_with_ctrl(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    show(graph)
    mouse = canvas.to_screen((330, 200))
    before = canvas.to_canvas(mouse)
    driver.wheel(2, mouse, held="ctrl")
    assert canvas.zoom == 1.25
    assert canvas.to_canvas(mouse) == pytest.approx(before, abs=1.5)
    left, top, right, _ = canvas.node_rect("cfg")
    assert right - left == pytest.approx(1.25 * 106, abs=4)
    assert canvas.to_canvas((left, top)) == pytest.approx((620, 0), abs=1)


def test_escape_gives_up_a_drag(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    document = show(graph)
    start = canvas.title_position("flip")
    driver.move(start)
    driver.press()
    driver.move(moved(start, 90, 90))
    driver.key("Escape")
    driver.release()
    assert document.graph.nodes["flip"].at == (420, 320)
    assert canvas.to_canvas(canvas.node_rect("flip")[:2]) == pytest.approx((420, 320), abs=1)


@pytest.mark.parametrize("button", ["right", "double"])
def test_empty_space_opens_the_palette(show: Show, graph: Graph, driver: Driver, canvas: "Canvas", button: str) -> None:
    show(graph)
    at = canvas.to_screen((330, 460))
    driver.double_click(at) if button == "double" else driver.click(at, "right")
    assert canvas.editor.palette.shown
    assert canvas.editor.palette.at == pytest.approx((330, 460), abs=1)


def test_a_missing_type_is_shown_and_kept(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    graph.nodes["lost"] = Node("lost", "turn_around", at=(0, 320))
    document = show(graph)
    drag_title(canvas, driver, "lost", 12, 12)
    assert document.graph.nodes["lost"].type == "turn_around"
    assert document.graph.nodes["lost"].at == (12, 332)


def test_nodes_with_many_wires_can_be_deleted(
    show: Show, registry: object, graph: Graph, driver: Driver, canvas: "Canvas"
) -> None:
    for number in range(12):
        graph.add("prompt", f"prompt_{number}", at=(180 * (number % 6), 520 + 120 * (number // 6)))
        graph.link("model.out", f"prompt_{number}.model")
    document = show(graph)
    driver.click(canvas.title_position("model"))
    driver.key("Delete")
    assert "model" not in document.graph.nodes
    assert not document.graph.links
    driver.key("ctrl+z")
    assert len(document.graph.links) == 12
    assert len(canvas.wires.wires) == 12


def test_the_right_button_opens_the_menu_of_a_node(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    document = show(graph)
    driver.click(canvas.title_position("flip"), "right")
    assert canvas.menu.shown
    (x, y), window = canvas.menu.place("mute"), dpg.get_item_pos(canvas.menu.window)
    driver.click((window[0] + x + 20, window[1] + y + 8))
    assert document.graph.nodes["flip"].mode == "mute"
    assert not canvas.menu.shown


def test_a_collapsed_node_keeps_its_wires(show: Show, graph: Graph, driver: Driver, canvas: "Canvas") -> None:
    graph.link("start.out", "flip.value")
    document = show(graph)
    before = canvas.node_rect("flip")
    driver.click(canvas.title_position("flip"))
    driver.move(canvas.to_screen((330, 460)))
    driver.key("c")
    after = canvas.node_rect("flip")
    assert after[3] - after[1] < before[3] - before[1]
    assert len(document.graph.links) == 1
    assert canvas.link_position(End("flip", "value"))[0] < after[0]
