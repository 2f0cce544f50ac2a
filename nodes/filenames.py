"""Names of files to write: which suffixes a node knows, told before anything is computed."""

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import PurePath
from typing import Any

from nodegraph.errors import CheckError, UsageError


def named(suffixes: Sequence[str]) -> Callable[[Mapping[str, Any], Mapping[str, Any]], None]:
    """A check hook: the setting `name` has one of these suffixes, and what writes it is installed."""

    def check(facts: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
        if isinstance(settings.get("name"), str):
            _split(settings["name"], suffixes)

    return check


def split(name: str, suffixes: Sequence[str]) -> tuple[str, str]:
    """A file name's stem and its suffix in lower case; without a suffix it gets the first. Raises UsageError."""
    try:
        return _split(name, suffixes)
    except CheckError as fault:
        raise UsageError(f"{fault.socket} {fault.found}. {fault.todo}") from None


def _split(name: str, suffixes: Sequence[str]) -> tuple[str, str]:
    path = PurePath(name)
    suffix = path.suffix.lower() or suffixes[0]
    if suffix not in suffixes:
        raise CheckError("name", f"is {name!r}, but {suffix} is not written here", f"Use {', '.join(suffixes)}.")
    if suffix == ".mp4" and not _installed("imageio_ffmpeg"):
        todo = f"Install it with pip install imageio-ffmpeg, or name the file {path.stem}.gif."
        raise CheckError("name", f"is {name!r}, and MP4 needs the package imageio-ffmpeg", todo)
    return name.removesuffix(path.suffix), suffix


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:  # somebody keeps it from being imported
        return False
