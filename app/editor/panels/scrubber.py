"""The scrubber: back through a loop's steps, in x_t, the estimated clean picture, the noise, or any preview."""

import time
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import BODY, SMALL, text_width
from app.editor.panels.tools import BUTTON, bare_slider, icon_button, text_cell
from app.editor.parts import Part
from app.editor.pen import Pen
from app.looking.reel import STREAMS, Reel, Slot
from app.looking.sizes import fitted, rounded
from app.looking.viewing import as_one, loops, streams_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.editor.editor import Editor

WIDTH = 256
SLOTS, FRAME, CAPTION = 6, 38, 18
TIPS = {
    "x_t": "The noisy picture that each step starts from",
    "clean": "The clean picture that each step's prediction amounts to",
    "noise": "The noise that each step predicts",
}
PERIOD = 0.1
_SEGMENTS = Part(
    dpg.mvAll,
    {dpg.mvThemeCol_ChildBg: "raised"},
    {
        dpg.mvStyleVar_WindowPadding: (2, 2),
        dpg.mvStyleVar_ChildRounding: 6,
        dpg.mvStyleVar_ItemSpacing: (0, 0),
    },
)


class Scrubber:
    """Follows `editor.viewer.viewing` and leads it."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor = editor
        self.viewing = editor.viewer.viewing
        self.group = int(dpg.add_group(parent=parent))
        self._head()
        self._places()
        self.strip = int(dpg.add_drawlist(self._px(WIDTH), self._px(FRAME + CAPTION + 4), parent=self.group))
        self._pen = Pen(editor, self.strip)
        self._slider_row()
        self._slots: list[Slot] = []
        self._textures: dict[int, int] = {}  # a frame's serial -> its texture
        self._seen: tuple[object, ...] = ()
        self._drawn_at, self._down, self._run = 0.0, False, 0.0

    def step(self, by: int) -> None:
        """So many stops on, or back."""
        reel = self._reel()
        now = reel.last if self.viewing.stop is None else self.viewing.stop
        self.viewing.go(now + by, reel)

    def go(self, stop: int | None) -> None:
        """To a stop; None is the latest one, and whatever comes then."""
        self.viewing.go(stop, self._reel())

    def update(self) -> None:
        if self._run != self.editor.session.state.begun:  # a new run is followed to its end
            self._run = self.editor.session.state.begun
            self.viewing.stop = None
        self._follow_mouse()
        if self._is_due():
            self._refresh()

    def _reel(self) -> Reel:
        return self.viewing.reel(self.editor.session.document.graph)

    def _is_due(self) -> bool:
        session = self.editor.session
        mine = (self.viewing.revision, self.editor.theme.revision)
        seen = (*mine, session.results.revision, session.document.revision, id(session.document))
        hurried = mine != self._seen[: len(mine)]
        if seen == self._seen or (not hurried and time.monotonic() - self._drawn_at < PERIOD):
            return False
        self._seen = seen
        return True

    def _refresh(self) -> None:
        self._drawn_at = time.monotonic()
        reel = self._reel()
        stop = reel.last if self.viewing.stop is None else min(self.viewing.stop, reel.last)
        dpg.set_value(self.title, reel.title(stop) or "Steps")
        self.editor.theme.tinted(self.title, "text" if reel.moves else "faint")
        self._show_streams(reel)
        self._show_places(reel)
        self._slots = reel.strip(stop, SLOTS) if reel.moves else []
        self._draw_strip(stop)
        dpg.set_value(self.slider, stop / max(reel.stops - 1, 1))

    def _show_streams(self, reel: Reel) -> None:
        pair = next(((step, end) for step, end in loops(self.editor.session.document.graph) if end == reel.node), None)
        there = streams_of(self.editor.session.results, *pair) if pair else ()
        for stream, button in self.streams.items():
            chosen = stream == reel.what and stream in there
            self.editor.theme.bind(button, "chip on" if chosen else "chip off")
            dpg.configure_item(button, enabled=stream in there)

    def _show_places(self, reel: Reel) -> None:
        dpg.configure_item(self._place_row, show=len(reel.places) > 1)
        if len(reel.places) > 1:
            dpg.configure_item(self.place, items=list(reel.places))
            dpg.set_value(self.place, self.viewing.place if self.viewing.place in reel.places else reel.places[-1])

    def _draw_strip(self, stop: int) -> None:
        used: dict[int, int] = {}
        self._pen.clear()
        for number in range(SLOTS):
            slot = self._slots[number] if number < len(self._slots) else None
            self._draw_slot(number, slot, slot is not None and slot.stop == stop, used)
        for serial in self._textures.keys() - used.keys():
            self.editor.textures.free(self._textures[serial])
        self._textures = used

    def _draw_slot(self, number: int, slot: Slot | None, chosen: bool, used: dict[int, int]) -> None:
        left, top = _left(number), 2.0
        if slot and slot.frame:
            texture, width, height = self._texture(slot, used)
            x, y = left + (FRAME - width) / 2, top + (FRAME - height) / 2
            self._pen.picture(texture, x, y, width, height)
            self._pen.box(x, y, width, height, "", "line", 4)
        else:
            self._pen.box(left, top, FRAME, FRAME, "clear", "line", 4)
        if chosen:
            self._ring(left, top)
        if slot:
            text = slot.label
            x = left + FRAME / 2 - text_width(text, SMALL) / 2
            self._pen.text(x, top + FRAME + 4, text, "accent" if chosen else "muted", size=SMALL)

    def _ring(self, left: float, top: float) -> None:
        scale = self._pen.scale
        dpg.draw_rectangle(
            ((left - 1) * scale, (top - 1) * scale),
            ((left + FRAME + 1) * scale, (top + FRAME + 1) * scale),
            color=self.editor.theme.colour("accent"),
            rounding=5 * scale,
            thickness=2 * scale,
            parent=self.strip,
        )

    def _texture(self, slot: Slot, used: dict[int, int]) -> tuple[int, float, float]:
        frame, scale = slot.frame, self._pen.scale
        assert frame is not None
        picture = as_one(frame)
        assert picture is not None
        part = self._px(FRAME) / max(picture.shape[:2])
        size = max(1, round(picture.shape[1] * part)), max(1, round(picture.shape[0] * part))
        texture = self._textures.get(frame.serial) or used.get(frame.serial)
        if texture is None:
            texture = self.editor.textures.add(rounded(fitted(picture, self._px(FRAME)), 4 * scale))
        used[frame.serial] = texture
        return texture, size[0] / scale, size[1] / scale

    def _follow_mouse(self) -> None:
        down = dpg.is_mouse_button_down(dpg.mvMouseButton_Left)
        if down and not self._down and dpg.is_item_hovered(self.strip):
            x = (dpg.get_mouse_pos(local=False)[0] - dpg.get_item_rect_min(self.strip)[0]) / self._pen.scale
            for number, slot in enumerate(self._slots):
                if slot.frame and _left(number) <= x <= _left(number) + FRAME:
                    self.go(slot.stop)
        self._down = down

    def _head(self) -> None:
        widths = {stream: round(text_width(stream, BODY)) + 16 for stream in STREAMS}
        segments = sum(widths.values()) + 4
        with dpg.group(horizontal=True, parent=self.group, horizontal_spacing=0):
            self.title = text_cell(self.editor, WIDTH - segments, BUTTON, BODY, "semibold")
            size = {"width": self._px(segments), "height": self._px(BUTTON)}
            still = {"no_scrollbar": True, "no_scroll_with_mouse": True, "always_use_window_padding": True}
            window = int(dpg.add_child_window(**size, **still, border=False))
        dpg.bind_item_theme(window, self.editor.theme.custom("segments", _SEGMENTS))
        with dpg.group(horizontal=True, parent=window, horizontal_spacing=0):
            self.streams = {stream: self._segment(stream, widths[stream]) for stream in STREAMS}

    def _segment(self, stream: str, width: float) -> int:
        size = {"width": self._px(width), "height": self._px(24)}
        button = int(dpg.add_button(label=stream, callback=self._choosing(stream), **size))
        return int(self.editor.tooltips.explain(button, TIPS[stream]))

    def _choosing(self, stream: str) -> "Callable[[], None]":
        return lambda: self.viewing.choose_stream(stream)

    def _places(self) -> None:
        with dpg.group(parent=self.group, show=False) as row:
            self.place = int(
                dpg.add_combo([], width=self._px(WIDTH), callback=lambda _, place: self.viewing.choose_place(place))
            )
        self._place_row = int(row)

    def _slider_row(self) -> None:
        with dpg.group(horizontal=True, parent=self.group, horizontal_spacing=self._px(6)):
            icon_button(self.editor, "skip_previous", "First step", lambda: self.go(0), look="flat")
            self.slider = bare_slider(self.editor, WIDTH - 2 * BUTTON - 12, self._slide, top=1)
            icon_button(self.editor, "skip_next", "Latest step", lambda: self.go(None), look="flat")

    def _slide(self, part: float) -> None:
        reel = self._reel()
        self.viewing.go(round(part * max(reel.stops - 1, 1)), reel)

    def _px(self, pixels: float) -> int:
        return self.editor.theme.px(pixels)


def _left(number: int) -> float:
    """Where a frame of the strip begins, in px at scale 1."""
    return 2 + number * (WIDTH - 4 - FRAME) / (SLOTS - 1)
