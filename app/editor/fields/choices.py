"""A value out of a few, yes or no, a colour."""

from typing import Any

import dearpygui.dearpygui as dpg

from app.document.fields import Choice
from app.editor.fields import look
from app.editor.fields.base import Widget
from app.editor.fields.texts import OneLine
from app.editor.fields.wording import cut, label, value_text

NOTHING = "none"


class Combo(Widget):
    """A drop-down list. Each choice is an undo step of its own."""

    def build(self) -> None:
        assert isinstance(self.field, Choice)
        options = [*((None,) if self.field.optional else ()), *self.field.options]
        self.options = {NOTHING if each is None else value_text(each): each for each in options}
        made = dpg.add_combo(
            list(self.options),
            parent=self.parent,
            width=int(self.place.width),
            popup_align_left=True,
            callback=lambda _, text: self.view.choose(self.options[text]),
            user_data=self.view,
        )
        self.item = self.watch(made)

    def show(self, value: Any) -> None:
        dpg.set_value(self.item, NOTHING if value is None else value_text(value))

    def resize(self) -> None:
        dpg.configure_item(self.item, width=int(self.place.width))
        self.dress(self.item, "field")


class Tick(Widget):
    """A check box, in a node with its name beside it."""

    def build(self) -> None:
        holder = int(dpg.add_group(parent=self.parent, horizontal=True, horizontal_spacing=0))
        made = dpg.add_checkbox(parent=holder, callback=lambda _, on: self.view.choose(bool(on)), user_data=self.view)
        self.item = self.watch(made)
        self.rest = int(dpg.add_spacer(parent=holder))
        self.resize()

    def show(self, value: Any) -> None:
        dpg.set_value(self.item, bool(value))

    def resize(self) -> None:
        self.dress(self.item, "field")
        side = look.height(self.place)
        if self.place.compact:
            room = self.place.width - side - self.place.px(6)
            name = cut(label(self.parameter), lambda text: look.measure(text, self.place), room)
            dpg.configure_item(self.item, label=name)
        else:
            dpg.configure_item(self.rest, width=int(self.place.width - side))


class ColourSquare(Widget):
    """A square that opens a picker, and #RRGGBB to type."""

    def build(self) -> None:
        made = dpg.add_color_edit(
            parent=self.parent,
            no_inputs=True,
            no_alpha=True,
            no_label=True,
            no_tooltip=True,
            no_options=True,
            callback=lambda _, __: self._picked(),
            user_data=self.view,
        )
        self.item = self.watch(made)
        self.text = OneLine(self.view, self.parent, width=self._text_width)
        self.items += self.text.items

    def show(self, value: Any) -> None:
        self.text.show_text(value_text(value))
        self.put(self.item, _rgb(value))

    def resize(self) -> None:
        self.dress(self.item, "field")
        self.text.width = self._text_width
        self.text.resize()

    def _picked(self) -> None:
        red, green, blue = (round(each) for each in dpg.get_value(self.item)[:3])
        self.view.edit(f"#{red:02X}{green:02X}{blue:02X}")
        self.text.show_text(self.view.value)

    @property
    def _text_width(self) -> float:
        return self.place.width - look.height(self.place) - self.place.px(4)


def _rgb(value: Any) -> list[int]:
    text = value if isinstance(value, str) and len(value) == 7 else "#000000"
    return [*bytes.fromhex(text[1:]), 255]
