"""Which types go where on a wire."""

from typing import Any, TypeVar

import pytest

from nodegraph.sockets import admitted, conversion, declare_conversion, declare_type, socket_type, type_name

T = TypeVar("T", float, str)
Text = TypeVar("Text", str, bytes)


class Metre:
    """A socket type of its own."""


class Yard:
    """Another."""


declare_type(Metre, "a length", dark="#112233")
declare_conversion(Yard, Metre, lambda yard: "metres")


def test_equal_types_go_unchanged() -> None:
    value = object()
    assert conversion(Metre, Metre)(value) is value


def test_declared_conversions_go_one_way() -> None:
    assert conversion(int, float)(3) == 3.0
    assert conversion(float, int) is None
    assert conversion(Yard, Metre)(Yard()) == "metres"
    assert conversion(Metre, Yard) is None


@pytest.mark.parametrize(
    ("source", "target", "landing"),
    [
        (float, T, float),
        (int, T, float),
        (bytes, T, None),
        (float, float | str, float),
        (float, float | None, float),
        (int, float | None, float),
        (Any, Metre, Any),
        (Metre, Any, Metre),
        (T, T, T),
        (T, str, T),
        (T, Text, T),
        (T, bytes, None),
        (T, Metre, None),
    ],
)
def test_a_choice_of_types_admits_each_of_them(source: Any, target: Any, landing: Any) -> None:
    assert admitted(source, target) is landing
    assert (conversion(source, target) is None) == (landing is None)


def test_names_are_for_people() -> None:
    assert type_name(Metre) == "Metre"
    assert type_name(float | str) == "float or str"
    assert type_name(T) == "float or str"
    assert type_name(Metre | None) == "Metre"


def test_an_undeclared_type_has_a_neutral_look() -> None:
    assert socket_type(Metre).dark == "#112233"
    assert socket_type(Yard).name == "Yard"
    assert socket_type(Yard).doc == ""
