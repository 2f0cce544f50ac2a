"""The file picker: places and recent folders, a folder's files with thumbnails, a field for a name or a path."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.dialogs import button as buttons
from app.editor.dialogs import filelook as look
from app.editor.dialogs.crumbs import Crumbs
from app.editor.dialogs.folders import Item, Place, places
from app.editor.dialogs.picking import Picking
from app.editor.dialogs.sheet import Sheet
from app.editor.dialogs.thumbnails import picture_of
from app.editor.fonts import CAPITALS, HEADING, SMALL
from app.editor.icons import icon
from app.editor.pen import Pen
from app.editor.pictures import Pictures, Shown
from app.editor.rows import LOOK as ROWS_LOOK
from app.editor.rows import PAGE_DOWN, PAGE_UP, Rows
from app.editor.searchfield import HEIGHT as FIELD
from app.editor.searchfield import SearchField

if TYPE_CHECKING:
    from app.editor.editor import Editor

Done = Callable[[Path], None]
Question = Callable[[str, str, str, Callable[[], None]], None]  # text, detail, label, what it does
WIDTH, HEIGHT, _EDGE = 820, 560, 16
_TOP, _FOOT = 92, 96


class FilePicker(Sheet):
    """Open it with `open_file` or `save_file`; `ask` puts a question over it."""

    def __init__(self, editor: "Editor", ask: Question) -> None:
        super().__init__(editor, WIDTH, HEIGHT)
        self._ask = ask
        self.picking = Picking(Path.home())
        self._title = ""
        self._done: Done = lambda path: None
        self._places: list[Place] = []
        self._drawn: object = None
        self._typed = ""
        self._pictures = Pictures(editor, corners=3)
        self._previews = Pictures(editor, corners=6)
        self._build()

    def open_file(self, title: str, suffixes: Sequence[str], start: Path | None, done: Done) -> None:
        """Have the user choose a file that is there."""
        self._open(title, "Open", Picking.starting_at(start, suffixes, saving=False), done)

    def open_folder(self, title: str, start: Path | None, done: Done) -> None:
        """Have the user choose a folder: the one that is shown."""
        picking = Picking.starting_at(start, (), saving=False)
        self._open(title, "Use this folder", picking, done, lambda: self._finish(self.picking.folder))

    def save_file(self, title: str, suffixes: Sequence[str], start: Path | None, done: Done) -> None:
        """Have the user choose where to save; what lies there is asked about first."""
        self._open(title, "Save", Picking.starting_at(start, suffixes, saving=True), done)

    def press(self, key: int) -> None:
        if key == dpg.mvKey_Escape:
            self.hide()
        elif key in (dpg.mvKey_Return, dpg.mvKey_NumPadEnter):
            self.picking.type(self._field.text)
            self.accept()
        elif key == dpg.mvKey_Tab:
            self.picking.type(self._field.text)
            self._go(self.picking.enter)
        elif key == dpg.mvKey_Back and not self._typed:
            self._go(self.picking.up)
        elif key in _STEPS:
            self.picking.move(_STEPS[key])
            self._after_move()

    def focus(self) -> None:
        super().focus()
        self._field.focus()

    def accept(self) -> None:
        """Enter the chosen folder, or be done with the chosen file."""
        answer = self.picking.accept()
        path = answer.path
        if path is None:
            self._retype(self.picking.text)
        elif answer.kind == "file":
            self._finish(path)
        elif answer.kind == "replace":
            text = f"{path.name} is already there. Replace it?"
            self._ask(text, f"It lies in {path.parent}.", "Replace", lambda: self._finish(path))
        else:
            text = f"There is no folder {path.parent.name}. Create it?"
            self._ask(text, str(path.parent), "Create", self._create(path))

    def update(self) -> None:
        super().update()
        self.picking.type(self._field.text)
        self._typed = self._field.text
        self._pictures.update()
        self._previews.update()
        self._follow()
        for each in (self._field, self._crumbs, self._list, self._side):
            each.update()

    def close(self) -> None:
        self._pictures.close()
        self._previews.close()

    def _build(self) -> None:
        editor, card = self.editor, self.card
        self._back = buttons.icon_button(editor, card, icon("arrow_back"), lambda: self._go(self.picking.back))
        self._up = buttons.icon_button(editor, card, icon("arrow_upward"), lambda: self._go(self.picking.up))
        self._crumbs = Crumbs(editor, card, lambda folder: self._go(lambda: self.picking.go(folder)))
        self._side = Rows(editor, card, self._draw_place, click=self._click_place)
        self._list = Rows(editor, card, self._draw_item, click=self._click, double_click=lambda row: self.accept())
        self._box = int(dpg.add_child_window(parent=card, border=False, no_scrollbar=True))  # above the card's drawing
        dpg.bind_item_theme(self._box, editor.theme.custom("rows", ROWS_LOOK))
        self._field = SearchField(editor, self._box, "", "edit")
        self._buttons: list[int] = []
        # Last: of what overlaps, the first takes the mouse.
        self._pen = Pen(editor, int(dpg.add_drawlist(10, 10, parent=card)))
        self._crumbs.before = self._pen.parent

    def _open(self, title: str, verb: str, picking: Picking, done: Done, act: Callable[[], None] | None = None) -> None:
        self.picking, self._title, self._done, self._drawn = picking, title, done, None
        preferences = self.editor.session.preferences
        self._places = places([Path(each) for each in preferences.recent_folders], self._own_places())
        self._field.text = picking.text
        self._field.set_hint("Name of the file, or a path" if picking.saving else "Find a file, or type a path")
        self._pictures.clear()
        self._previews.clear()
        for each in self._buttons:
            dpg.delete_item(each)
        self._buttons = [
            buttons.button(self.editor, self.card, verb, act or self.accept, "accent", before=self._pen.parent),
            buttons.button(self.editor, self.card, "Cancel", self.hide, before=self._pen.parent),
        ]
        self._verbs = [verb, "Cancel"]
        self.show()
        self._list.to_top()
        self._after_move()

    def _own_places(self) -> list[Place]:
        session = self.editor.session
        own = [Place(session.document.base.resolve().name, session.document.base.resolve(), "folder_open")]
        ready = session.library.folder
        return own + ([Place("Ready graphs", ready, "account_tree")] if ready else [])

    def _create(self, path: Path) -> Callable[[], None]:
        def create() -> None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                self.picking.fault = f"{path.parent}: cannot be made ({error.strerror})."
                return
            self._finish(path)

        return create

    def _finish(self, path: Path) -> None:
        self.editor.session.preferences.last_folder = str(path.parent)
        self.hide()
        self._done(path)

    def _go(self, where: Callable[[], None]) -> None:
        """Change the folder by one of the picking's own ways."""
        where()
        self._retype(self.picking.text)

    def _retype(self, text: str) -> None:
        self._field.text = text
        self._field.focus()
        self._after_move()

    def _after_move(self) -> None:
        if self.picking.saving:
            self._field.text = self.picking.text
        self._follow()
        if self.picking.chosen is not None:
            self._list.reveal(self.picking.chosen)
        else:
            self._list.to_top()

    def _click(self, row: int) -> None:
        if row < len(self.picking.items):
            self.picking.choose(row)
            if self.picking.saving:
                self._field.text = self.picking.text

    def _click_place(self, row: int) -> None:
        self._go(lambda: self.picking.go(self._places[row].path))

    # drawing

    def _follow(self) -> None:
        picking = self.picking
        pictures = self._pictures.revision, self._previews.revision
        shown = (picking.revision, picking.fault, pictures, self.inner, self.editor.theme.revision)
        if shown == self._drawn or not self.shown:
            return
        self._drawn = shown
        self._crumbs.show(picking.folder)
        self._list.set_rows([look.PITCH] * max(1, len(picking.items)))
        self._side.set_rows([look.SMALL_PITCH] * len(self._places))
        dpg.configure_item(self._back, enabled=picking.can_go_back)
        self._arrange()
        self._draw_frame()

    def _arrange(self) -> None:
        width, height = self.inner
        px, listed = self.editor.theme.px, height - _TOP - _FOOT
        dpg.set_item_pos(self._back, [px(_EDGE), px(49)])
        dpg.set_item_pos(self._up, [px(_EDGE + 31), px(49)])
        self._crumbs.place(_EDGE + 66, 49, width - 2 * _EDGE - 66)
        self._side.move(0, _TOP + 26)
        self._side.resize(look.PLACES, listed - 26)
        self._list.move(look.PLACES + 1, _TOP)
        self._list.resize(width - look.PLACES - look.PREVIEW - 2, listed)
        dpg.configure_item(self._box, pos=[px(_EDGE), px(height - 78)], width=px(width - 2 * _EDGE), height=px(FIELD))
        self._field.place(0, 0, width - 2 * _EDGE)
        x = width - _EDGE
        for item, label in zip(self._buttons, self._verbs, strict=True):
            x -= buttons.width_of(label)
            dpg.set_item_pos(item, [px(x), px(height - _EDGE - buttons.HEIGHT + 2)])
            x -= 8

    def _draw_frame(self) -> None:
        width, height = self.inner
        px, pen = self.editor.theme.px, self._pen
        dpg.configure_item(pen.parent, width=px(width), height=px(height))
        pen.clear()
        pen.text(_EDGE, 15, self._title, size=HEADING, weight="semibold")
        bottom = height - _FOOT
        pen.line(0, _TOP - 6, width, _TOP - 6)
        pen.line(0, bottom + 4, width, bottom + 4)
        pen.line(look.PLACES, _TOP - 6, look.PLACES, bottom + 4)
        pen.line(width - look.PREVIEW, _TOP - 6, width - look.PREVIEW, bottom + 4)
        pen.text(_EDGE, _TOP + 6, "PLACES", "muted", size=CAPITALS, weight="semibold")
        if self._chosen:
            look.draw_preview(pen, self._chosen, width - look.PREVIEW + 14, _TOP + 8, self._preview(self._chosen))
        room = width - 2 * _EDGE - sum(buttons.width_of(each) + 8 for each in self._verbs) - 8
        if self.picking.fault:
            pen.icon(_EDGE, height - 37, "error", "error")
            pen.text(_EDGE + 22, height - 37, self.picking.fault, "error", width=room - 22)
        elif self.picking.suffixes:
            pen.text(_EDGE, height - 36, ", ".join(self.picking.suffixes), "faint", size=SMALL, width=room)

    @property
    def _chosen(self) -> Item | None:
        row = self.picking.chosen
        return self.picking.items[row] if row is not None and row < len(self.picking.items) else None

    def _draw_place(self, pen: Pen, row: int, y: float, hovered: bool) -> None:
        place = self._places[row]
        look.draw_place(pen, place, y, hovered, here=place.path == self.picking.folder)

    def _draw_item(self, pen: Pen, row: int, y: float, hovered: bool) -> None:
        width = self._list.size[0] - 16
        if not self.picking.items:
            pen.text(16, y + 9, self.picking.nothing, "muted", width=width - 24)
            return
        item, chosen = self.picking.items[row], row == self.picking.chosen
        look.draw_item(pen, item, y, width, self._thumbnail(item), hovered=hovered, chosen=chosen)

    def _thumbnail(self, item: Item) -> Shown | None:
        path = None if item.is_folder else picture_of(item.path)
        return self._pictures.get(path, look.THUMBNAIL) if path else None

    def _preview(self, item: Item) -> Shown | None:
        path = picture_of(item.path)
        return self._previews.get(path, look.PREVIEW - 28) if path else None


_STEPS = {dpg.mvKey_Up: -1, dpg.mvKey_Down: 1, PAGE_UP: -10, PAGE_DOWN: 10}
