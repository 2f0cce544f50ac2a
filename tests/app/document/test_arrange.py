"""Aligning, spacing, and the automatic layout of every graph that comes with the project."""

from itertools import combinations

import pytest

from app.document.commands import arrange, decor
from app.document.decoration import frames, notes
from app.document.document import Document
from app.document.geometry import ID_LINE, Box, bounds, box, box_of, place_of, size_of
from app.document.zones import bodies
from nodegraph.errors import EditError
from nodegraph.file import load
from nodegraph.graph import Graph, Link
from nodegraph.registry import Registry
from tests.app.document.models import choose, document, end, loop, plain
from tests.conftest import GRAPHS

EVERY = sorted(GRAPHS.glob("*.json"))


def with_id(doc: Document, node: str) -> Box:
    """A node and the line above it."""
    found = box_of(doc, node)
    return Box(found.left, found.top - ID_LINE, found.right, found.bottom)


def overlaps(doc: Document) -> list[tuple[str, str]]:
    boxes = {node: with_id(doc, node) for node in doc.graph.nodes}
    return [pair for pair in combinations(boxes, 2) if boxes[pair[0]].meets(boxes[pair[1]])]


@pytest.fixture(scope="module", params=EVERY, ids=lambda path: path.stem)
def laid_out(request: pytest.FixtureRequest, registry: Registry) -> Document:
    """Laid out once for all tests, which change nothing."""
    doc = Document(load(request.param, registry))
    arrange.layout(doc)
    return doc


def test_nothing_overlaps(laid_out: Document) -> None:
    assert overlaps(laid_out) == []


def test_wires_lead_to_the_right(laid_out: Document) -> None:
    for link in laid_out.graph.links:
        assert box_of(laid_out, link.source.node).right < box_of(laid_out, link.target.node).left, link


def test_a_loop_holds_its_members_and_no_other_node(laid_out: Document) -> None:
    for body in bodies(laid_out.graph):
        region = bounds(laid_out, body.members)
        assert region is not None
        assert region.left == place_of(laid_out.graph, body.step)[0]
        assert region.right >= box_of(laid_out, body.sampler).right
        for node in laid_out.graph.nodes.keys() - body.members:
            assert not region.meets(with_id(laid_out, node)), node


def test_notes_stay_readable(laid_out: Document) -> None:
    for note in notes(laid_out.graph).values():
        region = box(note.at, note.size)
        assert not any(region.meets(with_id(laid_out, node)) for node in laid_out.graph.nodes)


def test_a_second_layout_changes_nothing(laid_out: Document) -> None:
    before = plain(laid_out)
    arrange.layout(laid_out)
    assert plain(laid_out) == before


def test_the_anagram_stays_compact(registry: Registry) -> None:
    doc = Document(load(GRAPHS / "visual_anagram.json", registry))
    arrange.layout(doc)
    room = bounds(doc)
    assert room is not None
    assert room.width < 1900
    assert room.height < 1000


def test_layout_is_one_step_and_the_corner_stays(registry: Registry) -> None:
    doc = Document(loop(registry))
    before = plain(doc)
    arrange.layout(doc)
    corner = bounds(doc)
    assert corner is not None
    assert (corner.left, corner.top) == (0, 0)
    assert doc.undo() == "layout"
    assert plain(doc) == before


def test_measured_sizes_count(registry: Registry) -> None:
    doc = Document(loop(registry))
    doc.sizes = dict.fromkeys(doc.graph.nodes, (300.0, 400.0))
    arrange.layout(doc)
    assert overlaps(doc) == []


def test_only_what_is_selected_moves_and_it_covers_nothing(registry: Registry) -> None:
    doc = document(registry)
    for node in doc.graph.nodes.values():
        node.at = (0, 0)
    doc.graph.nodes["save"].at = (150, 40)
    arrange.layout(choose(doc, "noise", "flip", "average"), only_selected=True)
    assert doc.graph.nodes["model"].at == (0, 0)
    assert doc.graph.nodes["save"].at == (150, 40)
    assert overlaps(doc) == []


def test_frames_follow_and_dots_go(registry: Registry) -> None:
    doc = document(registry)
    frame = decor.add_frame(choose(doc, "noise", "flip"))
    decor.add_dot(doc, end("flip.value"), (300, 50))
    arrange.layout(doc)
    assert {"noise", "flip"} <= decor.inside(doc, frame).nodes
    assert all(link.extra == {} for link in doc.graph.links)
    assert frames(doc.graph)[frame].size[0] > 100


