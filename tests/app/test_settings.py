from pathlib import Path

import pytest

from app.reference import own_pack
from app.settings import apply, apply_preset, did_you_mean, split
from nodegraph.errors import UsageError
from nodegraph.graph import Graph
from nodes.compute import Compute, using
from nodes.weights.locate import locate

BASE = Path()


def params(graph: Graph, assignment: str, base: Path = BASE) -> dict[str, object]:
    apply(graph, assignment, base)
    return graph.nodes[assignment.partition(".")[0]].params


def complaint(graph: Graph, assignment: str) -> str:
    with pytest.raises(UsageError) as caught:
        apply(graph, assignment, BASE)
    return str(caught.value)


def test_a_value_gets_the_type_of_its_hint(graph: Graph) -> None:
    assert params(graph, "twice.times=3")["times"] == 3


def test_only_the_first_equals_sign_and_the_first_dot_split() -> None:
    (node, setting), value = split("word.text=a = b.c")
    assert (node, setting, value) == ("word", "text", "a = b.c")


def test_an_empty_text_is_a_value(graph: Graph) -> None:
    assert params(graph, "word.text=")["text"] == ""


def test_a_preset_is_settings_that_the_graph_keeps(graph: Graph) -> None:
    graph.extra["presets"] = {"quick": {"twice.times": 5, "word.text": "short"}}
    apply_preset(graph, "quick")
    assert (graph.nodes["twice"].params["times"], graph.nodes["word"].params["text"]) == (5, "short")


@pytest.mark.parametrize(("kept", "known"), [(None, "none"), ({}, "none"), ({"quick": {}}, "quick"), ("odd", "none")])
def test_an_unknown_preset_is_told_with_those_there_are(graph: Graph, kept: object, known: str) -> None:
    graph.extra["presets"] = kept
    with pytest.raises(UsageError, match=f"--preset slow: the graph has no such preset. It has {known}"):
        apply_preset(graph, "slow")


def test_each_sweeps(graph: Graph) -> None:
    assert params(graph, "twice.times=each:1,3,5")["times"] == {"each": [1, 3, 5]}


@pytest.mark.parametrize("assignment", ["word", "word.text", "word=1", ".text=1", "word.=1", "=", ""])
def test_what_is_no_assignment_is_answered_with_an_example(graph: Graph, assignment: str) -> None:
    assert "NODE.SETTING=VALUE" in complaint(graph, assignment)


def test_a_wrong_node_is_answered_with_the_nearest(graph: Graph) -> None:
    assert complaint(graph, "wrod.text=x") == "--set wrod.text: there is no node 'wrod'. Did you mean word?"


def test_a_wrong_setting_is_answered_with_the_nearest(graph: Graph) -> None:
    assert "has no setting 'tims'. Did you mean times?" in complaint(graph, "twice.tims=3")


def test_a_name_like_no_other_is_answered_with_all(graph: Graph) -> None:
    assert "There is times, case." in complaint(graph, "twice.qqq=3")


def test_a_node_without_settings_says_so(graph: Graph) -> None:
    assert "It has none." in complaint(graph, "number.x=3")


def test_an_input_is_told_from_a_setting(graph: Graph) -> None:
    assert "'text' is an input, not a setting" in complaint(graph, "twice.text=x")


def test_a_wired_setting_is_refused_with_the_wire(graph: Graph) -> None:
    assert "a wire from number.out drives it" in complaint(graph, "driven.times=3")


@pytest.mark.parametrize("value", ["10", "0", "many", "2.5", "nan", "each:1,99", "each:"])
def test_a_value_that_does_not_fit_is_refused_by_name(graph: Graph, value: str) -> None:
    assert complaint(graph, f"twice.times={value}").startswith("--set twice.times: ")
    assert "times" not in graph.nodes["twice"].params


def test_a_wrong_choice_names_the_choices(graph: Graph) -> None:
    assert "upper or lower" in complaint(graph, "twice.case=middle")


def test_a_missing_type_says_what_to_install(graph: Graph) -> None:
    graph.nodes["word"].type = "telepathy"
    assert "node type 'telepathy' is missing" in complaint(graph, "word.text=x")


def test_a_file_is_found_from_where_the_user_stands(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "graphs").mkdir()
    (tmp_path / "here.txt").touch()
    monkeypatch.chdir(tmp_path)
    assert params(graph, "source.file=here.txt", Path("graphs"))["file"] == "../here.txt"
    swept = params(graph, "source.file=each:here.txt,there.txt", Path("graphs"))["file"]
    assert swept == {"each": ["../here.txt", "there.txt"]}


def test_a_file_that_is_not_there_stays_relative_to_the_graph(graph: Graph) -> None:
    assert params(graph, "source.file=beside_the_graph.txt", Path("graphs"))["file"] == "beside_the_graph.txt"


def test_a_file_is_found_where_the_graph_lies_behind_a_link(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "deep" / "down")
    (tmp_path / "here.txt").touch()
    monkeypatch.chdir(tmp_path)
    told = params(graph, "source.file=here.txt", Path("link"))["file"]
    assert (Path("link") / str(told)).samefile("here.txt")


@pytest.mark.parametrize(
    "assignment", ["source.file=" + "x" * 5000, "word.text=\udcff", 'word.text=each:["\\ud800"]', "source.file=\udcff"]
)
def test_a_value_that_no_file_system_and_no_graph_file_holds_is_refused_by_name(graph: Graph, assignment: str) -> None:
    answer = complaint(graph, assignment)
    assert answer.startswith(f"--set {assignment.partition('=')[0]}: ")
    assert len(answer.encode()) < 200


def test_a_models_folder_is_found_from_where_the_user_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("graphs", "mine", "embedded", "embedded-upscaler", "org/model"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    made = Graph(own_pack())
    made.add("load_model", "model")
    given = ["mine", "org/model", "embedded", "embedded-upscaler", "org/other"]
    told = params(made, f"model.source=each:{','.join(given)}", Path("graphs"))["source"]
    assert told == {"each": ["../mine", "../org/model", "embedded", "embedded-upscaler", "org/other"]}
    with using(Compute(base=Path("graphs"))):
        found = locate("../mine")
    assert found is not None
    assert found.samefile("mine")


def test_long_lists_of_names_are_cut() -> None:
    assert did_you_mean("zzz", [f"name{i}" for i in range(30)]).endswith("name11, ….")
