"""Wires dragged with a real mouse."""

from typing import TYPE_CHECKING

import pytest

from nodegraph.graph import End, Graph, end
from tests.app.editor.canvas.conftest import Show
from tests.app.editor.driver import Driver

if TYPE_CHECKING:
    from app.document.document import Document
    from app.editor.canvas import Canvas

Point = tuple[float, float]


class Hand:
    """Drags from pin to pin."""

    def __init__(self, canvas: "Canvas", driver: Driver) -> None:
        self.canvas, self.driver = canvas, driver

    def output(self, name: str) -> Point:
        return self.canvas.pin_position(end(name), True)

    def input(self, name: str) -> Point:
        return self.canvas.pin_position(end(name), False)

    def wire(self, source: str, target: str) -> None:
        self.driver.drag(self.output(source), self.input(target))

    def node(self, name: str) -> Point:
        """A point inside a node, away from its pins."""
        left, _, right, bottom = self.canvas.node_rect(name)
        return (left + right) / 2, bottom - 12


@pytest.fixture
def hand(canvas: "Canvas", driver: Driver) -> Hand:
    return Hand(canvas, driver)


def wires(document: "Document") -> dict[str, str]:
    return {str(link.target): str(link.source) for link in document.graph.links}


def test_a_pin_dragged_onto_a_pin_is_wired(show: Show, graph: Graph, hand: Hand) -> None:
    document = show(graph)
    hand.wire("model.out", "predict.model")
    assert wires(document) == {"predict.model": "model.out"}


def test_an_input_can_be_dragged_onto_an_output(show: Show, graph: Graph, hand: Hand, driver: Driver) -> None:
    document = show(graph)
    driver.drag(hand.input("text.model"), hand.output("model.out"))
    assert wires(document) == {"text.model": "model.out"}


def test_a_type_that_does_not_fit_is_refused_and_said(show: Show, graph: Graph, hand: Hand, driver: Driver) -> None:
    document = show(graph)
    hand.wire("text.out", "predict.x_t")
    assert wires(document) == {}
    assert "predict.x_t takes Image, text.out gives Embeds" in driver.said


def test_a_cycle_is_refused_and_said(show: Show, graph: Graph, hand: Hand, driver: Driver) -> None:
    document = show(graph)
    hand.wire("flip.out", "negate.value")
    hand.wire("negate.out", "flip.value")
    assert wires(document) == {"negate.value": "flip.out"}
    assert "cycle" in driver.said


def test_a_new_wire_takes_the_place_of_an_old_one(show: Show, graph: Graph, hand: Hand) -> None:
    document = show(graph)
    hand.wire("start.out", "predict.x_t")
    hand.wire("flip.out", "predict.x_t")
    assert wires(document) == {"predict.x_t": "flip.out"}


def test_a_wire_let_go_on_a_node_finds_its_socket(show: Show, graph: Graph, hand: Hand, driver: Driver) -> None:
    document = show(graph)
    driver.drag(hand.output("text.out"), hand.node("predict"))
    assert wires(document) == {"predict.prompt": "text.out"}


def test_a_node_without_a_fitting_socket_says_why(show: Show, graph: Graph, hand: Hand, driver: Driver) -> None:
    document = show(graph)
    driver.drag(hand.output("text.out"), hand.node("average"))
    assert wires(document) == {}
    assert "average has no free input that takes Embeds" in driver.said


def test_a_wire_let_go_on_nothing_opens_the_palette(
    show: Show, graph: Graph, hand: Hand, driver: Driver, canvas: "Canvas"
) -> None:
    show(graph)
    driver.drag(hand.output("start.out"), canvas.to_screen((330, 460)))
    palette = canvas.editor.palette
    assert palette.shown
    assert palette.source == End("start", "out")
    driver.key("Escape")
    assert not palette.shown


def test_the_row_grows_as_it_is_wired(show: Show, graph: Graph, hand: Hand) -> None:
    document = show(graph)
    hand.wire("start.out", "average.values[0]")
    hand.wire("flip.out", "average.values[1]")
    assert wires(document) == {"average.values[0]": "start.out", "average.values[1]": "flip.out"}


def test_ctrl_drag_takes_a_wire_to_another_pin_as_one_step(
    show: Show, graph: Graph, hand: Hand, driver: Driver
) -> None:
    document = show(graph)
    hand.wire("start.out", "flip.value")
    driver.drag(hand.input("flip.value"), hand.input("negate.value"), held="ctrl")
    assert wires(document) == {"negate.value": "start.out"}
    assert document.undo() == "reconnect"
    assert wires(document) == {"flip.value": "start.out"}


def test_ctrl_drag_onto_nothing_takes_a_wire_away(
    show: Show, graph: Graph, hand: Hand, driver: Driver, canvas: "Canvas"
) -> None:
    document = show(graph)
    hand.wire("start.out", "flip.value")
    driver.drag(hand.input("flip.value"), canvas.to_screen((330, 460)), held="ctrl")
    assert wires(document) == {}
    assert not canvas.editor.palette.shown


def test_pins_are_met_after_zoom_and_pan(
    show: Show, graph: Graph, hand: Hand, driver: Driver, canvas: "Canvas"
) -> None:
    document = show(graph)
    driver.wheel(-3, canvas.to_screen((330, 200)), held="ctrl")
    driver.drag(canvas.to_screen((330, 460)), canvas.to_screen((300, 400)), "middle")
    assert canvas.zoom < 1
    hand.wire("model.out", "predict.model")
    hand.wire("cfg.out", "average.values[0]")
    assert wires(document) == {"predict.model": "model.out", "average.values[0]": "cfg.out"}


def test_a_setting_takes_a_wire(show: Show, graph: Graph, hand: Hand) -> None:
    graph.add("step", "step", at=(-200, 300))
    graph.add("low_pass", "low", at=(0, 460))
    document = show(graph)
    hand.wire("step.i", "low.sigma")
    assert wires(document) == {"low.sigma": "step.i"}
