"""Edits: what they do, and that a refused one changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from nodegraph.errors import EditError
from nodegraph.file import dumps, loads
from nodegraph.graph import End, Graph, Link, end
from nodegraph.registry import Registry
from nodegraph.wiring import source_type
from tests.nodegraph.tools import graph_of, read


@pytest.fixture
def chain(registry: Registry) -> Graph:
    """n -> a -> b -> t.values[0], and n -> t.values[1]."""
    nodes = {"n": "number", "a": "times", "b": "times", "t": "total", "w": ("word", {"text": "x"}), "s": "same"}
    return graph_of(registry, nodes, "n.out a.x a.out b.x b.out t.values[0] n.out t.values[1]")


def sockets(graph: Graph, node: str) -> dict[str, str]:
    return {link.target.socket: str(link.source) for link in graph.into(node)}


def test_a_node_gets_its_types_name_numbered_where_taken(registry: Registry) -> None:
    graph = Graph(registry)
    assert [graph.add("times").id for _ in range(3)] == ["times", "times_2", "times_3"]
    graph.remove("times_2")
    assert graph.add("times").id == "times_2"


def test_settings_are_kept_in_their_own_type(registry: Registry) -> None:
    graph = Graph(registry)
    node = graph.add("times", "a", at=(1, 2), by=3)
    assert node.params == {"by": 3.0}
    assert type(node.params["by"]) is float
    assert node.at == (1, 2)
    graph.set("a", "by", {"each": [1, 2]})
    assert node.params == {"by": {"each": [1.0, 2.0]}}
    graph.unset("a", "by")
    assert node.params == {}
    graph.unset("a", "by")


def test_a_new_wire_takes_the_place_of_the_old(chain: Graph) -> None:
    chain.link("n.out", "b.x")
    assert sockets(chain, "b") == {"x": "n.out"}
    assert len(chain.links) == 4


def test_removing_a_node_takes_its_wires_and_closes_the_gaps(chain: Graph) -> None:
    chain.link("a.out", "t.values[2]")
    chain.link("b.out", "t.values[3]")
    chain.remove("b")
    assert sockets(chain, "t") == {"values[0]": "n.out", "values[1]": "a.out"}
    assert "b" not in chain.nodes


def test_several_gaps_of_a_row_close_at_once(chain: Graph) -> None:
    for source in ("b.out", "n.out", "a.out", "b.out", "n.out"):
        chain.link(source, chain.grow("t", "values"))
    assert len(sockets(chain, "t")) == 7
    chain.remove("b")
    wanted = ["n.out", "n.out", "a.out", "n.out"]
    assert [sockets(chain, "t")[f"values[{k}]"] for k in range(4)] == wanted


def test_unlinking_moves_later_sockets_up(chain: Graph) -> None:
    chain.link("a.out", "t.values[2]")
    chain.unlink("t.values[0]")
    assert sockets(chain, "t") == {"values[0]": "n.out", "values[1]": "a.out"}
    chain.unlink("a.x")
    assert sockets(chain, "a") == {}


def test_a_row_grows_by_one(chain: Graph) -> None:
    assert chain.grow("t", "values") == End("t", "values[2]")
    assert chain.link("n.out", "t.values[9]").target == End("t", "values[2]")
    assert chain.link("n.out", chain.grow("t", "values")).target == End("t", "values[3]")
    assert chain.link("a.out", "t.values[0]").target == End("t", "values[0]")
    assert len(sockets(chain, "t")) == 4


def test_ten_and_more_sockets_stay_in_order(registry: Registry) -> None:
    graph = graph_of(registry, {"t": "total"} | {f"n{k}": "number" for k in range(12)})
    for k in range(12):
        graph.link(f"n{k}.out", graph.grow("t", "values"))
    graph.remove("n3")
    wanted = [f"n{k}.out" for k in range(12) if k != 3]
    assert [sockets(graph, "t")[f"values[{k}]"] for k in range(11)] == wanted


def test_renaming_takes_the_wires_along_and_keeps_the_order(chain: Graph) -> None:
    chain.rename("a", "double")
    assert list(chain.nodes) == ["n", "double", "b", "t", "w", "s"]
    assert sockets(chain, "b") == {"x": "double.out"}
    assert chain.nodes["double"].id == "double"
    chain.rename("b", "b")
    assert "b" in chain.nodes


def test_a_setting_takes_a_wire(chain: Graph) -> None:
    chain.link("n.out", "a.by")
    assert chain.source(End("a", "by")) == End("n", "out")


def test_a_whole_number_goes_where_a_number_is_wanted(chain: Graph) -> None:
    chain.add("whole", "k")
    chain.link("k.out", "b.x")
    chain.link("k.out", "s.value")
    chain.link("s.out", "a.x")


def test_an_unsettled_variable_goes_where_one_of_its_types_goes(chain: Graph) -> None:
    chain.add("join", "j")
    chain.link("s.out", "a.x")
    chain.link("s.out", "j.values[0]")
    chain.link("w.out", "s.value")


def test_a_variable_is_settled_by_its_other_inputs(chain: Graph) -> None:
    chain.add("join", "j")
    chain.link("n.out", "j.values[0]")
    with pytest.raises(EditError, match=r"j.values\[1\] takes float, w.out gives str. Wire another output."):
        chain.link("w.out", "j.values[1]")
    chain.link("w.out", "j.values[0]")
    chain.link("j.out", "s.value")
    with pytest.raises(EditError, match=r"b\.x takes float, s\.out gives str"):
        chain.link("s.out", "b.x")


def test_a_copy_is_left_alone_by_edits(chain: Graph) -> None:
    copy, text = chain.copy(), dumps(chain)
    chain.set("a", "by", 5)
    chain.rename("n", "m")
    chain.unlink("t.values[0]")
    chain.remove("w")
    assert dumps(copy) == text


def test_ends_are_written_with_a_dot() -> None:
    assert str(end("a.values[0]")) == "a.values[0]"
    assert end(End("a", "b")) == End("a", "b")
    for wrong in ("a", "a.", ".b", ""):
        with pytest.raises(EditError, match="is not a socket"):
            end(wrong)


CYCLE = "b.out -> a.x would close a cycle through a -> b -> a."


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda g: g.link("b.out", "a.x"), CYCLE),
        (lambda g: g.link("a.out", "a.x"), "a.out -> a.x would close a cycle through a -> a."),
        (lambda g: g.link("t.out", "a.by"), "t.out -> a.by would close a cycle through a -> b -> t -> a."),
        (lambda g: g.link("w.out", "a.x"), "a.x takes float, w.out gives str. Wire another output."),
        (lambda g: g.link("n.out", "w.text"), "w.text takes str, n.out gives float. Wire another output."),
        (lambda g: g.link("n.out", "a.y"), "a: there is no input 'y'. There is x, by."),
        (lambda g: g.link("n.out", "t.values"), "t: there is no input 'values'. There is values[0]."),
        (lambda g: g.link("n.two", "a.x"), "n: there is no output 'two'. There is out."),
        (lambda g: g.link("n.out", "q.x"), "there is no node 'q'. There is n, a, b, t, w, s."),
        (lambda g: g.link("q.out", "a.x"), "there is no node 'q'. There is n, a, b, t, w, s."),
        (lambda g: g.link("n", "a.x"), "'n' is not a socket. Write node.socket."),
        (lambda g: g.unlink("w.text"), "w.text has no wire."),
        (lambda g: g.add("times", "a"), "a node 'a' is already there. Choose another id."),
        (lambda g: g.add("times", "c", by=11), "c: by is 11. Choose from -10 to 10."),
        (lambda g: g.add("times", "c", per=1), "c: there is no setting 'per'. There is by."),
        (lambda g: g.add("tims", "c"), "there is no node type 'tims'. Did you mean times?"),
        (lambda g: g.add("qqqq"), "there is no node type 'qqqq'. See anagraph nodes."),
        (lambda g: g.set("a", "by", "much"), "a: by is 'much'. Give it a number."),
        (lambda g: g.set("a", "x", 1.0), "a: there is no setting 'x'. There is by."),
        (lambda g: g.set("q", "by", 1.0), "there is no node 'q'. There is n, a, b, t, w, s."),
        (lambda g: g.rename("a", "b"), "a node 'b' is already there. Choose another id."),
        (lambda g: g.remove("q"), "there is no node 'q'. There is n, a, b, t, w, s."),
        (lambda g: g.unset("q", "by"), "there is no node 'q'. There is n, a, b, t, w, s."),
    ],
)
def test_a_refused_edit_says_why_and_changes_nothing(chain: Graph, edit: Callable[[Graph], object], told: str) -> None:
    before = dumps(chain)
    with pytest.raises(EditError) as raised:
        edit(chain)
    assert str(raised.value) == told
    assert dumps(chain) == before


@pytest.mark.parametrize("id", ["a b", "a.b", "a[0]", "a=b", "a:b", 'a"b', "a\tb", "a\n"])
def test_an_id_that_cannot_be_typed_is_refused(chain: Graph, id: str) -> None:
    with pytest.raises(EditError, match="cannot be a node's id"):
        chain.add("times", id)
    with pytest.raises(EditError, match="cannot be a node's id"):
        chain.rename("a", id)


def test_a_node_of_a_missing_type_stays_as_it_is(registry: Registry) -> None:
    graph = read(registry, "unknown")
    before = dumps(graph)
    with pytest.raises(EditError, match="dream: its type 'telepathy' is missing, so it takes no new wires"):
        graph.link("n.out", "dream.more")
    with pytest.raises(EditError, match="dream: its type 'telepathy' is missing, so its settings stay as they are"):
        graph.set("dream", "depth", 4)
    assert dumps(graph) == before
    graph.link("dream.anything", "half.by")
    graph.unlink("half.by")
    assert dumps(graph) == before
    assert dumps(loads(before, registry)) == before


def test_a_wire_to_a_node_that_is_not_there_brings_anything(chain: Graph) -> None:
    chain.links.append(Link(End("gone", "out"), End("s", "value")))
    assert chain.type_of("gone") is None
    assert source_type(chain, End("s", "out")) is Any


def test_a_variable_is_settled_however_far_away(registry: Registry) -> None:
    nodes = {"n": "number"} | {f"s{place}": "same" for place in range(600)}
    graph = graph_of(registry, nodes)
    ways = [("n", "s0"), *((f"s{place}", f"s{place + 1}") for place in range(599))]
    graph.links = [Link(End(tail, "out"), End(head, "value")) for tail, head in ways]
    assert source_type(graph, End("s599", "out")) is float
