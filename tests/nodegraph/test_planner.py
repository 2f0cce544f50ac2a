"""From a graph to a plan: what is needed, in which order, and all that is wrong, told at once."""

import pytest

from nodegraph.errors import PlanError
from nodegraph.file import dumps, loads
from nodegraph.graph import End, Graph, Link, Node
from nodegraph.plan import Call
from nodegraph.planner import make_plan
from nodegraph.registry import Registry
from tests.nodegraph import pack
from tests.nodegraph.tools import faults, graph_of, loop_of, read, run, shown, told


def once(graph: Graph, **options: object) -> list[str]:
    """The nodes that run once, in order."""
    plan = make_plan(graph, **options)  # type: ignore[arg-type]
    return [node for call in plan.calls if isinstance(call, Call) for node in call.nodes]


def test_what_no_output_needs_is_left_out(registry: Registry) -> None:
    assert once(read(registry, "chain")) == ["n", "a", "b", "keep"]
    assert shown(run(read(registry, "chain"))) == [30.0]


def test_each_node_comes_after_what_it_reads(registry: Registry) -> None:
    order = once(read(registry, "diamond"))
    assert order[0] == "n"
    assert set(order[1:3]) == {"left", "right"}
    assert order[3:] == ["sum", "keep"]
    assert shown(run(read(registry, "diamond"))) == [50.0]


def test_a_long_row_keeps_its_order(registry: Registry) -> None:
    texts = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"]
    graph = graph_of(registry, {text: ("word", {"text": text}) for text in texts} | {"row": "join", "say": "say"})
    for text in texts:
        graph.link(f"{text}.out", graph.grow("row", "values"))
    graph.link("row.out", "say.text")
    graph.links.reverse()
    assert shown(run(graph), "say") == ["abcdefghijklm"]


def test_only_runs_to_one_node(registry: Registry) -> None:
    graph = read(registry, "chain")
    assert once(graph, only="a") == ["n", "a"]
    assert once(graph, only="unneeded") == ["n", "a", "unneeded"]
    assert make_plan(graph, only="a").goals.keys() == {"a"}
    assert make_plan(graph, only="keep").goals == {}


def test_only_may_name_a_loops_end_its_collector_or_an_output_in_it(registry: Registry) -> None:
    graph = read(registry, "loop")
    for only, zones in [("end", 1), ("kept", 1), ("watch", 1), ("n", 0)]:
        assert len(make_plan(graph, only=only).zones) == zones
    assert [op.node for op in make_plan(graph, only="kept").zones[0].exits] == ["kept"]
    assert make_plan(graph, only="end").zones[0].exits == []


@pytest.mark.parametrize(
    ("only", "wrong"),
    [
        ("double", "double: changes each step, so there is no one value to run to. Run to end."),
        ("begin", "begin: changes each step, so there is no one value to run to. Run to end."),
        ("nobody", "graph: there is no node 'nobody'. There is n, begin, double, end, kept, watch, keep, say."),
    ],
)
def test_only_of_what_has_no_one_value_is_refused(registry: Registry, only: str, wrong: str) -> None:
    assert told(read(registry, "loop"), only=only) == [wrong]


def test_only_of_a_muted_or_missing_node_is_refused(registry: Registry) -> None:
    graph = read(registry, "chain")
    graph.nodes["a"].mode = "mute"
    assert told(graph, only="a") == ["a: cannot run, for its mode is mute. Take the mode away."]
    graph = read(registry, "unknown")
    wrong = "dream: its node type 'telepathy' is missing. Install the pack 'psychic'."
    assert told(graph, only="dream") == [wrong]


def test_a_graph_without_outputs_has_nothing_to_run(registry: Registry) -> None:
    (fault,) = faults(graph_of(registry, {"n": "number"}))
    assert str(fault) == "graph: there is nothing to run, for no node gives anything out. Add a Say or a Show."


