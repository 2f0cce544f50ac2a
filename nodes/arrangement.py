"""Where each picture of a contact sheet goes, and what is written beside it. Knows texts and places, no pixels.

Values that swept settings give make a table; so do rows of frames or batches of one length. The rest flows.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from nodegraph.context import Coordinates

_IN_ONE_ROW = 7
_WIDEST = 8
_RATIO = 1.6  # columns to rows that suit a page


@dataclass(frozen=True)
class Arrangement:
    """(row, column) and caption of every cell; in a table also heads over the columns and sides left of the rows."""

    places: tuple[tuple[int, int], ...]
    captions: tuple[str, ...]
    heads: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """How many rows and columns."""
        return 1 + max(row for row, _ in self.places), 1 + max(column for _, column in self.places)


_Key = tuple[str, int]


class _Cell(NamedTuple):
    row: str
    column: _Key
    own: str


def arrange(
    parts: Sequence[Sequence[str]], origins: Sequence[Coordinates] = (), lines: Sequence[str] = (), columns: int = 0
) -> Arrangement:
    """Lay out values, each given as the labels of its pictures, with the sweep coordinates of each value.

    `lines` label the rows of a table, or else the pictures: all of them, or if there are fewer lines those without a
    label. A number of columns makes everything flow.
    """
    origins = origins if len(origins) == len(parts) else [()] * len(parts)
    called = _short_names(origins)
    cells = None if columns else _cells(parts, origins, called)
    if cells:
        return _table(cells, lines)
    texts = [_text(origin, called) for origin in origins]
    captions = [_joined(text, own) for text, part in zip(texts, parts, strict=True) for own in part]
    return _flow(_named(captions, lines), columns)


def axis_text(name: str, value: Any) -> str:
    """i_start = 3"""
    shown = f"{value:g}" if type(value) is float else str(value)
    return f"{name} = {shown}"


def _cells(parts: Sequence[Sequence[str]], origins: Sequence[Coordinates], called: dict[str, str]) -> list[_Cell]:
    """Every picture with the row and column that it belongs to, or nothing where there is no table to make."""
    kinds = {tuple(axis for axis, _ in origin) for origin in origins}
    if len(parts) < 2 or len(kinds) != 1:
        return []
    axes = len(kinds.pop())
    spread = len({len(part) for part in parts}) == 1 and len(parts[0]) > 1
    repeated = axes > 0 and len(set(origins)) < len(parts)
    if not (axes > 1 or spread or repeated):
        return []
    split = 1 if axes > 1 or (axes and spread) else 0
    return [
        _Cell(_text(origin[:split], called), (_text(origin[split:], called), index), own)
        for origin, part in zip(origins, parts, strict=True)
        for index, own in enumerate(part)
    ]


def _table(cells: list[_Cell], lines: Sequence[str]) -> Arrangement:
    """Cells that share row and column go below each other, into rows of their own."""
    keys = _row_keys(cells)
    rows = sorted(set(keys), key=_by_first(keys))
    columns = sorted({cell.column for cell in cells}, key=_by_first([cell.column for cell in cells]))
    places = tuple((rows.index(key), columns.index(cell.column)) for key, cell in zip(keys, cells, strict=True))
    shared = _shared(cells)
    heads = [_joined(column[0], shared.get(column, "")) for column in columns]
    captions = tuple("" if cell.column in shared else cell.own for cell in cells)
    return Arrangement(places, captions, _or_nothing(heads), _or_nothing(_named([text for text, _ in rows], lines)))


def _row_keys(cells: list[_Cell]) -> list[_Key]:
    """Each cell's row text, with how often that row's cell in that column was met before."""
    met: Counter[tuple[str, _Key]] = Counter()
    keys = []
    for cell in cells:
        keys.append((cell.row, met[cell.row, cell.column]))
        met[cell.row, cell.column] += 1
    return keys


def _shared(cells: list[_Cell]) -> dict[_Key, str]:
    """The own labels of columns in which all cells have the same."""
    owns: dict[_Key, set[str]] = {}
    for cell in cells:
        owns.setdefault(cell.column, set()).add(cell.own)
    return {column: own.pop() for column, own in owns.items() if len(own) == 1}


def _by_first(keys: list[_Key]) -> Callable[[_Key], tuple[int, int]]:
    """Sort key: in the order in which their texts first appear, then by number."""
    texts = list(dict.fromkeys(text for text, _ in keys))
    return lambda key: (texts.index(key[0]), key[1])


def _flow(captions: list[str], columns: int) -> Arrangement:
    width = columns or _columns(len(captions))
    return Arrangement(tuple(divmod(index, width) for index in range(len(captions))), tuple(captions))


def _columns(count: int) -> int:
    """One row if they are few, otherwise the width that leaves the fewest holes in a pleasant shape."""
    if count <= _IN_ONE_ROW:
        return count

    def awkward(width: int) -> float:
        rows = -(-count // width)
        return (rows * width - count) / width + abs(math.log(width / rows / _RATIO))

    return min(range(3, _WIDEST + 1), key=awkward)


def _named(own: Sequence[str], lines: Sequence[str]) -> list[str]:
    if len(lines) == len(own):
        return [line or text for line, text in zip(lines, own, strict=True)]
    waiting = iter(lines)
    return [text or next(waiting, "") for text in own]


def _short_names(origins: Iterable[Coordinates]) -> dict[str, str]:
    """What to call each axis: schedule.i_start is i_start, unless another node's i_start is swept too."""
    axes = {axis for origin in origins for axis, _ in origin}
    last = Counter(axis.rpartition(".")[2] for axis in axes)
    return {axis: short if last[short := axis.rpartition(".")[2]] == 1 else axis for axis in axes}


def _text(origin: Coordinates, called: dict[str, str]) -> str:
    return ", ".join(axis_text(called[axis], value) for axis, value in origin)


def _joined(*texts: str) -> str:
    return ", ".join(filter(None, texts))


def _or_nothing(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(texts) if any(texts) else ()
