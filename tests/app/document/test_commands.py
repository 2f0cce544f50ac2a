"""Commands on nodes, wires and values: what they do, what they refuse, and that each is one undo step."""

import pytest

from app.document.commands import edits
from app.document.decoration import via_points
from app.document.document import Document, Dot, Selection
from nodegraph.errors import EditError
from nodegraph.graph import End, Graph, Link, Node
from nodegraph.registry import Registry
from tests.app.document.models import choose, document, end, loop, plain, wires


@pytest.fixture
def doc(registry: Registry) -> Document:
    return document(registry)


def bend(doc: Document, target: str, *points: tuple[int, int]) -> None:
    with doc.edit("bend") as graph:
        next(each for each in graph.links if each.target == end(target)).extra["via"] = [list(each) for each in points]


def link_into(doc: Document, target: str) -> Link:
    return next(each for each in doc.graph.links if each.target == end(target))


# adding


def test_an_added_node_lies_where_it_was_dropped_and_is_selected(doc: Document) -> None:
    node = edits.add_node(doc, "prompt", (10.4, 20.6))
    assert doc.graph.nodes[node].at == (10, 21)
    assert doc.selection == Selection(frozenset({node}))
    assert doc.undo_label == "add Prompt"


def test_a_wire_dropped_on_empty_space_leads_to_the_first_fitting_input(doc: Document) -> None:
    node = edits.add_node(doc, "unet_predict", source=end("model.out"))
    assert f"model.out {node}.model" in wires(doc)
    assert f"noise.out {edits.add_node(doc, 'average', source=end('noise.out'))}.values[0]" in wires(doc)


def test_a_dropped_wire_prefers_the_input_of_its_own_type(doc: Document) -> None:
    predicted = edits.add_node(doc, "unet_predict")
    clean = edits.add_node(doc, "estimate_clean", source=End(predicted, "out"))
    assert doc.graph.source(End(clean, "noise")) == End(predicted, "out")
    assert doc.graph.source(End(clean, "x_t")) is None


def test_a_wire_dragged_from_an_input_takes_the_first_fitting_output(doc: Document) -> None:
    node = edits.add_node(doc, "load_image", target=end("save.images"))
    assert f"{node}.out save.images" in wires(doc)
    assert "average.out save.images" not in wires(doc)


def test_a_node_that_does_not_fit_the_wire_is_not_added(doc: Document) -> None:
    before = plain(doc)
    with pytest.raises(EditError, match=r"prompt has no free input that takes Image"):
        edits.add_node(doc, "prompt", source=end("noise.out"))
    with pytest.raises(EditError, match=r"prompt has no output that save.images takes"):
        edits.add_node(doc, "prompt", target=end("save.images"))
    with pytest.raises(EditError, match="no node type 'promt'"):
        edits.add_node(doc, "promt")
    assert plain(doc) == before


# wiring


def test_a_wire_into_an_occupied_input_replaces_the_old_one(doc: Document) -> None:
    edits.connect(doc, end("flip.out"), end("save.images"))
    assert "flip.out save.images" in wires(doc)
    assert "average.out save.images" not in wires(doc)
    assert len(doc.graph.links) == 5


def test_the_same_wire_again_changes_nothing(doc: Document) -> None:
    bend(doc, "flip.value", (5, 5))
    edits.connect(doc, end("noise.out"), end("flip.value"))
    assert via_points(link_into(doc, "flip.value")) == [(5, 5)]


def test_a_wrong_type_and_a_circle_are_refused(doc: Document) -> None:
    with pytest.raises(EditError, match=r"takes Model, flip.out gives"):
        edits.connect(doc, end("flip.out"), end("noise.model"))
    with pytest.raises(EditError, match="would close a cycle"):
        edits.connect(doc, end("average.out"), end("flip.value"))


def test_a_wire_dropped_on_a_node_takes_its_first_free_input(doc: Document) -> None:
    assert edits.connect_to_node(doc, end("noise.out"), "average").target == end("average.values[2]")
    with pytest.raises(EditError, match="noise has no free input that takes Model"):
        edits.connect_to_node(doc, end("model.out"), "noise")


def test_a_wire_dropped_on_a_node_may_drive_a_setting(registry: Registry) -> None:
    doc = Document(loop(registry))
    edits.add_node(doc, "alternate")
    made = edits.connect_to_node(doc, end("step.i"), "alternate")
    assert made.target == end("alternate.i")


