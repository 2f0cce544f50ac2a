"""The welcome list: ready graphs with their pictures, recent files, and what an editor that died left behind."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.autosave import Orphan
from app.document.library import Ready, Recent
from app.editor import filing
from app.editor import welcomelook as look
from app.editor.dialogs import button as buttons
from app.editor.dialogs.sheet import Sheet
from app.editor.dialogs.thumbnails import picture_of
from app.editor.fonts import CAPITALS
from app.editor.icons import icon
from app.editor.pen import Pen
from app.editor.pictures import Pictures
from app.editor.rows import Rows
from app.editor.welcoming import COLUMNS, HEIGHTS, File, Heading, Left, Remark, Row, left_text, moved, rows

if TYPE_CHECKING:
    from app.editor.editor import Editor

WIDTH, HEIGHT, _EDGE, _TOP = 940, 640, 24, 84
_LEFT = look.LEFT
_STEPS = {
    dpg.mvKey_Left: (-1, 0),
    dpg.mvKey_Right: (1, 0),
    dpg.mvKey_Up: (0, -1),
    dpg.mvKey_Down: (0, 1),
}


class Welcome(Sheet):
    """`open` shows it; it goes once another document is shown, or with Esc."""

    def __init__(self, editor: "Editor") -> None:
        super().__init__(editor, WIDTH, HEIGHT)
        self.chosen: int | None = None
        self._rows: list[Row] = []
        self._drawn: object = None
        self._under: object = None
        self._opened = 0
        self._was_open = False
        self._pictures = Pictures(editor, corners=5)
        self._pen = Pen(editor, int(dpg.add_drawlist(10, 10, parent=self.card)))
        self._list = Rows(editor, self.card, self._draw_row, click=self._click_row)
        self._grid = Rows(editor, self.card, self._draw_cards, click=self._click_cards)
        self._buttons = self._make_buttons()

    @property
    def is_open(self) -> bool:
        """Whether it is shown, or was until this frame: the key that closes it is its own."""
        return self.shown or self._was_open

    def open(self) -> None:
        """Show it, as things are now."""
        self.chosen = None
        self._opened = self.editor.session.opened
        self._pictures.clear()
        self._read()
        self._grid.to_top()
        self.show()

    def press(self, key: int) -> None:
        if key == dpg.mvKey_Escape:
            self.hide()
        elif key in _STEPS:
            self.chosen = moved(self.chosen, *_STEPS[key], len(self._ready))
            self._grid.redraw()
            self._grid.reveal((self.chosen or 0) // COLUMNS)
        elif key in (dpg.mvKey_Return, dpg.mvKey_NumPadEnter) and self.chosen is not None:
            self.open_ready(self._ready[self.chosen])

    def open_ready(self, ready: Ready) -> None:
        """Begin with a ready graph."""
        filing.leave(self.editor, lambda: self.editor.session.open_ready(ready))

    def open_path(self, path: Path) -> None:
        """Go on with a recent file."""
        filing.open_path(self.editor, path)

    def restore(self, orphan: Orphan) -> None:
        """Bring back what was left behind."""
        filing.leave(self.editor, lambda: self.editor.session.restore(orphan))

    def discard(self, orphan: Orphan) -> None:
        """Forget what was left behind, once the user agrees."""

        def go() -> None:
            self.editor.session.autosave.discard(orphan)
            self._read()

        self.editor.dialogs.ask(
            f"Discard the unsaved changes of {orphan.name}?",
            [("Discard", go), ("Cancel", lambda: None)],
            f"{left_text(orphan, time.time())}. They cannot be brought back.",
        )

    def update(self) -> None:
        """Once a frame."""
        self._was_open = self.shown
        self.listen(self.shown and not self.editor.dialogs.is_open)
        if self.shown and self.editor.session.opened != self._opened:
            self.hide()
        if not self.shown:
            return
        super().update()
        self._pictures.update()
        seen = (self.inner, self._pictures.revision, self.editor.theme.revision)
        if seen != self._drawn:
            self._drawn = seen
            self._arrange(*self.inner)
        self._follow_mouse()
        self._list.update()
        self._grid.update()

    def word_position(self, orphan: Orphan, word: str) -> tuple[float, float]:
        """Where "Restore" or "Discard" of what was left behind stands, in pixels of the window."""
        top = self._list.top(self._rows.index(Left(orphan)))
        left, width = next((left, width) for each, left, width in look.words() if each == word)
        return self._list.on_screen(left + width / 2, top + 58)

    def close(self) -> None:
        self._pictures.close()

    @property
    def _ready(self) -> tuple[Ready, ...]:
        return self.editor.session.library.ready

    def _read(self) -> None:
        session = self.editor.session
        recent = session.library.recent(session.preferences.recent_files)
        self._rows = rows(session.autosave.found(), recent)
        self._list.set_rows([HEIGHTS[type(each)] for each in self._rows])
        self._grid.set_rows([look.PITCH] * -(-len(self._ready) // COLUMNS))

    def _make_buttons(self) -> list[int]:
        new, browse = f"{icon('note_add')}  New graph", f"{icon('folder_open')}  Open…"
        self._labels = [new, browse]
        return [
            buttons.button(self.editor, self.card, new, lambda: filing.new(self.editor), "accent"),
            buttons.button(self.editor, self.card, browse, lambda: filing.open_file(self.editor)),
        ]

    # the mouse

    def _follow_mouse(self) -> None:
        """Within one row, too, what is under the mouse may change."""
        under = [(each.hovered, each.mouse()) for each in (self._list, self._grid) if each.hovered is not None]
        if under and under != self._under:
            self._list.redraw()
            self._grid.redraw()
        self._under = under

    def _click_row(self, row: int) -> None:
        if not self._is_mine(self._rows):
            return
        clicked = self._rows[row]
        if isinstance(clicked, File):
            self.open_path(clicked.recent.path)
        elif isinstance(clicked, Left):
            word = self._word_at(*self._list.mouse(), self._list.top(row))
            if word == look.DISCARD:
                self.discard(clicked.orphan)
            elif word == look.RESTORE:
                self.restore(clicked.orphan)

    def _click_cards(self, row: int) -> None:
        card = self._card_at(row)
        if card is not None and self._is_mine(self._ready):
            self.open_ready(self._ready[card])

    def _is_mine(self, listed: object) -> bool:
        return self.shown and not self.editor.dialogs.is_open and bool(listed)

    def _card_at(self, row: int) -> int | None:
        x = self._grid.mouse()[0]
        column = int(x // self._card_width) if x >= 0 else -1
        card = row * COLUMNS + column
        return card if 0 <= column < COLUMNS and card < len(self._ready) else None

    @property
    def _card_width(self) -> float:
        return (self._grid.size[0] - 12) / COLUMNS

    def _word_at(self, x: float, y: float, top: float) -> str:
        """Which of the two buttons of what was left behind the mouse is on."""
        for word, left, width in look.words():
            if left <= x <= left + width and top + 44 <= y <= top + 70:
                return word
        return ""

    # drawing

    def _arrange(self, width: float, height: float) -> None:
        px, pen = self.editor.theme.px, self._pen
        dpg.configure_item(pen.parent, width=px(width), height=px(height))
        self._list.move(0, _TOP)
        self._list.resize(_LEFT, height - _TOP - 8)
        self._grid.move(_LEFT + 1, _TOP + 30)
        self._grid.resize(width - _LEFT - 2, height - _TOP - 38)
        for each in (self._list, self._grid):
            each.redraw()
        x = width - _EDGE
        for item, label in zip(reversed(self._buttons), reversed(self._labels), strict=True):
            x -= buttons.width_of(label)
            dpg.set_item_pos(item, [px(x), px(24)])
            x -= 8
        self._draw_frame(pen, width, height)

    def _draw_frame(self, pen: Pen, width: float, height: float) -> None:
        pen.clear()
        pen.text(_EDGE, 18, "anagraph", size=26, weight="semibold")
        pen.text(_EDGE, 48, "What happens inside a diffusion sampler, to rewire.", "muted")
        pen.line(0, _TOP - 2, width, _TOP - 2)
        pen.line(_LEFT, _TOP - 2, _LEFT, height)
        pen.text(_LEFT + _EDGE - 4, _TOP + 11, "READY GRAPHS", "muted", size=CAPITALS, weight="semibold")

    def _draw_row(self, pen: Pen, at: int, y: float, hovered: bool) -> None:
        row = self._rows[at]
        match row:
            case Heading():
                pen.text(_EDGE, y + 11, row.text, "muted", size=CAPITALS, weight="semibold")
            case Remark():
                pen.text(_EDGE, y + 6, row.text, "muted")
            case File():
                self._draw_file(pen, row.recent, y, hovered)
            case Left():
                self._draw_left(pen, row.orphan, y)

    def _draw_file(self, pen: Pen, recent: Recent, y: float, hovered: bool) -> None:
        picture = recent.picture or picture_of(recent.path)
        shown = self._pictures.get(picture, look.THUMBNAIL) if picture else None
        look.draw_file(pen, recent, y, shown, hovered=hovered)

    def _draw_left(self, pen: Pen, orphan: Orphan, y: float) -> None:
        over = self._word_at(*self._list.mouse(), y)
        look.draw_left(pen, orphan, y, left_text(orphan, time.time()), over)

    def _draw_cards(self, pen: Pen, row: int, y: float, hovered: bool) -> None:
        over = self._card_at(row) if hovered else None
        for card in range(row * COLUMNS, min((row + 1) * COLUMNS, len(self._ready))):
            x = 12 + (card % COLUMNS) * self._card_width
            self._draw_card(pen, self._ready[card], x, y, over == card, card == self.chosen)

    def _draw_card(self, pen: Pen, ready: Ready, x: float, y: float, hovered: bool, chosen: bool) -> None:
        shown = self._pictures.get(ready.picture, look.PICTURE) if ready.picture else None
        ground = "accent soft" if chosen else "raised" if hovered else ""
        look.draw_card(pen, ready, (x, y, self._card_width - 8), shown, ground)
