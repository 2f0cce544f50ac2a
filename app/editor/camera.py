"""Pictures of the editor's window: draws frames by hand until something holds, and writes what is seen as a PNG."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from nodegraph.context import atomically

if TYPE_CHECKING:
    from PIL.Image import Image

    from app.editor.editor import Editor

SETTLE = 6  # frames until the views followed, were measured and drawn
REST = 0.5  # seconds after which thumbnails, minimap and autosave have followed as well
PATIENCE = 180.0  # seconds
LARGEST = 300_000  # bytes of a picture
COLOURS = 256


class Camera:
    """Runs an editor without a user."""

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
        self.frames()

    def rest(self, seconds: float = REST) -> None:
        """Draw frames for a while, so that what follows now and then has followed."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end, "the time")

    def hide_mouse(self) -> None:
        """Put the mouse into the window's last corner, where nothing is under it."""
        width, height = dpg.get_viewport_client_width(), dpg.get_viewport_client_height()
        subprocess.run(["xdotool", "mousemove", str(width - 1), str(height - 1)], check=True, timeout=20)
        self.frames()

    def shoot(self, path: Path) -> None:
        """Write what is seen, in fewer colours where it would be too large a file."""
        from PIL import Image

        raw = path.with_name(f".{path.stem}.raw.png")
        dpg.output_frame_buffer(str(raw))
        self.until(lambda: raw.exists() and raw.stat().st_size > 0, "the picture")
        with Image.open(raw) as seen:
            picture = seen.convert("RGB")
        raw.unlink()
        atomically(path, lambda aside: _write(picture, aside))


def _write(picture: "Image", path: Path) -> None:
    from PIL import Image

    picture.save(path, "PNG", optimize=True)
    if path.stat().st_size > LARGEST:
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)