def test_disconnect_closes_the_gap_in_a_row(doc: Document) -> None:
    edits.disconnect(doc, end("average.values[0]"))
    assert "noise.out average.values[0]" in wires(doc)
    with pytest.raises(EditError, match=r"average.values\[1\] has no wire"):
        edits.disconnect(doc, end("average.values[1]"))


def test_a_wire_end_dropped_elsewhere_is_one_step_and_keeps_its_dots(doc: Document) -> None:
    bend(doc, "average.values[1]", (9, 9))
    doc.seal()
    before = plain(doc)
    edits.reconnect_end(doc, end("average.values[1]"), end("save.images"))
    assert {"noise.out save.images", "flip.out average.values[0]"} <= wires(doc)
    assert via_points(link_into(doc, "save.images")) == [(9, 9)]
    doc.undo()
    assert plain(doc) == before


def test_within_a_row_the_wire_dropped_on_is_the_one_replaced(doc: Document) -> None:
    edits.connect(doc, end("noise.out"), end("average.values[2]"))
    edits.reconnect_end(doc, end("average.values[0]"), end("average.values[1]"))
    assert [str(doc.graph.source(end(f"average.values[{place}]"))) for place in range(3)] == [
        "flip.out",
        "noise.out",
        "None",
    ]


def test_a_wire_end_that_fits_nowhere_stays(doc: Document) -> None:
    before = plain(doc)
    with pytest.raises(EditError):
        edits.reconnect_end(doc, end("save.images"), end("noise.model"))
    assert edits.reconnect_end(doc, end("save.images"), end("save.images")).source == end("average.out")
    assert plain(doc) == before


def test_a_node_dropped_on_a_wire_is_inserted(doc: Document) -> None:
    edits.add_node(doc, "negate", (700, 0))
    bend(doc, "save.images", (650, 0), (750, 0))
    assert edits.insert_on_link(doc, "negate", end("save.images"))
    assert {"average.out negate.value", "negate.out save.images"} <= wires(doc)
    assert via_points(link_into(doc, "negate.value")) == [(650, 0)]
    assert via_points(link_into(doc, "save.images")) == [(750, 0)]


def test_a_node_that_does_not_fit_a_wire_is_not_inserted(doc: Document) -> None:
    edits.add_node(doc, "prompt")
    before = plain(doc)
    assert not edits.insert_on_link(doc, "prompt", end("save.images"))
    assert not edits.insert_on_link(doc, "average", end("save.images"))
    assert not edits.insert_on_link(doc, "prompt", end("prompt.model"))
    assert plain(doc) == before


# deleting


def test_delete_takes_nodes_with_all_their_wires(doc: Document) -> None:
    edits.delete(choose(doc, "noise", "average"))
    assert set(doc.graph.nodes) == {"model", "flip", "save"}
    assert wires(doc) == set()
    doc.undo()
    assert len(wires(doc)) == 5


def test_delete_with_reconnect_leads_wires_around(doc: Document) -> None:
    edits.delete(choose(doc, "flip", "average"), reconnect=True)
    assert wires(doc) == {"model.out noise.model", "noise.out save.images"}


def test_reconnect_keeps_the_order_of_a_row(doc: Document) -> None:
    edits.delete(choose(doc, "flip"), reconnect=True)
    assert {"noise.out average.values[0]", "noise.out average.values[1]"} <= wires(doc)


def test_reconnect_never_makes_a_wire_of_a_wrong_type(doc: Document) -> None:
    edits.delete(choose(doc, "noise"), reconnect=True)
    assert wires(doc) == {"flip.out average.values[0]", "average.out save.images"}


def test_several_wires_of_one_row_are_deleted_together(doc: Document) -> None:
    doc.select(Selection(links=frozenset({end("average.values[0]"), end("average.values[1]")})))
    edits.delete(doc)
    assert wires(doc) == {"model.out noise.model", "noise.out flip.value", "average.out save.images"}


def test_a_deleted_dot_leaves_its_wires(doc: Document) -> None:
    bend(doc, "flip.value", (5, 5), (6, 6))
    bend(doc, "average.values[1]", (5, 5))
    doc.select(Selection(dots=frozenset({Dot(end("noise.out"), (5, 5))})))
    edits.delete(doc)
    assert via_points(link_into(doc, "flip.value")) == [(6, 6)]
    assert link_into(doc, "average.values[1]").extra == {}


