"""A file to read: its path to type or paste, and a button that opens the picker."""

from pathlib import Path
from typing import Any

import dearpygui.dearpygui as dpg

from app.document.fields import InFile
from app.editor.fields import look
from app.editor.fields.base import Widget
from app.editor.fields.texts import OneLine
from app.editor.fields.wording import value_text

PAINTED = ("load_image", "load_mask")


class FileLine(Widget):
    """In a node the end of the path, in a panel with room for more of it."""

    def build(self) -> None:
        self.text = OneLine(self.view, self.parent, width=self._text_width, elide_left=True)
        self.items += self.text.items
        self.buttons = [self.icon_button("folder_open", self._browse, "Choose a file", self.parent)]
        if self._painted:
            self.buttons.append(self.icon_button("brush", self._paint, "Paint it", self.parent))

    def show(self, value: Any) -> None:
        self.text.show_text(value_text(value))

    def resize(self) -> None:
        self.text.width = self._text_width
        self.text.resize()
        side = look.height(self.place)
        for button in self.buttons:
            dpg.configure_item(button, width=side, height=side)
            self.dress(button, "ghost")

    def _browse(self) -> None:
        assert isinstance(self.field, InFile)
        base = self.editor.session.document.base
        start = base / str(self.view.value or "")
        if self.field.folder:
            self.editor.dialogs.open_folder(start if start.is_dir() else base, self._chosen)
        else:
            self.editor.dialogs.open_file(self.field.suffixes, start.parent, self._chosen)

    def _paint(self) -> None:
        self.editor.painter.open_for(self.view.node)

    @property
    def _painted(self) -> bool:
        """Whether it is a picture that one may draw; in a node there is no room for the button."""
        node = self.editor.session.document.graph.nodes.get(self.view.node)
        return not self.place.compact and node is not None and node.type in PAINTED

    def _chosen(self, path: Path) -> None:
        assert isinstance(self.field, InFile)
        if self.field.folder and not path.is_dir():
            path = path.parent  # a file in it was opened
        self.view.choose(written(path, self.editor.session.document.base))

    @property
    def _text_width(self) -> float:
        return self.place.width - (1 + self._painted) * (look.height(self.place) + self.place.px(4))


def written(path: Path, base: Path) -> str:
    """A chosen path as the graph's file holds it: relative to the graph where it lies beside or below it."""
    whole, folder = path.absolute(), base.absolute()
    return whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else str(whole)
