"""Keys: equal for equal calls, and for nothing else."""

import itertools
from pathlib import Path

import pytest

from nodegraph.graph import Graph
from nodegraph.keys import Keys, digest, file_key
from nodegraph.plan import Op, ZoneOp
from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from tests.nodegraph.tools import graph_of, loop_of, read


def keys(graph: Graph) -> dict[str, str]:
    plan = make_plan(graph)
    known, found = Keys(plan, "cpu", "out"), {}
    for ops in plan.units():
        for op in ops:
            found[op.sampler if isinstance(op, ZoneOp) else op.node] = known[op]
            if isinstance(op, ZoneOp):
                inner: list[Op] = [*op.ops, *op.exits]
                found |= {each.node: known[each] for each in inner}
    return found


def test_parts_are_told_apart_from_their_neighbours() -> None:
    parts = [
        ("ab", "c"),
        ("a", "bc"),
        ("abc",),
        ("a", "b", "c"),
        (("a", "b"), "c"),
        (1,),
        (1.0,),
        ("1",),
        (True,),
        (None,),
    ]
    assert len({digest(*each) for each in parts}) == len(parts)
    assert digest("a", 1) == digest("a", 1)
    assert len(digest()) == 32


def test_another_setting_changes_what_lies_behind_it_and_nothing_else(registry: Registry) -> None:
    before, graph = keys(read(registry, "diamond")), read(registry, "diamond")
    graph.set("left", "by", 4)
    after = keys(graph)
    assert {node for node in before if before[node] != after[node]} == {"left", "sum", "keep"}


def test_names_places_and_order_of_the_file_do_not_count_but_for_outputs(registry: Registry) -> None:
    before, graph = keys(read(registry, "diamond")), read(registry, "diamond")
    graph.rename("left", "links")
    graph.rename("keep", "kept")
    graph.nodes["n"].at = (1, 2)
    graph.nodes = dict(reversed(graph.nodes.items()))
    after = keys(graph)
    assert after["links"] == before["left"]
    assert after["sum"] == before["sum"]
    assert after["kept"] != before["keep"]


def test_the_order_of_inputs_counts(registry: Registry) -> None:
    nodes = {"n": "number", "m": ("number", {"value": 2}), "a": "minus", "b": "minus", "t": "total", "keep": "keep"}
    graph = graph_of(registry, nodes, "n.out a.x m.out a.y m.out b.x n.out b.y a.out t.values[0] b.out t.values[1]")
    graph.link("t.out", "keep.value")
    found = keys(graph)
    assert found["a"] != found["b"]


def test_which_output_is_wired_counts(registry: Registry) -> None:
    nodes = {"n": "number", "h": "halves", "a": "times", "b": "times", "t": "total", "keep": "keep"}
    graph = graph_of(
        registry, nodes, "n.out h.x h.whole a.x h.rest b.x a.out t.values[0] b.out t.values[1] t.out keep.value"
    )
    found = keys(graph)
    assert found["a"] != found["b"]


def test_a_wire_and_a_setting_of_the_same_value_differ(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": 2}), "a": "times", "b": "times", "t": "total", "keep": "keep"}
    graph = graph_of(
        registry, nodes, "n.out a.x n.out b.x n.out b.by a.out t.values[0] b.out t.values[1] t.out keep.value"
    )
    found = keys(graph)
    assert found["a"] != found["b"]


@pytest.mark.parametrize(
    ("node", "setting", "value", "changed"),
    [
        ("begin", "times", 9, {"end", "watch", "kept", "keep", "say"}),
        ("n", "value", 9, {"n", "end", "watch", "kept", "keep", "say"}),
        ("double", "by", 9, {"double", "end", "watch", "kept", "keep", "say"}),
        ("kept", "every", 9, {"kept", "say"}),
        ("keep", "note", "9", {"keep"}),
    ],
)
def test_a_loops_key_holds_its_entry_and_its_body(
    registry: Registry, node: str, setting: str, value: object, changed: set[str]
) -> None:
    before, graph = keys(read(registry, "loop")), read(registry, "loop")
    graph.set(node, setting, value)
    after = keys(graph)
    assert {name for name in before if before[name] != after[name]} == changed


def test_two_equal_loops_have_one_key_and_collectors_differ_by_what_they_are_sent(registry: Registry) -> None:
    nodes = {"a": "times", "k1": "collect", "k2": "collect", "s1": "say", "s2": "say"}
    links = "begin.x a.x a.out end.x a.out k1.value begin.x k2.value k1.out s1.text k2.out s2.text"
    found = keys(loop_of(registry, nodes, links))
    assert found["k1"] != found["k2"]
    assert found == keys(loop_of(registry, nodes, links))


def test_a_files_key_is_its_content(tmp_path: Path) -> None:
    a, b, c = (tmp_path / name for name in "abc")
    a.write_bytes(b"x" * 3_000_000)
    b.write_bytes(b"x" * 3_000_000)
    c.write_bytes(b"x" * 2_999_999 + b"y")
    assert file_key(a) == file_key(b) != file_key(c)
    assert file_key(tmp_path / "none") == "absent"


def test_a_folders_key_is_the_list_of_what_lies_in_it(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "b" / "c" / "one.txt").write_text("1")
    first = file_key(tmp_path)
    assert file_key(tmp_path) == first
    (tmp_path / "b" / "two.txt").write_text("2")
    second = file_key(tmp_path)
    (tmp_path / "b" / "c" / "one.txt").write_text("longer")
    third = file_key(tmp_path)
    (tmp_path / "b" / "two.txt").rename(tmp_path / "b" / "c" / "two.txt")
    assert len({first, second, third, file_key(tmp_path)}) == 4


def test_a_folders_key_follows_links_and_not_in_circles(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "folder", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (folder / "link").symlink_to(elsewhere, target_is_directory=True)
    (elsewhere / "back").symlink_to(folder, target_is_directory=True)
    before = file_key(folder)
    (elsewhere / "a.png").write_bytes(b"a")
    assert file_key(folder) != before


def test_all_keys_of_a_graph_differ(registry: Registry) -> None:
    for name in ("chain", "diamond", "loop", "two_loops"):
        for one, two in itertools.combinations(keys(read(registry, name)).items(), 2):
            assert one[1] != two[1]
