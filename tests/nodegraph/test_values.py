"""Which values fit which hints, and how they are read from text."""

import math
from typing import Annotated, Any, Literal

import pytest

from nodegraph.errors import UsageError
from nodegraph.hints import Color, OutputName, Range
from nodegraph.nodetype import Parameter
from nodegraph.signature import unwrap
from nodegraph.values import fit, is_sweep, parse

Name = Annotated[str, OutputName()]
Share = Annotated[float, Range(0, 1)]
Count = Annotated[int, Range(1, 9)]
Side = Literal["left", "right"]


def setting(hint: Any) -> Parameter:
    plain, extras = unwrap(hint)
    return Parameter("s", plain, extras=extras)


@pytest.mark.parametrize(
    ("hint", "value", "fitted"),
    [
        (float, 1, 1.0),
        (int, 3.0, 3),
        (int, 10**400, 10**400),
        (bool, True, True),
        (str, "", ""),
        (Side, "left", "left"),
        (Literal[1, 2], 2, 2),
        (int | None, None, None),
        (int | None, 4, 4),
        (float | str, "auto", "auto"),
        (Count | None, 9, 9),
        (tuple[float, ...], [1, 2.5], (1.0, 2.5)),
        (tuple[int, ...], (), ()),
        (Annotated[str, Color()], "#aB0099", "#aB0099"),
        (Name, "a picture (2).png", "a picture (2).png"),
        (Share, {"each": [0, 1]}, {"each": [0.0, 1.0]}),
        (tuple[int, ...], {"each": [[1], [2, 3]]}, {"each": [(1,), (2, 3)]}),
    ],
)
def test_a_value_that_fits_comes_out_in_the_hints_own_type(hint: Any, value: Any, fitted: Any) -> None:
    found, wrong = fit(setting(hint), value)
    assert wrong is None
    assert found == fitted
    assert type(found) is type(fitted)
    assert repr(found) == repr(fitted)


@pytest.mark.parametrize(
    ("hint", "value", "told"),
    [
        (Share, 1.5, "is 1.5. Choose from 0 to 1."),
        (Share, -1e-9, "is -1e-09. Choose from 0 to 1."),
        (Count, 10, "is 10. Choose from 1 to 9."),
        (Count, 10**400, f"is {'1' + '0' * 56}.... Choose from 1 to 9."),
        (float, 10**400, f"is {'1' + '0' * 56}.... Give it a number."),
        (float, math.nan, "is nan. Give it a finite number."),
        (float, math.inf, "is inf. Give it a finite number."),
        (float, "7", "is '7'. Give it a number."),
        (float, True, "is True. Give it a number."),
        (int, 2.5, "is 2.5. Give it a whole number."),
        (int, True, "is True. Give it a whole number."),
        (bool, 1, "is 1. Give it true or false."),
        (str, 5, "is 5. Give it a text."),
        (str, {"each": "ab"}, "is {'each': 'ab'}. Give it a text."),
        (str, "\udcff", "is '\\udcff'. No file holds half a character: write it whole, or rename the file."),
        (Side, "up", "is 'up'. Choose left or right."),
        (Literal[1, 2], True, "is True. Choose 1 or 2."),
        (Side, ["left"], "is ['left']. Choose left or right."),
        (int | None, "x", "is 'x'. Give it a whole number."),
        (tuple[int, ...], 5, "is 5. Give it a list."),
        (tuple[int, ...], [1, "b"], "is 'b'. Give it a whole number."),
        (Annotated[str, Color()], "red", "is 'red'. Write a colour as #RRGGBB."),
        (Name, "../x.png", "is '../x.png'. Give a file name without a folder; it lands in the output folder."),
        (Share, {"each": [0.5, 2]}, "is 2. Choose from 0 to 1."),
        (Share, {"each": []}, "sweeps over nothing. Give it at least one value."),
    ],
)
def test_a_value_that_does_not_fit_is_shown_with_what_to_do(hint: Any, value: Any, told: str) -> None:
    assert str(fit(setting(hint), value)[1]) == told


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "a/b", "a\\b", "C:x", "a\0b", "a\nb", "/etc/x"])
def test_a_file_name_is_no_path(name: str) -> None:
    assert fit(setting(Name), name)[1] is not None


@pytest.mark.parametrize(
    ("hint", "text", "value"),
    [
        (float, "7", 7.0),
        (float, "1e-3", 0.001),
        (int, "12", 12),
        (int, "1e3", 1000),
        (bool, "Yes", True),
        (bool, "off", False),
        (str, "a skull, laughing", "a skull, laughing"),
        (Side, "right", "right"),
        (Literal[1, 2], "2", 2),
        (int | None, "none", None),
        (int | None, "5", 5),
        (tuple[int, ...], "990, 960,930", (990, 960, 930)),
        (float, "each:1,3,5", {"each": [1.0, 3.0, 5.0]}),
        (str, "each:red, blue", {"each": ["red", "blue"]}),
        (str, 'each:["a, b", "c"]', {"each": ["a, b", "c"]}),
        (tuple[int, ...], "each:[[1, 2], [3]]", {"each": [(1, 2), (3,)]}),
    ],
)
def test_text_is_read_by_the_hint(hint: Any, text: str, value: Any) -> None:
    assert parse(setting(hint), text) == value


@pytest.mark.parametrize(
    ("hint", "text", "told"),
    [
        (float, "much", "s is 'much'. Give it a number."),
        (float, "nan", "s is nan. Give it a finite number."),
        (int, "2.5", "s is 2.5. Give it a whole number."),
        (bool, "perhaps", "s is 'perhaps'. Give it true or false."),
        (Share, "each:0,2", "s is 2. Choose from 0 to 1."),
        (float, "each:", "s sweeps over nothing. Give it at least one value."),
    ],
)
def test_text_that_does_not_fit_is_refused(hint: Any, text: str, told: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(setting(hint), text)
    assert str(raised.value) == told


def test_a_broken_list_is_no_list() -> None:
    with pytest.raises(UsageError, match="is no JSON list"):
        parse(setting(str), "each:[1, 2")


def test_only_an_object_with_nothing_but_a_list_of_each_is_a_sweep() -> None:
    assert is_sweep({"each": [1]})
    assert not is_sweep({"each": [1], "more": 2})
    assert not is_sweep({"each": 1})
    assert not is_sweep([1])
