"""Captions in a folder of pictures: in a text file beside each, or in one list. No torch here."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from nodegraph.errors import UsageError
from nodes.oneline import one_line

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp")


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
