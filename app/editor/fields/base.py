"""What every field widget has in common: it shows a value, and tells its owner what the user makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dearpygui.dearpygui as dpg

from app.document.fields import Field
from app.editor.fields import look
from app.editor.icons import icon
from nodegraph.nodetype import Parameter

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from app.editor.fields.view import FieldView


@dataclass(frozen=True)
class Place:
    """Where a field stands: how wide it is in pixels, whether in a node or in a panel, and at which zoom."""

    width: float
    compact: bool
    zoom: float = 1.0

    def px(self, size: float) -> int:
        """A measure of the tokens in pixels."""
        return round(size * self.zoom)


class Widget:
    """The items that edit one setting. Subclasses build them under `parent` and fill them in `show`."""

    def __init__(self, view: "FieldView", parent: int) -> None:
        self.view, self.parent = view, parent
        self.items: list[int] = []
        self.build()
        self.show(view.value)

    def build(self) -> None:
        raise NotImplementedError

    def show(self, value: Any) -> None:
        """Have the items that nobody is editing show the value."""
        raise NotImplementedError

    def resize(self) -> None:
        """Follow the view's place."""
        raise NotImplementedError

    @property
    def editor(self) -> "Editor":
        return self.view.editor

    @property
    def place(self) -> Place:
        return self.view.inner

    @property
    def parameter(self) -> Parameter:
        return self.view.parameter

    @property
    def field(self) -> Field:
        return self.view.field

    @property
    def active(self) -> bool:
        return any(dpg.is_item_active(each) for each in self.items)

    def watch(self, item: int | str, kind: str = "field") -> int:
        """Dress an item that the user edits, and have the view told when it is let go."""
        made = int(item)
        self.items.append(made)
        self.view.watch.follow(made)
        self.dress(made, kind)
        return made

    def dress(self, item: int | str, kind: str) -> int:
        look.dress(self.editor, int(item), kind, self.place)
        return int(item)

    def icon_button(self, name: str, run: Callable[[], None], tip: str, parent: int, width: float = 0) -> int:
        """A small button of one icon, as high as a field."""
        side = look.height(self.place)
        made = dpg.add_button(
            label=icon(name),
            parent=parent,
            width=self.place.px(width) if width else side,
            height=side,
            callback=lambda: run(),
        )
        self.view.explain(int(made), tip)
        return self.dress(made, "ghost")

    def put(self, item: int, value: Any) -> None:
        """Show a value in an item, unless it is being edited."""
        if not dpg.is_item_active(item):
            dpg.set_value(item, value)
