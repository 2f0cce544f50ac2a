"""Runs without end in the window: whether memory grows once everything that is bounded has filled up."""

import gc
import statistics
import time
from typing import TYPE_CHECKING, NamedTuple

import dearpygui.dearpygui as dpg

from tests.benchmarks.editor.live import anagram
from tests.benchmarks.editor.window import Options, Row, Script, played, resident, settle, window

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from app.running.results import Results

MIB, EVERY = 2**20, 20
CACHE, PICTURES, ENTRIES = 32 * MIB, 8 * MIB, 10  # small, so that they fill up within the first runs
TARGET = 16.0  # MiB that the process may grow between the first quarter's end and the last quarter


class Held(NamedTuple):
    """What the editor holds after a run."""

    seconds: float
    resident: float  # MiB
    items: int
    textures: int
    objects: int
    kept: float  # MiB of pictures and of results between runs


def measure(options: Options) -> list[Row]:
    with window() as editor:
        session = editor.session
        session.runner.engine.cache.limit = CACHE
        session.results.limit, session.results.entries = PICTURES, ENTRIES
        session.runner.warm()
        session.open(anagram(editor, 32))
        settle(editor, 12)
        found: list[Held] = []
        played(editor, _runs(editor, options.minutes * 60, found), keep=1)
        return _rows(found)


def _runs(editor: "Editor", seconds: float, found: list[Held]) -> Script:
    """A run after another, each of another guidance; told now and then."""
    begun, number = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        number += 1
        with editor.session.document.edit("guidance", merge="soak") as graph:
            graph.set("up_guided", "guidance_scale", 1 + number % 2900 / 100)
        assert editor.session.start(), editor.session.faults
        yield
        while editor.session.runner.is_busy:
            yield
        assert editor.session.state.phase == "done", editor.session.state.error
        found.append(_held(editor, time.monotonic() - begun))
        if number % EVERY == 0:
            print(f"    run {number}: {_told(found[-1])}", flush=True)


def _held(editor: "Editor", seconds: float) -> Held:
    gc.collect()
    results: Results = editor.session.results
    kept = results.bytes + editor.session.runner.engine.cache.bytes + sum(each.frame.bytes for each in results.history)
    items = len(dpg.get_all_items())
    return Held(seconds, resident(), items, editor.textures.count, len(gc.get_objects()), kept / MIB)


def _told(held: Held) -> str:
    return (
        f"{held.seconds:.0f} s, {held.resident:.0f} MiB, {held.items} items, {held.textures} textures, "
        f"{held.objects} objects, {held.kept:.1f} MiB kept"
    )


def _rows(found: list[Held]) -> list[Row]:
    """The last quarter beside the second one."""
    quarter = len(found) // 4
    early, late = found[quarter : 2 * quarter], found[-quarter:]

    def grown(name: str) -> float:
        return statistics.median(getattr(each, name) for each in late) - statistics.median(
            getattr(each, name) for each in early
        )

    more = grown("resident")
    hours = (late[0].seconds - early[0].seconds) / 3600
    counts = ", ".join(f"{name} {grown(name):+.0f}" for name in ("items", "textures", "objects", "kept"))
    grown = f"{more:+.1f} ({more / hours:+.0f} an hour)"
    told = f"{early[0].resident:.0f} to {late[-1].resident:.0f} MiB, {grown}, {counts}"
    return [Row(f"{len(found)} runs in {found[-1].seconds / 60:.1f} min", told, more, TARGET, "MiB")]
