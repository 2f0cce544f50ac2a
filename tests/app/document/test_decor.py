"""Frames, notes and reroute dots."""

import pytest

from app.document.commands import decor, edits
from app.document.decoration import dots, frames, notes, via_points
from app.document.document import Document, Dot, Selection
from app.document.geometry import box, box_of
from nodegraph.errors import EditError
from nodegraph.graph import Graph
from nodegraph.registry import Registry
from tests.app.document.models import choose, document, end


@pytest.fixture
def doc(registry: Registry) -> Document:
    return document(registry)


def test_a_frame_goes_around_the_selection(doc: Document) -> None:
    index = decor.add_frame(choose(doc, "noise", "flip"), "Pair")
    frame = frames(doc.graph)[index]
    assert frame.title == "Pair"
    assert all(box(frame.at, frame.size).holds(box_of(doc, node)) for node in ("noise", "flip"))
    assert decor.inside(doc, index).nodes == {"noise", "flip"}
    assert doc.selection == Selection(frames=frozenset({index}))


def test_a_frame_without_a_selection_lies_where_it_is_put(doc: Document) -> None:
    decor.add_frame(doc, at=(5, 6))
    assert frames(doc.graph)[0].at == (5, 6)


def test_a_frame_takes_along_only_what_lies_wholly_inside(doc: Document) -> None:
    outer = decor.add_frame(choose(doc, "noise", "flip"))
    decor.set_frame(doc, outer, at=(150, -60), size=(350, 400))
    decor.set_frame(doc, decor.add_frame(doc, at=(0, 0)), at=(160, -50), size=(100, 40))
    decor.add_note(doc, (160, 200), "in")
    decor.add_note(doc, (480, 200), "half")
    decor.add_dot(doc, end("flip.value"), (320, 100))
    edits.move(doc, {"flip": (450, 0)})
    found = decor.inside(doc, outer)
    assert found == decor.Inside(
        frozenset({"noise"}), frozenset({0}), frozenset({Dot(end("noise.out"), (320, 100))}), frozenset({1})
    )
    assert decor.inside(doc, 9).nodes == frozenset()


def test_frames_and_notes_change_field_by_field(doc: Document) -> None:
    frame, note = decor.add_frame(doc), decor.add_note(doc, (0, 0))
    decor.set_frame(doc, frame, title="A", colour="#123456", size=(1, 900))
    decor.set_note(doc, note, text="line\nline", size=(200, 100))
    assert frames(doc.graph)[0] == type(frames(doc.graph)[0])("A", (0, 0), (24, 900), "#123456")
    assert notes(doc.graph)[0].text == "line\nline"
    decor.set_frame(doc, frame, colour=None)
    assert frames(doc.graph)[0].colour is None
    with pytest.raises(EditError, match="no field 'shade'"):
        decor.set_frame(doc, frame, shade=1)
    with pytest.raises(EditError, match="no note 5"):
        decor.set_note(doc, 5, text="x")


def test_deleting_a_frame_leaves_the_others_and_their_contents(doc: Document) -> None:
    for title in "abc":
        decor.add_frame(choose(doc, "noise"), title)
    doc.select(Selection(frames=frozenset({0, 2})))
    edits.delete(doc)
    assert [frame.title for frame in frames(doc.graph).values()] == ["b"]
    assert "noise" in doc.graph.nodes


def test_a_dot_goes_between_the_dots_where_the_wire_bends_least(doc: Document) -> None:
    with doc.edit("place") as graph:
        graph.nodes["noise"].at, graph.nodes["flip"].at = (0, 0), (1000, 0)
    for x in (800, 300, 500):
        decor.add_dot(doc, end("flip.value"), (x, 50))
    link = next(each for each in doc.graph.links if each.target == end("flip.value"))
    assert [x for x, _ in via_points(link)] == [300, 500, 800]
    decor.add_dot(doc, end("flip.value"), (1, 1), place=1)
    assert via_points(next(each for each in doc.graph.links if each.target == end("flip.value")))[1] == (1, 1)


def test_selected_wires_of_one_output_share_a_dot(doc: Document) -> None:
    doc.select(Selection(links=frozenset({end("flip.value"), end("average.values[1]"), end("save.images")})))
    dot = decor.add_dot(doc, end("flip.value"), (300, 50))
    assert set(dots(doc.graph)[dot]) == {end("flip.value"), end("average.values[1]")}
    assert doc.selection.dots == {dot}


def test_a_dot_needs_a_wire(doc: Document) -> None:
    with pytest.raises(EditError, match=r"flip\.other has no wire"):
        decor.add_dot(doc, end("flip.other"), (0, 0))


@pytest.mark.parametrize("odd", [5, None, "x", [1, {"at": "here"}, {"at": [1, 1e300], "size": [1, 1]}], {"a": 1}])
def test_odd_decoration_in_a_file_is_passed_over(registry: Registry, odd: object) -> None:
    graph = Graph(registry, extra={"frames": odd, "notes": odd})
    graph.add("flip", "a")
    graph.add("flip", "b")
    graph.link("a.out", "b.value").extra["via"] = odd
    assert (frames(graph), notes(graph), dots(graph)) == ({}, {}, {})
