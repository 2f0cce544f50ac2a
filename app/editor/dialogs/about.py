"""What the program is, and all its shortcuts."""

from importlib.metadata import version
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.storage import state_folder
from app.editor.dialogs import button as buttons
from app.editor.dialogs.lists import Heading, Key, Line, columns, lines
from app.editor.dialogs.sheet import Sheet
from app.editor.fonts import BODY, CAPITALS, HEADING, NODE, SMALL, wrapped
from app.editor.pen import Pen
from app.editor.rows import Rows

if TYPE_CHECKING:
    from app.editor.editor import Editor

_EDGE, _TOP, _ROW = 20, 52, 22
FACTS = (
    ("Licence", "Apache-2.0"),
    ("Window", "DearPyGui (MIT)"),
    ("Letters", "Inter (OFL-1.1)"),
    ("Icons", "Material Icons (Apache-2.0)"),
    ("Networks", "PyTorch (BSD), diffusers (Apache-2.0)"),
)
ABOUT = (
    "A visual editor for the inside of a diffusion sampler: what is predicted, how it is guided, "
    "which way it is flipped."
)


class Told(Sheet):
    """A sheet that only tells something; Esc, Enter and its button close it."""

    def __init__(self, editor: "Editor", title: str, width: float, height: float) -> None:
        super().__init__(editor, width, height)
        self._title = title
        self._drawn: object = None
        self._close = buttons.button(editor, self.card, "Close", self.hide)
        # Last: of what overlaps, the first takes the mouse.
        self._pen = Pen(editor, int(dpg.add_drawlist(10, 10, parent=self.card)))

    def press(self, key: int) -> None:
        if key in (dpg.mvKey_Escape, dpg.mvKey_Return, dpg.mvKey_NumPadEnter):
            self.hide()

    def update(self) -> None:
        super().update()
        shown = (self.inner, self.editor.theme.revision)
        if shown != self._drawn:
            self._drawn = shown
            self._arrange(*self.inner)

    def _arrange(self, width: float, height: float) -> None:
        px = self.editor.theme.px
        dpg.configure_item(self._pen.parent, width=px(width), height=px(height))
        at = width - _EDGE - buttons.width_of("Close"), height - 16 - buttons.HEIGHT
        dpg.set_item_pos(self._close, [px(each) for each in at])
        self._pen.clear()
        self._pen.text(_EDGE, 16, self._title, size=HEADING, weight="semibold")
        self._draw(self._pen, width)

    def _draw(self, pen: Pen, width: float) -> None:
        """What stands below the title."""


class About(Told):
    """Name, version, licences, and where the editor keeps its own files."""

    def __init__(self, editor: "Editor") -> None:
        super().__init__(editor, f"anagraph {version('anagraph')}", 480, 300)

    def _draw(self, pen: Pen, width: float) -> None:
        y = _TOP - 2.0
        for line in wrapped(ABOUT, width - 2 * _EDGE, NODE):
            pen.text(_EDGE, y, line, "muted", size=NODE)
            y += 19
        y += 10
        for label, words in (*FACTS, ("Own files", str(state_folder()))):
            pen.text(_EDGE, y, label, "muted", size=NODE)
            pen.text(_EDGE + 90, y, words, size=NODE, width=width - 2 * _EDGE - 90)
            y += 21


class Shortcuts(Told):
    """The table of shortcuts in two columns."""

    def __init__(self, editor: "Editor") -> None:
        super().__init__(editor, "Shortcuts", 900, 860)
        self._columns: tuple[list[Line], list[Line]] = ([], [])
        self._list = Rows(editor, self.card, self._draw_row)

    def open(self) -> None:
        """Show the shortcuts as they are now."""
        actions = [(each.name, each) for each in self.editor.actions]
        self._columns = columns(lines(actions))
        self._list.set_rows([_ROW] * max(map(len, self._columns)))
        self._list.to_top()
        self.show()

    def update(self) -> None:
        super().update()
        self._list.update()

    def _arrange(self, width: float, height: float) -> None:
        super()._arrange(width, height)
        self._list.move(0, _TOP)
        self._list.resize(width - 2, height - _TOP - 58)

    def _draw(self, pen: Pen, width: float) -> None:
        pen.line(0, _TOP - 4, width, _TOP - 4)
        pen.line(0, self.inner[1] - 56, width, self.inner[1] - 56)

    def _draw_row(self, pen: Pen, row: int, y: float, _: bool) -> None:
        half = (self.inner[0] - 12) / 2
        for column, x in zip(self._columns, (_EDGE, half + 16), strict=True):
            if row < len(column):
                _draw_line(pen, column[row], x, y, half - _EDGE - 16)


def _draw_line(pen: Pen, line: Line, x: float, y: float, width: float) -> None:
    if isinstance(line, Heading):
        pen.text(x, y + 6, line.text.upper(), "muted", size=CAPITALS, weight="semibold")
    elif isinstance(line, Key):
        keys = pen.text(x + width, y + 5, line.keys, "muted", size=SMALL, right=True, width=width * 0.6)
        pen.text(x, y + 4, line.label, size=BODY, width=width - keys - 12)
