"""Merkle keys: the same type, version, settings and inputs give the same key, and nothing else does."""

from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import uuid4

from nodegraph.hints import InputFile
from nodegraph.nodetype import NodeType

Key = str
_ABSENT = "absent"


def digest(*parts: Any) -> Key:
    """One key from several plain values and keys; their repr tells each from its neighbours."""
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def files(kind: NodeType, settings: Mapping[str, Any], wired: Container[str], base: Path) -> Iterator[str]:
    """The content of every file that is read. One whose name comes by wire is not known yet, so it equals nothing."""
    for parameter in kind.settings:
        name = settings.get(parameter.name)
        if parameter.extra(InputFile) and parameter.name in wired:
            yield uuid4().hex
        elif parameter.extra(InputFile) and isinstance(name, str) and name:
            yield file_key(base / name)


def file_key(path: Path) -> str:
    """A file's content as a key; a file that is not there gets one of its own."""
    try:
        status = path.stat()
    except OSError:
        return _ABSENT
    return _content(path.absolute(), status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=1024)
def _content(path: Path, size: int, changed: int) -> str:
    made = blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            while block := file.read(2**20):
                made.update(block)
    except OSError:
        return _ABSENT
    return made.hexdigest()