def test_all_faults_are_told_at_once_in_the_order_of_the_nodes(registry: Registry) -> None:
    assert told(read(registry, "many_faults"), whole=True) == [
        "n: value is 'three'. Give it a number.",
        "a: by is wired to gone.out, but there is no node 'gone'. Wire another output.",
        "a: by is 11. Choose from -10 to 10.",
        "b: x is wired to a.more, but a has no such output. There is out.",
        "b: z is wired, but there is no such socket. There is x, y.",
        "b: x is not set. Wire a float here.",
        "t: values has no wire. Wire at least one float here.",
        "w: text is not set. Give it a value, or wire it.",
        "dream: its node type 'tims' is missing. Did you mean times?",
        "far: its node type 'telepathy' is missing. Install the pack 'psychic'.",
        "p: limit sweeps over nothing. Give it at least one value.",
        "join: values[x] is wired, but there is no such socket. There is values[0].",
        "keep: value is wired twice, to t.out and a.out. Take one wire away.",
        "graph: a link leads to gone.x, but there is no node 'gone'. Take it away.",
    ]


def test_a_fault_says_node_and_socket_apart(registry: Registry) -> None:
    (fault, *_) = faults(read(registry, "many_faults"), whole=True)
    assert (fault.node, fault.socket, fault.found, fault.todo) == ("n", "value", "is 'three'", "Give it a number.")


def test_what_no_output_needs_may_be_faulty_unless_the_whole_is_asked_for(registry: Registry) -> None:
    graph = graph_of(registry, {"n": "number", "keep": "keep", "t": "total", "w": "word"}, "n.out keep.value")
    graph.nodes["dream"] = Node("dream", "telepathy")
    assert told(graph) == []
    assert [fault.node for fault in faults(graph, whole=True)] == ["t", "w", "dream"]


def test_a_cycle_is_told_by_the_nodes_on_it_and_hides_no_other_fault(registry: Registry) -> None:
    assert told(read(registry, "cyclic")) == [
        "a: is on a cycle: a -> b -> c -> a. Take one of these wires away.",
        "b: by takes float, but w.out gives str. Wire a float here.",
        "own: is on a cycle: own -> own. Take one of these wires away.",
        "w: text is not set. Give it a value, or wire it.",
    ]


def test_a_type_clash_names_both_types_and_the_source(registry: Registry) -> None:
    assert told(read(registry, "mistyped")) == [
        "a: x takes float, but w.out gives str. Wire a float here.",
        "j: values[1] takes float, but w.out gives str. Wire a float here.",
        "say: text takes str, but j.out gives float. Wire a str here.",
    ]


def test_a_variable_settled_by_a_whole_number_is_a_number(registry: Registry) -> None:
    nodes = {"k": "whole", "n": "number", "j": "join", "keep": "keep"}
    graph = graph_of(registry, nodes, "k.out j.values[0] n.out j.values[1] j.out keep.value")
    (value,) = shown(run(graph))
    assert value == 2.0
    assert type(value) is float


def test_conversions_reach_the_function(registry: Registry) -> None:
    graph = graph_of(registry, {"k": ("whole", {"value": 3}), "t": "times", "keep": "keep"}, "k.out t.x k.out t.by")
    graph.link("t.out", "keep.value")
    (value,) = shown(run(graph))
    assert (value, type(value)) == (9.0, float)


def test_strange_settings_and_newer_nodes_are_warned_of_and_have_no_effect(registry: Registry) -> None:
    graph = read(registry, "chain")
    graph.nodes["a"].params["mood"] = {"each": ["calm", "wild"]}
    graph.nodes["b"].version = 4
    assert [str(warning) for warning in make_plan(graph).warnings] == [
        "a: mood is no setting that this version knows. It is kept and has no effect.",
        "b: was made with version 4 of times, known is 1. Update the pack 'tests'.",
    ]
    assert shown(run(graph)) == [30.0]


