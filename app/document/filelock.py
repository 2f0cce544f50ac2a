"""A lock that the system itself drops when the process that holds it ends, however it ends."""

import sys
from pathlib import Path
from typing import IO


def acquire(path: Path) -> IO[bytes]:
    """Hold the lock on a file for as long as the handle is open; the file is made where it is missing.

    Raises OSError if another holds it.
    """
    return _locked(path.open("ab+"))


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock. Where that cannot be told, yes."""
    try:
        _locked(path.open("rb+")).close()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _locked(handle: IO[bytes]) -> IO[bytes]:
    try:
        _lock(handle)
    except OSError:
        handle.close()
        raise
    return handle


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
