"""The session's results: a picture of each finished run; a click brings back the graph that made it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import CAPITALS, SMALL, cut, text_width
from app.editor.icons import icon
from app.editor.panels.inspector.parts import WIDTH, paragraph
from app.editor.pen import Pen
from app.editor.textures import thumbnail
from app.editor.tooltips import Spot, Tip

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from app.running.results import Entry

SIDE, PITCH, SHOWN = 48, 51, 5
HEAD, HEIGHT = 22, SIDE + 20


class History:
    """The newest first, five at a time; the ring is round the newest, or round the one that was brought back."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor = editor
        self.first = 0
        self.chosen: Entry | None = None
        self._textures: list[int] = []
        self._seen: tuple[object, ...] = ()
        self._newest: Entry | None = None
        self.item = editor.theme.bind(int(dpg.add_group(parent=parent)), "bare")
        self.pictures: list[int] = []

    def update(self) -> None:
        history = self.editor.session.results.history
        newest = history[-1] if history else None
        if newest is not self._newest:
            self._newest = self.chosen = newest
            self.first = 0
        seen = (newest and id(newest), len(history), self.first, id(self.chosen), self.editor.theme.revision)
        if seen != self._seen:
            self._seen = seen
            self._build(history[::-1])

    def restore(self, entry: "Entry") -> None:
        """Put the graph that made a picture onto the canvas."""
        self.chosen = entry
        self.editor.session.restore_graph(entry)

    def _build(self, entries: "list[Entry]") -> None:
        before, self._textures, self.pictures = self._textures, [], []
        dpg.delete_item(self.item, children_only=True)
        self._add_heading(len(entries))
        if entries:
            row = int(dpg.add_group(parent=self.item, horizontal=True, horizontal_spacing=0))
            for entry in entries[self.first : self.first + SHOWN]:
                self.pictures.append(self._add_entry(row, entry))
        else:
            paragraph(self.editor, self.item, "Each run's picture stays here.", "faint", SMALL)
        for texture in before:
            self.editor.textures.free(texture)

    def _add_heading(self, count: int) -> None:
        """The section's name, and the way to what does not fit."""
        px = self.editor.theme.px
        row = int(dpg.add_group(parent=self.item, horizontal=True, horizontal_spacing=0))
        arrows = 44 if count > SHOWN else 0
        pen = Pen(self.editor, int(dpg.add_drawlist(px(WIDTH - arrows), px(HEAD), parent=row)))
        pen.text(0, 3, "HISTORY", "muted", size=CAPITALS, weight="semibold")
        last = min(self.first + SHOWN, count)
        remark = (
            f"{self.first + 1} to {last} of {count}" if arrows else "restore a graph with its result" if count else ""
        )
        pen.text(WIDTH - arrows - (6 if arrows else 0), 3, remark, "faint", size=SMALL, right=True)
        if arrows:
            self._add_arrow(row, "chevron_left", "Newer", self.first > 0, lambda: self._turn(-SHOWN))
            self._add_arrow(row, "chevron_right", "Older", last < count, lambda: self._turn(SHOWN))

    def _add_arrow(self, row: int, name: str, tip: str, on: bool, run: Callable[[], None]) -> None:
        px = self.editor.theme.px
        button = int(dpg.add_button(label=icon(name), width=px(22), height=px(HEAD), parent=row, enabled=on))
        dpg.configure_item(button, callback=lambda: run())
        self.editor.theme.bind(button, "flat")
        self.editor.tooltips.explain(button, tip)

    def _add_entry(self, row: int, entry: "Entry") -> int:
        px = self.editor.theme.px
        texture = self.editor.textures.add(thumbnail(entry.picture, px(SIDE), corners=4))
        self._textures.append(texture)
        pen = Pen(self.editor, int(dpg.add_drawlist(px(PITCH), px(HEIGHT), parent=row)))
        ringed = entry is self.chosen
        pen.picture(texture, 1, 1, SIDE, SIDE)
        if ringed:
            _ring(pen)
        word = cut(caption_of(entry), PITCH, SMALL)
        left = 1 + (SIDE - text_width(word, SMALL)) / 2
        pen.text(left, SIDE + 4, word, "accent" if ringed else "muted", size=SMALL)
        return self.editor.tooltips.attach(pen.parent, Spot(lambda: tip_of(entry), lambda: self.restore(entry)))

    def _turn(self, by: int) -> None:
        self.first += by


def _ring(pen: Pen) -> None:
    scale, colour = pen.scale, pen.editor.theme.colour("accent")
    ends = (scale, scale), ((SIDE + 1) * scale, (SIDE + 1) * scale)
    dpg.draw_rectangle(*ends, color=colour, thickness=2 * scale, rounding=5 * scale, parent=pen.parent)


def caption_of(entry: "Entry") -> str:
    """What stands below the picture: the seed's number, or when it was."""
    words = entry.label.split()
    return words[-1] if words[:1] == ["seed"] else f"{entry.when:%H:%M}"


def tip_of(entry: "Entry") -> Tip:
    facts = f"{entry.when:%H:%M:%S}, {entry.seconds:.1f} s"
    return Tip(f"{entry.node}: {entry.label}", "A click brings back the graph that made it. Undo takes it back.", facts)
