"""Keys: from "Ctrl+Shift+Z" to the action, unless the user is typing."""

from typing import TYPE_CHECKING, NamedTuple

import dearpygui.dearpygui as dpg

from app.editor.fields.watch import is_editing, is_in_setting, was_refused

if TYPE_CHECKING:
    from app.editor.actions import Action
    from app.editor.editor import Editor

SUPER = 530, 534  # left and right, also macOS's Command; the constants of 2.3.1 name other keys
MODIFIERS = {
    "Ctrl": (dpg.mvKey_LControl, dpg.mvKey_RControl, *SUPER),
    "Shift": (dpg.mvKey_LShift, dpg.mvKey_RShift),
    "Alt": (dpg.mvKey_LAlt, dpg.mvKey_RAlt),
}
EQUAL = dpg.mvKey_Slash + 2  # the key of = and +: mvKey_Plus is none of the toolkit's keys any more
NAMED = {
    "Enter": (dpg.mvKey_Return, dpg.mvKey_NumPadEnter),
    "Esc": (dpg.mvKey_Escape,),
    "Space": (dpg.mvKey_Spacebar,),
    "Delete": (dpg.mvKey_Delete,),
    "Backspace": (dpg.mvKey_Back,),
    "Home": (dpg.mvKey_Home,),
    "Plus": (EQUAL, dpg.mvKey_Add),
    "Minus": (dpg.mvKey_Minus, dpg.mvKey_Subtract),
    "0": (dpg.mvKey_0, dpg.mvKey_NumPad0),
}
TYPED_INTO = tuple(
    f"mvAppItemType::mv{kind}{more}"
    for kind, rest in {
        "Input": ("Text", "Int", "IntMulti", "Float", "FloatMulti", "Double", "DoubleMulti"),
        "Drag": ("Int", "IntMulti", "Float", "FloatMulti", "Double", "DoubleMulti"),
        "Slider": ("Int", "IntMulti", "Float", "FloatMulti", "Double", "DoubleMulti"),
        "Color": ("Edit", "Picker"),
    }.items()
    for more in rest
)


class Chord(NamedTuple):
    """A key with the modifiers that must be down."""

    modifiers: frozenset[str]
    keys: tuple[int, ...]


def chord(text: str) -> Chord:
    """What "Ctrl+Shift+Z" means.

    Raises:
        ValueError: no such key.
    """
    *modifiers, name = text.split("+")
    keys = NAMED.get(name) or (getattr(dpg, f"mvKey_{name}", 0),)
    if not all(keys) or not MODIFIERS.keys() >= set(modifiers):
        raise ValueError(f"{text!r} is no shortcut. Write for example Ctrl+Shift+Z.")
    return Chord(frozenset(modifiers), keys)


class Shortcuts:
    """Listens to the keyboard for all actions of the table."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self._found: dict[tuple[int, frozenset[str]], Action] = {}
        self._held: set[int] = set()
        self._modifiers: frozenset[str] = frozenset()
        self._was_typing = self._was_in_setting = False
        self._waiting: list[Action] = []
        self.had_popup = False  # whether Esc is for a menu or for what the mouse carries; true until the frame after
        for action in editor.actions:
            for text in action.keys:
                self._add(chord(text), action)
        with dpg.handler_registry():
            dpg.add_key_press_handler(callback=lambda sender, key: self.pressed(key))

    @property
    def modifiers(self) -> frozenset[str]:
        """Those that are down, or were until this frame: in one that takes long Ctrl may go up just after the key went
        down, and of keys that change in one frame the toolkit does not tell the order.
        """
        return _held_modifiers() | self._modifiers

    def update(self) -> None:
        """Look at which keys are let go, and whether a text field is being edited: the key that ends it is its own."""
        self._held = {key for key in self._held if dpg.is_key_down(key)}
        self._modifiers = _held_modifiers()
        self._was_typing, self._was_in_setting = is_typing(), is_in_setting()
        self.had_popup = self._has_popup()
        waiting, self._waiting = self._waiting, []
        for action in waiting if not was_refused() else ():
            self.editor.actions.perform(action.id)

    def pressed(self, key: int) -> None:
        """A key went down, or repeats while it is held. What ends a field is done once the field has told its text."""
        if self.editor.palette.shown:
            if not self.modifiers:
                self.editor.palette.hear(key)
            return
        action = self._found.get((key, self.modifiers))
        repeats, self._held = key in self._held, self._held | {key}
        if action is None or (repeats and not action.repeats):
            return
        if self.editor.is_asking:
            return
        if not (self._was_typing or is_typing()):
            self.editor.actions.perform(action.id)
        elif action.ends_typing and self._was_in_setting:
            self._waiting.append(action)

    def _has_popup(self) -> bool:
        editor = self.editor
        return editor.canvas.menu.shown or editor.menus.is_open or editor.library.carries

    def _add(self, chord: Chord, action: "Action") -> None:
        for key in chord.keys:
            known = self._found.setdefault((key, chord.modifiers), action)
            if known is not action:
                raise ValueError(f"{known.id} and {action.id} have the same shortcut")


def is_typing() -> bool:
    """Whether keys go into a field. Of one inside a child window DearPyGui names the window: those are watched."""
    if is_editing():
        return True
    item = dpg.get_focused_item()  # it may be gone already
    if not item or not dpg.does_item_exist(item) or dpg.get_item_type(item) not in TYPED_INTO:
        return False
    return bool(dpg.get_item_state(item).get("active"))


def _held_modifiers() -> frozenset[str]:
    return frozenset(name for name, keys in MODIFIERS.items() if any(dpg.is_key_down(key) for key in keys))
