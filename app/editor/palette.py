"""The search palette: type, choose with the arrows, Enter places the node, and wires it to a dropped link."""

import string
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.commands import edits
from app.editor.choosing import ROWS, Choosing
from app.editor.colours import title_token
from app.editor.fonts import BODY, SMALL
from app.editor.parts import Part
from app.editor.pen import Pen
from app.editor.rows import PAGE_DOWN, PAGE_UP, Rows
from app.editor.searchfield import SearchField
from nodegraph.errors import EditError
from nodegraph.graph import End

if TYPE_CHECKING:
    from app.editor.editor import Editor

WIDTH, PITCH = 336, 42
_TOP, _FOOT = 44, 34  # the field with the space around it, the line of keys
_EDGE = 8  # least distance to the window's edge
_LOOK = Part(
    dpg.mvAll,
    {dpg.mvThemeCol_WindowBg: "panel", dpg.mvThemeCol_Border: "field line"},
    {dpg.mvStyleVar_WindowPadding: (0, 0), dpg.mvStyleVar_WindowRounding: 10, dpg.mvStyleVar_WindowBorderSize: 1.0},
)
_KEYS = {"↑": "arrow_upward", "↓": "arrow_downward", "⏎": "keyboard_return"}
_LETTERS = {getattr(dpg, f"mvKey_{each.upper()}"): each for each in string.ascii_lowercase + string.digits}
_SHOWN_KEYS = (
    dpg.mvKey_Up,
    dpg.mvKey_Down,
    PAGE_UP,
    PAGE_DOWN,
    dpg.mvKey_Return,
    dpg.mvKey_NumPadEnter,
    dpg.mvKey_Tab,
    dpg.mvKey_Escape,
    dpg.mvKey_Back,
)


