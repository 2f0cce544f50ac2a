"""What a node shows, read from the graph."""

import pytest

from app.editor.canvas.look import Look, look_of
from app.editor.canvas.wired import Wired
from nodegraph.graph import End, Graph, Link, Node
from nodegraph.registry import Registry


@pytest.fixture
def graph(registry: Registry) -> Graph:
    return Graph(registry)


def look(graph: Graph, node: str, fault: str = "", faulty: str = "") -> Look:
    return look_of(Wired(graph), graph.nodes[node], fault, faulty)


def labels(of: Look, side: str) -> list[str]:
    return [row.label for row in of.rows if row.side == side]


def test_outputs_come_before_inputs(graph: Graph) -> None:
    graph.add("cfg_combine", "cfg")
    assert [row.side for row in look(graph, "cfg").rows] == ["out", "in", "in"]


def test_a_lone_out_is_called_by_its_type(graph: Graph) -> None:
    graph.add("unet_predict", "predict")
    assert labels(look(graph, "predict"), "out") == ["noise"]
    assert labels(look(graph, "predict"), "in") == ["x_t", "t", "model", "prompt"]


def test_a_type_that_nothing_settles_keeps_the_name_in_the_file(graph: Graph) -> None:
    graph.add("negate", "negate")
    assert labels(look(graph, "negate"), "out") == ["out"]
    assert labels(look(graph, "negate"), "in") == ["value"]


def test_a_wire_settles_the_type_and_its_colour(graph: Graph) -> None:
    graph.add("gaussian_noise", "start")
    graph.add("negate", "negate")
    graph.link("start.out", "negate.value")
    found = look(graph, "negate")
    assert (labels(found, "out"), labels(found, "in")) == (["image"], ["image"])
    assert {row.pin.name for row in found.rows} == {"Image"}


def test_a_growing_row_ends_in_a_faint_add(graph: Graph) -> None:
    graph.add("cfg_combine", "cfg")
    graph.add("average", "average")
    graph.link("cfg.out", "average.values[0]")
    rows = [row for row in look(graph, "average").rows if row.side == "in"]
    assert [(row.socket, row.label, row.faint) for row in rows] == [
        ("values[0]", "values[0]", False),
        ("values[1]", "add", True),
    ]


def test_optional_inputs_are_faint_until_they_are_wired(graph: Graph) -> None:
    graph.add("gaussian_noise", "start")
    graph.add("sampler", "sampler")
    assert [row.faint for row in look(graph, "sampler").rows if row.socket == "x_t"] == [True]
    graph.link("start.out", "sampler.x_t")
    assert [row.faint for row in look(graph, "sampler").rows if row.socket == "x_t"] == [False]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("schedule", ["rule", "steps"]),
        ("prompt", ["text"]),
        ("unet_predict", []),
        ("load_model", ["source"]),
        ("load_image", ["file"]),
        ("step", ["seed"]),
        ("gaussian_noise", ["seed", "count"]),
        ("forward_noise", ["t", "seed"]),
    ],
)
def test_a_node_shows_the_settings_that_matter(graph: Graph, kind: str, shown: list[str]) -> None:
    graph.add(kind, "it")
    assert [each.parameter.name for each in look(graph, "it").settings] == shown


def test_what_is_not_as_usual_is_shown_too(graph: Graph) -> None:
    graph.add("schedule", "schedule", i_start=10)
    assert [each.parameter.name for each in look(graph, "schedule").settings] == ["rule", "steps", "i_start"]


def test_a_wired_setting_is_shown_with_its_source(graph: Graph) -> None:
    graph.add("step", "step")
    graph.add("alternate", "turns")
    graph.link("step.i", "turns.i")
    (setting,) = look(graph, "turns").settings
    assert (setting.parameter.name, setting.source) == ("i", End("step", "i"))


def test_a_missing_type_keeps_its_wired_sockets(graph: Graph) -> None:
    graph.add("negate", "negate")
    graph.nodes["lost"] = Node("lost", "turn_around")
    graph.links += [Link(End("lost", "back"), End("negate", "value")), Link(End("negate", "out"), End("lost", "front"))]
    found = look(graph, "lost")
    assert found.missing
    assert found.title == "turn_around"
    assert [(row.socket, row.side) for row in found.rows] == [("back", "out"), ("front", "in")]


def test_a_fault_marks_node_and_socket(graph: Graph) -> None:
    graph.add("sampler", "sampler")
    found = look(graph, "sampler", "noise is not set", "noise")
    assert found.fault == ("noise is not set",)
    assert [row.socket for row in found.rows if row.faulty] == ["noise"]


def test_a_longer_title_widens_the_node(graph: Graph) -> None:
    graph.add("negate", "negate")
    before = look(graph, "negate").width
    graph.nodes["negate"].extra["title"] = "Everything that was light becomes dark"
    assert look(graph, "negate").width > before


def test_a_value_does_not_change_the_look(graph: Graph) -> None:
    graph.add("schedule", "schedule", steps=20)
    before = look(graph, "schedule")
    graph.set("schedule", "steps", 25)
    assert look(graph, "schedule") == before


def test_a_colour_that_is_none_is_passed_over(graph: Graph) -> None:
    graph.add("negate", "negate")
    graph.nodes["negate"].extra["colour"] = "#zzzzzz"
    assert look(graph, "negate").colour == "views"
