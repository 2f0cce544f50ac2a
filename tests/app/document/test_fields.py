"""Fields: every setting of every node has one, and it is the one that its hint asks for."""

from typing import Annotated, Any, Literal

import pytest

from app.document.fields import (
    FIELDS,
    Choice,
    Colour,
    InFile,
    Line,
    Lines,
    Number,
    Numbers,
    OutName,
    Seed,
    Switch,
    Typed,
    field_of,
)
from nodegraph import hints
from nodegraph.nodetype import Parameter
from nodegraph.registry import Registry
from nodegraph.signature import unwrap


def field(hint: Any) -> Any:
    return field_of(Parameter("value", *(unwrap(hint)[0], None, unwrap(hint)[1])))


def test_every_setting_of_every_node_has_a_field_of_its_own_kind(registry: Registry) -> None:
    for kind in registry:
        for setting in kind.settings:
            found = field_of(setting)
            assert type(found) in FIELDS
            assert not isinstance(found, Typed), f"{kind.name}.{setting.name}"


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (bool, Switch()),
        (int, Number(whole=True)),
        (float, Number()),
        (Annotated[float, hints.Range(0, 30, step=0.5)], Number(0, 30, 0.5)),
        (Annotated[int, hints.Range(1, 9)], Number(1, 9, whole=True)),
        (hints.Seed, Seed(0, 2**53)),
        (Literal["a", "b"], Choice(("a", "b"))),
        (str, Line()),
        (Annotated[str, hints.Text(placeholder="x")], Line("x")),
        (Annotated[str, hints.Text(3, "x")], Lines(3, "x")),
        (Annotated[str, hints.InputFile((".png",))], InFile((".png",))),
        (Annotated[str, hints.OutputName((".png",))], OutName((".png",))),
        (Annotated[str, hints.Color()], Colour()),
        (tuple[int, ...], Numbers(whole=True)),
        (tuple[float, ...], Numbers()),
        (tuple[str, ...], Typed()),
        (int | str, Typed()),
        (int | None, Number(whole=True, optional=True)),
        (Literal["a"] | None, Choice(("a",), optional=True)),
        (Annotated[float, hints.Range(0, 1)] | None, Number(0, 1, optional=True)),
        (int | str | None, Typed(optional=True)),
    ],
)
def test_the_hint_chooses_the_field(hint: Any, expected: Any) -> None:
    assert field(hint) == expected


def test_a_number_knows_its_grain_and_its_digits() -> None:
    assert [Number(step=step).decimals for step in (0.5, 0.05, 0.005, 1)] == [1, 2, 3, 1]
    assert Number(whole=True).decimals == 0
    assert (Number(whole=True).grain, Number(step=0.5).grain, Number().grain) == (1, 0.5, 0.01)


def test_only_a_number_with_two_near_bounds_slides() -> None:
    assert Number(0, 999, whole=True).slides
    assert not Number(0, 1_000_000, whole=True).slides
    assert not Number(low=0).slides