class Palette:
    """`shown` while it is open; then `source` or `target` is the pin of a link that was dropped on empty space."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self.choosing: Choosing | None = None
        self.at: tuple[float, float] = (0, 0)
        self._screen: tuple[float, float] = (0, 0)
        self._drawn: object = None
        self._document: object = None
        self._mouse: tuple[float, float] = (0, 0)
        self._was_empty = False
        self._listens = False  # whether the field had the keyboard in the frame before
        self._build()

    @property
    def shown(self) -> bool:
        return self.choosing is not None

    @property
    def source(self) -> End | None:
        return self.choosing.source if self.choosing else None

    @property
    def target(self) -> End | None:
        return self.choosing.target if self.choosing else None

    def open(
        self,
        at_canvas: tuple[float, float],
        at_screen: tuple[float, float],
        source: End | None = None,
        target: End | None = None,
        text: str = "",
    ) -> None:
        """Open at the mouse. The chosen node is placed at `at_canvas` and wired from `source` or to `target`."""
        session = self.editor.session
        recent = session.preferences.recent_nodes
        self.choosing = Choosing(session.document.graph, source, target, recent)
        self.at, self._screen, self._drawn = at_canvas, at_screen, None
        self._document = session.document
        self._mouse = tuple(dpg.get_mouse_pos(local=False))
        self._field.text = text
        self.choosing.type(text)
        self._rows.to_top()
        self._follow()
        dpg.show_item(self.window)
        dpg.show_item(self._handlers)
        dpg.focus_item(self.window)
        self._field.focus()

    def close(self) -> None:
        """Away with it; a dropped link goes with it."""
        self.choosing, self._listens = None, False
        dpg.hide_item(self.window)
        dpg.hide_item(self._handlers)

    def update(self) -> None:
        """Once a frame. What it lists fits one document: with another one it goes."""
        if self.choosing is not None and self.editor.session.document is not self._document:
            self.close()
        if self.choosing is None:
            return
        self.choosing.type(self._field.text)
        self._follow()
        self._field.update()
        self._rows.update()
        self._point()
        self._listens, self._was_empty = self._field.active, self._field.text == self._field.early
        if not self._listens:
            self._field.focus()

    def hear(self, key: int) -> None:
        """A key that went down before the field had the keyboard: on a slow machine that takes some frames."""
        letter = _LETTERS.get(key)
        if letter and self.choosing is not None and not self._listens:
            self._field.begin_with(self._field.early + letter)

    def accept(self) -> None:
        """Place the chosen node."""
        choosing = self.choosing
        row = choosing.row if choosing else None
        if choosing is None or row is None:
            return
        wires = choosing.wires(row)
        self.close()
        try:
            ends = {"source": choosing.source, "target": choosing.target} if wires else {}
            edits.add_node(self.editor.session.document, row.name, self.at, **ends)
        except EditError as error:
            self.editor.session.say(str(error), "error")
            return
        self.editor.session.preferences.used(row.name)

    def _build(self) -> None:
        with dpg.window(
            show=False,
            no_title_bar=True,
            no_move=True,
            no_resize=True,
            no_collapse=True,
            no_saved_settings=True,
            no_scrollbar=True,
            no_scroll_with_mouse=True,
            min_size=(10, 10),
            pos=(0, 0),
        ) as window:
            self._field = SearchField(self.editor, int(window), "Find a node")
            self._rows = Rows(self.editor, int(window), self._draw_row, click=self._click_row)
            self._layer = int(dpg.add_draw_layer())
        self.window = int(window)
        self._pen = Pen(self.editor, self._layer)
        dpg.bind_item_theme(self.window, self.editor.theme.custom("palette", _LOOK))
        self._handlers = self._listen()

    def _listen(self) -> int:
        with dpg.handler_registry(show=False) as handlers:
            for key in _SHOWN_KEYS:
                dpg.add_key_press_handler(key, callback=lambda _, pressed: self._press(pressed))
            dpg.add_mouse_click_handler(callback=lambda: self._click_outside())
        return int(handlers)

    def _press(self, key: int) -> None:
        choosing = self.choosing
        if choosing is None:
            return
        if key in (dpg.mvKey_Up, dpg.mvKey_Down):
            choosing.move(1 if key == dpg.mvKey_Down else -1)
        elif key in (PAGE_UP, PAGE_DOWN):
            choosing.page(1 if key == PAGE_DOWN else -1)
        elif key == dpg.mvKey_Tab:
            choosing.toggle()
        elif key == dpg.mvKey_Escape:
            self.close()
        elif key == dpg.mvKey_Back:
            if self._was_empty:
                self._field.begin_with(self._field.early[:-1])
        else:
            choosing.type(self._field.text)
            self.accept()
            return
        self._rows.reveal(choosing.chosen)

    def _click_row(self, row: int) -> None:
        if self.choosing and self.choosing.rows:
            self.choosing.choose(row)
            self.accept()

    def _click_outside(self) -> None:
        if self.choosing and not self._is_over():
            self.close()

    def _is_over(self) -> bool:
        x, y = dpg.get_mouse_pos(local=False)
        left, top = dpg.get_item_pos(self.window)
        width, height = dpg.get_item_rect_size(self.window)
        return bool(left <= x <= left + width and top <= y <= top + height)

    def _point(self) -> None:
        """The row under the mouse is chosen when the mouse moves."""
        mouse = tuple(dpg.get_mouse_pos(local=False))
        if mouse != self._mouse and self._rows.hovered is not None and self.choosing:
            self.choosing.choose(self._rows.hovered)
        self._mouse = mouse

    def _follow(self) -> None:
        """Bring the window in line with what is listed."""
        choosing = self.choosing
        shown = choosing and (choosing.revision, self.editor.theme.revision, self._viewport())
        if choosing is None or shown == self._drawn:
            return
        self._drawn = shown
        rows = [PITCH] * len(choosing.rows)
        self._rows.set_rows(rows or [PITCH])
        self._place(min(ROWS, max(1, len(rows))) * PITCH)
        self._field.set_hint(choosing.prompt)
        self._draw_frame(choosing)

    def _place(self, listed: float) -> None:
        scale = self.editor.fonts.scale
        height = _TOP + listed + 6 + _FOOT
        room = self._viewport()
        highest = (_TOP + ROWS * PITCH + 6 + _FOOT) * scale
        x = max(_EDGE, min(self._screen[0], room[0] - WIDTH * scale - _EDGE))
        y = max(_EDGE, min(self._screen[1], room[1] - highest - _EDGE))
        dpg.configure_item(self.window, width=round(WIDTH * scale), height=round(height * scale))
        dpg.set_item_pos(self.window, [round(x), round(y)])
        self._field.place(10, 10, WIDTH - 20)
        self._rows.move(0, _TOP)
        self._rows.resize(WIDTH, listed)
        self._bottom = _TOP + listed + 6

    def _draw_frame(self, choosing: Choosing) -> None:
        """The line of keys."""
        pen = self._pen
        pen.clear()
        pen.line(0, self._bottom, WIDTH, self._bottom)
        x = 14.0
        y = self._bottom + 10
        for each in choosing.keys:
            signs, _, words = each.partition(" ")
            for sign in signs if signs[0] in _KEYS else [signs]:
                x += self._draw_key(sign, x, y)
            x += 3 + pen.text(x + 3, y, words, "muted", size=SMALL) + 10

    def _draw_key(self, sign: str, x: float, y: float) -> float:
        if sign in _KEYS:
            return self._pen.icon(x, y, _KEYS[sign], "muted", SMALL)
        return self._pen.text(x, y, sign, "muted", size=SMALL)

    def _draw_row(self, pen: Pen, row: int, y: float, _: bool) -> None:
        choosing = self.choosing
        if choosing is None:
            return
        if not choosing.rows:
            pen.text(16, y + 13, choosing.nothing, "muted", width=WIDTH - 32)
            return
        entry = choosing.rows[row]
        if row == choosing.chosen:
            pen.box(6, y, WIDTH - 17, PITCH - 2, "accent soft", corners=6)
        pen.box(15, y + 6, 4, PITCH - 14, title_token(entry.category), corners=2)
        right = WIDTH - 16
        category = pen.text(right, y + 5, entry.category, "muted", size=SMALL, right=True)
        pen.text(29, y + 4, entry.label, size=BODY, weight="medium", width=right - category - 12 - 29)
        pins = pen.pins(right, y + 28, *choosing.pins(entry))
        pen.text(29, y + 21, entry.help, "muted", size=SMALL, width=pins - 10 - 29)

    def _viewport(self) -> tuple[int, int]:
        return dpg.get_viewport_client_width(), dpg.get_viewport_client_height()
