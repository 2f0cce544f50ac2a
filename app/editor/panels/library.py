"""The left panel: a search, the node types by category, the ready graphs. Click adds, dragging adds at the mouse."""

from typing import TYPE_CHECKING, assert_never

import dearpygui.dearpygui as dpg

from app.document.catalogue import entries
from app.document.commands import edits
from app.document.geometry import free_place
from app.document.library import Ready
from app.editor.colours import title_token
from app.editor.filing import leave
from app.editor.fonts import CAPITALS, NODE, SMALL, Weight, text_width, wrapped
from app.editor.panels.carried import Carried
from app.editor.panels.tree import Card, Category, Graph, Leaf, Remark, Row, Section, height, rows
from app.editor.pen import Pen
from app.editor.pictures import Pictures
from app.editor.regions import Rect
from app.editor.rows import Rows
from app.editor.searchfield import HEIGHT, SearchField
from app.editor.tooltips import Tip, type_tip
from nodegraph.errors import FileError
from nodegraph.strict import read_text

if TYPE_CHECKING:
    from app.editor.editor import Editor

_EDGE = 12
_TOP = _EDGE + HEIGHT + 8
PICTURE = 36


ROOM = 120, 160  # canvas units that a node needs


class LibraryPanel:
    """Fills `parent`, a window."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor, self.parent = editor, parent
        self.opened = {"Loop", "Predict"}
        self.text = ""
        self._entries = entries(editor.session.registry)
        self._pictures = Pictures(editor)
        self._rows: list[Row] = []
        self._shape: object = None
        self._field = SearchField(editor, parent, "Find a node")
        self.list = Rows(editor, parent, self._draw, click=self._pressed)
        self._carried = Carried(editor)
        self._typing = False
        with dpg.handler_registry():
            dpg.add_key_press_handler(dpg.mvKey_Return, callback=lambda: self._enter())

    @property
    def rows(self) -> list[Row]:
        """What is listed just now."""
        return self._rows

    @property
    def carries(self) -> bool:
        """Whether the mouse carries one of its rows."""
        return self._carried.dragging

    def update(self) -> None:
        """Once a frame."""
        self.text = self._field.text
        self._pictures.update()
        self._follow()
        self._typing = self._field.active
        self._field.update()
        self.list.update()
        self._carried.update()
        self._explain()

    def choose(self, row: Row) -> None:
        """A click on a row."""
        match row:
            case Category():
                self.opened ^= {row.label}
            case Leaf():
                middle = self.editor.canvas.to_canvas(_middle(self.editor.shell.canvas_rect))
                self.drop(row, free_place(self.editor.session.document, middle, ROOM))
            case Graph() if isinstance(row.card, Ready):
                ready = row.card
                leave(self.editor, lambda: self.editor.session.open_ready(ready))

    def drop(self, row: Row, at: tuple[float, float]) -> None:
        """A row was let go over the canvas, `at` a point of it: a node is placed, a graph's nodes are added."""
        session = self.editor.session
        if isinstance(row, Leaf):
            session.attempt(lambda: edits.add_node(session.document, row.entry.name, at))
            session.preferences.used(row.entry.name)
        elif isinstance(row, Graph) and isinstance(row.card, Ready):
            self._insert(row.card, at)

    def close(self) -> None:
        self._pictures.close()

    def _enter(self) -> None:
        """Enter in the search adds the first node that it found."""
        leaf = next((each for each in self._rows if isinstance(each, Leaf)), None)
        if self._typing and self.text.strip() and leaf:
            self.choose(leaf)

    def _insert(self, ready: Ready, at: tuple[float, float]) -> None:
        try:
            text = read_text(ready.path)
        except FileError as error:
            self.editor.session.say(str(error), "error")
            return
        self.editor.session.paste(text, at)

    @property
    def _width(self) -> float:
        return float(dpg.get_item_rect_size(self.parent)[0]) / self.editor.fonts.scale

    def _follow(self) -> None:
        size = tuple(dpg.get_item_rect_size(self.parent))
        shape = (size, self.text, frozenset(self.opened), self._pictures.revision, self.editor.theme.revision)
        if shape == self._shape or 0 in size:
            return
        self._shape = shape
        ready = self.editor.session.library.ready
        self._rows = rows(self._entries, ready, self.text, self.opened)
        self.list.set_rows([height(each) for each in self._rows])
        self._field.place(_EDGE, _EDGE, self._width - 2 * _EDGE)
        self.list.move(0, _TOP)
        self.list.resize(self._width, size[1] / self.editor.fonts.scale - _TOP)

    def _pressed(self, row: int) -> None:
        """A press on a row becomes a click or a drag, whichever comes next."""
        pressed = self._rows[row]
        self._carried.begin(
            self._label(pressed), click=lambda: self.choose(pressed), drop=lambda at: self.drop(pressed, at)
        )

    def _label(self, row: Row) -> tuple[str, str] | None:
        """What is carried by the mouse, if the row can be: its words and colour."""
        if isinstance(row, Leaf):
            return row.entry.label, title_token(row.entry.category)
        return (row.card.title, "raised") if isinstance(row, Graph) else None

    def _explain(self) -> None:
        row = None if self.list.hovered is None else self._rows[self.list.hovered]
        tip: Tip | None = None
        if isinstance(row, Leaf):
            tip = type_tip(self.editor.session.registry[row.entry.name])
        elif isinstance(row, Graph):
            tip = Tip(row.card.title, row.card.subtitle, "Click to open, drag to add")
        if tip is not None:
            self.editor.tooltips.over((id(self), self.list.hovered), lambda: tip)

    # drawing

    def _draw(self, pen: Pen, at: int, y: float, hovered: bool) -> None:
        row, tall, right = self._rows[at], height(self._rows[at]), self._width - _EDGE
        if hovered and not isinstance(row, Section | Remark):
            pen.box(6, y, self._width - 12, tall - 2, "raised", corners=6)
        match row:
            case Section():
                self._draw_section(pen, row, y + tall - height(Section("", "")), right)
            case Category():
                self._draw_category(pen, row, y, right)
            case Leaf():
                self._draw_leaf(pen, row, y, right)
            case Graph():
                self._draw_graph(pen, row, y, right)
            case Remark():
                pen.text(_EDGE, y + 5, row.text, "muted", width=right - _EDGE)
            case _:
                assert_never(row)

    def _draw_section(self, pen: Pen, row: Section, y: float, right: float) -> None:
        if row.line_above:
            pen.line(_EDGE, y - 4, right, y - 4)
        pen.text(_EDGE, y + 6, row.label, "muted", size=CAPITALS, weight="semibold")
        pen.text(right, y + 6, row.aside, "faint", size=SMALL, right=True)

    def _draw_category(self, pen: Pen, row: Category, y: float, right: float) -> None:
        pen.icon(_EDGE - 2, y + 4, "expand_more" if row.is_open else "chevron_right", size=16)
        pen.box(30, y + 8, 10, 10, title_token(row.label), "node line", corners=3)
        wide = pen.text(right, y + 5, str(row.count), "faint", size=SMALL, right=True)
        weight: Weight = "medium" if row.is_open else "regular"
        pen.text(47, y + 5, row.label, weight=weight, width=right - wide - 4 - 47)

    def _draw_leaf(self, pen: Pen, row: Leaf, y: float, right: float) -> None:
        left = 28 if row.marked else 47
        if row.marked:
            pen.box(_EDGE, y + 7, 10, 10, title_token(row.entry.category), "node line", corners=3)
        pen.text(left, y + 4, row.entry.label, "text" if row.marked else "muted", width=right + 4 - left)

    def _draw_graph(self, pen: Pen, row: Graph, y: float, right: float) -> None:
        card = row.card
        picture = card.picture if isinstance(card, Ready) else None
        shown = self._pictures.get(picture, PICTURE) if picture else None
        if shown:
            pen.picture(shown.texture, 10, y + 7, PICTURE, PICTURE)
        else:
            pen.box(10, y + 7, PICTURE, PICTURE, "field", "field line", corners=4)
        self._draw_words(pen, card, y, right + 6 - 53)

    def _draw_words(self, pen: Pen, card: Card, y: float, width: float) -> None:
        """The title, in two lines where it is long; else the subtitle below it, where it fits whole."""
        lines = wrapped(card.title, width, NODE)
        if len(lines) == 1 and text_width(card.subtitle, SMALL) > width:
            pen.text(53, y + 17, card.title, size=NODE)
        elif len(lines) == 1:
            pen.text(53, y + 8, card.title, size=NODE)
            pen.text(53, y + 26, card.subtitle, "muted", size=SMALL)
        else:
            pen.text(53, y + 9, lines[0], size=NODE, width=width)
            pen.text(53, y + 26, " ".join(lines[1:]), size=NODE, width=width)


def _middle(rect: Rect) -> tuple[float, float]:
    return rect.x + rect.width / 2, rect.y + rect.height / 2