def test_a_node_with_hundreds_of_wires_goes_and_comes_back(registry: Registry) -> None:
    graph = Graph(registry)
    graph.add("gaussian_noise", "noise")
    for place in range(200):
        graph.add("average", f"a{place}")
        graph.link("noise.out", f"a{place}.values[0]")
        graph.link("noise.out", f"a{place}.values[1]")
    doc = Document(graph)
    before = plain(doc)
    edits.delete(choose(doc, "noise"), reconnect=True)
    assert wires(doc) == set()
    doc.undo()
    assert plain(doc) == before


def test_delete_without_a_selection_is_refused(doc: Document) -> None:
    with pytest.raises(EditError, match="nothing is selected"):
        edits.delete(doc)


# names, values, seeds


def test_a_renamed_node_keeps_wires_selection_and_size(doc: Document) -> None:
    doc.sizes["flip"] = (10, 10)
    doc.select(Selection(frozenset({"flip", "save"}), frozenset({end("flip.value")})))
    edits.rename(doc, "flip", "mirror")
    assert {"noise.out mirror.value", "mirror.out average.values[0]"} <= wires(doc)
    assert doc.selection == Selection(frozenset({"mirror", "save"}), frozenset({end("mirror.value")}))
    assert doc.sizes["mirror"] == (10, 10)
    with pytest.raises(EditError, match="already there"):
        edits.rename(doc, "mirror", "save")
    with pytest.raises(EditError, match="cannot be a node's id"):
        edits.rename(doc, "mirror", "a b")


def test_a_title_is_kept_until_it_is_emptied(doc: Document) -> None:
    edits.set_title(doc, "flip", " upside  down\n")
    assert doc.graph.nodes["flip"].extra == {"title": "upside down"}
    edits.set_title(doc, "flip", "Flip")
    assert doc.graph.nodes["flip"].extra == {}


def test_values_are_fitted_and_reset(doc: Document) -> None:
    edits.set_value(doc, "flip", "axis", "horizontal")
    assert doc.graph.nodes["flip"].params == {"axis": "horizontal"}
    with pytest.raises(EditError, match="flip: axis is 'up'"):
        edits.set_value(doc, "flip", "axis", "up")
    edits.unset(doc, "flip", "axis")
    assert doc.graph.nodes["flip"].params == {}


def test_a_sweep_goes_back_to_its_first_value(doc: Document) -> None:
    edits.set_sweep(doc, "noise", "seed", [4, 5])
    assert doc.graph.nodes["noise"].params["seed"] == {"each": [4, 5]}
    edits.set_sweep(doc, "noise", "seed", None)
    assert doc.graph.nodes["noise"].params["seed"] == 4
    with pytest.raises(EditError, match="sweeps over nothing"):
        edits.set_sweep(doc, "noise", "seed", [])


def test_only_new_seeds_are_rolled_in_one_step(registry: Registry) -> None:
    doc = Document(loop(registry))
    assert not edits.roll_seeds(doc)
    edits.set_seed_mode(doc, "gaussian_noise", "seed", "new")
    assert edits.seed_mode(doc.graph, "gaussian_noise", "seed") == "new"
    assert edits.roll_seeds(doc, lambda: 77)
    assert doc.graph.nodes["gaussian_noise"].params["seed"] == 77
    assert "seed" not in doc.graph.nodes["step"].params
    assert doc.undo() == "new seeds"
    edits.set_seed_mode(doc, "gaussian_noise", "seed", "keep")
    assert doc.graph.nodes["gaussian_noise"].extra == {}
    with pytest.raises(EditError, match="prompt: text is no seed"):
        edits.set_seed_mode(doc, "prompt", "text", "new")


def test_a_swept_seed_is_rolled_value_by_value(doc: Document) -> None:
    edits.set_sweep(doc, "noise", "seed", [4, 5])
    edits.set_seed_mode(doc, "noise", "seed", "new")
    drawn = iter(range(10, 20))
    edits.roll_seeds(doc, lambda: next(drawn))
    assert doc.graph.nodes["noise"].params["seed"] == {"each": [10, 11]}


def test_rolled_seeds_differ() -> None:
    seeds = {edits.roll_seeds.__defaults__[0]() for _ in range(20)}  # type: ignore[index]
    assert len(seeds) > 10


# looks


def test_modes_toggle_on_the_whole_selection(doc: Document) -> None:
    choose(doc, "flip")
    edits.set_mode(doc, "mute")
    choose(doc, "flip", "average")
    edits.set_mode(doc, "mute")
    assert {doc.graph.nodes[node].mode for node in ("flip", "average")} == {"mute"}
    edits.set_mode(doc, "bypass")
    edits.set_mode(doc, "bypass")
    assert {doc.graph.nodes[node].mode for node in ("flip", "average")} == {""}


