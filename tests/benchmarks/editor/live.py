"""Auto-run in the window: from a guidance scale typed into its node to the new anagram in another."""

import statistics
import time
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from nodegraph.file import load, rebased, save
from tests.benchmarks.editor.copies import GRAPHS
from tests.benchmarks.editor.window import MS, Options, Row, Script, folder_of, played, settle, window, xdotool

if TYPE_CHECKING:
    from pathlib import Path

    from app.editor.editor import Editor

TARGETS = {32: 1500.0, 64: 4000.0}  # by pixels


def measure(options: Options) -> list[Row]:
    with window() as editor:
        settle(editor)
        editor.session.set_auto_run(True)
        editor.session.runner.warm()
        return [_row(editor, side, options.rounds) for side in TARGETS]


def _row(editor: "Editor", side: int, rounds: int) -> Row:
    editor.session.open(_file(editor, side))
    settle(editor, 12)
    played(editor, _warmed(editor))
    took: list[float] = []
    for number in range(rounds):
        played(editor, _changed(editor, f"{2.5 + number % 20 / 4:.2f}", took))
    found = f"median {statistics.median(took):.0f}, longest {max(took):.0f}, shortest {min(took):.0f}"
    return Row(f"guidance typed to {side}x{side} picture shown", found, statistics.median(took), TARGETS[side])


def _file(editor: "Editor", side: int) -> "Path":
    path = folder_of(editor) / f"anagram_{side}.json"
    graph = rebased(load(GRAPHS / "visual_anagram.json", editor.session.registry), GRAPHS, path.parent)
    graph.set("schedule", "steps", 10)
    for each in ("width", "height"):
        graph.set("noise", each, side)
    save(graph, path)
    return path


def _warmed(editor: "Editor") -> Script:
    editor.session.start()
    while editor.session.runner.is_busy:
        yield
    assert editor.session.state.phase == "done", editor.session.state.error


def _changed(editor: "Editor", value: str, took: list[float]) -> Script:
    """Click twice into the field, type, Enter; then until the picture of this run is in the node that saves it."""
    yield from _frames(20)
    xdotool("mousemove", *_field(editor))
    yield from _frames(10)
    xdotool("click", "--repeat", 2, "--delay", 60, 1)
    yield from _frames(10)
    xdotool("key", "ctrl+a", "type", "--delay", 20, value)
    yield from _frames(10)
    runs = len(editor.session.results.history)
    begun = time.perf_counter()
    xdotool("key", "Return")
    while len(editor.session.results.history) == runs or not _is_shown(editor):
        assert time.perf_counter() - begun < 60, f"no picture: {editor.session.notice.text}"
        yield
    took.append((time.perf_counter() - begun) * MS)
    assert editor.session.document.graph.nodes["up_guided"].params["guidance_scale"] == float(value)


def _is_shown(editor: "Editor") -> bool:
    """The latest picture of the last node is in it, and this frame has drawn it."""
    frame = editor.session.results.latest("sampler")
    shown = editor.canvas.nodes.items["sampler"].serial
    return frame is not None and isinstance(shown, tuple) and shown[0] == frame.serial


def _field(editor: "Editor") -> tuple[int, int]:
    item = editor.canvas.nodes.items["up_guided"].fields["guidance_scale"].widget.items[0]
    (x, y), (width, height) = dpg.get_item_rect_min(item), dpg.get_item_rect_size(item)
    return round(x + width / 2), round(y + height / 2)


def _frames(count: int) -> Script:
    for _ in range(count):
        yield
