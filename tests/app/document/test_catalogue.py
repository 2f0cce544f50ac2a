"""The search over node types, and where a dragged pin can go."""

import pytest

from app.document.catalogue import entries, fitting, links_that_fit, search, why_not
from nodegraph.file import load, loads
from nodegraph.graph import End, Graph
from nodegraph.registry import Registry
from tests.conftest import GRAPHS


@pytest.fixture
def anagram(registry: Registry) -> Graph:
    return load(GRAPHS / "visual_anagram.json", registry)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("fl", "flip"),
        ("unet pre", "unet_predict"),
        ("UNET_PREDICT", "unet_predict"),
        ("blur", "gaussian_blur"),
        ("low pass", "low_pass"),
        ("cfg", "cfg_combine"),
        ("prompt", "prompt"),
        ("blurr", "gaussian_blur"),
    ],
)
def test_the_wanted_node_comes_first(text: str, first: str, registry: Registry) -> None:
    assert search(registry, text)[0].name == first


def test_every_node_is_found_first_by_its_own_label_and_by_its_name(registry: Registry) -> None:
    for entry in entries(registry):
        assert search(registry, entry.label)[0].name == entry.name
        assert search(registry, entry.name)[0].name == entry.name


def test_without_a_text_everything_is_there_and_what_was_used_last_leads(registry: Registry) -> None:
    found = [each.name for each in search(registry, "", recent=["step", "flip"])]
    assert found[:2] == ["step", "flip"]
    assert sorted(found) == sorted(kind.name for kind in registry)


def test_nonsense_finds_nothing(registry: Registry) -> None:
    assert search(registry, "zzqqxx") == []


def test_an_entry_says_what_goes_in_and_out(registry: Registry) -> None:
    (found,) = (each for each in entries(registry) if each.name == "cfg_combine")
    assert [look.name for look in found.inputs] == ["Noise"]
    assert [look.name for look in found.outputs] == ["Noise"]
    assert found.help.startswith("Classifier-free guidance")


def test_a_dropped_link_offers_what_takes_it_and_says_where(anagram: Graph) -> None:
    assert [(each.name, each.socket) for each in fitting(anagram, End("step", "loop"), True)] == [("sampler", "loop")]
    takers = {each.name: each.socket for each in fitting(anagram, End("model", "out"), True)}
    assert takers["unet_predict"] == "model"
    assert "save_image" not in takers
    rows = {each.name: each.socket for each in fitting(anagram, End("balance", "out"), True)}
    assert rows["average"] == "values[0]"


def test_inputs_that_want_the_value_come_before_settings_that_it_could_drive(anagram: Graph) -> None:
    names = [each.name for each in fitting(anagram, End("step", "t"), True)]
    assert names.index("unet_predict") < names.index("scale")


def test_a_link_dropped_from_an_input_offers_what_gives_it(anagram: Graph) -> None:
    given = [(each.name, each.socket) for each in fitting(anagram, End("up_cond", "prompt"), False)]
    assert given == [("class_label", "out"), ("every_class", "out"), ("load_embeddings", "out"), ("prompt", "out")]
    names = [each.name for each in fitting(anagram, End("sampler", "noise"), False)]
    assert set(names[:3]) == {"cfg_combine", "unet_predict", "upscale_predict"}
    assert fitting(anagram, End("sampler", "nothing"), False) == []


@pytest.mark.parametrize("name", sorted(path.stem for path in GRAPHS.glob("*.json")))
def test_what_is_said_to_fit_is_what_the_graph_takes(name: str, registry: Registry) -> None:
    graph = load(GRAPHS / f"{name}.json", registry)
    kinds = {node: registry[placed.type] for node, placed in graph.nodes.items()}
    sources = [End(node, each.name) for node, kind in kinds.items() for each in kind.outputs]
    targets = [
        graph.grow(node, each.name) if each.growing else End(node, each.name)
        for node, kind in kinds.items()
        for each in (*kind.inputs, *kind.settings)
    ]
    back = {target: links_that_fit(graph, target=target) for target in targets}
    for source in sources:
        fit = links_that_fit(graph, source=source)
        for target in targets:
            assert (target in fit) is (source in back[target]) is (why_not(graph, source, target) == "")


def test_why_a_link_cannot_be_is_one_line_with_both_types(anagram: Graph) -> None:
    text = why_not(anagram, End("model", "out"), End("sampler", "noise"))
    assert text == "sampler.noise takes Noise, model.out gives Model. Wire another output."
    assert "cycle" in why_not(anagram, End("flip_back", "out"), End("flip", "value"))


def test_a_missing_type_takes_nothing_and_gives_what_is_wired(registry: Registry) -> None:
    text = '{"format": "anagraph", "version": 1, "nodes": {"x": {"type": "gone"}, "p": {"type": "preview"}}, '
    graph = loads(text + '"links": [["x.out", "p.value"]]}', registry)
    assert links_that_fit(graph, target=End("p", "value")) == {End("x", "out")}
    assert not any(each.node == "x" for each in links_that_fit(graph, source=End("p", "out")))


def test_a_file_with_a_row_of_a_billion_is_no_trouble(registry: Registry) -> None:
    text = '{"format": "anagraph", "version": 1, "nodes": {"n": {"type": "gaussian_noise"}, "a": {"type": "add"}}, '
    graph = loads(text + '"links": [["n.out", "a.values[999999998]"]]}', registry)
    assert len(links_that_fit(graph, source=End("n", "out"))) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [("gausian", {"gaussian_noise", "gaussian_blur"}), ("noize", {"add_noise", "forward_noise", "gaussian_noise"})],
)
def test_a_wrong_letter_still_finds_it(text: str, found: set[str], registry: Registry) -> None:
    assert {each.name for each in search(registry, text)} == found


def test_a_type_finds_the_nodes_that_handle_it(registry: Registry) -> None:
    assert {"collect", "grid", "animation"} <= {each.name for each in search(registry, "frames")[:4]}
