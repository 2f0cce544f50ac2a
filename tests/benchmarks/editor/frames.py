"""What a frame costs beyond plain DearPyGui's with the same nodes: at rest, while dragging, while pictures change."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import numpy as np

from app.running.results import Frame
from app.running.taps import VALUE
from tests.benchmarks.editor.copies import write
from tests.benchmarks.editor.plain import Plain
from tests.benchmarks.editor.window import (
    Options,
    Row,
    Times,
    check,
    dragging,
    folder_of,
    settle,
    timed,
    window,
    xdotool,
)  # fmt: skip

if TYPE_CHECKING:
    from app.editor.editor import Editor

NODES, PREVIEWS, TARGET, EACH = 200, 20, 33.0, 20
PICTURES = 0.1  # seconds between two changes of all previews
Moving = Callable[[], AbstractContextManager[None]]


def measure(options: Options) -> list[Row]:
    rows = []
    with window() as editor:
        editor.session.open(write(folder_of(editor) / "big.json", NODES, PREVIEWS, editor.session.registry))
        settle(editor, 12)
        for zoom in (0.4, 1.0):
            editor.canvas.zoom_to(zoom)
            settle(editor)
            rows += _at_zoom(editor, options.rounds)
    return rows


def _at_zoom(editor: "Editor", rounds: int) -> list[Row]:
    plain = Plain(editor)
    drag: Moving = lambda: dragging(_title(editor))  # noqa: E731
    seen = f"{NODES} nodes, {PREVIEWS} previews, {editor.canvas.zoom:.0%}"
    xdotool("mousemove", *_rest(editor))
    rows = [
        _compared(f"{seen}, at rest", plain, editor, editor.loop.frame, rounds),
        _compared(f"{seen}, dragging a node", plain, editor, editor.loop.frame, rounds, drag),
        _compared(f"{seen}, pictures 10 times a second", plain, editor, Changing(editor).frame, rounds),
    ]
    plain.delete()
    return rows


def _compared(
    what: str, plain: Plain, editor: "Editor", frame: Callable[[], object], rounds: int, moving: Moving = nullcontext
) -> Row:
    """The editor's frames beside plain ones, in turns."""
    without, ours = Times([], []), Times([], [])
    for _ in range(rounds):
        plain.show(True)
        with moving():
            timed(plain.frame, 4, Times([], []))
            timed(plain.frame, EACH, without)
        plain.show(False)
        settle(editor)
        with moving():
            timed(frame, 4, Times([], []))
            timed(frame, EACH, ours)
        settle(editor)
        check(editor)
    beyond, cpu = ours.median - without.median, ours.median_cpu - without.median_cpu
    found = f"{ours.median:.1f} (95%: {ours.at(95):.1f}) - plain {without.median:.1f} = {beyond:.1f}, cpu {cpu:.1f}"
    return Row(what, found, beyond, TARGET)


class Changing:
    """Frames of an editor into whose previews new pictures come."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self._random = np.random.default_rng(0)
        self._next = 0.0

    def frame(self) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + PICTURES
            self._change()
        self.editor.loop.frame()

    def _change(self) -> None:
        for item in self.editor.canvas.nodes:
            if item.image:
                picture = self._random.integers(0, 256, (32, 32, 3), np.uint8)
                self.editor.session.results.add(item.look.id, VALUE, Frame((picture,)))


def _title(editor: "Editor") -> tuple[float, float]:
    """The title nearest to the middle of the canvas."""
    x, y = editor.canvas.view.centre
    titles = (editor.canvas.title_position(item.look.id) for item in editor.canvas.nodes)
    return min(titles, key=lambda at: abs(at[0] - x) + abs(at[1] - y))


def _rest(editor: "Editor") -> tuple[int, int]:
    """A place for the mouse in the middle of the canvas."""
    x, y = editor.canvas.view.centre
    return round(x), round(y)
