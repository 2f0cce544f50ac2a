"""How long a file of 500 nodes takes, from `session.open` to the first frame that shows all of it."""

import statistics
import time
from typing import TYPE_CHECKING

from tests.benchmarks.editor.copies import write
from tests.benchmarks.editor.window import MS, Options, Row, check, drawn, folder_of, settle, window

if TYPE_CHECKING:
    from pathlib import Path

    from app.editor.editor import Editor

NODES, PREVIEWS, TARGET = 500, 20, 1000.0


def measure(options: Options) -> list[Row]:
    with window() as editor:
        path = write(folder_of(editor) / "big.json", NODES, PREVIEWS, editor.session.registry)
        settle(editor, 12)
        took = [_seconds(editor, path) * MS for _ in range(options.rounds)]
        found = f"median {statistics.median(took):.0f}, first {took[0]:.0f}, longest {max(took):.0f}"
        return [Row(f"opening {NODES} nodes", found, statistics.median(took), TARGET)]


def _seconds(editor: "Editor", path: "Path") -> float:
    editor.session.new()
    settle(editor, 12)
    begun = time.perf_counter()
    assert editor.session.open(path)
    editor.loop.frame()
    while not drawn(editor):
        editor.loop.frame()
    editor.loop.frame()
    took = time.perf_counter() - begun
    settle(editor)
    check(editor)
    return took
