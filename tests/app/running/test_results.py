"""Pictures of runs in bounded memory, and the history."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from app.running.results import Entry, Frame, Results

SIDE = 8
BYTES = SIDE * SIDE * 3


def frame(visit: int | None = None, place: str = "", level: int = 0) -> Frame:
    return Frame((np.full((SIDE, SIDE, 3), level, np.uint8),), visit, None, place)


def entry(graph: str = "{}", picture: Frame | None = None) -> Entry:
    return Entry(picture or frame(), "save", graph, Path(), "run", 1.0, datetime(2026, 1, 1))


@pytest.fixture
def results() -> Results:
    made = Results()
    made.begin()
    return made


def test_a_loops_estimates_are_its_samplers_picture_until_it_is_over(results: Results) -> None:
    for visit in range(3):
        results.add("sampler", "noise", frame(visit))
        results.add("sampler", "clean", frame(visit, level=visit))
    latest = results.latest("sampler")
    assert latest is not None
    assert latest.visit == 2
    results.add("sampler", "value", end := frame())
    assert results.latest("sampler") is end


def test_what_an_older_run_showed_stays_until_the_new_one_shows_it(results: Results) -> None:
    results.add("a", "value", old := frame())
    results.begin()
    assert results.latest("a") is old
    results.add("a", "value", new := frame())
    assert results.latest("a") is new
    assert results.frames("a") == [new]


def test_several_loops_of_a_sweep_are_told_apart(results: Results) -> None:
    for place in ("i_start 1", "i_start 3"):
        for visit in range(2):
            results.add("step", "x_t", frame(visit, place))
    assert results.places("step", "x_t") == ["i_start 1", "i_start 3"]
    assert [each.place for each in results.frames("step", "x_t")] == ["i_start 3"] * 2
    assert [each.place for each in results.frames("step", "x_t", "i_start 1")] == ["i_start 1"] * 2


def test_older_runs_go_when_the_bytes_run_out() -> None:
    results = Results(limit=10 * BYTES)
    for _ in range(6):
        results.begin()
        for visit in range(4):
            results.add("step", "x_t", frame(visit))
        assert results.bytes <= 10 * BYTES
    assert len(results.frames("step", "x_t")) == 4


def test_a_run_that_is_too_large_is_thinned_and_keeps_its_newest_picture() -> None:
    results = Results(limit=10 * BYTES)
    results.begin()
    for visit in range(100):
        results.add("step", "x_t", frame(visit))
        results.add("sampler", "value", last := frame(visit))
        assert results.bytes <= 10 * BYTES
        assert results.frames("step", "x_t")[-1].visit == visit
    assert results.latest("sampler") is last
    assert results.frames("step", "x_t")[0].visit == 0


def test_one_picture_beyond_the_limit_is_still_shown() -> None:
    results = Results(limit=1)
    results.begin()
    results.add("save", "value", large := frame())
    assert results.latest("save") is large


def test_runs_that_show_nothing_leave_nothing() -> None:
    results = Results()
    results.begin()
    results.add("a", "value", only := frame())
    for _ in range(50):
        results.begin()
    assert results.latest("a") is only


def test_the_history_is_bounded_and_has_the_newest_last(results: Results) -> None:
    for number in range(100):
        results.finish(entry(f"{number}"))
    assert len(results.history) == results.entries
    assert results.history[-1].graph == "99"


def test_large_pictures_make_a_short_history() -> None:
    results = Results(limit=3 * BYTES)
    for number in range(5):
        results.finish(entry(f"{number}"))
    assert [each.graph for each in results.history] == ["2", "3", "4"]


def test_the_same_graph_again_takes_its_own_place(results: Results) -> None:
    for graph in ("a", "b", "b", "a"):
        results.finish(entry(graph))
    assert [each.graph for each in results.history] == ["a", "b", "a"]


def test_another_document_keeps_the_history_alone(results: Results) -> None:
    results.add("a", "value", frame())
    results.finish(entry())
    results.forget()
    assert results.latest("a") is None
    assert len(results.history) == 1


def test_every_change_is_seen_in_the_revision(results: Results) -> None:
    seen = [results.revision]
    for change in (results.begin, lambda: results.add("a", "value", frame()), lambda: results.finish(entry()),
                   results.forget):  # fmt: skip
        change()
        seen.append(results.revision)
    assert seen == sorted(set(seen))


def test_frames_are_told_apart_by_their_serial() -> None:
    assert frame().serial < frame().serial


def test_a_picture_larger_than_the_limit_is_kept_and_does_not_hang() -> None:
    results = Results(limit=9 * BYTES)
    for visit in range(5):
        results.add("step", "x_t", frame(visit))
    results.add("big", "value", large := Frame((np.zeros((99, 99, 3), np.uint8),)))
    assert results.latest("big") is large
    assert [each.visit for each in results.frames("step", "x_t")] == [0, 4]
