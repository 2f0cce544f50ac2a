"""How the file picker draws its rows and the preview of the chosen file."""

from datetime import datetime

from app.editor.dialogs.folders import Item, Place, size_text, time_text
from app.editor.dialogs.thumbnails import picture_of
from app.editor.fonts import BODY, SMALL, wrapped
from app.editor.pen import Pen
from app.editor.pictures import Shown

PLACES, PREVIEW = 168, 208  # px: width of the columns left and right
PITCH, SMALL_PITCH, THUMBNAIL = 34, 26, 26
_EDGE = 16
_SIGNS = {".json": "account_tree", ".py": "code", ".txt": "description", ".pth": "inventory_2"}


def draw_place(pen: Pen, place: Place, y: float, hovered: bool, *, here: bool) -> None:
    """One row of the left column; `here` if its folder is shown."""
    if hovered or here:
        pen.box(8, y, PLACES - 16, SMALL_PITCH - 2, "accent soft" if here else "raised", corners=6)
    pen.icon(_EDGE, y + 4, place.icon, "accent" if here else "muted", 16)
    pen.text(_EDGE + 24, y + 4, place.label, width=PLACES - _EDGE - 24 - 14)


def draw_item(
    pen: Pen, item: Item, y: float, width: float, thumbnail: Shown | None, *, hovered: bool, chosen: bool
) -> None:
    """One row of the folder: picture, name, size, time."""
    if hovered or chosen:
        pen.box(8, y, width - 8, PITCH - 2, "accent soft" if chosen else "raised", corners=6)
    if thumbnail:
        _draw_centred(pen, thumbnail, 15, y + 3, THUMBNAIL, 3)
    else:
        pen.icon(19, y + 7, sign(item), "zone text" if item.is_folder else "muted", 18)
    when = time_text(item.changed, datetime.now()) if item.changed else ""
    pen.text(width - 8, y + 9, when, "muted", size=SMALL, right=True)
    if not item.is_folder:
        pen.text(width - 88, y + 9, size_text(item.size), "muted", size=SMALL, right=True)
    pen.text(51, y + 8, item.name, width=width - 150 - 51)


def draw_preview(pen: Pen, item: Item, x: float, y: float, shown: Shown | None) -> None:
    """The chosen file's picture, and below it its name, size and time."""
    side = PREVIEW - 28
    pen.box(x, y, side, side, "field", "field line", corners=6)
    if shown:
        _draw_centred(pen, shown, x, y, side, 6)
    else:
        pen.icon(x + side / 2 - 20, y + side / 2 - 20, sign(item), "faint", 40)
    below = y + side + 10
    for line in wrapped(item.name, side, BODY, "medium")[:3]:
        pen.text(x, below, line, weight="medium")
        below += 20
    facts = [] if item.is_folder else [size_text(item.size)]
    facts += [time_text(item.changed, datetime.now())] if item.changed else []
    pen.text(x, below + 2, ", ".join(facts), "muted", size=SMALL)


def sign(item: Item) -> str:
    if item.is_folder:
        return "folder"
    if picture_of(item.path) == item.path:
        return "image"
    return _SIGNS.get(item.path.suffix.lower(), "insert_drive_file")


def _draw_centred(pen: Pen, shown: Shown, x: float, y: float, side: float, corners: float) -> None:
    wide, tall = shown.width / pen.scale, shown.height / pen.scale
    pen.picture(shown.texture, x + (side - wide) / 2, y + (side - tall) / 2, wide, tall, corners)
