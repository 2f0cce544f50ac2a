"""Buttons that stand for an action of the table: they grey out with it and tell its shortcut."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import BODY, Weight
from app.editor.icons import icon
from app.editor.tooltips import Spot, Tip, tooltips

if TYPE_CHECKING:
    from app.editor.editor import Editor


class ActionButton:
    """A button of a fixed size (at scale 1) at a place of its window, for one action."""

    def __init__(
        self,
        editor: "Editor",
        parent: int,
        action: str,
        label: str,
        size: tuple[float, float] = (28, 28),
        *,
        look: str = "flat",
        font: tuple[float, Weight] = (BODY + 2, "regular"),
    ) -> None:
        self.editor, self.action, self.look = editor, action, look
        self.size = size
        px = editor.theme.px
        self.item = int(dpg.add_button(label=label, parent=parent, width=px(size[0]), height=px(size[1])))
        dpg.configure_item(self.item, callback=lambda: self.editor.actions.perform(self.action))
        editor.fonts.bind(self.item, *font)
        editor.theme.bind(self.item, look)
        tooltips(editor).attach(self.item, Spot(lambda: Tip(editor.actions.hint(self.action))))
        self._enabled = True

    def place(self, x: float, y: float) -> float:
        """Put its left top corner there, and return where the next thing may begin."""
        px = self.editor.theme.px
        dpg.set_item_pos(self.item, [px(x), px(y)])
        return x + self.size[0]

    def update(self) -> None:
        """Follow whether its action can be done."""
        enabled = self.editor.actions[self.action].can_run(self.editor)
        if enabled != self._enabled:
            self._enabled = enabled
            dpg.configure_item(self.item, enabled=enabled)

    def show(self, shown: bool) -> None:
        dpg.configure_item(self.item, show=shown)


def icon_button(editor: "Editor", parent: int, action: str, name: str) -> ActionButton:
    """28 x 28, with no ground until the mouse is over it."""
    return ActionButton(editor, parent, action, icon(name))


def on_change(read: Callable[[], object]) -> Callable[[], bool]:
    """A question that is answered with yes whenever what is read differs from the time before."""
    seen: list[object] = []

    def changed() -> bool:
        now = read()
        if seen and seen[0] == now:
            return False
        seen[:] = [now]
        return True

    return changed
