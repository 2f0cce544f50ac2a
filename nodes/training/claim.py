"""Whose a run's folder is: which run's, and which process's."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from nodegraph.errors import UsageError

LOCK = ".lock"


def key_of(parts: Mapping[str, Any]) -> str:
    """Whatever makes it another run, as a digest."""
    text = json.dumps(parts, sort_keys=True, default=repr)
    return blake2b(text.encode(), digest_size=12).hexdigest()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """No other process trains in the folder meanwhile. Raises UsageError where one does."""
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        found = f"{folder.name} is being trained by another process"
        raise UsageError(f"{found}. Wait for it, or give another name.") from None
    try:
        yield
    finally:
        lock.release()