@pytest.mark.parametrize(("by", "wired", "warnings"), [(1, True, ["by_one: is of no use"]), (2, True, [])])
def test_a_warn_hook_is_asked(registry: Registry, by: int, wired: bool, warnings: list[str]) -> None:
    graph = graph_of(registry, {"n": "number", "by_one": ("by_one", {"by": by}), "keep": "keep"})
    graph.link("n.out", "by_one.x")
    graph.link("by_one.out", "keep.value")
    assert [str(warning) for warning in make_plan(graph).warnings] == warnings


def test_a_muted_node_is_as_if_it_were_not_there(registry: Registry) -> None:
    graph = read(registry, "diamond")
    graph.nodes["right"].mode = "mute"
    assert shown(run(graph)) == [20.0]
    graph.nodes["left"].mode = "mute"
    assert told(graph) == ["sum: values has no wire. Wire at least one float here."]
    graph.nodes["keep"].mode = "mute"
    assert [fault.node for fault in faults(graph)] == [None]


def test_an_optional_input_of_a_muted_node_takes_its_default(registry: Registry) -> None:
    nodes = {"n": ("number", {"value": 5}), "m": ("number", {"value": 2}), "d": "minus", "keep": "keep"}
    graph = graph_of(registry, nodes, "n.out d.x m.out d.y d.out keep.value")
    assert shown(run(graph)) == [3.0]
    graph.nodes["m"].mode = "mute"
    assert shown(run(graph)) == [5.0]


def test_a_bypassed_node_hands_through_its_first_input_of_the_outputs_type(registry: Registry) -> None:
    graph = read(registry, "diamond")
    graph.nodes["right"].mode = "bypass"
    assert shown(run(graph)) == [30.0]
    graph.nodes["sum"].mode = "bypass"
    assert shown(run(graph)) == [20.0]
    graph.nodes["left"].mode = "bypass"
    assert shown(run(graph)) == [10.0]


def test_a_bypassed_node_without_such_an_input_hands_nothing_through(registry: Registry) -> None:
    nodes = {"n": "number", "h": "halves", "t": "total", "keep": "keep"}
    graph = graph_of(registry, nodes, "n.out h.x h.whole t.values[0] n.out t.values[1] t.out keep.value")
    graph.nodes["h"].mode = "bypass"
    assert shown(run(graph)) == [1.0]


def test_bypassed_nodes_in_a_circle_hand_nothing_through(registry: Registry) -> None:
    graph = graph_of(registry, {"a": "times", "b": "times", "keep": "keep"}, "a.out b.x b.out keep.value")
    graph.links.append(Link(End("b", "out"), End("a", "x")))
    graph.nodes["a"].mode = graph.nodes["b"].mode = "bypass"
    assert told(graph) == ["keep: value is not set. Wire a float here."]


def test_a_muted_node_of_a_missing_type_is_no_fault(registry: Registry) -> None:
    graph = read(registry, "chain")
    graph.nodes["dream"] = Node("dream", "telepathy", mode="mute")
    assert told(graph, whole=True) == []


def test_modes_mean_the_same_from_a_file(registry: Registry) -> None:
    graph = read(registry, "diamond")
    graph.nodes["right"].mode = "bypass"
    assert shown(run(loads(dumps(graph), registry))) == [30.0]


def test_checks_know_shapes_before_anything_runs(registry: Registry) -> None:
    nodes = {
        "two": ("column", {"rows": 2}),
        "three": ("column", {"rows": 3}),
        "good": "stack",
        "bad": "stack",
        "worse": "stack",
        "size": "length",
        "keep": "keep",
    }
    links = "two.out good.parts[0] two.out good.parts[1] good.out bad.parts[0] three.out bad.parts[1]"
    graph = graph_of(registry, nodes, links, "bad.out worse.parts[0] three.out worse.parts[1]")
    graph.link("worse.out", "size.column")
    graph.link("size.out", "keep.value")
    assert told(graph) == ["bad: parts[1] has 3 rows, parts[0] has 2. Make them equal."]
    assert pack.calls.total() == 0


