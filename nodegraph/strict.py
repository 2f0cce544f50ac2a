"""Reads what may be a graph's file, byte by byte and strictly: every way to be wrong is one line of a FileError."""

import json
from pathlib import Path
from typing import Any

from nodegraph.errors import FileError

PNG_KEY = "anagraph"
LARGEST = 64 * 2**20
DEEPEST = 100  # objects and lists in each other, which every copy of them goes down
_PNG = b"\x89PNG\r\n\x1a\n"


def read_text(path: Path) -> str:
    """The JSON text of a file, or of the graph that a PNG carries."""
    try:
        if path.exists() and not path.is_file():
            raise FileError(f"{path}: is no plain file. Give a graph's JSON or a PNG that carries one.")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}). Check the path.") from None
    if len(data) > LARGEST:
        raise FileError(f"{path}: larger than {LARGEST // 2**20} MiB, which no graph is. Give the graph's own file.")
    return _from_png(path) if data.startswith(_PNG) else _decode(data, str(path))


def parse(text: str, name: str) -> dict[str, Any]:
    """JSON as the standard has it: no NaN, no Infinity, no key twice. `name` is what errors call the file."""
    try:
        data = json.loads(text, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_once)
        text.encode()
        if "\\ud" in text or "\\uD" in text:
            json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise FileError(f"{name}: not JSON at line {error.lineno}, column {error.colno} ({error.msg}).") from None
    except RecursionError:
        raise FileError(f"{name}: nested too deeply to be a graph.") from None
    except UnicodeEncodeError:
        raise FileError(f"{name}: holds half a character (a lone \\ud800 to \\udfff). Write the whole one.") from None
    except ValueError as error:
        raise FileError(f"{name}: {error}") from None
    if not isinstance(data, dict):
        raise FileError(f"{name}: holds {kind_of(data)}. A graph is a JSON object.")
    if _depth(data) > DEEPEST:
        raise FileError(f"{name}: nested too deeply to be a graph.")
    return data


def is_text(value: str) -> bool:
    """Whether a file can hold it: no half characters, as Python makes of a file name that is no UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def kind_of(value: Any) -> str:
    """What JSON calls a value."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _from_png(path: Path) -> str:
    from PIL import Image

    try:
        with Image.open(path) as picture:
            text = getattr(picture, "text", {}).get(PNG_KEY)
    except Exception as error:  # Pillow raises many kinds for a damaged file
        raise FileError(f"{path}: a damaged PNG ({error}). Take another copy.") from None
    if text is None:
        raise FileError(f"{path}: a PNG without a graph in it. Give one that a Save Image node wrote.")
    return str(text)


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"{name}: not text (byte {error.start})"
        raise FileError(f"{found}. Give a graph's JSON or a PNG that carries one.") from None


def _depth(data: Any) -> int:
    """How many objects and lists lie in each other."""
    layer, depth = [data], 0
    while layer := [each for each in layer if isinstance(each, dict | list)]:
        layer = [part for each in layer for part in (each.values() if isinstance(each, dict) else each)]
        depth += 1
    return depth


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a number that JSON knows. Write a finite one.")


def _finite(digits: str) -> float:
    value = float(digits)
    if value - value != 0:
        raise ValueError(f"{digits[:40]} is too large for a number. Write a smaller one.")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        raise ValueError(f"{twice!r} stands twice in one object. Rename one of them.")
    return made
