"""What gets selected: everything, nothing, the others, what hangs together."""

import pytest

from app.document.commands import decor, select
from app.document.document import NOTHING, Document, Selection
from nodegraph.errors import EditError
from nodegraph.registry import Registry
from tests.app.document.models import choose, document, end


@pytest.fixture
def doc(registry: Registry) -> Document:
    return document(registry)


def test_all_is_everything_on_the_canvas(doc: Document) -> None:
    decor.add_note(doc, (0, 0), "n")
    decor.add_frame(doc)
    dot = decor.add_dot(doc, end("flip.value"), (1, 1))
    select.select_all(doc)
    targets = frozenset(link.target for link in doc.graph.links)
    frame = frozenset({0})
    assert doc.selection == Selection(frozenset(doc.graph.nodes), targets, frozenset({dot}), frame, frame)
    select.select_none(doc)
    assert doc.selection == NOTHING


def test_invert_takes_the_other_nodes(doc: Document) -> None:
    select.invert(choose(doc, "flip", "save"))
    assert doc.selection.nodes == {"model", "noise", "average"}


def test_upstream_and_downstream_follow_the_wires(doc: Document) -> None:
    select.select_upstream(choose(doc, "flip"))
    assert doc.selection.nodes == {"model", "noise", "flip"}
    select.select_downstream(choose(doc, "flip"))
    assert doc.selection.nodes == {"flip", "average", "save"}


def test_linked_is_one_part_of_the_graph(doc: Document) -> None:
    with doc.edit("add") as graph:
        graph.add("prompt", "alone")
    select.select_linked(choose(doc, "save"))
    assert doc.selection.nodes == doc.graph.nodes.keys() - {"alone"}


def test_spreading_from_nothing_is_refused(doc: Document) -> None:
    with pytest.raises(EditError, match="no node is selected"):
        select.select_linked(doc)


def test_selecting_is_no_undo_step(doc: Document) -> None:
    select.select_all(doc)
    assert doc.undo_label == ""
