"""The picture of a file that a setting names, below its field."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.editor.dialogs.thumbnails import PICTURES
from app.editor.fonts import SMALL, cut
from app.editor.panels.inspector.parts import WIDTH, Section, canvas

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from app.editor.pictures import Pictures

SIDE = 64


class FilePicture:
    """Follows a path: the picture as soon as it is read, its size, or that there is no such file."""

    def __init__(self, editor: "Editor", parent: int, pictures: "Pictures", left: float) -> None:
        self.editor, self.pictures, self.left = editor, pictures, left
        self._section = Section(parent)
        self._changed = 0.0

    def show(self, value: object) -> None:
        """The file that the setting holds; nothing for no file, a sweep, or what is no picture."""
        path = self.editor.session.document.base / value if isinstance(value, str) and value else None
        if path and path.suffix.lower() not in PICTURES:
            path = path if not path.exists() else None
        changed = _changed(path)
        if changed != self._changed:
            self._changed = changed
            self.pictures.clear()
        shown = self.pictures.get(path, SIDE) if path and changed else None
        self._section.show((path, changed, shown), lambda item: self._build(item, path))

    def _build(self, item: int, path: Path | None) -> None:
        if path is None:
            return
        if not self._changed:
            pen = canvas(self.editor, item, 20)
            pen.text(self.left, 1, cut(f"There is no file {path.name}", WIDTH - self.left, SMALL), "error", size=SMALL)
            return
        pen = canvas(self.editor, item, SIDE + 4)
        shown = self.pictures.get(path, SIDE)
        if shown:
            scale = pen.scale
            width, height = shown.width / scale, shown.height / scale
            pen.picture(shown.texture, self.left + (SIDE - width) / 2, 1 + (SIDE - height) / 2, width, height)
        for number, text in enumerate(_facts(path)):
            pen.text(
                self.left + SIDE + 8, 4 + 18 * number, text, "faint", size=SMALL, width=WIDTH - self.left - SIDE - 8
            )


def _changed(path: Path | None) -> float:
    """When the file was written last; 0 where there is none."""
    try:
        return path.stat().st_mtime if path and path.is_file() else 0.0
    except OSError:
        return 0.0


def _facts(path: Path) -> list[str]:
    from PIL import Image

    try:
        with Image.open(path) as found:
            return [f"{found.width} × {found.height} px", str(found.format)]
    except Exception:  # a damaged file raises whatever its decoder met
        return ["cannot be read"]
