"""What a file picker shows and what it would return: its state, with no window."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from app.editor.dialogs.folders import (
    Item,
    as_path,
    completions,
    fits,
    is_folder,
    is_path,
    listing,
    narrowed,
    nearest,
    why,
    with_suffix,
)


class Answer(NamedTuple):
    """What accepting led to: a `file` that is chosen, nothing yet (`stay`), or what has to be asked first: whether to
    `replace` a file, or to `create` the folder that it would lie in.
    """

    kind: Literal["file", "replace", "create", "stay"]
    path: Path | None = None


STAY = Answer("stay")


@dataclass
class Picking:
    """A folder, what of it is listed, the chosen row, what is typed. `revision` grows with every change of the rows.

    While opening, typed words narrow the list; while saving, they are the file's name. A typed path lists what it can
    go on as. `name` is what was proposed to save as.
    """

    folder: Path
    suffixes: Sequence[str] = ()
    saving: bool = False
    text: str = ""
    chosen: int | None = None
    fault: str = ""
    items: list[Item] = field(default_factory=list)
    name: str = ""
    revision: int = 0

    def __post_init__(self) -> None:
        self._back: list[Path] = []
        self._all: list[Item] = []
        self.refresh()

    @classmethod
    def starting_at(cls, start: Path | None, suffixes: Sequence[str], *, saving: bool) -> "Picking":
        """In a folder, or beside a file: its name is proposed when saving, its row chosen when opening."""
        made = cls(nearest(start), suffixes, saving)
        if start is not None and saving and start != made.folder:
            made.text = made.name = start.name
        elif start is not None:
            made.choose_path(start)
        return made

    @property
    def can_go_back(self) -> bool:
        return bool(self._back)

    @property
    def nothing(self) -> str:
        """What to say where there are no rows."""
        if is_path(self.text):
            return "Nothing begins like this."
        if self.text.strip() and not self.saving:
            return f"Nothing here is called {self.text.strip()!r}. Type less, or a path."
        return f"No {' or '.join(self.suffixes)} here." if self.suffixes else "This folder is empty."

    def refresh(self) -> None:
        """Read the folder again."""
        self._all, self.fault = listing(self.folder, self.suffixes)
        self._narrow()

    def go(self, folder: Path) -> None:
        """Show another folder. One that cannot be read leaves everything as it is, but for the fault."""
        items, fault = listing(folder, self.suffixes)
        if fault:
            self.fault = fault
            return
        if folder != self.folder:
            self._back.append(self.folder)
        self._show(folder, items)

    def up(self) -> None:
        """To the folder around this one, with this one chosen."""
        left = self.folder
        if left.parent != left:
            self.go(left.parent)
            self.choose_path(left)

    def back(self) -> None:
        if self._back:
            folder = self._back.pop()
            self._show(folder, listing(folder, self.suffixes)[0])

    def type(self, text: str) -> None:
        """The text field changed."""
        if text != self.text:
            self.text, self.fault = text, ""
            self._narrow()
            self.chosen = 0 if self.items and text.strip() and not self.saving and not is_path(text) else None

    def enter(self) -> None:
        """Tab: into the chosen folder, or into the only one that a typed path can mean."""
        folders = [each for each in self.items if each.is_folder]
        if self.chosen is not None and self.items[self.chosen].is_folder:
            self.go(self.items[self.chosen].path)
        elif is_path(self.text) and len(folders) == 1:
            self.go(folders[0].path)
        elif is_path(self.text) and is_folder(as_path(self.text, self.folder)):
            self.go(as_path(self.text, self.folder))

    def choose(self, row: int) -> None:
        """A click on a row; a file's name becomes what saving would use."""
        self.chosen, self.fault = row, ""
        if self.saving and not self.items[row].is_folder:
            self.text = self.items[row].name
        self.revision += 1

    def choose_path(self, path: Path) -> None:
        self.chosen = next((row for row, each in enumerate(self.items) if each.path == path), None)
        self.revision += 1

    def move(self, by: int) -> None:
        """The arrow keys. From nothing chosen, down is the first row."""
        if self.items:
            before = self.chosen if self.chosen is not None else (-1 if by > 0 else len(self.items))
            self.choose(max(0, min(len(self.items) - 1, before + by)))

    def accept(self) -> Answer:
        """Enter, a double click or the button: enter the folder, or answer with the file."""
        picked = self.items[self.chosen] if self.chosen is not None else None
        if picked and picked.is_folder:
            self.go(picked.path)
            return STAY
        if picked and not self.saving:
            return Answer("file", picked.path)
        if is_path(self.text) or self.saving:
            return self._typed()
        return self._wrong("Choose a file." if self.items else self.nothing)

    def _typed(self) -> Answer:
        if not self.text.strip():
            return self._wrong("The file has no name. Type one.")
        path = as_path(self.text, self.folder)
        if is_folder(path):
            self.go(path)
            return STAY
        try:
            return self._save(path) if self.saving else self._open(path)
        except OSError as error:
            return self._wrong(f"{path.name[:40]}: {why(error)}. Choose another name.")

    def _open(self, path: Path) -> Answer:
        if not path.is_file():
            return self._wrong(f"There is no file {path}. Check the path.")
        if not fits(path, self.suffixes):
            return self._wrong(f"{path.name} is not one of {', '.join(self.suffixes)}. Choose another file.")
        return Answer("file", path)

    def _save(self, path: Path) -> Answer:
        path = with_suffix(path, self.suffixes)
        if not is_folder(path.parent):
            return Answer("create", path)
        return Answer("replace" if path.exists() else "file", path)

    def _wrong(self, fault: str) -> Answer:
        self.fault = fault
        return STAY

    def _show(self, folder: Path, items: list[Item]) -> None:
        self.folder, self._all, self.fault, self.chosen = folder, items, "", None
        if not self.saving or is_path(self.text):
            self.text = self.name
        self._narrow()

    def _narrow(self) -> None:
        if is_path(self.text):
            self.items = completions(self.text, self.folder, self.suffixes)
        else:
            self.items = list(self._all) if self.saving else narrowed(self._all, self.text)
        self.revision += 1
