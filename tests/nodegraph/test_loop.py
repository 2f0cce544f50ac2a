"""What goes wrong at a loop's ends has a name too."""

from collections.abc import Generator
from typing import NamedTuple

import pytest

from nodegraph.declare import collector, node, zone
from nodegraph.errors import NodeError
from nodegraph.graph import Graph
from nodegraph.registry import Registry
from tests.nodegraph.tools import graph_of, run


class Turn(NamedTuple):
    x: float
    i: int


class Sent(NamedTuple):
    x: float


@zone(opens="odd", closes="even", count=lambda inputs: 10 // inputs["count"])
def odd_loop(*, count: int = 2, wrong: str = "") -> Generator[Turn, Sent, float]:
    """A loop that goes wrong as it is told."""
    if wrong == "at once":
        raise ValueError("no such loop")
    for i in range(count):
        (x,) = yield (1.0, i, 3) if wrong == "too many" else Turn(1.0, i)  # type: ignore[misc]
        if wrong == "later" and i == 1:
            raise ValueError(f"{x} is too much")
    return 1.0


@collector()
def odd_collect(*, wrong: str = "") -> Generator[None, Sent | None, float]:
    """A collector that goes wrong as it is told."""
    if wrong == "at once":
        raise ValueError("no such collector")
    count = 0
    while (yield) is not None:
        count += 1
        if wrong == "later" and count == 2:
            raise ValueError("too many")
    if wrong == "at the end":
        raise ValueError("too few")
    if wrong == "goes on":
        yield
    return float(count)


@node()
def odd_keep(value: float) -> None:
    """The end."""


def _raise(*_: object) -> None:
    raise RuntimeError("hook")


@node(needs=_raise)
def odd_needs(x: float) -> float:
    return x


@node(bind=_raise)
def odd_bind(x: float) -> float:
    return x


@node(batched=_raise)
def odd_batched(x: float) -> float:
    return x


@node(batched=lambda calls: lambda rest: [])
def odd_short(x: float) -> float:
    return x


class Two(NamedTuple):
    a: float
    b: float


@node()
def odd_two(x: float) -> Two:
    return (x, x, x)  # type: ignore[return-value]


@pytest.fixture(scope="module")
def odd() -> Registry:
    found = Registry()
    found.add_pack("odd", __name__)
    assert found.broken == []
    return found


def looping(odd: Registry, body: str = "", **settings: object) -> Graph:
    nodes = {"begin": ("odd", settings), "end": "even", "keep": "odd_keep", "kept": "odd_collect", "keep_2": "odd_keep"}
    links = "begin.loop end.loop end.out keep.value begin.x kept.x kept.out keep_2.value"
    if not body:
        return graph_of(odd, nodes, links, "begin.x end.x")
    return graph_of(
        odd, nodes | {"a": body}, links, "begin.x a.x a.a end.x" if body == "odd_two" else "begin.x a.x a.out end.x"
    )


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"wrong": "at once"}, "begin: no such loop\n  inputs: count 2, wrong 'at once'"),
        ({"wrong": "later"}, "end: 1.0 is too much in visit 1\n  inputs: x 1.0"),
        (
            {"wrong": "too many"},
            "begin: zip() argument 2 is longer than argument 1 in visit 0\n  inputs: yielded (1.0, 0, 3)",
        ),
        ({"count": 0}, "begin: ZeroDivisionError: integer division or modulo by zero\n  inputs: "),
    ],
)
def test_a_loop_that_fails_names_the_end_that_is_to_blame(
    odd: Registry, settings: dict[str, object], told: str
) -> None:
    with pytest.raises(NodeError) as raised:
        run(looping(odd, **settings))
    assert str(raised.value).startswith(told)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("at once", "kept: no such collector\n  inputs: wrong 'at once'"),
        ("later", "kept: too many in visit 1\n  inputs: x 1.0"),
        ("at the end", "kept: too few"),
        ("goes on", "kept: went on after the loop's end. It has to return when it is sent None"),
    ],
)
def test_a_collector_that_fails_is_named(odd: Registry, wrong: str, told: str) -> None:
    graph = looping(odd)
    graph.set("kept", "wrong", wrong)
    with pytest.raises(NodeError) as raised:
        run(graph)
    assert str(raised.value) == told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("odd_needs", "a: RuntimeError: hook in visit 0"),
        ("odd_bind", "a: RuntimeError: hook"),
        ("odd_batched", "a: RuntimeError: hook"),
        ("odd_short", "a: zip() argument 2 is shorter than argument 1 in visit 0\n  inputs: x 1.0"),
        ("odd_two", "a: zip() argument 2 is longer than argument 1 in visit 0\n  inputs: x 1.0"),
    ],
)
def test_a_hook_that_fails_in_a_loop_has_its_nodes_name(odd: Registry, body: str, told: str) -> None:
    with pytest.raises(NodeError) as raised:
        run(looping(odd, body))
    assert str(raised.value) == told
