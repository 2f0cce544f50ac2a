"""The types on the wires: how each looks, which converts to which."""

import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

Pin = Literal["circle", "triangle", "square"]


@dataclass(frozen=True)
class SocketType:
    """A type that a wire can carry, as people see it. Colours are #RRGGBB on dark and on light ground."""

    name: str
    doc: str
    dark: str = "#A9B2C0"
    light: str = "#4A5361"
    pin: Pin = "circle"
    filled: bool = True


_types: dict[Any, SocketType] = {}
_conversions: dict[tuple[Any, Any], Callable[[Any], Any]] = {}


def declare_type(hint: Any, doc: str, *, name: str = "", **look: Any) -> None:
    """Make a class (or NewType) known as a socket type. `doc` gives shape, range and units."""
    _types[hint] = SocketType(name or hint.__name__, doc, **look)


def declare_conversion(source: Any, target: Any, convert: Callable[[Any], Any]) -> None:
    """Let a wire run from `source` to `target`; `convert` is applied to the value."""
    _conversions[source, target] = convert


def socket_type(hint: Any) -> SocketType:
    """The look of a hint; an undeclared type gets the neutral one."""
    return _types.get(hint) or SocketType(type_name(hint), "")


def declared_types() -> dict[str, SocketType]:
    return {info.name: info for info in _types.values()}


def type_name(hint: Any) -> str:
    """The name that people read: "Image", or "Image or Noise" for a choice."""
    if hint in _types:
        return _types[hint].name
    options = alternatives(hint)
    if len(options) == 1 and options[0] is hint:
        return getattr(hint, "__name__", str(hint))
    return " or ".join(type_name(option) for option in options)


def alternatives(hint: Any) -> tuple[Any, ...]:
    """The plain types a hint admits: a type variable's constraints, a union's members without None."""
    if isinstance(hint, TypeVar):
        return hint.__constraints__ or (Any,)
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(each for each in get_args(hint) if each is not type(None))
    return (hint,)


def conversion(source: Any, target: Any) -> Callable[[Any], Any] | None:
    """How a value of `source` becomes one of `target`; None if it cannot. Equal types give `keep`."""
    landing = admitted(source, target)
    if landing is None:
        return None
    return keep if landing is source else _conversions[source, landing]


def admitted(source: Any, target: Any) -> Any:
    """Which of the types that `target` admits a value of `source` becomes, or None.

    A type variable that nothing settles yet goes wherever one of its own types goes, and stays a variable.
    """
    if source is target or source is Any:
        return source
    if isinstance(source, TypeVar):
        return source if any(admitted(each, target) is not None for each in alternatives(source)) else None
    options = alternatives(target)
    if source in options or Any in options:
        return source
    return next((each for each in options if (source, each) in _conversions), None)


def keep(value: Any) -> Any:
    """The conversion that changes nothing."""
    return value


declare_type(float, "a number", dark="#A9B2C0", light="#4A5361", pin="triangle", filled=False)
declare_type(int, "a whole number", dark="#A9B2C0", light="#4A5361", pin="triangle", filled=False)
declare_type(bool, "yes or no", dark="#A9B2C0", light="#4A5361", pin="triangle", filled=False)
declare_type(str, "a text", dark="#A9B2C0", light="#4A5361", pin="square", filled=False)
declare_conversion(int, float, float)
