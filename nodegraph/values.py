"""Settings' values: whether one fits its hint, and how one is read from text."""

import json
import math
import re
import types
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

from nodegraph.errors import UsageError
from nodegraph.hints import PLAIN_NAME, Color, OutputName, Range
from nodegraph.nodetype import Parameter
from nodegraph.strict import is_text

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_NAME = re.compile(PLAIN_NAME)
_YES, _NO = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}
_LARGEST = 2**1023  # beyond it a whole number becomes no float


class Misfit(NamedTuple):
    """Why a value does not fit: what was found, and what to do."""

    found: str
    todo: str

    def __str__(self) -> str:
        return f"{self.found}. {self.todo}"


Fitted = tuple[Any, Misfit | None]


def is_sweep(value: Any) -> bool:
    return type(value) is dict and value.keys() == {"each"} and isinstance(value["each"], list)


def fit(parameter: Parameter, value: Any) -> Fitted:
    """The value in its own type, and what is wrong with it. A sweep is fitted value by value."""
    if type(value) is not dict or not is_sweep(value):
        return fit_one(parameter, value)
    if not value["each"]:
        return value, Misfit("sweeps over nothing", "Give it at least one value.")
    values, wrong = _fit_all(parameter, value["each"])
    return {"each": values}, wrong


def fit_one(parameter: Parameter, value: Any) -> Fitted:
    """As `fit`, for a value that is no sweep."""
    hint = parameter.hint
    if hint is float and type(value) is int and abs(value) < _LARGEST:
        value = float(value)
    if hint in (float, int) and type(value) is hint:
        return value, _beyond(parameter, value)
    if hint is str and type(value) is str:
        return value, _misspelt(parameter, value)
    return _fit_other(parameter, hint, value)


def _fit_all(parameter: Parameter, values: list[Any] | tuple[Any, ...]) -> tuple[list[Any], Misfit | None]:
    pairs = [fit_one(parameter, each) for each in values]
    return [each for each, _ in pairs], next((wrong for _, wrong in pairs if wrong), None)


def _fit_other(parameter: Parameter, hint: Any, value: Any) -> Fitted:
    origin = get_origin(hint)
    if origin is Literal:
        choices = get_args(hint)
        known = any(value == each and type(value) is type(each) for each in choices)
        return value, None if known else Misfit(f"is {_show(value)}", f"Choose {_listed(choices)}.")
    if origin in (Union, types.UnionType):
        return _fit_union(parameter, get_args(hint), value)
    if origin is tuple and isinstance(value, list | tuple):
        values, wrong = _fit_all(_like(parameter, get_args(hint)[0]), value)
        return tuple(values), wrong
    if hint is int and type(value) is float and value.is_integer():
        return fit_one(parameter, int(value))
    fits = hint is bool and type(value) is bool
    return value, None if fits else Misfit(f"is {_show(value)}", f"Give it {_called(hint)}.")


def _fit_union(parameter: Parameter, options: tuple[Any, ...], value: Any) -> Fitted:
    if value is None and type(None) in options:
        return None, None
    kinds = [each for each in options if each is not type(None)]
    tries = [fit_one(_like(parameter, kind), value) for kind in kinds]
    return next((each for each in tries if each[1] is None), tries[0])


def _like(parameter: Parameter, hint: Any) -> Parameter:
    return Parameter(parameter.name, hint, parameter.default, parameter.extras)


def _beyond(parameter: Parameter, value: float) -> Misfit | None:
    if type(value) is float and not math.isfinite(value):
        return Misfit(f"is {value}", "Give it a finite number.")
    bounds = parameter.extra(Range)
    if bounds and not bounds.low <= value <= bounds.high:
        return Misfit(f"is {_show(value)}", f"Choose from {_show(bounds.low)} to {_show(bounds.high)}.")
    return None


def _misspelt(parameter: Parameter, value: str) -> Misfit | None:
    if not is_text(value):
        return Misfit(f"is {_show(value)}", "No file holds half a character: write it whole, or rename the file.")
    if parameter.extra(Color) and not _COLOR.fullmatch(value):
        return Misfit(f"is {value!r}", "Write a colour as #RRGGBB.")
    if parameter.extra(OutputName) and not _NAME.fullmatch(value):
        return Misfit(f"is {value!r}", "Give a file name without a folder; it lands in the output folder.")
    return None


def parse(parameter: Parameter, text: str) -> Any:
    """A value typed by the hint from what somebody wrote; `each:1,3,5` sweeps. Raises UsageError."""
    value = {"each": _each(parameter, text[5:])} if text.startswith("each:") else read(parameter.hint, text)
    fitted, wrong = fit(parameter, value)
    if wrong:
        raise UsageError(f"{parameter.name} {wrong}")
    return fitted


def _each(parameter: Parameter, text: str) -> list[Any]:
    """JSON's list if it is one, so that texts may hold commas; otherwise split at the commas."""
    if text.startswith("["):
        try:
            return list(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{parameter.name}: {text!r} is no JSON list ({error}).") from None
    parts = [part.strip() for part in text.split(",")]
    return [read(parameter.hint, part) for part in parts if part or (parameter.hint is str and len(parts) > 1)]


def read(hint: Any, text: str) -> Any:
    """A text in the hint's type where it can be, otherwise the text itself (which then does not fit)."""
    origin = get_origin(hint)
    if origin is Literal:
        return next((each for each in get_args(hint) if str(each) == text), text)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(hint), text)
    if origin is tuple:
        return [read(get_args(hint)[0], part.strip()) for part in text.split(",") if part.strip()]
    if hint is bool and text.lower() in _YES | _NO:
        return text.lower() in _YES
    return _number(hint, text) if hint in (int, float) else text


def _read_union(options: tuple[Any, ...], text: str) -> Any:
    if type(None) in options and text.lower() in ("", "none"):
        return None
    kinds = [each for each in options if each is not type(None)]
    return next((value for kind in kinds if (value := read(kind, text)) != text), text)


def _number(hint: Any, text: str) -> Any:
    """Whole numbers may be written 3.0 or 1e3, as JSON's may."""
    for kind in (hint, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _show(value: Any) -> str:
    text = repr(value).removesuffix(".0") if type(value) is float else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _listed(choices: tuple[Any, ...]) -> str:
    shown = [str(each) for each in choices]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _called(hint: Any) -> str:
    names = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}
    if get_origin(hint) is tuple:
        return "a list"
    return names.get(hint) or f"a {getattr(hint, '__name__', hint)}"
