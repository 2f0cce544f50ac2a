"""Keys: from "Ctrl+Shift+Z" to the action, unless the user is typing."""

from typing import TYPE_CHECKING, NamedTuple

import dearpygui.dearpygui as dpg

from app.editor.fields.watch import is_editing

if TYPE_CHECKING:
    from app.editor.actions import Action
    from app.editor.editor import Editor

MODIFIERS = {
    "Ctrl": (dpg.mvKey_LControl, dpg.mvKey_RControl),
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
        self._was_typing = False
        for action in editor.actions:
            for text in action.keys:
                self._add(chord(text), action)
        with dpg.handler_registry():
            dpg.add_key_press_handler(callback=lambda sender, key: self.pressed(key))

    def update(self) -> None:
        """Look at which keys are let go, and whether a text field is being edited: the key that ends it is its own."""
        self._held = {key for key in self._held if dpg.is_key_down(key)}
        self._was_typing = is_typing()

    def pressed(self, key: int) -> None:
        """A key went down, or repeats while it is held."""
        action = self._found.get((key, held_modifiers()))
        repeats, self._held = key in self._held, self._held | {key}
        if action is None or (repeats and not action.repeats) or self._was_typing or is_typing():
            return
        if not self.editor.is_asking or action.anywhere:
            self.editor.actions.perform(action.id)

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


def held_modifiers() -> frozenset[str]:
    return frozenset(name for name, keys in MODIFIERS.items() if any(dpg.is_key_down(key) for key in keys))
