"""Where captioned pictures come from: anything that draws one at random, and a folder of them."""

import csv
import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nodegraph.errors import UsageError
from nodes import pictures
from nodes.oneline import one_line

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp")


@dataclass(frozen=True)
class Example:
    """A picture, uint8 (size, size, 3); one text for it; and its class in each of the source's ways of sorting."""

    picture: NDArray[np.uint8]
    caption: str
    labels: tuple[int, ...]


class Source(Protocol):
    """Captioned pictures of one size. `classes` says how many classes each way of sorting has; `captions` is every
    text that `draw` may give, for the tokenizer."""

    @property
    def size(self) -> int: ...
    @property
    def classes(self) -> tuple[int, ...]: ...
    @property
    def captions(self) -> list[str]: ...
    def draw(self, rng: random.Random) -> Example: ...


class FolderSource:
    """A folder's pictures, cropped to squares, mirrored half the time.

    Captions come from `metadata.jsonl` or `metadata.csv` with `file_name` and `text` (the hub's image folder format),
    or from a `.txt` beside each picture. Each distinct caption is a class. A picture that cannot be read is left out,
    and `broken` has a line for it. Raises UsageError where no picture has a caption, or none can be read.
    """

    def __init__(self, folder: Path, size: int):
        self.size = size
        self.broken: list[str] = []
        found = [(text, picture) for path, text in captioned(folder) if (picture := self._read(path)) is not None]
        if not found and self.broken:
            raise UsageError(f"none of {len(self.broken)} pictures can be read. {self.broken[0]}")
        if not found:
            todo = "Put a .txt beside each picture, or a metadata.jsonl with file_name and text."
            raise UsageError(f"{folder}: no picture with a caption. {todo}")
        self.examples = found
        self.captions = sorted({text for text, _ in found})
        self.classes = (len(self.captions),)
        self._numbers = {text: number for number, text in enumerate(self.captions)}

    def draw(self, rng: random.Random) -> Example:
        text, picture = rng.choice(self.examples)
        return Example(picture[:, ::-1] if rng.random() < 0.5 else picture, text, (self._numbers[text],))

    def _read(self, path: Path) -> NDArray[np.uint8] | None:
        try:
            return np.asarray(pictures.read(str(path.absolute()), lambda each: pictures.square(each, self.size)))
        except UsageError as error:
            self.broken.append(str(error))
            return None


def captioned(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each picture of the folder that has a caption, with it, in the order of names. Raises UsageError."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder. Name one with pictures and captions.")
    texts = dict(_listed(folder))
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES:
            beside = path.with_suffix(".txt")
            text = texts.get(path.relative_to(folder).as_posix()) or (_text(beside) if beside.exists() else "")
            if text.strip():
                yield path, " ".join(text.split())


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    lines, table = folder / "metadata.jsonl", folder / "metadata.csv"
    if lines.exists():
        for number, line in enumerate(_text(lines).splitlines(), 1):
            if line.strip():
                yield _pair(_parsed(line), f"{lines}, line {number}")
    elif table.exists():
        try:
            rows = list(csv.DictReader(io.StringIO(_text(table))))
        except csv.Error as error:
            raise UsageError(f"{table}: cannot be read ({error}). Save it as CSV with commas, in UTF-8.") from None
        for number, row in enumerate(rows, 2):
            yield _pair(row, f"{table}, line {number}")


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _pair(row: object, where: str) -> tuple[str, str]:
    if not (isinstance(row, dict) and isinstance(row.get("file_name"), str) and isinstance(row.get("text"), str)):
        raise UsageError(f"{where}: no file_name and text. Write both for every picture.")
    return row["file_name"], row["text"]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")  # spreadsheets begin a CSV with a mark
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({one_line(error)}). Save it as UTF-8, or take it away.") from None
