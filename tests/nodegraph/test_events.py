"""Events as JSON: plain values only."""

import json
from pathlib import Path

import pytest

from nodegraph.context import Origin
from nodegraph.events import Event, Finished, Previewed, Progress, Written, ZoneStarted
from nodegraph.registry import Registry
from tests.nodegraph.tools import read, run


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (Written("save", Path("out/x.png")), {"event": "written", "node": "save", "path": "out/x.png"}),
        (
            Progress("train", 3, None, "epoch 1"),
            {"event": "progress", "node": "train", "done": 3, "total": None, "text": "epoch 1"},
        ),
        (Previewed("p", object(), 2), {"event": "previewed", "node": "p", "visit": 2}),
        (
            ZoneStarted("a", "b", 3, Origin((("n.value", 2.0),))),
            {"event": "zonestarted", "step": "a", "sampler": "b", "count": 3, "origin": {"own": {"n.value": 2.0}}},
        ),
        (Finished(0.5, 2, 1), {"event": "finished", "seconds": 0.5, "computed": 2, "cached": 1}),
    ],
)
def test_an_event_is_one_line_of_plain_values(event: Event, wanted: dict[str, object]) -> None:
    assert event.as_json() == wanted
    assert event.kind == wanted["event"]


def test_every_event_of_a_run_is_json(registry: Registry) -> None:
    for event in run(read(registry, "loop")):
        assert json.loads(json.dumps(event.as_json()))["event"] == event.kind
