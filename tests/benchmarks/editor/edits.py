"""What an edit costs in a graph of 500 nodes, with the frame in which it is seen: a drag, a typed value, undo."""

import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.document.commands import edits
from app.document.document import Selection
from tests.benchmarks.editor.copies import write
from tests.benchmarks.editor.window import MS, Options, Row, Times, check, folder_of, settle, timed, window

if TYPE_CHECKING:
    from app.editor.editor import Editor

NODES, PREVIEWS, TARGET, EACH = 500, 20, 33.0, 12


def measure(options: Options) -> list[Row]:
    with window() as editor:
        session = editor.session
        session.open(write(folder_of(editor) / "big.json", NODES, PREVIEWS, session.registry))
        settle(editor, 12)
        editor.canvas.zoom_to(1.0)
        settle(editor)
        document = session.document
        document.select(Selection(nodes=frozenset({"up_guided"})))
        settle(editor)
        numbers = iter(range(10**6))
        acts: dict[str, Callable[[], object]] = {
            "a node moved": lambda: edits.move(document, {"up_guided": (next(numbers), 60.0)}, snap=False, merge="m"),
            "a value typed": lambda: edits.set_value(document, "up_guided", "guidance_scale", next(numbers) % 29 + 0.5),
            "undo": document.undo,
            "redo": document.redo,
            "all selected": lambda: document.select(_all(editor, next(numbers))),
        }
        return [_row(editor, what, act) for what, act in acts.items()]


def _row(editor: "Editor", what: str, act: Callable[[], object]) -> Row:
    """The act and the frame after it, beside a frame at rest."""
    rest, alone, both = Times([], []), [], Times([], [])

    def acted() -> None:
        begun = time.perf_counter()
        act()
        alone.append((time.perf_counter() - begun) * MS)
        editor.loop.frame()

    for _ in range(EACH):
        timed(editor.loop.frame, 3, rest)
        timed(acted, 1, both)
    check(editor)
    beyond = both.median - rest.median
    cpu = both.median_cpu - rest.median_cpu
    found = f"command {statistics.median(alone):.1f}, frame +{beyond - statistics.median(alone):.1f}, cpu {cpu:.1f}"
    return Row(f"{NODES} nodes, {what}", found, beyond, TARGET)


def _all(editor: "Editor", number: int) -> Selection:
    return Selection(nodes=frozenset(editor.session.document.graph.nodes) if number % 2 else frozenset())
