"""Textures of picture files for the lists: there a moment after they are first asked for, gone when long unused."""

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.editor.dialogs.thumbnails import Key, Thumbnails

if TYPE_CHECKING:
    from app.editor.editor import Editor

_MOST = 120


class Shown(NamedTuple):
    """A texture and its size in pixels."""

    texture: int
    width: int
    height: int


class Pictures:
    """`update` once a frame. `revision` grows when pictures arrived: draw again then."""

    def __init__(self, editor: "Editor", corners: float = 4) -> None:
        self.editor, self.corners = editor, corners
        self.revision = 0
        self._loader = Thumbnails()
        self._kept: OrderedDict[Key, Shown | None] = OrderedDict()

    def get(self, path: Path, side: float) -> Shown | None:
        """The picture no larger than `side` px (at scale 1), or None as long as (or because) there is none."""
        key = path, round(side * self.editor.fonts.scale)
        if key in self._kept:
            self._kept.move_to_end(key)
        else:
            self._loader.ask(*key)
        return self._kept.get(key)

    def update(self) -> None:
        for key, picture in self._loader.drain():
            self._kept[key] = None
            if picture is not None:
                texture = self.editor.textures.add(picture, corners=self.corners * self.editor.fonts.scale)
                self._kept[key] = Shown(texture, picture.shape[1], picture.shape[0])
            self.revision += 1
        while len(self._kept) > _MOST:
            self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Let all of them go; what draws them has to draw anew."""
        for key in list(self._kept):
            self._drop(key)
        self.revision += 1

    def close(self) -> None:
        self._loader.close()

    def _drop(self, key: Key) -> None:
        shown = self._kept.pop(key)
        self._loader.forget(*key)
        if shown is not None:
            self.editor.textures.free(shown.texture)
