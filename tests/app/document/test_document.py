"""The document: undo and redo, what is one step, what is dirty, what stays selected."""

from pathlib import Path

import pytest

from app.document.commands import edits
from app.document.document import NOTHING, Document, Dot, Selection
from nodegraph.errors import EditError
from nodegraph.graph import Graph
from nodegraph.registry import Registry
from tests.app.document.models import choose, document, end, plain


@pytest.fixture
def doc(registry: Registry) -> Document:
    return document(registry)


def test_undo_and_redo_give_equal_files(doc: Document) -> None:
    start = plain(doc)
    edits.set_value(doc, "noise", "seed", 5)
    edits.disconnect(doc, end("flip.value"))
    finish = plain(doc)
    assert [doc.undo(), doc.undo(), doc.undo()] == ["disconnect", "set seed", ""]
    assert plain(doc) == start
    assert [doc.redo(), doc.redo(), doc.redo()] == ["set seed", "disconnect", ""]
    assert plain(doc) == finish


def test_an_error_changes_neither_graph_nor_selection(doc: Document) -> None:
    choose(doc, "noise")
    before = doc.graph

    def broken() -> None:
        with doc.edit("try") as graph:
            graph.remove("save")
            doc.select(NOTHING)
            graph.remove("nobody")

    with pytest.raises(EditError):
        broken()
    assert doc.graph is before
    assert doc.selection.nodes == {"noise"}
    assert not doc.undo_label


def test_an_edit_without_a_change_is_no_step(doc: Document) -> None:
    with doc.edit("nothing") as graph:
        graph.nodes["noise"].params = {}
    assert (doc.undo_label, doc.revision) == ("", 0)


def test_what_a_step_holds_is_not_changed_by_later_edits(doc: Document) -> None:
    with doc.edit("nested") as graph:
        graph.nodes["save"].extra["seeds"] = {"a": "new"}
        graph.extra["notes"] = [{"text": "one"}]
    first = plain(doc)
    with doc.edit("deeper") as graph:
        graph.nodes["save"].extra["seeds"]["b"] = "new"
        graph.extra["notes"][0]["text"] = "two"
    doc.undo()
    assert plain(doc) == first


def test_edits_with_one_merge_are_one_step_until_sealed(doc: Document) -> None:
    start = plain(doc)
    for x in range(5):
        edits.move(doc, {"flip": (x, x)}, merge="drag")
    doc.seal()
    edits.move(doc, {"flip": (50, 50)}, merge="drag")
    doc.undo()
    assert doc.graph.nodes["flip"].at == (4, 4)
    doc.undo()
    assert plain(doc) == start


def test_another_edit_ends_a_merge(doc: Document) -> None:
    edits.move(doc, {"flip": (1, 1)}, merge="drag")
    edits.set_value(doc, "noise", "seed", 3)
    edits.move(doc, {"flip": (2, 2)}, merge="drag")
    doc.undo()
    assert doc.graph.nodes["flip"].at == (1, 1)


def test_after_undo_a_merge_begins_anew(doc: Document) -> None:
    edits.move(doc, {"flip": (1, 1)}, merge="drag")
    edits.set_value(doc, "noise", "seed", 3)
    doc.undo()
    edits.move(doc, {"flip": (2, 2)}, merge="drag")
    doc.undo()
    assert doc.graph.nodes["flip"].at == (1, 1)


def test_a_drag_back_to_the_start_leaves_no_step(doc: Document) -> None:
    at = doc.graph.nodes["flip"].at or (0, 0)
    edits.move(doc, {"flip": (1, 1)}, merge="drag")
    edits.move(doc, {"flip": at}, merge="drag")
    assert doc.undo_label == ""


def test_undo_brings_the_selection_back(doc: Document) -> None:
    choose(doc, "flip")
    edits.delete(doc)
    assert doc.selection == NOTHING
    doc.undo()
    assert doc.selection.nodes == {"flip"}
    doc.redo()
    assert doc.selection == NOTHING


def test_what_is_gone_is_no_longer_selected(doc: Document) -> None:
    gone = Dot(end("noise.out"), (1, 1))
    doc.select(
        Selection(
            frozenset({"flip", "save"}),
            frozenset({end("flip.value")}),
            frozenset({gone}),
            frozenset({3}),
            frozenset({4}),
        )
    )
    with doc.edit("remove") as graph:
        graph.remove("flip")
    assert doc.selection == Selection(frozenset({"save"}))


def test_frames_that_are_no_list_harm_nothing(doc: Document) -> None:
    with doc.edit("odd") as graph:
        graph.extra["frames"] = 5
    doc.select(Selection(frames=frozenset({0})))
    edits.set_value(doc, "noise", "seed", 3)
    assert doc.selection == NOTHING


def test_dirty_until_saved_and_clean_again_after_undo(doc: Document) -> None:
    assert not doc.dirty
    edits.set_value(doc, "noise", "seed", 3)
    assert doc.dirty
    doc.undo()
    assert not doc.dirty
    doc.redo()
    doc.mark_saved(Path("folder/graph.json"))
    assert not doc.dirty
    assert doc.base == Path("folder")


def test_a_restored_graph_is_dirty(doc: Document, registry: Registry) -> None:
    doc.mark_unsaved()
    assert doc.dirty
    empty = Document(Graph(registry))
    empty.mark_unsaved()
    assert not empty.dirty


def test_an_edit_after_saving_is_a_step_of_its_own(doc: Document) -> None:
    edits.set_value(doc, "noise", "seed", 3, merge="typing")
    doc.mark_saved()
    edits.set_value(doc, "noise", "seed", 4, merge="typing")
    doc.undo()
    assert not doc.dirty


def test_unchanged_nodes_are_shared_between_steps(doc: Document) -> None:
    before = doc.graph
    edits.set_value(doc, "noise", "seed", 3)
    assert doc.graph.nodes["save"] is before.nodes["save"]
    assert doc.graph.nodes["noise"] is not before.nodes["noise"]
    assert all(old is new for old, new in zip(before.links, doc.graph.links, strict=True))
