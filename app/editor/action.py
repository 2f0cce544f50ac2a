"""What a command of the editor is: one entry of the table in `actions.py`, for menu, keyboard and buttons alike."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nodegraph.errors import NodegraphError

if TYPE_CHECKING:
    from app.editor.editor import Editor

Act = Callable[["Editor"], object]
Ask = Callable[["Editor"], bool]


@dataclass(frozen=True)
class Action:
    """`menu` is the way to it ("Node", "Align"); `label` may depend on the editor ("Undo move").

    `keys` are its shortcuts, of which menus show the first. One that `repeats` goes on while the key is held. While a
    text field has the keyboard they rest; those of one that `ends_typing` let go of a setting's field, then do it.
    """

    id: str
    label: str | Callable[["Editor"], str]
    menu: tuple[str, ...]
    run: Act
    keys: tuple[str, ...] = ()
    enabled: Ask | None = None
    checked: Ask | None = None
    repeats: bool = False
    ends_typing: bool = False
    begins_group: bool = False  # a line above it in the menu

    @property
    def shortcut(self) -> str:
        return self.keys[0] if self.keys else ""

    def words(self, editor: "Editor") -> str:
        """Its label now."""
        return self.label if isinstance(self.label, str) else self.label(editor)

    @property
    def name(self) -> str:
        """Its label whatever the editor does: "Undo"."""
        return self.label if isinstance(self.label, str) else self.id.capitalize()

    def can_run(self, editor: "Editor") -> bool:
        return self.enabled is None or self.enabled(editor)


class Actions:
    """All commands, by id and in the order of the menus."""

    def __init__(self, editor: "Editor", table: Iterable[Action]) -> None:
        self.editor = editor
        self._found: dict[str, Action] = {}
        for action in table:
            if action.id in self._found:
                raise ValueError(f"two actions are called {action.id}")
            self._found[action.id] = action

    def __iter__(self) -> Iterator[Action]:
        return iter(self._found.values())

    def __getitem__(self, id: str) -> Action:
        return self._found[id]

    def perform(self, id: str) -> bool:
        """Do it, if it can be done now. A refusal goes to the status line. Whether it was done."""
        action = self._found[id]
        if not action.can_run(self.editor):
            return False
        try:
            action.run(self.editor)
        except NodegraphError as error:
            self.editor.session.say(str(error), "warn")
            return False
        return True

    def hint(self, id: str) -> str:
        """Its label and shortcut, for a tooltip."""
        action = self._found[id]
        words = action.words(self.editor).removesuffix("…")
        return f"{words}  {action.shortcut}" if action.shortcut else words
