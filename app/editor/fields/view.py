"""One setting's field: the widget from the table, or its sweep, or where its wire comes from."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dearpygui.dearpygui as dpg

from app.document.commands import edits
from app.document.fields import (
    Choice,
    Colour,
    Field,
    InFile,
    Line,
    Lines,
    Number,
    Numbers,
    OutName,
    Seed,
    Switch,
    Typed,
    field_of,
)
from app.editor.fields.base import Place, Widget
from app.editor.fields.choices import ColourSquare, Combo, Tick
from app.editor.fields.files import FileLine
from app.editor.fields.numbers import DragNumber, SeedLine, SliderNumber
from app.editor.fields.texts import ManyLines, Misfit, OneLine
from app.editor.fields.watch import watch
from app.editor.fields.wires import SweepLine, WireLine
from app.editor.fields.wording import sweep_text
from app.editor.tooltips import Tip, setting_tip
from nodegraph.errors import EditError
from nodegraph.graph import End
from nodegraph.nodetype import REQUIRED, Parameter
from nodegraph.values import fit_one, is_sweep

if TYPE_CHECKING:
    from app.editor.editor import Editor

SWITCH, GAP = 20, 4

# What edits a field: in a node, and in a panel.
WIDGETS: Mapping[type[Field], tuple[type[Widget], type[Widget]]] = {
    Number: (DragNumber, SliderNumber),
    Seed: (SeedLine, SeedLine),
    Choice: (Combo, Combo),
    Switch: (Tick, Tick),
    Line: (OneLine, OneLine),
    Lines: (ManyLines, ManyLines),
    InFile: (FileLine, FileLine),
    OutName: (OneLine, OneLine),
    Colour: (ColourSquare, ColourSquare),
    Numbers: (OneLine, OneLine),
    Typed: (OneLine, OneLine),
}


def build_field(
    editor: "Editor",
    node: str,
    parameter: Parameter,
    value: Any,
    *,
    parent: int,
    width: float,
    compact: bool,
    wired: End | None = None,
    zoom: float | None = None,
) -> "FieldView":
    """The field of a setting under `parent`. `value` is the file's, or the default where it holds none.

    `width` is in pixels as they are on the screen; `zoom` says how many of them a unit of the tokens has.
    """
    place = Place(width, compact, zoom or editor.fonts.scale)
    return FieldView(editor, node, parameter, value, parent, place, wired)


class FieldView:
    """A field that follows `set` and `set_wired`, and edits the document when the user edits it."""

    def __init__(
        self,
        editor: "Editor",
        node: str,
        parameter: Parameter,
        value: Any,
        parent: int,
        place: Place,
        wired: End | None,
    ) -> None:
        self.editor, self.node, self.parameter, self.place = editor, node, parameter, place
        self.field = field_of(parameter)
        self.value, self.wired, self.refused = _shown(value), wired, ""
        self.watch, self.document = watch(editor), editor.session.document
        self.resized: Callable[[], None] = lambda: None  # called when it will be of another height
        self.item = int(dpg.add_group(parent=parent, horizontal=True, horizontal_spacing=place.px(GAP)))
        self._build()

    @property
    def focused(self) -> bool:
        """Whether the user is editing it just now."""
        return self.widget.active

    def set(self, value: Any) -> None:
        """Show the document's value. What the user is typing stays until the field is let go."""
        value = _shown(value)
        if value == self.value and type(value) is type(self.value) and not isinstance(self.field, Seed):
            return  # whether a seed is kept or new each run stands beside its value
        self.value = value
        self._show()

    def set_wired(self, source: End | None) -> None:
        """Show where the wire comes from instead, or the value again."""
        if source != self.wired:
            self.wired = source
            self._build()

    def set_width(self, width: float, zoom: float | None = None) -> None:
        """Make it as wide as this many pixels, at another zoom too."""
        place = Place(width, self.place.compact, zoom or self.place.zoom)
        if place != self.place:
            self.place = place
            dpg.configure_item(self.item, horizontal_spacing=place.px(GAP))
            self.widget.resize()

    def refresh(self) -> None:
        """Show what a run tells of the wired value."""
        if self.wired:
            self.widget.show(self.value)

    def edit(self, value: Any) -> None:
        """What the user made of it goes into the document; edits until `let_go` are one undo step."""
        if value == self.value and type(value) is type(self.value):
            self.refused = ""
            return
        if self.document is not self.editor.session.document:  # another one was opened meanwhile
            return
        try:
            edits.set_value(self.document, self.node, self.parameter.name, value, merge=self._merge)
        except EditError as error:
            self.refused = str(error)
            return
        self.value, self.refused = value, ""

    def choose(self, value: Any) -> None:
        """An edit that is a step of its own."""
        self.edit(value)
        self.let_go()

    def refuse(self, why: str) -> None:
        """What is typed so far does not fit; it is said when the field is let go."""
        self.refused = why

    def let_go(self) -> bool:
        """The user is done: close the undo step, say what did not fit, show what is so. Whether something did not."""
        self.editor.session.document.seal()
        refused, self.refused = self.refused, ""
        if refused:
            self.editor.session.say(refused, "error")
        if dpg.does_item_exist(self.item):
            self._show()
        return bool(refused)

    def sweep(self, on: bool) -> None:
        """Let the setting hold several values, or one again."""
        if on and self.value is None:
            self.editor.session.say(f"{self.node}: {self.parameter.name} is not set. Give it a value first.", "warn")
            return
        several = self.value["each"] if is_sweep(self.value) else []
        self.choose({"each": [self.value]} if on else several[0] if several else _shown(self.parameter.default))
        if isinstance(self.widget, SweepLine):
            dpg.focus_item(self.widget.item)

    def explain(self, item: int, text: str) -> None:
        """Give a part of the field a tooltip of its own."""
        self.editor.tooltips.explain(item, text)

    def tip(self) -> Tip:
        """What the setting is, and its value where it may be cut off."""
        return setting_tip(self.parameter, sweep_text(self.value["each"]) if is_sweep(self.value) else self.value)

    @property
    def inner(self) -> Place:
        """Where the widget stands, beside the sweep switch."""
        if self.place.compact or self.wired:
            return self.place
        return replace(self.place, width=self.place.width - self.place.px(SWITCH + GAP))

    @property
    def _merge(self) -> str:
        return f"set {self.node}.{self.parameter.name}"

    def _show(self) -> None:
        """The value in its widget; one for several values, another for one."""
        if type(self.widget) is self._widget():
            self.widget.show(self.value)
        else:
            self._build()

    def _build(self) -> None:
        dpg.delete_item(self.item, children_only=True)
        self.widget = self._widget()(self, self.item)
        if not self.place.compact and not self.wired:
            self._add_switch()

    def _add_switch(self) -> None:
        swept = is_sweep(self.value)
        tip = "One value again" if swept else "Several values, one after the other"
        button = self.widget.icon_button("playlist_play", lambda: self.sweep(not swept), tip, self.item, width=SWITCH)
        self.widget.dress(button, "ghost on" if swept else "ghost")

    def _widget(self) -> type[Widget]:
        if self.wired:
            return WireLine
        if is_sweep(self.value):
            return SweepLine
        if self.value is not None and fit_one(self.parameter, self.value)[1]:
            return Misfit
        return WIDGETS[type(self.field)][0 if self.place.compact else 1]


def _shown(value: Any) -> Any:
    return None if value is REQUIRED else value
