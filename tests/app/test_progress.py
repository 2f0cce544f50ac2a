import io

import pytest

from app.progress import Loop, Meter, clock, duration, milliseconds, place
from nodegraph.context import Origin
from nodegraph.events import NodeFinished, NodeStarted, Progress, Visited, ZoneFinished, ZoneStarted


def visits(meter: Meter, count: int, seconds: float, of: int = 30) -> None:
    for visit in range(count):
        meter.show(Visited("step", "sampler", visit, of, seconds))


def last_drawn(stream: io.StringIO) -> str:
    return stream.getvalue().rpartition("\r")[2].replace("\x1b[K", "")


def test_a_bar_shows_step_pace_and_time_left() -> None:
    meter = Meter(stream := io.StringIO(), terminal=True)
    meter.show(ZoneStarted("step", "sampler", 30))
    visits(meter, 12, 0.5)
    assert last_drawn(stream) == "sampler  " + "━" * 11 + "─" * 17 + "  12/30   500 ms a step   0:09 left"


def test_the_time_left_follows_the_recent_steps_not_the_slow_first_one() -> None:
    loop = Loop("sampler", 100)
    loop.advance(1, 60.0)
    for done in range(2, 51):
        loop.advance(done, 0.1)
    assert loop.line() == "50/100   100 ms a step   0:05 left"


def test_a_finished_loop_stays_on_the_screen_with_what_it_took() -> None:
    meter = Meter(stream := io.StringIO(), terminal=True)
    meter.show(ZoneStarted("step", "sampler", 30))
    visits(meter, 30, 0.1)
    meter.show(ZoneFinished("step", "sampler", 30, 3.0))
    assert last_drawn(stream) == "sampler  " + "━" * 28 + "  30/30   100 ms a step   took 3.0 s\n"


def test_without_a_terminal_nothing_is_drawn_over() -> None:
    meter = Meter(stream := io.StringIO(), terminal=False)
    meter.show(NodeStarted("load"))
    meter.show(NodeFinished("load", 1.0))
    meter.show(ZoneStarted("step", "sampler", 30))
    visits(meter, 30, 1.0)
    meter.show(ZoneFinished("step", "sampler", 30, 30.0))
    assert stream.getvalue().splitlines() == [
        "sampler: 10/30   1,000 ms a step   0:20 left",
        "sampler: 20/30   1,000 ms a step   0:10 left",
        "sampler: 30/30   1,000 ms a step   took 30.0 s",
        "sampler: 30/30   1,000 ms a step   took 30.0 s",
    ]


def test_a_loop_of_unknown_length_counts_its_steps() -> None:
    meter = Meter(stream := io.StringIO(), terminal=True)
    meter.show(ZoneStarted("step", "sampler", None))
    meter.show(Visited("step", "sampler", 4, None, 0.002))
    assert last_drawn(stream).endswith("step 5   2.0 ms a step")


def test_a_cached_loop_says_that_nothing_was_computed() -> None:
    meter = Meter(stream := io.StringIO(), terminal=False)
    meter.show(ZoneFinished("step", "sampler", 0, 0.0, cached=True))
    assert stream.getvalue() == "sampler: unchanged, nothing computed\n"


def test_a_swept_loop_is_named_with_its_value() -> None:
    meter = Meter(stream := io.StringIO(), terminal=True)
    meter.show(ZoneStarted("step", "sampler", 3, Origin((("schedule.i_start", 7),))))
    assert last_drawn(stream).startswith("sampler (i_start 7)  ")


def test_a_long_node_has_a_bar_with_its_own_words() -> None:
    meter = Meter(stream := io.StringIO(), terminal=True)
    meter.show(Progress("train", 5, 10, "loss 0.25"))
    assert last_drawn(stream).endswith("  5/10   loss 0.25")


def test_where_there_is_no_terminal_a_long_node_tells_lines_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 12.0, 13.0, 30.0])
    monkeypatch.setattr("app.progress.monotonic", lambda: next(clock))
    meter = Meter(stream := io.StringIO(), terminal=False)
    for step in range(1, 5):
        meter.show(Progress("train", step, 10, "loss 0.25"))
    assert stream.getvalue().splitlines() == ["train: 2/10   loss 0.25", "train: 4/10   loss 0.25"]


def test_a_running_node_is_named_until_it_is_done() -> None:
    meter = Meter(stream := io.StringIO(), terminal=True)
    meter.show(NodeStarted("load"))
    assert last_drawn(stream) == "load ..."
    meter.show(NodeFinished("load", 1.0))
    assert last_drawn(stream) == ""


def test_a_bar_is_never_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    meter = Meter(stream := io.StringIO(), terminal=True)
    meter.show(ZoneStarted("step", "sampler", 30))
    visits(meter, 12, 0.5)
    assert len(last_drawn(stream)) == 29


def test_a_terminal_that_knows_only_ascii_gets_an_ascii_bar() -> None:
    stream = io.TextIOWrapper(raw := io.BytesIO(), encoding="ascii")
    meter = Meter(stream, terminal=True)
    meter.show(NodeStarted("load"))
    meter.show(ZoneStarted("step", "sampler", 2))
    meter.show(Visited("step", "sampler", 0, 2, 0.1))
    assert b"sampler  " + b"#" * 14 + b"-" * 14 + b"  1/2" in raw.getvalue()


@pytest.mark.parametrize(("seconds", "text"), [(0.00042, "0.42 ms"), (0.0412, "41.2 ms"), (0.09999, "100 ms")])
def test_a_step_is_timed_in_milliseconds(seconds: float, text: str) -> None:
    assert milliseconds(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.0, "0:00"), (0.1, "0:01"), (725, "12:05"), (3723, "1:02:03")])
def test_waits_are_rounded_up_to_seconds(seconds: float, text: str) -> None:
    assert clock(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.04, "0.0 s"), (3.04, "3.0 s"), (725.4, "12:05")])
def test_what_something_took_is_rounded(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_place_in_two_sweeps_names_both() -> None:
    assert place(Origin((("a.seed", 1), ("b.steps", 30)))) == " (seed 1, steps 30)"
    assert place(Origin()) == ""
