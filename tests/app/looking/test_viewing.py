"""What is looked at, with the results of runs as the runner leaves them."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from app.looking.viewing import FIRST, PREVIOUS, Viewing, loops
from app.running.results import Entry, Frame, Results
from app.running.state import RunState, ZoneState
from nodegraph.file import load

GRAPHS = Path(__file__).parents[3] / "graphs"
STEPS = 8


@pytest.fixture
def graph(registry):
    return load(GRAPHS / "visual_anagram.json", registry)


@pytest.fixture
def viewing():
    return Viewing(Results(), RunState())


def frame(level, visit=None, place=""):
    return Frame((np.full((4, 4, 3), level, np.uint8),), visit, None, place)


def level(viewing, graph):
    return int(viewing.picture(graph).max())


def begin(viewing):
    viewing.results.begin()
    viewing.state.zones = {"step": ZoneState("sampler", 0, STEPS)}


def visit(viewing, number, offset=0, place=""):
    viewing.results.add("step", "x_t", frame(100 + number + offset, number, place))
    viewing.results.add("sampler", "clean", frame(number + offset, number, place))
    viewing.results.add("sampler", "noise", frame(200 + number + offset, number, place))
    viewing.state.zones["step"].visit = number + 1


def finish(viewing, result, place=""):
    viewing.state.zones["step"].over = True
    viewing.results.add("sampler", "value", frame(result, None, place))


def run(viewing, result, offset=0):
    begin(viewing)
    for number in range(STEPS):
        visit(viewing, number, offset)
    finish(viewing, result)


def entry(level):
    return Entry(frame(level), "save", "{}", Path(), "run", 1.0, datetime(2026, 1, 1))


def test_the_loop_is_found(graph):
    assert loops(graph) == [("step", "sampler")]


def test_before_any_run_there_is_nothing(viewing, graph):
    assert viewing.picture(graph) is None
    assert viewing.nodes(graph) == []
    assert viewing.befores(graph) == []


def test_it_follows_a_run_and_then_shows_its_result(viewing, graph):
    begin(viewing)
    seen = []
    for number in range(3):
        visit(viewing, number)
        seen.append(level(viewing, graph))
    assert seen == [0, 1, 2]

    finish(viewing, 99)
    assert level(viewing, graph) == 99


def test_the_next_run_takes_over_with_its_first_step(viewing, graph):
    run(viewing, 99)
    begin(viewing)
    assert level(viewing, graph) == 99

    visit(viewing, 0, offset=40)
    assert level(viewing, graph) == 40
    assert viewing.reel(graph).title() == f"Step 1 of {STEPS}"


def test_going_back_shows_each_stream(viewing, graph):
    run(viewing, 99)
    viewing.go(3, viewing.reel(graph))

    assert level(viewing, graph) == 3
    viewing.choose_stream("x_t")
    assert level(viewing, graph) == 103
    viewing.choose_stream("noise")
    assert level(viewing, graph) == 203


def test_a_stop_stays_where_it_is_in_the_next_run(viewing, graph):
    run(viewing, 99)
    viewing.go(3, viewing.reel(graph))
    run(viewing, 98, offset=40)

    assert level(viewing, graph) == 43


def test_at_the_end_it_follows_again(viewing, graph):
    run(viewing, 99)
    viewing.go(3, viewing.reel(graph))
    viewing.go(STEPS, viewing.reel(graph))
    run(viewing, 98)

    assert viewing.stop is None
    assert level(viewing, graph) == 98


def test_a_cancelled_run_shows_its_last_step_not_the_result_before(viewing, graph):
    run(viewing, 99)
    begin(viewing)
    visit(viewing, 0, offset=40)
    visit(viewing, 1, offset=40)

    assert level(viewing, graph) == 41
    assert viewing.reel(graph).last == 1


def test_a_loop_that_is_remembered_shows_its_steps_again(viewing, graph):
    run(viewing, 99)
    viewing.state.zones = {"step": ZoneState("sampler", STEPS, None, cached=True, over=True)}

    assert viewing.reel(graph).count == STEPS
    assert level(viewing, graph) == 99


def test_a_node_is_looked_at_until_it_is_gone(viewing, graph):
    run(viewing, 99)
    viewing.results.add("other_side", "value", frame(77))
    viewing.choose("other_side")
    assert level(viewing, graph) == 77

    graph.remove("other_side")
    assert viewing.looked_at(graph) == "sampler"


def test_a_step_is_looked_at_by_its_sampler(viewing, graph):
    run(viewing, 99)

    assert viewing.nodes(graph) == ["sampler"]


def test_a_preview_in_the_loop_can_be_gone_through(viewing, graph):
    graph.add("preview", "guided")
    begin(viewing)
    for number in range(3):
        visit(viewing, number)
        viewing.results.add("guided", "value", frame(60 + number, number))
    viewing.choose("guided")
    viewing.go(1, viewing.reel(graph))

    assert level(viewing, graph) == 61
    assert viewing.reel(graph).title(1) == f"Step 2 of {STEPS}"


def test_the_values_of_a_sweep_are_places(viewing, graph):
    begin(viewing)
    for place, offset in (("i_start 3", 0), ("i_start 5", 40)):
        for number in range(STEPS):
            visit(viewing, number, offset, place)
        finish(viewing, 90 + offset, place)
    assert viewing.reel(graph).places == ("i_start 3", "i_start 5")
    assert level(viewing, graph) == 130

    viewing.choose_place("i_start 3")
    assert level(viewing, graph) == 90
    viewing.go(2, viewing.reel(graph))
    assert level(viewing, graph) == 2


def test_the_run_before_one_at_work_is_the_latest_that_is_over(viewing, graph):
    for number in (11, 22):
        run(viewing, 99)
        viewing.results.history.append(entry(number))
    viewing.state.phase = "done"
    viewing.choose_before(PREVIOUS)
    assert viewing.picture_before(graph).max() == 11
    viewing.results.add("sheet", "value", frame(88))
    viewing.choose("sheet")
    assert viewing.picture_before(graph).max() == 11, "it is the latest run's too"
    viewing.choose("")

    viewing.state.phase = "running"
    begin(viewing)
    visit(viewing, 0)
    assert viewing.picture_before(graph).max() == 22


def test_before_is_the_loaded_picture_then_the_previous_run_then_the_first_step(viewing, graph):
    run(viewing, 99)
    assert viewing.compared_with(graph) == FIRST
    assert viewing.picture_before(graph).max() == 0

    viewing.results.finish(entry(11))
    run(viewing, 99)
    viewing.results.history.append(entry(22))
    assert viewing.compared_with(graph) == PREVIOUS
    assert viewing.picture_before(graph).max() == 11

    graph.add("load_image", "photo")
    viewing.results.add("photo", "value", frame(33))
    assert viewing.compared_with(graph) == "photo"
    viewing.choose_before(FIRST)
    assert viewing.picture_before(graph).max() == 0


def test_a_batch_is_shown_as_one_picture(viewing, graph):
    viewing.results.begin()
    pictures = tuple(np.full((4, 4, 3), each, np.uint8) for each in (1, 2, 3))
    viewing.results.add("sampler", "value", Frame(pictures))

    assert viewing.picture(graph).shape == (9, 9, 3)


def test_every_choice_is_noticed(viewing, graph):
    run(viewing, 99)
    reel = viewing.reel(graph)
    for choose in (
        lambda: viewing.choose("sampler"),
        lambda: viewing.choose_stream("noise"),
        lambda: viewing.choose_place(None),
        lambda: viewing.choose_before(FIRST),
        lambda: viewing.go(2, reel),
        lambda: viewing.change(viewing.look.flip()),
        viewing.reset,
    ):
        before = viewing.revision
        choose()
        assert viewing.revision > before


def test_a_wire_to_a_node_that_is_not_there_is_no_loop(viewing, graph):
    del graph.nodes["sampler"]
    assert loops(graph) == []
    assert viewing.reel(graph).node == ""


def test_the_other_side_is_shown_of_a_loop_that_makes_one_unless_the_user_says_otherwise(viewing, graph):
    run(viewing, 99)
    viewing.results.add("sheet", "value", frame(88))
    assert viewing.shows_both(graph)
    viewing.choose("sheet")
    assert not viewing.shows_both(graph), "a sheet of both sides has no other side"
    viewing.choose("")

    viewing.change(replace(viewing.look, both=False))
    assert not viewing.shows_both(graph)
    for node in ("flip", "flip_back"):
        graph.nodes[node].mode = "bypass"
    viewing.change(replace(viewing.look, both=None))
    assert not viewing.shows_both(graph), "an ordinary picture"
    viewing.change(replace(viewing.look, both=True))
    assert viewing.shows_both(graph)
