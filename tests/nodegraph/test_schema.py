"""The published schema: takes every graph that is written, refuses what a load or a plan would refuse."""

import json
import random
from typing import Any

import jsonschema
import pytest

from nodegraph.file import dumps
from nodegraph.registry import Registry
from nodegraph.schema import json_schema
from tests.nodegraph.test_file import random_edits, some_file
from tests.nodegraph.tools import GRAPHS


@pytest.fixture(scope="module")
def validator(registry: Registry) -> jsonschema.Draft202012Validator:
    schema = json.loads(json.dumps(json_schema(registry)))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("seed", range(40))
def test_every_graph_that_is_written_is_valid(validator: Any, registry: Registry, seed: int) -> None:
    validator.validate(json.loads(dumps(random_edits(registry, random.Random(seed)))))


@pytest.mark.parametrize("seed", range(40))
def test_unknown_types_and_fields_are_allowed(validator: Any, seed: int) -> None:
    data = some_file(random.Random(seed))
    data["nodes"] = {id: node | {"type": "telepathy"} for id, node in data["nodes"].items()}
    validator.validate(data)


def test_of_the_tests_graphs_only_the_one_with_wrong_values_is_refused(validator: Any) -> None:
    found = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in GRAPHS.glob("*.json")}
    assert [name for name, data in found.items() if not validator.is_valid(data)] == ["many_faults"]


def test_an_older_nodes_params_are_not_judged_by_the_new_hints(validator: Any) -> None:
    validator.validate(graph(type="grown", version=1, params={"rows": "as it was"}))
    assert not validator.is_valid(graph(type="grown", version=3, params={"rows": "as it was"}))


def graph(**node: Any) -> dict[str, Any]:
    return {"format": "anagraph", "version": 1, "nodes": {"a": node}, "links": []}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"format": "comfy", "version": 1},
        {"format": "anagraph", "version": 2},
        {"format": "anagraph", "version": 1, "nodes": []},
        {"format": "anagraph", "version": 1, "nodes": {"a b": {"type": "times"}}},
        {"format": "anagraph", "version": 1, "links": [["a.b"]]},
        {"format": "anagraph", "version": 1, "links": [["a.b", "c"]]},
        {"format": "anagraph", "version": 1, "links": [["a.b", "c.d", 3]]},
        {"format": "anagraph", "version": 1, "links": [["a.b", "c.d", {}, {}]]},
        graph(),
        graph(type=3),
        graph(type="times", version=0),
        graph(type="times", at=[1]),
        graph(type="times", mode="off"),
        graph(type="times", params={"by": 11}),
        graph(type="times", params={"by": "2"}),
        graph(type="times", params={"by": {"each": []}}),
        graph(type="times", params={"by": {"each": [1, 11]}}),
        graph(type="times", params={"by": {"each": [1], "more": 1}}),
        graph(type="whole", params={"value": 1.5}),
        graph(type="word", params={"text": None}),
        graph(type="paint", params={"color": "red"}),
        graph(type="paint", params={"style": "wild"}),
        graph(type="paint", params={"bright": 1}),
        graph(type="paint", params={"limit": 10}),
        graph(type="paint", params={"stops": [1, "2"]}),
        graph(type="write", params={"name": "../x.txt"}),
    ],
)
def test_what_is_wrong_is_refused(validator: Any, data: dict[str, Any]) -> None:
    assert not validator.is_valid(data)


@pytest.mark.parametrize(
    "params",
    [
        {"limit": None, "stops": [], "bright": True, "style": "dotted", "color": "#aabbcc"},
        {"limit": {"each": [1, None]}, "style": {"each": ["flat", "dotted"]}, "of another version": [1]},
    ],
)
def test_what_is_right_is_taken(validator: Any, params: dict[str, Any]) -> None:
    validator.validate(graph(type="paint", version=1, params=params))


def test_tooltips_and_defaults_are_in_it(registry: Registry) -> None:
    cases = json_schema(registry)["$defs"]["node"]["allOf"]
    by_type = {case["if"]["properties"]["type"]["const"]: case["then"] for case in cases}
    assert by_type["times"]["description"] == "Multiply."
    by = by_type["times"]["properties"]["params"]["properties"]["by"]["anyOf"][0]
    assert by == {"type": "number", "minimum": -10, "maximum": 10, "default": 2.0}
