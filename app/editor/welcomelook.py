"""How the welcome list draws its files, its cards, and what was left behind."""

from pathlib import Path

from app.document.autosave import Orphan
from app.document.library import Ready, Recent
from app.editor.fonts import BODY, SMALL, text_width, wrapped
from app.editor.pen import Pen
from app.editor.pictures import Shown
from app.editor.welcoming import HEIGHTS, File, Left

LEFT = 300  # px: width of the left column
PICTURE, CARD, PITCH, THUMBNAIL = 96, 110, 120, 36
RESTORE, DISCARD = "Restore", "Discard"
_EDGE, _LINES = 24, 4


def draw_file(pen: Pen, recent: Recent, y: float, shown: Shown | None, *, hovered: bool) -> None:
    """A recent file: picture, name, folder."""
    if hovered:
        pen.box(12, y, LEFT - 28, HEIGHTS[File] - 2, "raised", corners=6)
    if shown:
        pen.picture(shown.texture, _EDGE, y + 6, THUMBNAIL, THUMBNAIL)
    else:
        pen.box(_EDGE, y + 6, THUMBNAIL, THUMBNAIL, "field", "field line", corners=4)
        pen.icon(_EDGE + 9, y + 15, "account_tree", "faint", 18)
    room = LEFT - _EDGE - THUMBNAIL - 30
    pen.text(_EDGE + THUMBNAIL + 10, y + 6, recent.title, width=room)
    pen.text(_EDGE + THUMBNAIL + 10, y + 26, folder_text(recent.path), "muted", size=SMALL, width=room)


def draw_left(pen: Pen, orphan: Orphan, y: float, facts: str, over: str) -> None:
    """What an editor left behind, with its two buttons; the mouse is on `over`."""
    pen.box(12, y, LEFT - 28, HEIGHTS[Left] - 6, "field", "field line", corners=6)
    pen.icon(_EDGE - 4, y + 8, "restore_page", "warn", 18)
    room = LEFT - 2 * _EDGE - 26
    pen.text(_EDGE + 22, y + 6, orphan.name, weight="medium", width=room)
    pen.text(_EDGE + 22, y + 25, facts, "muted", size=SMALL, width=room)
    for word, x, width in words():
        usual = word == RESTORE
        pen.box(x, y + 46, width, 24, "accent soft" if usual else "hover" if over == word else "raised", corners=6)
        pen.text(x + 10, y + 49, word, "accent" if usual else "text", weight="medium")


def draw_card(pen: Pen, ready: Ready, at: tuple[float, float, float], shown: Shown | None, ground: str) -> None:
    """A ready graph, at x, y and of a width: picture, title, and what it shows."""
    x, y, width = at
    if ground:
        pen.box(x, y, width, CARD, ground, corners=8)
    if shown:
        pen.picture(shown.texture, x + 7, y + 7, PICTURE, PICTURE, 5)
    else:
        pen.box(x + 7, y + 7, PICTURE, PICTURE, "field", "field line", corners=5)
    left, room = x + PICTURE + 19, width - PICTURE - 28
    pen.text(left, y + 8, ready.title, size=BODY, weight="semibold", width=room)
    lines = wrapped(ready.subtitle, room, SMALL)
    for place, line in enumerate(lines[:_LINES]):
        more = "…" if place == _LINES - 1 and len(lines) > _LINES else ""
        pen.text(left, y + 30 + 17 * place, line + more, "muted", size=SMALL, width=room)


def words() -> list[tuple[str, float, float]]:
    """The two buttons of what was left behind: their words, where they begin and how wide they are."""
    first = text_width(RESTORE, BODY, "medium") + 20
    return [
        (RESTORE, _EDGE + 22, first),
        (DISCARD, _EDGE + 22 + first + 6, text_width(DISCARD, BODY, "medium") + 20),
    ]


def folder_text(path: Path) -> str:
    """The folder of a file, from home where it lies in it."""
    try:
        return f"~/{path.parent.relative_to(Path.home()).as_posix()}".removesuffix("/.")
    except ValueError:
        return str(path.parent)
