"""A popup in which a note's text or a frame's title is typed."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.commands import decor as commands
from app.editor.canvas.decor import Found
from app.editor.fields.watch import watch
from app.editor.fonts import BODY
from nodegraph.errors import EditError

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

WIDTH = 260


class Words:
    """Every change is seen at once; what is typed in one go is one undo step. Esc takes it back."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas
        self._found: Found | None = None
        self._fresh = False
        self.window = int(
            dpg.add_window(
                show=False,
                no_title_bar=True,
                no_resize=True,
                no_move=True,
                autosize=True,
                popup=True,
                no_saved_settings=True,
            )
        )
        self._field = 0

    @property
    def shown(self) -> bool:
        return self._found is not None

    def open(self, found: Found, at: tuple[float, float]) -> None:
        """Type the words of a frame or a note, beside a point of the screen."""
        self._found, self._fresh = found, True
        dpg.delete_item(self.window, children_only=True)
        scale = self.canvas.view.scale
        listed = self.canvas.decor
        is_note = found.kind == "note"
        text = listed.notes[found.index].text if is_note else listed.frames[found.index].title
        self._field = int(
            dpg.add_input_text(
                parent=self.window,
                default_value=text,
                multiline=is_note,
                width=round(WIDTH * scale),
                height=round(110 * scale) if is_note else 0,
                hint="Title of the frame",
                callback=lambda _, typed: self._type(typed),
            )
        )
        watch(self.canvas.editor).follow(self._field)
        self.canvas.editor.fonts.bind(self._field, BODY)
        dpg.set_item_pos(self.window, [round(at[0]), round(at[1])])
        dpg.configure_item(self.window, show=True)
        dpg.focus_item(self._field)

    def update(self) -> None:
        if self._found is None:
            return
        if self._fresh:
            self._fresh = False
        elif not dpg.is_item_shown(self.window) or dpg.is_key_pressed(dpg.mvKey_Escape) or self._is_done():
            self.close()

    def _is_done(self) -> bool:
        """Enter for a title, Ctrl+Enter for a note, in which Enter begins a new line."""
        pressed = dpg.is_key_pressed(dpg.mvKey_Return)
        is_title = self._found is not None and self._found.kind == "frame"
        return pressed and (is_title or dpg.is_key_down(dpg.mvKey_LControl) or dpg.is_key_down(dpg.mvKey_RControl))

    def close(self) -> None:
        self._found = None
        dpg.configure_item(self.window, show=False)
        self.canvas.document.seal()

    def _type(self, text: str) -> None:
        found = self._found
        if found is None:
            return
        merge = f"words {found.kind} {found.index}"
        try:
            if found.kind == "note":
                commands.set_note(self.canvas.document, found.index, text=text, merge=merge)
            else:
                commands.set_frame(self.canvas.document, found.index, title=text, merge=merge)
        except EditError as error:
            self.canvas.say(str(error))
