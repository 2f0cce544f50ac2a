"""Merkle keys: the same type, version, settings and inputs give the same key, and nothing else does."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from nodegraph.hints import InputFile
from nodegraph.nodetype import NodeType

Key = bytes


def digest(*parts: bytes | str) -> Key:
    """One key from several; each part is told apart from its neighbours."""
    made = blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        made.update(len(data).to_bytes(4, "little") + data)
    return made.digest()


def call_key(kind: NodeType, settings: Mapping[str, Any], inputs: Iterable[Key], base: Path, more: str = "") -> Key:
    """The key of one call of a node."""
    head = f"{kind.pack}/{kind.name}/{kind.version}/{sorted(settings.items())!r}/{more}"
    if kind.hooks.identity is not None:
        head += "/" + kind.hooks.identity(settings)
    return digest(head, *_files(kind, settings, base), *inputs)


def _files(kind: NodeType, settings: Mapping[str, Any], base: Path) -> Iterable[str]:
    for parameter in kind.settings:
        name = settings.get(parameter.name)
        if isinstance(name, str) and name and parameter.extra(InputFile):
            yield file_key(base / name)


def file_key(path: Path) -> str:
    """A file's content as a key; a file that is not there gets one of its own."""
    try:
        status = path.stat()
    except OSError:
        return "absent"
    return _content(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=1024)
def _content(path: Path, size: int, changed: int) -> str:
    made = blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            while block := file.read(2**20):
                made.update(block)
    except OSError:
        return "absent"
    return made.hexdigest()
