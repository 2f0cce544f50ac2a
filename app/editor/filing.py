"""What lies between a menu entry and the session: where to save, what to open, and whether to leave what is unsaved."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.editor.editor import Editor

GRAPHS = (".json", ".png")
Then = Callable[[], object]


def new(editor: "Editor") -> None:
    """An empty graph."""
    leave(editor, editor.session.new)


def open_file(editor: "Editor") -> None:
    """Let the user choose a graph or a picture that carries one."""
    leave(editor, lambda: editor.dialogs.open_file(GRAPHS, folder(editor), lambda path: _open(editor, path)))


def open_path(editor: "Editor", path: Path) -> None:
    """Open a file whose name is known, for example a recent one."""
    leave(editor, lambda: _open(editor, path))


def save(editor: "Editor", then: Then | None = None) -> None:
    """Save, asking for a name where there is none; then go on."""
    if editor.session.document.path is None:
        save_as(editor, then)
    else:
        _saved(editor, None, then)


def save_as(editor: "Editor", then: Then | None = None) -> None:
    """Save under another name; then go on."""
    start = _proposed(editor)
    editor.dialogs.save_file((".json",), start, lambda path: _saved(editor, path, then))


def export_python(editor: "Editor") -> None:
    """Write a script that makes the same pictures."""
    path = _proposed(editor).with_suffix(".py")
    editor.dialogs.save_file((".py",), path, lambda goal: _export(editor, goal), title="Export as Python")


def _proposed(editor: "Editor") -> Path:
    """The document's file, or a name for one."""
    document = editor.session.document
    stem = "_".join(re.findall(r"\w+", document.name.lower()))[:40] or "untitled"
    return document.path or folder(editor) / f"{stem}.json"


def folder(editor: "Editor") -> Path:
    """Where a file dialog begins."""
    path = editor.session.document.path
    return path.parent if path else Path(editor.session.preferences.last_folder or Path.cwd())


def leave(editor: "Editor", then: Then) -> None:
    """Go on with something that closes the document; what is unsaved is asked about first."""
    session = editor.session
    if not session.document.dirty:
        then()
        return
    path = session.document.path
    session.ask(
        f"Save {path.name if path else 'the graph'} before it is closed?",
        ("Save", lambda: save(editor, then)),
        ("Do not save", lambda: _go(then)),
        ("Cancel", lambda: None),
        detail="What was changed since it was last saved is lost otherwise.",
    )


def close(editor: "Editor") -> None:
    """Close the window: a painting is asked about, then a run, then what is unsaved."""
    session = editor.session
    if session.question:  # it is being asked already
        return
    if editor.painter.is_open:
        editor.painter.cancel(lambda: close(editor))
        return
    if not session.runner.is_busy:
        leave(editor, editor.loop.end)
        return
    session.ask(
        "Stop the run and close?",
        ("Stop and close", lambda: _stop_and_close(editor)),
        ("Cancel", lambda: None),
        detail="A run is still going on.",
    )


def _stop_and_close(editor: "Editor") -> None:
    editor.session.stop()
    leave(editor, editor.loop.end)


def _saved(editor: "Editor", path: Path | None, then: Then | None) -> None:
    if editor.session.save(path) and then:
        then()


def _open(editor: "Editor", path: Path) -> None:
    editor.session.open(path)


def _export(editor: "Editor", path: Path) -> None:
    editor.session.export_python(path)


def _go(then: Then) -> None:
    then()
