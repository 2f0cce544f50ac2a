"""What the editor remembers from one start to the next: its folder, and the preferences in it."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from nodegraph.context import atomically
from nodegraph.errors import FileError
from nodegraph.strict import is_text, parse, read_text

NAME = "preferences.json"
MOST_RECENT = 12
SCALES = (0.5, 4.0)
SIDES = (100, 20_000)  # of the window, in px


def state_folder() -> Path:
    """$ANAGRAPH_STATE, or anagraph in the user's folder for what programs remember. It need not exist yet."""
    own = os.environ.get("ANAGRAPH_STATE")
    return Path(own) if own else _users_folder() / "anagraph"


def _users_folder() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    given = Path(os.environ.get("XDG_STATE_HOME") or "")
    return given if given.is_absolute() else Path.home() / ".local" / "state"


@dataclass
class Preferences:
    """What the user chose. Paths are texts; lists have the newest first. `other` keeps what a later version wrote."""

    theme: Literal["dark", "light"] = "dark"
    scale: float = 1.0
    auto_run: bool = False
    snap: bool = True
    minimap: bool = True
    window: tuple[int, int] = (1680, 1050)
    folded: list[str] = field(default_factory=list)
    recent_files: list[str] = field(default_factory=list)
    recent_folders: list[str] = field(default_factory=list)
    recent_nodes: list[str] = field(default_factory=list)
    last_folder: str = ""
    cache_bytes: int | None = None
    other: dict[str, Any] = field(default_factory=dict)

    def remember(self, path: Path) -> None:
        """Note a file that was opened or saved, and its folder; no name that a text cannot hold."""
        whole = Path(os.path.abspath(path))
        if not is_text(str(whole)):
            return
        _to_front(self.recent_files, str(whole))
        _to_front(self.recent_folders, str(whole.parent))
        self.last_folder = str(whole.parent)

    def forget(self, path: Path | str) -> None:
        """Take a file out of the recent ones."""
        self.recent_files = [each for each in self.recent_files if each != str(path)]

    def used(self, node_type: str) -> None:
        """Note a node type that was placed."""
        _to_front(self.recent_nodes, node_type)


def save_preferences(preferences: Preferences, folder: Path | None = None) -> None:
    """Write them, whole or not at all. Raises OSError where the folder cannot be written."""
    place = (folder or state_folder()) / NAME
    values = asdict(preferences)
    text = json.dumps(values.pop("other") | values, indent=1, ensure_ascii=False)
    place.parent.mkdir(parents=True, exist_ok=True)
    atomically(place, lambda aside: aside.write_text(text + "\n", encoding="utf-8", errors="replace"), wait=False)


def load_preferences(folder: Path | None = None) -> Preferences:
    """The preferences as far as their file can be read; what is damaged or odd has its default."""
    place = (folder or state_folder()) / NAME
    try:
        found = parse(read_text(place), str(place))
    except (FileError, OSError):
        return Preferences()
    names = {each.name for each in fields(Preferences)} - {"other"}
    known = {name: value for name, value in found.items() if name in names and _READ[name](value)}
    made = Preferences(**known, other={name: found[name] for name in found.keys() - names - {"other"}})
    made.window = (made.window[0], made.window[1])
    return made


def _to_front(values: list[str], value: str) -> None:
    values[:] = [value, *(each for each in values if each != value)][:MOST_RECENT]


def _is_bool(value: Any) -> bool:
    return type(value) is bool


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and "\0" not in each for each in value)


def _is_text(value: Any) -> bool:
    return _are_texts([value])


def _is_scale(value: Any) -> bool:
    return type(value) in (int, float) and SCALES[0] <= value <= SCALES[1]


def _is_window(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    return all(type(each) is int and SIDES[0] <= each <= SIDES[1] for each in value)


_READ: dict[str, Callable[[Any], bool]] = {
    "theme": lambda value: value in ("dark", "light"),
    "scale": _is_scale,
    "auto_run": _is_bool,
    "snap": _is_bool,
    "minimap": _is_bool,
    "window": _is_window,
    "folded": _are_texts,
    "recent_files": _are_texts,
    "recent_folders": _are_texts,
    "recent_nodes": _are_texts,
    "last_folder": _is_text,
    "cache_bytes": lambda value: value is None or (type(value) is int and value > 0),
}
