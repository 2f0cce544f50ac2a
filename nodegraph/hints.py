"""What a type hint can say beside the type: the vocabulary of `Annotated` in a node's signature."""

from dataclasses import dataclass
from typing import Annotated

# What may be a file's name: no folder, no drive, no hidden file, no control character.
PLAIN_NAME = r"[^./\\:\x00-\x1f][^/\\:\x00-\x1f]*"


@dataclass(frozen=True)
class Range:
    """Bounds of a number, both included, and the step of its slider."""

    low: float
    high: float
    step: float | None = None


@dataclass(frozen=True)
class Text:
    """A text of so many lines."""

    lines: int = 1
    placeholder: str = ""


@dataclass(frozen=True)
class InputFile:
    """A path to read, absolute or relative to the graph file. Its content is part of the cache key."""

    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class InputFolder(InputFile):
    """A folder to read, absolute or relative to the graph file. What lies in it, by names, sizes and times, is part of
    the cache key."""


@dataclass(frozen=True)
class OutputName:
    """A file name, never a path (see PLAIN_NAME); the file lands in the output folder."""

    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Color:
    """A colour as #RRGGBB."""


@dataclass(frozen=True)
class SeedHint:
    """A number that only has to differ: shown with a dice button."""


@dataclass(frozen=True)
class Gather:
    """On a growing row of sockets: one call takes all values of a sweep instead of one call a value."""


@dataclass(frozen=True)
class Doc:
    """One line about a parameter, for its tooltip."""

    text: str


Seed = Annotated[int, Range(0, 2**53), SeedHint()]
