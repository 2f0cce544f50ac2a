"""Pictures of the editor's window: draws frames by hand, moves the mouse, and writes what is seen as a PNG."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.colours import TOKENS
from nodegraph.context import atomically

if TYPE_CHECKING:
    from PIL.Image import Image

    from app.editor.editor import Editor

SETTLE = 6  # frames until the views followed, were measured and drawn
REST = 0.6  # seconds after which thumbnails, minimap and progress bars have followed as well
PATIENCE = 180.0  # seconds
LARGEST = 300_000  # bytes of a picture
KEPT = 128  # colours of the window that a smaller palette keeps as they are, of 256
Colour = tuple[int, ...]


class Camera:
    """Runs an editor without a user. Points are pixels of the window."""

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor

    def frames(self, count: int = SETTLE) -> None:
        """Draw some frames. Raises what went wrong in one of them."""
        for _ in range(count):
            self.editor.loop.frame()
        if self.editor.loop.faults:
            raise self.editor.loop.faults[0]

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Draw frames until something holds. Raises TimeoutError where it takes longer than anything could."""
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(f"{what} did not come. The status line says: {self.editor.session.notice.text}")
            self.frames(1)
            time.sleep(0.01)

    def rest(self, seconds: float = REST) -> None:
        """Draw frames for a while, so that what follows now and then has followed."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end, "the time")

    def drag(self, start: tuple[float, float], goal: tuple[float, float]) -> None:
        """Drag with the left button from one point to another."""
        self._mouse("mousemove", *start)
        self._mouse("mousedown")
        self._mouse("mousemove", *((a + b) / 2 for a, b in zip(start, goal, strict=True)))
        self._mouse("mousemove", *goal)
        self._mouse("mouseup")

    def hide_mouse(self) -> None:
        """Put the mouse into the window's last corner, where nothing is under it."""
        self._mouse("mousemove", dpg.get_viewport_client_width() - 1, dpg.get_viewport_client_height() - 1)

    def shoot(self, path: Path) -> None:
        """Write what is seen, in fewer colours where the file would be too large."""
        from PIL import Image

        raw = path.with_name(f".{path.stem}.raw.png")
        dpg.output_frame_buffer(str(raw))
        self.until(lambda: raw.exists() and raw.stat().st_size > 0, "the picture")
        with Image.open(raw) as seen:
            picture = seen.convert("RGB")
        raw.unlink()
        own: list[Colour] = [self.editor.theme.colour(name)[:3] for name in TOKENS]
        atomically(path, lambda aside: _write(picture, aside, own))

    def _mouse(self, what: str, *at: float) -> None:
        given = [str(round(each)) for each in at] or ["1"]
        subprocess.run(["xdotool", what, *given], check=True, timeout=20)
        self.frames()


def _write(picture: "Image", path: Path, own: list[Colour]) -> None:
    picture.save(path, "PNG", optimize=True)
    if path.stat().st_size > LARGEST:
        fewer_colours(picture, own).save(path, "PNG", optimize=True)


def fewer_colours(picture: "Image", own: list[Colour]) -> "Image":
    """At most 256: those given, the window's other ones, which fill areas, and of the rest a choice that does not look
    at how frequent they are, so that a thin wire keeps its colour.
    """
    import numpy as np
    from PIL import Image

    pixels = np.asarray(picture)
    even = (pixels[1:, 1:] == pixels[:-1, 1:]).all(-1) & (pixels[1:, 1:] == pixels[1:, :-1]).all(-1)
    filled, counts = np.unique(pixels[1:, 1:][even], axis=0, return_counts=True)
    filled = np.concatenate([np.array(own, np.uint8), filled[np.argsort(-counts, kind="stable")]])
    kept = filled[np.sort(np.unique(filled, axis=0, return_index=True)[1])][:KEPT]
    rest = np.unique(pixels.reshape(-1, 3), axis=0)
    chosen = Image.fromarray(rest[np.newaxis]).quantize(256 - KEPT, kmeans=2).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*kept.ravel().tolist(), *chosen[: 3 * (256 - KEPT)]])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)
