"""Copy, cut, paste and duplicate, by way of text."""

import json

import pytest

from app.document.commands import clips, decor, edits
from app.document.decoration import notes, via_points
from app.document.document import Document, Selection
from nodegraph.errors import EditError
from nodegraph.file import dumps, loads
from nodegraph.graph import Graph
from nodegraph.registry import Registry
from tests.app.document.models import choose, document, end, loop, plain, wires


@pytest.fixture
def doc(registry: Registry) -> Document:
    return document(registry)


def test_the_text_is_a_graph_of_its_own(doc: Document, registry: Registry) -> None:
    edits.set_value(doc, "flip", "axis", "horizontal")
    clip = loads(clips.copied(choose(doc, "flip", "average")), registry)
    assert list(clip.nodes) == ["flip", "average"]
    assert clip.nodes["flip"].params == {"axis": "horizontal"}
    assert [f"{link.source} {link.target}" for link in clip.links] == ["flip.out average.values[0]"]


def test_a_row_in_the_text_has_no_gap(doc: Document, registry: Registry) -> None:
    clip = loads(clips.copied(choose(doc, "noise", "average")), registry)
    assert [str(link.target) for link in clip.links] == ["average.values[0]"]


def test_paste_into_the_same_document_renames_and_wires(doc: Document) -> None:
    text = clips.copied(choose(doc, "noise", "flip"))
    clips.paste(doc, text)
    assert doc.selection == Selection(frozenset({"noise_2", "flip_2"}))
    assert "noise_2.out flip_2.value" in wires(doc)
    clips.paste(doc, clips.copied(choose(doc, "flip_2")))
    assert "flip_3" in doc.graph.nodes
    assert doc.undo() == "paste"


def test_pasted_nodes_do_not_cover_the_ones_they_come_from(doc: Document) -> None:
    text = clips.copied(choose(doc, "noise", "flip"))
    clips.paste(doc, text)
    clips.paste(doc, text)
    places = [node.at for node in doc.graph.nodes.values()]
    assert len(set(places)) == len(places)
    assert doc.graph.nodes["noise_2"].at == (224, 24)


def test_paste_at_a_place_keeps_the_shape(doc: Document) -> None:
    clips.paste(doc, clips.copied(choose(doc, "noise", "flip")), at=(1000, 500))
    assert (doc.graph.nodes["noise_2"].at, doc.graph.nodes["flip_2"].at) == ((1000, 500), (1200, 500))


def test_incoming_wires_only_where_asked_for(doc: Document) -> None:
    text = clips.copied(choose(doc, "average"))
    clips.paste(doc, text)
    assert not any("average_2" in wire for wire in wires(doc))
    clips.paste(doc, text, incoming=True)
    assert {"flip.out average_3.values[0]", "noise.out average_3.values[1]"} <= wires(doc)


def test_incoming_wires_take_their_old_places_in_a_row(doc: Document) -> None:
    edits.connect(doc, end("noise.out"), end("average.values[2]"))
    clips.duplicate(choose(doc, "average", "flip"), incoming=True)
    sources = [str(doc.graph.source(end(f"average_2.values[{place}]"))) for place in range(3)]
    assert sources == ["flip_2.out", "noise.out", "noise.out"]


def test_incoming_wires_that_no_longer_fit_are_left_out(doc: Document, registry: Registry) -> None:
    text = clips.copied(choose(doc, "average"))
    edits.delete(choose(doc, "flip"))
    clips.paste(doc, text, incoming=True)
    assert [wire for wire in wires(doc) if "average_2" in wire] == ["noise.out average_2.values[0]"]
    empty = Document(Graph(registry))
    empty_graph = Graph(registry)
    empty_graph.add("prompt", "noise")
    empty = Document(empty_graph)
    clips.paste(empty, text, incoming=True)
    assert wires(empty) == set()


def test_cut_takes_away_and_paste_brings_back(doc: Document) -> None:
    text = clips.cut(choose(doc, "flip"))
    assert "flip" not in doc.graph.nodes
    clips.paste(doc, text, incoming=True)
    assert "noise.out flip.value" in wires(doc)
    assert doc.graph.nodes["flip"].at == (400, 0)


def test_frames_notes_and_dots_come_along(doc: Document) -> None:
    decor.add_note(doc, (10, 20), "hello")
    frame = decor.add_frame(choose(doc, "noise", "flip"), "two")
    decor.add_dot(doc, end("flip.value"), (300, 40))
    doc.select(Selection(frozenset({"noise", "flip"}), frames=frozenset({frame}), notes=frozenset({0})))
    clips.duplicate(doc)
    assert doc.selection.frames == {1}
    assert doc.selection.notes == {1}
    assert notes(doc.graph)[1].text == "hello"
    bent = next(link for link in doc.graph.links if link.target == end("flip_2.value"))
    assert via_points(bent) == [(324, 64)]


def test_a_copy_shares_nothing_with_its_original(doc: Document) -> None:
    edits.set_seed_mode(doc, "noise", "seed", "new")
    clips.duplicate(choose(doc, "noise"))
    edits.set_seed_mode(doc, "noise_2", "seed", "keep")
    assert doc.graph.nodes["noise"].extra == {"seeds": {"seed": "new"}}


def test_a_whole_graph_is_pasted_from_its_file(registry: Registry) -> None:
    graph = loop(registry)
    doc = Document(Graph(registry))
    clips.paste(doc, dumps(graph))
    assert json.loads(plain(doc))["links"] == json.loads(plain(graph))["links"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hello", "not JSON"),
        ("", "not JSON"),
        ("[1]", "holds a list"),
        ('{"format": "other"}', "format is 'other'"),
        ('{"format": "anagraph", "version": 99}', "newer anagraph"),
        ('{"format": "anagraph", "version": 1}', "a graph without nodes"),
        ('{"format": "anagraph", "version": 1, "nodes": {"a": 3}}', "node 'a' is a number"),
    ],
)
def test_any_other_text_is_refused_in_one_line(doc: Document, text: str, why: str) -> None:
    before = plain(doc)
    with pytest.raises(EditError, match=why) as error:
        clips.paste(doc, text)
    assert str(error.value).startswith("clipboard: ")
    assert "\n" not in str(error.value)
    assert plain(doc) == before


def test_unknown_types_and_odd_wires_are_pasted_as_they_are(registry: Registry) -> None:
    text = """{"format": "anagraph", "version": 1, "nodes": {
        "a": {"type": "elsewhere", "params": {"deep": [1, {"x": null}]}, "look": "odd", "at": [1e300, 5]},
        "b": {"type": "flip"}},
        "links": [["a.x", "b.value"], ["a.y", "b.value"], ["gone.out", "b.value"], ["b.out", "a.z", {"via": 7}]],
        "frames": 3, "notes": [1, {"text": "t"}], "incoming": [["a"], 5, ["x.y", 3], [".", "b.value"]]}"""
    doc = Document(Graph(registry))
    clips.paste(doc, text, incoming=True)
    clips.paste(doc, text, at=(0, 0), incoming=True)
    assert doc.graph.nodes["a_2"].params == {"deep": [1, {"x": None}]}
    assert doc.graph.nodes["a_2"].extra == {"look": "odd"}
    assert {"a_2.x b_2.value", "b_2.out a_2.z"} <= wires(doc)
    assert loads(dumps(doc.graph), registry).nodes.keys() == {"a", "b", "a_2", "b_2"}


def test_copy_without_a_selection_is_refused(doc: Document) -> None:
    with pytest.raises(EditError, match="nothing is selected"):
        clips.copied(doc)
