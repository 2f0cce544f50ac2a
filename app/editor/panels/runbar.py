"""The run bar: start and stop, how far the run is, what waits, how full the memory is."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.figures import Meter, Progress, meters, progress
from app.editor.fonts import BODY, SMALL, Weight, cut, text_width
from app.editor.icons import icon
from app.editor.panels.buttons import ActionButton, on_change
from app.editor.panels.glide import Glide
from app.editor.panels.queue import Queue
from app.editor.pen import Pen
from app.editor.tooltips import Spot, Tip, tooltips

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from app.session import Session

TOP, HEIGHT = 11, 34
BAR, SHORTEST = 420, 160  # the progress bar's width, and its least
METER = 131
BAR_Y, BAR_HEIGHT = 36.5, 6
_MEDIUM: tuple[float, Weight] = (BODY, "medium")


class RunBar:
    """Buttons | progress | queue | meters; what does not fit is left out from the right."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor, self.parent = editor, parent
        self._pen = Pen(editor, int(dpg.add_draw_layer(parent=parent)))
        self._bar = Pen(editor, int(dpg.add_draw_layer(parent=parent)))
        play, square = icon("play_arrow"), icon("stop")
        self._run = ActionButton(
            editor, parent, "run", f"{play}  Run", (92, HEIGHT), look="accent", font=(BODY, "semibold")
        )
        self._stop = ActionButton(editor, parent, "stop", f"{square}  Stop", (88, HEIGHT), look="danger", font=_MEDIUM)
        self._to_node = ActionButton(
            editor, parent, "run to node", "Run to node", (102, HEIGHT), look="button", font=_MEDIUM
        )
        self._auto = int(dpg.add_checkbox(label="Auto-run", parent=parent))
        dpg.configure_item(self._auto, callback=lambda: editor.actions.perform("auto-run"))
        tooltips(editor).attach(self._auto, Spot(lambda: Tip(editor.actions.hint("auto-run"), _AUTO_RUN)))
        self._queue = Queue(editor, parent)
        self._glide = Glide()
        self._meters: list[Meter] = []
        self._age = 0
        self._bar_left = self._bar_width = 0.0
        self._changed = on_change(self._look)
        self._moved = on_change(self._where)

    @property
    def bar(self) -> tuple[float, float]:
        """Where the progress bar begins and how long it is, at scale 1."""
        return self._bar_left, self._bar_width

    def update(self) -> None:
        """Follow the run, the queue and the memory."""
        for button in (self._run, self._stop, self._to_node):
            button.update()
        self._measure()
        auto = self.editor.session.preferences.auto_run
        if dpg.get_value(self._auto) != auto:
            dpg.set_value(self._auto, auto)
        if self._changed():
            self._draw()
        self._queue.update()
        self._follow_bar()

    def _measure(self) -> None:
        """The memory is looked at twice a second or so, not every frame."""
        self._age -= 1
        if self._age < 0:
            self._age, self._meters = 10, meters(self.editor.session)

    def _look(self) -> object:
        session = self.editor.session
        told = _told(session)
        waiting = tuple(job.label for job in session.runner.waiting)
        return dpg.get_item_width(self.parent), told, waiting, tuple(self._meters), self.editor.theme.revision

    def _draw(self) -> None:
        width = dpg.get_item_width(self.parent) / self.editor.theme.scale
        self._pen.clear()
        x = self._buttons()
        right = self._draw_meters(width, x)
        self._bar_left, self._bar_width = x, min(BAR, right - x - 24)
        self._draw_progress()
        x += self._bar_width + 16
        if right - x > 190:
            self._pen.line(x, 14, x, 41)
            self._queue.place(x + 16, right - 24)
        else:
            self._queue.place(0, 0)

    def _buttons(self) -> float:
        x = 12.0
        for button in (self._run, self._stop, self._to_node):
            x = button.place(x, TOP) + 8
        px = self.editor.theme.px
        dpg.set_item_pos(self._auto, [px(x + 8), px(15)])
        x += 8 + 26 + 6 + text_width("Auto-run") + 16
        self._pen.line(x, 14, x, 41)
        return x + 21

    def _draw_meters(self, width: float, left: float) -> float:
        """From the right, as many as leave room for the progress; returns where they begin."""
        x = width - 16
        for meter in reversed(self._meters):
            if x - METER - 24 < left + SHORTEST + 24:
                break
            x -= METER
            self._pen.text(x, 11, meter.name, size=SMALL)
            self._pen.text(x + METER, 11, meter.text, size=SMALL, right=True)
            self._pen.box(x, BAR_Y, METER, 4, "raised", corners=2)
            if meter.fraction > 0.005:
                self._pen.box(x, BAR_Y, max(4, METER * min(1, meter.fraction)), 4, "muted", corners=2)
            x -= 24
        return x

    def _draw_progress(self) -> None:
        session = self.editor.session
        told = _told(session)
        x, width = self._bar_left, self._bar_width
        if told.fraction is None:
            self._pen.text(x, 9, told.title, told.tone, weight="semibold", width=width)
            self._pen.text(x, 30, told.detail, "muted", size=SMALL, width=width)
            return
        percent = f"{told.fraction:.0%}"
        room = width - text_width(percent) - 12
        wide = self._pen.text(x, 11, told.title, told.tone, weight="semibold", width=room)
        if room - wide > 60:
            detail = cut(told.detail, room - wide - 22, SMALL)
            self._pen.text(x + wide + 22, 12, detail, "muted", size=SMALL)
        self._pen.text(x + width, 11, percent, right=True)

    def _where(self) -> object:
        return self._glide.at, self._bar_left, self._bar_width, self.editor.theme.revision

    def _follow_bar(self) -> None:
        """The bar alone glides, so it has a layer of its own."""
        session = self.editor.session
        fraction = _told(session).fraction
        if self._glide.to(fraction):
            self.editor.loop.wake(0.1)
        if not self._moved():
            return
        self._bar.clear()
        if self._glide.at is not None:
            self._bar.box(self._bar_left, BAR_Y, self._bar_width, BAR_HEIGHT, "raised", corners=3)
            if self._glide.at > 0.004:
                reached = max(BAR_HEIGHT, self._bar_width * self._glide.at)
                self._bar.box(self._bar_left, BAR_Y, reached, BAR_HEIGHT, "accent", corners=3)


_AUTO_RUN = "Runs after each edit. The newest run wins: one that is still going on is stopped."


def _told(session: "Session") -> Progress:
    return progress(session.state, session.faults, empty=not session.document.graph.nodes)
