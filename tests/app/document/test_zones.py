"""Where loops lie, in whole and in half-built graphs."""

from pathlib import Path

import pytest

from app.document.document import editable
from app.document.zones import Body, bodies, body_of
from nodegraph.file import load
from nodegraph.graph import Graph, Link
from nodegraph.net import build
from nodegraph.registry import Registry
from nodegraph.settle import settle
from nodegraph.zones import lay_out
from tests.app.document.models import end, loop
from tests.conftest import GRAPHS


def test_a_loop_is_its_ends_and_what_lies_between(registry: Registry) -> None:
    graph = loop(registry)
    (body,) = bodies(graph)
    assert body == Body("step", "sampler", frozenset({"step", "unet_predict", "sampler"}))
    assert body.inside == {"unet_predict"}
    assert body_of((body,), "unet_predict") == body
    assert body_of((body,), "prompt") is None


@pytest.mark.parametrize("path", sorted(GRAPHS.glob("*.json")), ids=lambda path: path.stem)
def test_loops_are_those_of_the_planner(registry: Registry, path: Path) -> None:
    graph = load(path, registry)
    net = build(graph)
    settle(net, list(net.kinds))
    planned = {(zone.step, zone.sampler): frozenset(zone.members) for zone in lay_out(net).zones}
    assert {(body.step, body.sampler): body.members for body in bodies(graph)} == planned


def test_collectors_belong_to_the_loop_and_what_follows_them_does_not(registry: Registry) -> None:
    graph = loop(registry)
    graph.add("collect", "frames")
    graph.add("grid", "sheet")
    graph.link("unet_predict.out", "frames.value")
    graph.link("frames.out", "sheet.images[0]")
    (body,) = bodies(graph)
    assert "frames" in body.members
    assert "sheet" not in body.members


def test_a_step_without_a_sampler_has_a_body_already(registry: Registry) -> None:
    graph = loop(registry)
    graph.remove("sampler")
    assert bodies(graph) == (Body("step", "", frozenset({"step", "unet_predict"})),)


def test_what_takes_the_result_too_lies_outside(registry: Registry) -> None:
    graph = loop(registry)
    graph.add("average", "both")
    graph.link("step.x_t", "both.values[0]")
    graph.link("sampler.out", "both.values[1]")
    (body,) = bodies(graph)
    assert "both" not in body.members


def test_muted_nodes_stay_in_the_loop(registry: Registry) -> None:
    graph = loop(registry)
    graph.nodes["unet_predict"].mode = "mute"
    assert bodies(graph)[0].inside == {"unet_predict"}


def test_of_two_loops_each_node_has_one(registry: Registry) -> None:
    graph = loop(registry)
    graph.add("step", "second")
    graph.link("second.x_t", "unet_predict.x_t")
    graph.add("average", "mixed")
    graph.link("step.x_t", "mixed.values[0]")
    graph.link("second.x_t", "mixed.values[1]")
    first, other = bodies(graph)
    assert not first.members & other.members


def test_whatever_is_missing_nothing_is_raised(registry: Registry) -> None:
    whole = loop(registry)
    for node in whole.nodes:
        graph = editable(whole)
        graph.nodes[node].type = "missing"
        bodies(graph)
        del graph.nodes[node]  # its wires lead nowhere, as in a file by hand
        bodies(graph)
    circular = editable(whole)
    circular.links.append(Link(end("sampler.out"), end("step.start")))
    assert bodies(circular)
    assert bodies(Graph(registry)) == ()
