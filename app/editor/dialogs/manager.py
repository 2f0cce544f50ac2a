"""All dialogs of the editor, and which of them hears the keys."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.editor.dialogs.about import About, Shortcuts
from app.editor.dialogs.ask import Ask, Choice
from app.editor.dialogs.files import Done, FilePicker
from app.editor.dialogs.sheet import Sheet

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from app.session import Question


class Dialogs:
    """`update` once a frame."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self._asked: Question | None = None
        self._files = FilePicker(editor, self._ask_over)
        self._about, self._shortcuts, self._ask = About(editor), Shortcuts(editor), Ask(editor)
        self._stack: list[Sheet] = []

    @property
    def is_open(self) -> bool:
        """Whether one is shown, or was until this frame: the key that closes it is its own."""
        return bool(self._stack) or any(each.shown for each in self._sheets)

    def open_file(self, suffixes: Sequence[str], start: Path | None, done: Done, title: str = "Open") -> None:
        """Have the user choose a file; `done` gets its path. `start` is a folder, or a file to be chosen at first."""
        self._files.open_file(title, suffixes, start or self._usual, done)

    def open_folder(self, start: Path | None, done: Done) -> None:
        """Have the user choose a folder; `done` gets its path."""
        self._files.open_folder("Choose a folder", start or self._usual, done)

    def save_file(self, suffixes: Sequence[str], start: Path | None, done: Done, title: str = "Save as") -> None:
        """Have the user choose where to save. `start` is a folder, or the path to propose. What lies there is asked
        about before `done` gets the path.
        """
        self._files.save_file(title, suffixes, start or self._usual, done)

    def about(self) -> None:
        """What the program is."""
        self._about.show()

    def shortcuts(self) -> None:
        """All shortcuts, and what the mouse does."""
        self._shortcuts.open()

    def ask(self, text: str, choices: Sequence[Choice], detail: str = "", usual: int = 0) -> None:
        """Ask over whatever is shown. Enter is the usual choice, Esc the last one."""
        self._ask.open(text, choices, detail, usual)

    def update(self) -> None:
        """Show the session's question if there is one, and whatever is open."""
        self._take_question()
        shown = [each for each in self._stack if each.shown]
        self._stack = shown + [each for each in self._sheets if each.shown and each not in shown]
        for each in self._sheets:
            each.listen(bool(self._stack) and each is self._stack[-1])
        for each in self._stack:
            each.update()

    def close(self) -> None:
        """The editor ends."""
        self._files.close()

    @property
    def _sheets(self) -> tuple[Sheet, ...]:
        return (self._about, self._shortcuts, self._files, self._ask)

    @property
    def _usual(self) -> Path | None:
        session = self.editor.session
        if session.document.path:
            return session.document.path.parent
        return Path(session.preferences.last_folder) if session.preferences.last_folder else None

    def _take_question(self) -> None:
        question = self.editor.session.question
        if question is not self._asked and question is not None and not self._ask.shown:
            choices = [(label, self._answer(place)) for place, (label, _) in enumerate(question.choices)]
            self.ask(question.text, choices, question.detail, question.usual)
            self._asked = question
        elif question is None:
            if self._asked is not None:  # answered, or no longer to be asked: another document is open
                self._ask.withdraw(self._asked.text)
            self._asked = None

    def _answer(self, place: int) -> Callable[[], None]:
        return lambda: self.editor.session.answer(place)

    def _ask_over(self, text: str, detail: str, label: str, run: Callable[[], None]) -> None:
        self.ask(text, [(label, run), ("Cancel", lambda: None)], detail)
