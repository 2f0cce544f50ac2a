"""Texts: a line that is read by the setting's hint, and a wrapped text of several lines."""

from typing import Any

import dearpygui.dearpygui as dpg

from app.document.fields import Field, Line, Lines, Numbers, OutName
from app.editor.fields import look
from app.editor.fields.base import Widget
from app.editor.fields.wording import label, unwrapped, value_text, wrapped
from app.editor.looks import SCROLL_BAR
from nodegraph.values import fit_one, read

FEWEST, MOST = 2, 8


class OneLine(Widget):
    """A text of one line; what does not fit the setting turns red and is not taken."""

    def __init__(self, view: Any, parent: int, *, width: float | None = None, **options: Any) -> None:
        self.width, self.options = width, options
        self.refused = False
        super().__init__(view, parent)

    def build(self) -> None:
        self.item = self.watch(
            dpg.add_input_text(
                parent=self.parent,
                width=self._width,
                hint=_hint(self.field, label(self.parameter)),
                auto_select_all=not isinstance(self.field, Line),
                callback=lambda _, text: self._typed(text),
                user_data=self.view,
                **self.options,
            )
        )

    def show(self, value: Any) -> None:
        self.show_text(value_text(value))

    def show_text(self, text: str) -> None:
        self.put(self.item, text)
        self._blame(False)

    def resize(self) -> None:
        dpg.configure_item(self.item, width=self._width)
        self.dress(self.item, "field")

    def _typed(self, text: str) -> None:
        value = None if self.field.optional and not text else read(self.parameter.hint, text)
        value, wrong = fit_one(self.parameter, value)
        if wrong:
            self.view.refuse(f"{self.view.node}: {self.parameter.name} {wrong}")
        else:
            self.view.edit(value)
        self._blame(bool(wrong))

    def _blame(self, refused: bool) -> None:
        if refused != self.refused:
            self.refused = refused
            self.dress(self.item, "refused" if refused else "field")

    @property
    def _width(self) -> int:
        return int(self.place.width if self.width is None else self.width)


class Misfit(OneLine):
    """A value that its setting does not take, as a file may hold: shown as it is, in red, to be typed anew."""

    def show(self, value: Any) -> None:
        super().show(value)
        self._blame(True)


class ManyLines(Widget):
    """A text of several lines, wrapped while nobody edits it. Empty in a node it is one line that says so."""

    def build(self) -> None:
        self.shown, self.rows, self.item = "", 0, 0

    def show(self, value: Any) -> None:
        text = value_text(value)
        if self.item and dpg.is_item_active(self.item):
            return
        self.shown = wrapped(text, self._measure, self._room)
        if self.shown.count("\n") >= self._rows():  # more than is seen: the scroll bar takes room
            self.shown = wrapped(text, self._measure, self._room - SCROLL_BAR * self.editor.theme.scale)
        self._make(self._rows())
        dpg.set_value(self.item, self.shown)

    def resize(self) -> None:
        self.dress(self.item, "field")
        self.show(self.view.value)
        dpg.configure_item(self.item, width=int(self.place.width), height=self._height)

    def _make(self, rows: int) -> None:
        """Build the item anew where it turns from one line into several or back: only one line has a hint."""
        if rows != self.rows:
            self.view.resized()
        if self.item and (rows == 1) == (self.rows == 1):
            self.rows = rows
            dpg.configure_item(self.item, height=self._height)
            return
        if self.item:
            dpg.delete_item(self.item)
        self.items, self.rows = [], rows
        made = dpg.add_input_text(
            parent=self.parent,
            width=int(self.place.width),
            height=self._height,
            multiline=rows > 1,
            no_horizontal_scroll=False,
            hint="" if rows > 1 else _hint(self.field, label(self.parameter)),
            callback=lambda _, text: self._typed(text),
            user_data=self.view,
        )
        self.item = self.watch(made)

    def _typed(self, shown: str) -> None:
        text = unwrapped(value_text(self.view.value), self.shown, shown)
        self.shown = shown
        self.view.edit(text)

    def _rows(self) -> int:
        lines = self.shown.count("\n") + 1
        if self.place.compact:
            return 1 if not self.shown else min(max(lines, FEWEST), max(self._lines, FEWEST))
        return min(max(lines, self._lines), MOST)

    @property
    def _lines(self) -> int:
        return self.field.lines if isinstance(self.field, Lines) else FEWEST

    @property
    def _height(self) -> int:
        return self.rows * look.line_height(self.place) + 2 * look.padding(self.place)[1]

    @property
    def _room(self) -> float:
        return self.place.width - 2 * look.padding(self.place)[0] - 1

    def _measure(self, text: str) -> float:
        return look.measure(text, self.place)


def _hint(field: Field, name: str) -> str:
    """What an empty field says."""
    if isinstance(field, Line | Lines) and field.placeholder:
        return field.placeholder
    if isinstance(field, OutName):
        return "file name"
    if isinstance(field, Numbers):
        return "such as 20, 5" if field.whole else "such as 0.5, 1"
    return name.lower()
