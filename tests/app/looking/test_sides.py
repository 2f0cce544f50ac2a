from pathlib import Path

import numpy as np
import pytest

from app.looking.sides import sides
from nodegraph.file import load
from nodegraph.graph import Graph
from nodegraph.registry import installed

GRAPHS = Path(__file__).parents[3] / "graphs"
PICTURE = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)


@pytest.fixture
def anagram():
    return load(GRAPHS / "visual_anagram.json", installed())


def names(graph):
    return [side.name for side in sides(graph)]


def test_the_anagram_is_looked_at_upside_down(anagram):
    (side,) = sides(anagram)

    assert side.name == "flipped"
    assert np.array_equal(side.move(PICTURE), PICTURE[::-1])


@pytest.mark.parametrize(
    ("angle", "name", "quarters"), [(90, "quarter turn", 1), (180, "half turn", 2), (270, "quarter turn back", 3)]
)
def test_a_turned_anagram_is_looked_at_turned(anagram, angle, name, quarters):
    anagram.nodes["flip"].type = "rotate"
    anagram.nodes["flip"].params = {"angle": angle}

    (side,) = sides(anagram)

    assert side.name == name
    assert np.array_equal(side.move(PICTURE), np.rot90(PICTURE, quarters))


def test_a_setting_that_is_swept_or_wrong_is_taken_as_it_is_by_default(anagram):
    anagram.nodes["flip"].type = "rotate"
    anagram.nodes["flip"].params = {"angle": {"each": [90, 180]}}

    assert names(anagram) == ["quarter turn"]


def test_three_views_give_two_other_sides(anagram):
    node = anagram.add("negate", "negative")
    anagram.link("step.x_t", f"{node.id}.value")

    assert sorted(names(anagram)) == ["flipped", "negative"]


def test_a_muted_view_is_no_side(anagram):
    anagram.nodes["flip"].params["axis"] = "horizontal"
    assert names(anagram) == ["mirrored"]

    anagram.nodes["flip"].mode = "bypass"
    assert names(anagram) == ["flipped"]


def test_any_graph_can_be_turned_over():
    assert names(Graph(installed())) == ["flipped"]


def test_a_hybrid_is_seen_from_afar():
    (side,) = sides(load(GRAPHS / "hybrid_image.json", installed()))
    stripes = np.zeros((32, 32, 3), np.uint8)
    stripes[:, ::2] = 255
    seen = side.move(stripes)
    assert side.name == "from afar"
    assert seen.shape == stripes.shape
    assert np.ptp(seen[8:24, 8:24].astype(int)) < 40  # what is fine is gone


def test_a_wire_to_a_node_that_is_not_there_is_passed_over(anagram):
    del anagram.nodes["flip"]
    assert names(anagram) == ["flipped"]
