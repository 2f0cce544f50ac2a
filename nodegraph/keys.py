"""Merkle keys: the same type, version, settings and inputs give the same key, and nothing else does."""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import uuid4

from nodegraph.failures import blaming
from nodegraph.hints import InputFile
from nodegraph.plan import Arg, Fixed, Op, Plan, ZoneOp

Key = str
_ABSENT = "absent"


class Keys:
    """The keys of a plan's calls, worked out from the first to the last, as files are at this moment.

    `place` is what every result depends on (device and dtype); output nodes' keys hold the folder `out` too.
    """

    def __init__(self, plan: Plan, place: str, out: str):
        self._base, self._place, self._out = plan.base, place, out
        self._found: dict[int, Key] = {}
        slots: dict[int, Key] = {}
        for ops in plan.units():
            for op in ops:
                self._zone(op, slots) if isinstance(op, ZoneOp) else self._note(op, self._key(op, slots), slots)

    def __getitem__(self, op: Op | ZoneOp) -> Key:
        return self._found[id(op)]

    def _note(self, op: Op | ZoneOp, key: Key, slots: dict[int, Key]) -> None:
        self._found[id(op)] = key
        for number, slot in enumerate(op.results):
            slots[slot] = f"{key}.{number}"

    def _zone(self, zone: ZoneOp, slots: dict[int, Key]) -> None:
        """A loop's key holds its entry and what it is sent; its body's visits are keyed by name alone."""
        local = {inner: slots[outer] for outer, inner in zone.imports.items()}
        local |= {slot: f"{zone.entry.kind.name}.{number}" for number, slot in enumerate(zone.visit)}
        for op in zone.ops:
            self._note(op, self._key(op, local), local)
        whole = digest(self._key(zone.entry, slots), self._key(zone.end, local))
        self._note(zone, whole, slots)
        for op in zone.watchers:
            self._found[id(op)] = digest(whole, self._found[id(op)])
        for op in zone.exits:
            sent = [_given(arg, local) for arg in op.args]
            self._note(op, digest(whole, self._key(op, slots, sent)), slots)

    def _key(self, op: Op, slots: dict[int, Key], inputs: list[Any] | None = None) -> Key:
        """The key of one call. An output node's is its own; what knows its place on a sweep has it in its key."""
        kind = op.kind
        if inputs is None:
            inputs = [_given(arg, slots) for arg in op.args]
        wired = {name: _given(arg, slots) for name, arg in op.wired.items()}
        own = (op.node, self._out) if kind.kind == "output" else ()
        origin = op.origin if kind.provided else ()
        outside = self._outside(op) if kind.hooks.identity or kind.reads_files else ()
        return digest(self._place, kind.family, op.settings, inputs, wired, own, origin, outside)

    def _outside(self, op: Op) -> tuple[str, ...]:
        """What a call depends on beside its inputs: what the node itself names, and the content of files."""
        hook = op.kind.hooks.identity
        with blaming(op.node, lambda: op.settings):
            return (hook(op.settings) if hook else "", *_files(op, self._base))


def digest(*parts: Any) -> Key:
    """One key from several plain values and keys; their repr tells each from its neighbours."""
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def file_key(path: Path) -> str:
    """A file's content, or a folder's list, as a key; what is not there gets one of its own."""
    try:
        status = path.stat()
    except OSError:
        return _ABSENT
    if path.is_dir():
        return _listing(path)
    return _content(path.absolute(), status.st_size, status.st_mtime_ns)


def _given(arg: Arg, slots: dict[int, Key]) -> Any:
    """An argument's part of a key: its slot's key (which says its type, and so whether it is converted), or itself."""
    return arg if isinstance(arg, Fixed) else slots[arg.slot]


def _files(op: Op, base: Path) -> Iterator[str]:
    """The content of every file that is read. One whose name comes by wire is not known yet, so it equals nothing."""
    for parameter in op.kind.settings:
        name = op.settings.get(parameter.name)
        if parameter.extra(InputFile) and parameter.name in op.wired:
            yield uuid4().hex
        elif parameter.extra(InputFile) and isinstance(name, str) and name:
            yield file_key(base / name)


def _listing(folder: Path) -> str:
    """Every file below a folder by name, size and time of change: reading all of a dataset would take too long."""
    made = blake2b(digest_size=16)
    seen = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        if (real := os.path.realpath(place)) in seen:  # a link that leads back
            folders.clear()
            continue
        seen.add(real)
        folders.sort()
        for name in sorted(names):
            with suppress(OSError):
                status = os.stat(path := os.path.join(place, name))
                made.update(
                    f"{os.path.relpath(path, folder)}|{status.st_size}|{status.st_mtime_ns}\n".encode(
                        "utf-8", "replace"
                    )
                )
    return made.hexdigest()


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
