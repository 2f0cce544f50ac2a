"""Numbers: a drag field with its name in it, a slider with a field beside it, a seed with its dice."""

import random
from typing import Any

import dearpygui.dearpygui as dpg

from app.document.commands.values import SeedMode, seed_mode, set_seed_mode
from app.document.fields import Number, Seed
from app.editor.fields import look
from app.editor.fields.base import Widget
from app.editor.fields.texts import OneLine
from app.editor.fields.wording import number_text, short_label, snapped, value_text
from app.editor.icons import icon

DICE = 1_000_000  # seeds of six digits at most: they fit into a node, and one can tell them to somebody
NUMBER_WIDTH = 52
_LARGEST = 2**31 - 1


class DragNumber(Widget):
    """Drag to change it by its step, Ctrl+click or double-click to type it; the name stands in it."""

    def build(self) -> None:
        field = number(self)
        kind = int if field.whole else float
        self.item = self.watch(
            (dpg.add_drag_int if field.whole else dpg.add_drag_double)(
                parent=self.parent,
                width=int(self.place.width),
                speed=_speed(field),
                min_value=kind(-_LARGEST if field.low is None else field.low),
                max_value=kind(_LARGEST if field.high is None else field.high),
                clamped=True,
                callback=lambda _, value: self._moved(value),
                user_data=self.view,
            )
        )

    def show(self, value: Any) -> None:
        self.shown = self.raw = (number(self).low or 0) if value is None else value
        dpg.configure_item(self.item, format=self._format(self.shown))
        self.put(self.item, self.shown)

    def resize(self) -> None:
        dpg.configure_item(self.item, width=int(self.place.width), format=self._format(self.shown))
        self.dress(self.item, "field")

    def _moved(self, value: float) -> None:
        if dpg.is_mouse_button_down(dpg.mvMouseButton_Left):
            self.raw += value - self.shown
            self.shown = value = snapped(number(self), self.raw)
            dpg.set_value(self.item, value)
        self.view.edit(int(value) if number(self).whole else round(float(value), 9))

    def _format(self, value: float) -> str:
        digits = number_text(number(self), value)
        room = self.place.width - 2 * look.padding(self.place)[0] - self._measure(f" {digits}")
        name = short_label(self.parameter, self._measure, room).replace("%", "%%")
        places = len(digits.partition(".")[2])
        return f"{name} {'%d' if number(self).whole else f'%.{places}f'}".strip()

    def _measure(self, text: str) -> float:
        return look.measure(text, self.place)


class SliderNumber(Widget):
    """A bare slider, so that no grab covers a digit, and the number in a field beside it."""

    def build(self) -> None:
        field = number(self)
        self.slider = self._slider(field) if field.slides else 0
        self.text = OneLine(self.view, self.parent, width=self._text_width)
        self.items += self.text.items

    def show(self, value: Any) -> None:
        self.text.show_text("" if value is None else number_text(number(self), value))
        if self.slider:
            self.put(self.slider, float(number(self).low or 0) if value is None else float(value))

    def resize(self) -> None:
        self.text.width = self._text_width
        self.text.resize()
        if self.slider:
            dpg.configure_item(self.slider, width=self._slider_width)
            self.dress(self.slider, "slider")

    def _slider(self, field: Number) -> int:
        holder = dpg.add_group(parent=self.parent)
        self.dress(holder, "tight")
        dpg.add_spacer(height=(look.height(self.place) - look.slider_height(self.place)) // 2, parent=holder)
        item = dpg.add_slider_double(
            parent=holder,
            width=self._slider_width,
            min_value=float(field.low or 0),
            max_value=float(field.high or 0),
            format="",
            no_input=True,
            callback=lambda _, value: self._slid(value),
            user_data=self.view,
        )
        return self.watch(item, "slider")

    def _slid(self, value: float) -> None:
        found = snapped(number(self), value)
        dpg.set_value(self.slider, float(found))
        self.view.edit(found)
        self.text.show_text(number_text(number(self), found))

    @property
    def _text_width(self) -> float:
        return self.place.px(NUMBER_WIDTH) if self.slider else self.place.width

    @property
    def _slider_width(self) -> int:
        return int(self.place.width - self.place.px(NUMBER_WIDTH + 4))


class SeedLine(Widget):
    """A number to type, a dice, and in a panel the switch between keep and new each run."""

    def build(self) -> None:
        self.text = OneLine(self.view, self.parent, width=self._text_width, decimal=True)
        self.items += self.text.items
        self.dice = self.icon_button("casino", self._roll, "Another seed", self.parent)
        self.mode = 0 if self.place.compact else self.icon_button("lock", self._turn, "", self.parent)

    def show(self, value: Any) -> None:
        self.text.show_text(value_text(value))
        self.dress(self.dice, "ghost on" if self._new and self.place.compact else "ghost")
        if self.mode:
            dpg.configure_item(self.mode, label=icon("autorenew" if self._new else "lock"))
            self.dress(self.mode, "ghost on" if self._new else "ghost")
            self.view.explain(self.mode, "New each run" if self._new else "Kept from run to run")

    def resize(self) -> None:
        self.text.width = self._text_width
        self.text.resize()
        side = look.height(self.place)
        for button in filter(None, (self.dice, self.mode)):
            dpg.configure_item(button, width=side, height=side)
            self.dress(button, "ghost")
        self.show(self.view.value)

    def _roll(self) -> None:
        assert isinstance(self.field, Seed)
        self.view.choose(random.randrange(self.field.low, min(self.field.high, DICE)))

    def _turn(self) -> None:
        mode: SeedMode = "keep" if self._new else "new"
        set_seed_mode(self.editor.session.document, self.view.node, self.parameter.name, mode)
        self.show(self.view.value)

    @property
    def _new(self) -> bool:
        graph = self.editor.session.document.graph
        known = self.view.node in graph.nodes
        return known and seed_mode(graph, self.view.node, self.parameter.name) == "new"

    @property
    def _text_width(self) -> float:
        buttons = 1 if self.place.compact else 2
        return self.place.width - buttons * (look.height(self.place) + self.place.px(4))


def number(widget: Widget) -> Number:
    """The widget's field, known to be a number."""
    assert isinstance(widget.field, Number)
    return widget.field


def _speed(field: Number) -> float:
    """Change for a pixel of dragging: four pixels a step, or faster where two thousand pixels would not cross it."""
    if field.low is None or field.high is None or not field.slides:
        return field.grain / 4
    return max(field.grain / 4, (field.high - field.low) / 2000)
