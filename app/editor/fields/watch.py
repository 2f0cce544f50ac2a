"""Who is being edited just now, and who is told that it was let go."""

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from weakref import WeakKeyDictionary

import dearpygui.dearpygui as dpg

from nodegraph.nodetype import Parameter

if TYPE_CHECKING:
    from app.editor.editor import Editor


@runtime_checkable
class Edited(Protocol):
    """What an item's user data has to be for its owner to be told. `let_go` may say that something was refused."""

    def let_go(self) -> object: ...


@runtime_checkable
class EditsSetting(Edited, Protocol):
    """What the user data of a setting's items is."""

    parameter: Parameter


class Watch:
    """Tells the owners of items that the user let go of them. One set of handlers serves all of them."""

    def __init__(self, editor: "Editor") -> None:
        self.active = 0
        self.refused = False  # whether what was typed last did not fit
        tips = editor.tooltips
        with dpg.item_handler_registry() as registry:
            dpg.add_item_activated_handler(callback=lambda _, item: self._began(item))
            dpg.add_item_deactivated_handler(callback=lambda _, item: self._ended(item))
            dpg.add_item_hover_handler(callback=lambda _, item: tips.over_item(item))
        self._registry = int(registry)

    def follow(self, item: int) -> None:
        """Watch an item whose user data is `Edited`."""
        dpg.bind_item_handler_registry(item, self._registry)

    @property
    def typing(self) -> bool:
        """Whether a field has the keyboard."""
        return bool(self.active) and dpg.does_item_exist(self.active) and dpg.is_item_active(self.active)

    @property
    def owner(self) -> Any:
        """Whose field has the keyboard, if one has."""
        return dpg.get_item_user_data(self.active) if self.typing else None

    def _began(self, item: int) -> None:
        self.active, self.refused = item, False

    def _ended(self, item: int) -> None:
        """Of two fields that change places in one frame the upper one tells first, whichever it is."""
        if self.active == item:
            self.active = 0
        owner: Any = dpg.get_item_user_data(item) if dpg.does_item_exist(item) else None
        self.refused = bool(isinstance(owner, Edited) and owner.let_go())


_watches: "WeakKeyDictionary[Editor, Watch]" = WeakKeyDictionary()


def watch(editor: "Editor") -> Watch:
    """The one watch of an editor."""
    if editor not in _watches:
        _watches[editor] = Watch(editor)
    return _watches[editor]


def was_refused() -> bool:
    """Whether what was typed into the field that was let go last did not fit."""
    return any(each.refused for each in _watches.values())


def is_in_setting() -> bool:
    """Whether the field of a setting has the keyboard."""
    return any(isinstance(each.owner, EditsSetting) for each in _watches.values())


def is_editing() -> bool:
    """Whether a field has the keyboard. DearPyGui calls the child window that it stands in focused, not the field."""
    return any(each.typing for each in _watches.values())
