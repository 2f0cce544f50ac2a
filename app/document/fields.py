"""What a setting is edited with, free of any toolkit: a plain value read from the setting's hint.

One table in the views goes from each class in `FIELDS` to a widget.
"""

import types
from dataclasses import dataclass
from typing import Any, Literal, Union, get_args, get_origin

from nodegraph.hints import Color, InputFile, InputFolder, OutputName, Range, SeedHint, Text
from nodegraph.nodetype import Parameter
from nodegraph.sockets import alternatives

_WIDEST_SLIDER = 10_000  # steps: beyond it, one pixel of a slider skips too much


@dataclass(frozen=True, kw_only=True)
class Field:
    """`optional` says that None is a value too, shown as empty."""

    optional: bool = False


@dataclass(frozen=True)
class Number(Field):
    """A number. A bound is None where there is none; `step` None leaves the grain to the widget."""

    low: float | None = None
    high: float | None = None
    step: float | None = None
    whole: bool = False

    @property
    def grain(self) -> float:
        """By how much one click or one arrow key changes it."""
        return self.step or (1 if self.whole else 0.01)

    @property
    def decimals(self) -> int:
        """Digits after the point that its step needs; one more than none for a number that may be broken."""
        if self.whole:
            return 0
        text = f"{self.grain:.6f}".rstrip("0")
        return max(1, len(text.partition(".")[2]))

    @property
    def slides(self) -> bool:
        """Whether both bounds are known and near enough for a slider."""
        if self.low is None or self.high is None:
            return False
        return (self.high - self.low) / self.grain <= _WIDEST_SLIDER


@dataclass(frozen=True)
class Seed(Field):
    """A whole number that only has to differ: with a dice, and keep or new each run."""

    low: int = 0
    high: int = 2**53


@dataclass(frozen=True)
class Choice(Field):
    """One of a few values, not all of them texts."""

    options: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Switch(Field):
    """Yes or no."""


@dataclass(frozen=True)
class Line(Field):
    """A text of one line."""

    placeholder: str = ""


@dataclass(frozen=True)
class Lines(Field):
    """A text of several lines, of which `lines` are shown."""

    lines: int = 3
    placeholder: str = ""


@dataclass(frozen=True)
class InFile(Field):
    """A file or folder to read, absolute or relative to the graph's folder. No suffixes: any."""

    suffixes: tuple[str, ...] = ()
    folder: bool = False


@dataclass(frozen=True)
class OutName(Field):
    """The name of a file in the output folder."""

    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Colour(Field):
    """#RRGGBB."""


@dataclass(frozen=True)
class Numbers(Field):
    """Numbers, typed with commas."""

    whole: bool = False


@dataclass(frozen=True)
class Typed(Field):
    """Anything else: typed as text and read by `nodegraph.values.parse`."""


FIELDS: tuple[type[Field], ...] = (
    Number,
    Seed,
    Choice,
    Switch,
    Line,
    Lines,
    InFile,
    OutName,
    Colour,
    Numbers,
    Typed,
)


def field_of(parameter: Parameter) -> Field:
    """The field that edits a setting."""
    hint, optional = _plain(parameter.hint)
    if hint is bool:
        return Switch(optional=optional)
    if hint in (int, float):
        return _number(parameter, whole=hint is int, optional=optional)
    if hint is str:
        return _text(parameter, optional=optional)
    if get_origin(hint) is Literal:
        return Choice(get_args(hint), optional=optional)
    if get_origin(hint) is tuple and get_args(hint)[0] in (int, float):
        return Numbers(whole=get_args(hint)[0] is int, optional=optional)
    return Typed(optional=optional)


def _plain(hint: Any) -> tuple[Any, bool]:
    """The hint without None, and whether None was in it."""
    options = alternatives(hint)
    optional = get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)
    return (options[0] if len(options) == 1 else hint), optional


def _number(parameter: Parameter, *, whole: bool, optional: bool) -> Field:
    bounds = parameter.extra(Range)
    if parameter.extra(SeedHint):
        return Seed(int(bounds.low), int(bounds.high), optional=optional) if bounds else Seed(optional=optional)
    if bounds is None:
        return Number(whole=whole, optional=optional)
    return Number(bounds.low, bounds.high, bounds.step, whole, optional=optional)


def _text(parameter: Parameter, *, optional: bool) -> Field:
    if file := parameter.extra(InputFile):
        return InFile(file.suffixes, isinstance(file, InputFolder), optional=optional)
    if name := parameter.extra(OutputName):
        return OutName(name.suffixes, optional=optional)
    if parameter.extra(Color):
        return Colour(optional=optional)
    text = parameter.extra(Text) or Text()
    if text.lines > 1:
        return Lines(text.lines, text.placeholder, optional=optional)
    return Line(text.placeholder, optional=optional)
