"""What waits to be run: a chip for each run, which a click takes out of the queue."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import NODE, text_width
from app.editor.icons import icon
from app.editor.pen import Pen
from app.editor.tooltips import Spot, Tip, tooltips

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from app.running.runner import Job

TOP, HEIGHT, GAP = 14, 28, 6


class Queue:
    """Has the room that `place` gives it; what does not fit is counted."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor, self.parent = editor, parent
        self._pen = Pen(editor, int(dpg.add_draw_layer(parent=parent)))
        self._chips: list[int] = []
        self._left = self._right = 0.0
        self._drawn: object = None

    def place(self, left: float, right: float) -> None:
        """From where to where it may go; nowhere if they are equal."""
        self._left, self._right = left, right

    def update(self) -> None:
        """Follow the queue."""
        jobs = self.editor.session.runner.waiting
        now = (tuple(map(id, jobs)), self._left, self._right, self.editor.theme.revision)
        if now != self._drawn:
            self._drawn = now
            self._draw(jobs)

    def _draw(self, jobs: "tuple[Job, ...]") -> None:
        self._pen.clear()
        for chip in self._chips:
            dpg.delete_item(chip)
        self._chips = []
        if self._right <= self._left:
            return
        x = self._left + self._pen.text(self._left, 20, "Queue", "muted") + 16
        if not jobs:
            self._pen.text(x, 20, "empty", "faint")
        for place, job in enumerate(jobs):
            rest = len(jobs) - place
            words = f"{job.label}  {icon('close')}"
            width = text_width(words, NODE) + 20
            if x + width > self._right - (0 if rest == 1 else 40):
                self._pen.text(x, 20, f"+{rest}", "muted")
                break
            self._chip(job, words, x, width)
            x += width + GAP

    def _chip(self, job: "Job", words: str, x: float, width: float) -> None:
        px = self.editor.theme.px
        chip = int(dpg.add_button(label=words, width=px(width), height=px(HEIGHT), parent=self.parent))
        dpg.set_item_pos(chip, [px(x), px(TOP)])
        dpg.configure_item(chip, callback=lambda: self.editor.session.runner.remove(job))
        self.editor.fonts.bind(self.editor.theme.bind(chip, "chip"), NODE)
        tooltips(self.editor).attach(chip, Spot(lambda: Tip("Take it out of the queue")))
        self._chips.append(chip)
