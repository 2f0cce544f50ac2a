"""A search field: one line of text behind a magnifying glass."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fields.watch import watch
from app.editor.fonts import text_width
from app.editor.parts import Part, Sizes
from app.editor.pen import Pen

if TYPE_CHECKING:
    from app.editor.editor import Editor

HEIGHT, PAD = 26, 30.0  # PAD: where the text begins
_LOOK = Part(
    dpg.mvInputText,
    {dpg.mvThemeCol_Border: "field line", dpg.mvThemeCol_FrameBg: "field", dpg.mvThemeCol_BorderShadow: "clear"},
    {dpg.mvStyleVar_FramePadding: (PAD, 5), dpg.mvStyleVar_FrameBorderSize: 1.0, dpg.mvStyleVar_FrameRounding: 5},
)


class SearchField:
    """Under `parent`, a window or child window, wherever it is moved to. `icon` stands before the text."""

    def __init__(self, editor: "Editor", parent: int, hint: str, icon: str = "search") -> None:
        self.editor, self._parent, self._hint, self._icon = editor, parent, hint, icon
        self._seen: object = None
        self.early = ""
        self._at: tuple[float, float, float] = (0, 0, 100)
        self._group = int(dpg.add_group(parent=parent))
        side = editor.theme.px(20)
        self._pen = Pen(editor, int(dpg.add_drawlist(side, side, parent=self._group)))
        self.item = self._make("")

    @property
    def text(self) -> str:
        return self.early + str(dpg.get_value(self.item))

    @text.setter
    def text(self, text: str) -> None:
        if self.early:
            self.begin_with("")
        if text == self.text:
            return
        if not self.active:
            dpg.set_value(self.item, text)
            return
        dpg.delete_item(self.item)  # while it is edited, DearPyGui puts back what was typed
        self.item = self._make(text)
        self.place(*self._at)
        self.focus()

    def begin_with(self, early: str) -> None:
        """Letters that came before it had the keyboard: what gets the keyboard would select and lose its own text."""
        self.early, self._seen = early, None
        wide = text_width(early)
        styles: Sizes = {**_LOOK.styles, dpg.mvStyleVar_FramePadding: (PAD + wide, 5.0)}
        look = Part(dpg.mvInputText, _LOOK.colours, styles)
        dpg.bind_item_theme(self.item, self.editor.theme.custom(("search field", round(wide)), look))
        dpg.configure_item(self._pen.parent, width=self.editor.theme.px(24 + wide))

    @property
    def active(self) -> bool:
        """Whether it has the keyboard."""
        return bool(dpg.is_item_active(self.item))

    def focus(self) -> None:
        dpg.focus_item(self.item)

    def set_hint(self, hint: str) -> None:
        self._hint = hint
        dpg.configure_item(self.item, hint=hint)

    def place(self, x: float, y: float, width: float) -> None:
        """Where it stands in its parent and how wide it is, in pixels at scale 1."""
        px = self.editor.theme.px
        self._at = (x, y, width)
        dpg.set_item_pos(self.item, [px(x), px(y)])
        dpg.set_item_width(self.item, px(width))
        dpg.set_item_pos(self._group, [px(x + 7), px(y + 5)])

    def update(self) -> None:
        """Follow a switch of the theme."""
        if self._seen != self.editor.theme.revision:
            self._seen = self.editor.theme.revision
            self._pen.clear()
            self._pen.icon(1, 0, self._icon, size=16)
            self._pen.text(PAD - 7, 0.5, self.early)

    def _make(self, text: str) -> int:
        """The input, before the icon: what comes later is drawn over it."""
        item = dpg.add_input_text(parent=self._parent, before=self._group, hint=self._hint, default_value=text)
        dpg.bind_item_theme(item, self.editor.theme.custom(("search field", 0), _LOOK))
        watch(self.editor).follow(int(item))
        return int(item)
