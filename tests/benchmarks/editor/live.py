"""Auto-run in the window: from a guidance scale typed into its node to the new anagram in another."""

import statistics
import time
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from nodegraph.file import load, loads, rebased, save
from tests.benchmarks.editor.copies import GRAPHS
from tests.benchmarks.editor.window import MS, Options, Row, Script, folder_of, played, settle, typing, window, xdotool

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
    editor.session.open(anagram(editor, side))
    settle(editor, 12)
    played(editor, _warmed(editor))
    took: list[float] = []
    alone: list[float] = []
    for number in range(rounds):
        played(editor, _changed(editor, f"{2.05 + number * 0.3:.2f}", took))
        alone.append(_undrawn(editor, 2.07 + number * 0.3) * MS)
    found = (
        f"median {statistics.median(took):.0f}, longest {max(took):.0f}, the run alone {statistics.median(alone):.0f}"
    )
    return Row(f"guidance typed to {side}x{side} picture shown", found, statistics.median(took), TARGETS[side])


def anagram(editor: "Editor", side: int) -> "Path":
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
    """Click twice into the field and type; from the last digit until the run's picture is in the node of its loop."""
    yield from _frames(20)
    xdotool("mousemove", *_field(editor))
    yield from _frames(10)
    xdotool("click", "--repeat", 2, "--delay", 60, 1)
    yield from _frames(10)
    with typing("key", "ctrl+a", "type", "--delay", 80, value) as hands:
        while hands.poll() is None:
            yield
    begun = time.perf_counter()
    while not _is_shown(editor, float(value)):
        assert time.perf_counter() - begun < 60, f"no picture: {editor.session.notice.text}"
        yield
    took.append((time.perf_counter() - begun) * MS)
    xdotool("key", "Return")


def _is_shown(editor: "Editor", value: float) -> bool:
    """The last run was of this value, and the last frame drew its picture."""
    history, frame = editor.session.results.history, editor.session.results.latest("sampler")
    shown = editor.canvas.nodes.items["sampler"].serial
    if not history or frame is None or not isinstance(shown, tuple):
        return False
    ran = loads(history[-1].graph, editor.session.registry).nodes["up_guided"].params["guidance_scale"]
    return ran == value and shown[0] == frame.serial


def _field(editor: "Editor") -> tuple[int, int]:
    item = editor.canvas.nodes.items["up_guided"].fields["guidance_scale"].widget.items[0]
    (x, y), (width, height) = dpg.get_item_rect_min(item), dpg.get_item_rect_size(item)
    return round(x + width / 2), round(y + height / 2)


def _undrawn(editor: "Editor", value: float) -> float:
    """Seconds of such a run with no frame drawn meanwhile: what the window cannot be blamed for."""
    session = editor.session
    with session.document.edit("guidance") as graph:
        graph.set("up_guided", "guidance_scale", value)
    session.start(auto=True)
    while session.runner.is_busy:
        time.sleep(0.005)
        session.runner.drain()
    settle(editor)
    return session.state.seconds


def _frames(count: int) -> Script:
    for _ in range(count):
        yield