def test_a_wired_setting_leaves_the_shape_unknown(registry: Registry) -> None:
    nodes = {"k": "whole", "c": "column", "d": ("column", {"rows": 5}), "s": "stack", "size": "length", "keep": "keep"}
    graph = graph_of(registry, nodes, "k.out c.rows c.out s.parts[0] d.out s.parts[1] s.out size.column")
    graph.link("size.out", "keep.value")
    assert told(graph) == []
    assert shown(run(graph)) == [6.0]


def test_a_check_that_is_wrong_itself_hides_no_other_fault(registry: Registry) -> None:
    graph = graph_of(registry, {"n": "number", "m": "mistaken", "keep": "keep", "w": "word", "say": "say"})
    graph.link("n.out", "m.x")
    graph.link("m.out", "keep.value")
    graph.link("w.out", "say.text")
    assert told(graph) == [
        "m: its check failed (ZeroDivisionError: integer division or modulo by zero). Tell the pack's author.",
        "w: text is not set. Give it a value, or wire it.",
    ]


def test_checks_in_a_loop_tell_all_their_faults(registry: Registry) -> None:
    nodes = {"m": "mistaken", "m2": "mistaken", "t": "total"}
    graph = loop_of(registry, nodes, "begin.x m.x begin.x m2.x m.out t.values[0] m2.out t.values[1] t.out end.x")
    assert [fault.node for fault in faults(graph)] == ["m", "m2"]


def test_equal_pure_calls_are_one(registry: Registry) -> None:
    nodes = {"n": "number", "m": "number", "a": "times", "b": "times", "c": ("times", {"by": 3}), "t": "total"}
    graph = graph_of(registry, nodes | {"keep": "keep"}, "n.out a.x m.out b.x m.out c.x")
    for k, node in enumerate("abc"):
        graph.link(f"{node}.out", f"t.values[{k}]")
    graph.link("t.out", "keep.value")
    plan = make_plan(graph)
    assert [op.nodes for call in plan.calls for op in call.ops] == [["n", "m"], ["a", "b"], ["c"], ["t"], ["keep"]]
    assert shown(run(graph)) == [7.0]
    assert pack.calls["number"] == 1
    assert pack.calls["times"] == 2


def test_outputs_loops_and_collectors_are_never_shared(registry: Registry) -> None:
    nodes = {
        "m": "number",
        "begin_2": "repeat",
        "end_2": "until",
        "keep_2": "keep",
        "kept": "collect",
        "kept_2": "collect",
        "say": "say",
        "say_2": "say",
    }
    links = "m.out begin_2.start begin_2.x end_2.x begin_2.loop end_2.loop end_2.out keep_2.value begin.x end.x"
    graph = loop_of(
        registry, nodes, links, "begin.x kept.value begin.x kept_2.value kept.out say.text kept_2.out say_2.text"
    )
    events = run(graph)
    assert pack.calls["visit"] == 6
    assert pack.calls["keep"] == 2
    assert pack.calls["say"] == 2
    assert shown(events, "keep") == shown(events, "keep_2") == [1.0]


def test_a_default_and_the_same_value_set_are_equal(registry: Registry) -> None:
    nodes = {"n": "number", "a": "times", "b": ("times", {"by": 2}), "t": "total", "keep": "keep"}
    graph = graph_of(registry, nodes, "n.out a.x n.out b.x a.out t.values[0] b.out t.values[1] t.out keep.value")
    run(graph)
    assert pack.calls["times"] == 1


def test_a_plan_is_of_the_graph_as_it_was(registry: Registry) -> None:
    graph = read(registry, "chain")
    plan = make_plan(graph)
    graph.set("a", "by", 9)
    graph.remove("b")
    assert shown(run(plan)) == [30.0]
    assert dumps(plan.graph) == dumps(read(registry, "chain"))


def test_the_error_of_a_plan_holds_every_fault_in_its_text(registry: Registry) -> None:
    with pytest.raises(PlanError) as raised:
        make_plan(read(registry, "mistyped"))
    assert str(raised.value).splitlines() == told(read(registry, "mistyped"))