@pytest.mark.parametrize("links", [[("a.out", "b.value"), ("b.out", "a.value")], [("a.out", "a.value")], []])
def test_circles_and_loose_nodes_are_laid_out_too(registry: Registry, links: list[tuple[str, str]]) -> None:
    graph = Graph(registry)
    for id in "abcde":
        graph.add("flip", id, at=(0, 0))
    graph.links = [Link(end(source), end(target)) for source, target in links]
    graph.nodes["c"].type = "missing"
    doc = Document(graph)
    arrange.layout(doc)
    assert overlaps(doc) == []


def test_a_loop_that_is_fed_by_itself_is_laid_out_too(registry: Registry) -> None:
    graph = loop(registry)
    graph.links.append(Link(end("sampler.out"), end("gaussian_noise.model")))
    doc = Document(graph)
    arrange.layout(doc)
    assert overlaps(doc) == []


def test_many_nodes_are_laid_out(registry: Registry) -> None:
    graph = Graph(registry)
    for place in range(120):
        graph.add("average", f"a{place}", at=(0, 0))
        for before in (place - 1, place // 2):
            if 0 <= before < place:
                graph.link(f"a{before}.out", f"a{place}.values[9]")
    doc = Document(graph)
    arrange.layout(doc)
    assert overlaps(doc) == []


def test_an_empty_canvas_is_left_alone(registry: Registry) -> None:
    doc = Document(Graph(registry))
    arrange.layout(doc)
    assert doc.undo_label == ""


def test_nodes_without_a_place_get_one_below(registry: Registry) -> None:
    graph = document(registry).graph
    for node in ("flip", "average"):
        graph.nodes[node].at = None
    arrange.place_missing(graph)
    assert graph.nodes["noise"].at == (200, 0)
    assert overlaps(Document(graph)) == []


@pytest.mark.parametrize(
    ("edge", "line"),
    [
        ("left", lambda each: each.left),
        ("right", lambda each: each.right),
        ("top", lambda each: each.top),
        ("bottom", lambda each: each.bottom),
        ("centre", lambda each: (each.left + each.right) // 2),
        ("middle", lambda each: (each.top + each.bottom) // 2),
    ],
)
def test_aligned_nodes_share_a_line(registry: Registry, edge: arrange.Edge, line: object) -> None:
    doc = document(registry)
    doc.sizes = {"noise": (100.0, 80.0), "flip": (120.0, 60.0), "save": (90.0, 40.0)}
    for place, node in enumerate(doc.sizes):
        doc.graph.nodes[node].at = (place * 37, place * 53)
    arrange.align(choose(doc, *doc.sizes), edge)
    assert len({round(line(box_of(doc, node))) for node in doc.sizes}) == 1  # type: ignore[operator]


@pytest.mark.parametrize("direction", ["across", "down"])
def test_distributed_nodes_have_equal_gaps(registry: Registry, direction: arrange.Direction) -> None:
    doc = document(registry)
    doc.sizes = {"noise": (100.0, 80.0), "flip": (120.0, 60.0), "save": (90.0, 40.0)}
    for node, at in zip(doc.sizes, (0, 150, 800), strict=True):
        doc.graph.nodes[node].at = (at, at)
    arrange.distribute(choose(doc, *doc.sizes), direction)
    first, second, third = (box_of(doc, node) for node in doc.sizes)
    if direction == "across":
        assert second.left - first.right == third.left - second.right
    else:
        assert second.top - first.bottom == third.top - second.bottom
    assert doc.graph.nodes["save"].at == (800, 800)


def test_too_few_nodes_are_refused(registry: Registry) -> None:
    doc = choose(document(registry), "flip")
    with pytest.raises(EditError, match="Select at least 2"):
        arrange.align(doc, "left")
    with pytest.raises(EditError, match="Select at least 3"):
        arrange.distribute(choose(doc, "flip", "save"), "across")


def test_snapping_goes_to_the_nearest_line() -> None:
    assert [arrange.snap(value) for value in (5, 7, -7, 24)] == [0, 12, -12, 24]


def test_every_node_type_has_an_estimated_size(registry: Registry) -> None:
    graph = Graph(registry)
    for kind in registry:
        node = graph.add(kind.name).id
        width, height = size_of(Document(graph), node)
        assert 80 < width < 300
        assert 40 < height < 400


def test_a_row_with_a_far_socket_is_as_high_as_its_wires(registry: Registry) -> None:
    doc = document(registry)
    size = size_of(doc, "average")
    last = next(link for link in doc.graph.links if link.target == end("average.values[1]"))
    last.target = end("average.values[999999999]")
    assert size_of(doc, "average") == size
    arrange.layout(doc)