def test_collapsing_and_unfolding_leaves_no_trace(doc: Document) -> None:
    before = plain(doc)
    edits.toggle_collapsed(choose(doc, "flip", "save"))
    assert doc.graph.nodes["save"].extra == {"collapsed": True}
    edits.toggle_collapsed(doc)
    assert plain(doc) == before


def test_pictures_are_noted_only_where_they_are_not_as_usual(doc: Document) -> None:
    edits.toggle_picture(choose(doc, "flip"))
    assert doc.graph.nodes["flip"].extra == {"picture": True}
    edits.toggle_picture(choose(doc, "flip", "save"))
    assert doc.graph.nodes["flip"].extra == {}
    assert doc.graph.nodes["save"].extra == {"picture": False}


def test_colours_go_to_nodes_and_frames(doc: Document) -> None:
    with doc.edit("frame") as graph:
        graph.extra["frames"] = [{"title": "", "at": [0, 0], "size": [9, 9]}]
    doc.select(Selection(frozenset({"flip"}), frames=frozenset({0})))
    edits.set_colour(doc, "#112233")
    assert doc.graph.nodes["flip"].extra["colour"] == doc.graph.extra["frames"][0]["colour"] == "#112233"
    edits.set_colour(doc, None)
    assert doc.graph.nodes["flip"].extra == {}
    with pytest.raises(EditError, match="colour is 'red'"):
        edits.set_colour(doc, "red")


def test_commands_on_nodes_say_that_none_is_selected(doc: Document) -> None:
    for command in (edits.toggle_collapsed, edits.toggle_picture, lambda each: edits.set_mode(each, "mute")):
        with pytest.raises(EditError, match="no node is selected"):
            command(doc)


# moving


def test_everything_moves_in_one_step_and_dots_stay_selected(doc: Document) -> None:
    bend(doc, "flip.value", (5, 5))
    bend(doc, "average.values[1]", (5, 5))
    with doc.edit("decor") as graph:
        graph.extra["frames"] = [{"title": "", "at": [0, 0], "size": [9, 9]}]
        graph.extra["notes"] = [{"text": "n", "at": [0, 0]}]
    before, dot = plain(doc), Dot(end("noise.out"), (5, 5))
    doc.select(Selection(dots=frozenset({dot})))
    edits.move(doc, {"flip": (13, 17)}, frames={0: (25, 30)}, notes={0: (7, 8)}, dots={dot: (100, 101)}, snap=True)
    assert doc.graph.nodes["flip"].at == (12, 12)
    assert doc.graph.extra["frames"][0]["at"] == [24, 24]
    assert doc.graph.extra["notes"][0]["at"] == [12, 12]
    assert via_points(link_into(doc, "flip.value")) == via_points(link_into(doc, "average.values[1]")) == [(96, 96)]
    assert doc.selection.dots == {Dot(end("noise.out"), (96, 96))}
    doc.undo()
    assert plain(doc) == before


def test_places_stay_finite(doc: Document) -> None:
    edits.move(doc, {"flip": (float("inf"), float("nan"))})
    assert doc.graph.nodes["flip"].at == (1_000_000, 0)
    with pytest.raises(EditError, match="no node 'nobody'"):
        edits.move(doc, {"nobody": (0, 0)})
    with pytest.raises(EditError, match="no frame 3"):
        edits.move(doc, {}, frames={3: (0, 0)})


def test_a_missing_type_can_be_moved_muted_renamed_and_deleted(doc: Document) -> None:
    with doc.edit("odd") as graph:
        graph.nodes["odd"] = Node("odd", "from_elsewhere", params={"x": 1}, at=(0, 0))
        graph.links.append(Link(end("odd.a"), end("flip.value")))
    choose(doc, "odd")
    edits.move(doc, {"odd": (1, 1)})
    edits.set_mode(doc, "mute")
    edits.toggle_collapsed(doc)
    edits.toggle_picture(doc)
    edits.rename(doc, "odd", "even")
    with pytest.raises(EditError, match="missing"):
        edits.set_value(doc, "even", "x", 2)
    assert doc.graph.nodes["even"].params == {"x": 1}
    edits.delete(doc, reconnect=True)
    assert "even" not in doc.graph.nodes
