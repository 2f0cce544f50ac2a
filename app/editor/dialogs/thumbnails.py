"""Small pictures of files, read on a thread of their own so that a folder of photographs stops no frame."""

import threading
from pathlib import Path
from queue import Empty, LifoQueue, SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL import Image

    Picture = npt.NDArray[np.uint8]

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")
_MOST_PIXELS = 100_000_000

Key = tuple[Path, int]


def picture_of(path: Path) -> Path | None:
    """The picture that stands for a file: itself, or that of a ready graph; None where there is none."""
    if path.suffix.lower() in PICTURES:
        return path
    beside = path.parent / "pictures" / f"{path.stem}.png"
    return beside if path.suffix.lower() == ".json" and beside.is_file() else None


def small(path: Path, side: int) -> "Picture | None":
    """RGBA of 8 bits, (H, W, 4), no larger than `side` each way; None for what is no picture.

    A picture smaller than `side` is enlarged by whole pixels.
    """
    import numpy as np
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as found:
            if found.width * found.height > _MOST_PIXELS:
                return None
            found.draft("RGB", (side, side))  # lets JPEG skip most of the work
            picture = ImageOps.exif_transpose(found).convert("RGBA")
        return np.asarray(_fitted(picture, side), np.uint8)
    except Exception:  # a damaged file raises whatever its decoder met
        return None


def _fitted(picture: "Image.Image", side: int) -> "Image.Image":
    from PIL import Image

    largest = max(picture.size)
    method = Image.Resampling.NEAREST if largest < side else Image.Resampling.LANCZOS
    width, height = (max(1, round(each * side / largest)) for each in picture.size)
    return picture.resize((width, height), method)


class Thumbnails:
    """Reads pictures in the order that they are asked for, the latest first. The thread starts with the first one."""

    def __init__(self) -> None:
        self._wanted: LifoQueue[Key | None] = LifoQueue()
        self._read: SimpleQueue[tuple[Key, Picture | None]] = SimpleQueue()
        self._asked: set[Key] = set()
        self._thread: threading.Thread | None = None

    def ask(self, path: Path, side: int) -> None:
        """Read it; once is enough."""
        if (path, side) not in self._asked:
            self._asked.add((path, side))
            self._wanted.put((path, side))
            self._start()

    def forget(self, path: Path, side: int) -> None:
        """It may be asked for again."""
        self._asked.discard((path, side))

    def drain(self) -> "list[tuple[Key, Picture | None]]":
        """What was read since the last call."""
        found = []
        while True:
            try:
                found.append(self._read.get_nowait())
            except Empty:
                return found

    def close(self) -> None:
        """End the thread."""
        if self._thread is not None:
            self._wanted.put(None)
            self._thread.join(timeout=5)
            self._thread = None

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="thumbnails", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while (key := self._wanted.get()) is not None:
            self._read.put((key, small(*key)))
