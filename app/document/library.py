"""The graphs to start from: the ready ones with their pictures, and the files of late."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.document.document import Document
from app.document.storage import state_folder
from nodegraph.context import atomically
from nodegraph.errors import FileError
from nodegraph.file import load
from nodegraph.registry import Registry
from nodegraph.strict import parse, read_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL.Image import Image

PICTURES = "pictures"
SIDE = 96  # pixels
MOST_KEPT = 48
FIRST = (
    "visual_anagram",
    "anagram_large",
    "hybrid_image",
    "sample_cfg",
    "upscale",
    "inpaint",
    "image_to_image",
    "text_image_to_image",
    "sample",
    "forward_noise",
    "gaussian_denoise",
    "one_step_denoise",
    "iterative_denoise",
    "train_denoiser",
    "denoise_out_of_distribution",
    "train_time_conditioned",
    "train_class_conditioned",
    "sample_digits",
    "digit_anagram",
    "reverse_process",
    "evaluate_fid",
    "train_ddpm",
)


@dataclass(frozen=True)
class Ready:
    """A graph that comes with the program. `picture` is a PNG of 96×96, or None where it has none."""

    name: str
    title: str
    subtitle: str
    path: Path
    picture: Path | None


@dataclass(frozen=True)
class Recent:
    """A file that was opened or saved of late. `when` is its modification time in seconds of the epoch."""

    path: Path
    title: str
    picture: Path | None
    when: float


class Library:
    """What the welcome list and the side panel show."""

    def __init__(self, folder: Path | None = None, state: Path | None = None):
        self.folder = folder or graphs_folder()
        self._pictures = (state or state_folder()) / PICTURES

    @cached_property
    def ready(self) -> tuple[Ready, ...]:
        """The ready graphs, the most telling first. One that cannot be read is left out."""
        files = sorted(self.folder.glob("*.json"), key=_importance) if self.folder else []
        return tuple(each for each in map(_ready, files) if each)

    def open_ready(self, ready: Ready, registry: Registry) -> Document:
        """A document that begins as a ready graph; it has no path, so saving asks where. Raises FileError."""
        return Document(load(ready.path, registry), home=ready.path.parent)

    def recent(self, paths: Iterable[str | Path]) -> list[Recent]:
        """Those of the files that are still there, in the order given."""
        return [each for each in (self._recent(Path(path)) for path in paths) if each]

    def keep_picture(self, path: Path, pixels: "npt.NDArray[np.uint8]") -> None:
        """Remember what a file's latest run made, (H, W, 3), for the list of recent files."""
        from PIL.Image import fromarray

        picture = thumbnail(fromarray(pixels))
        self._pictures.mkdir(parents=True, exist_ok=True)
        atomically(self._picture_of(path), lambda aside: picture.save(aside, "PNG"), wait=False)
        for old in sorted(self._pictures.glob("[!.]*.png"), key=lambda each: -each.stat().st_mtime)[MOST_KEPT:]:
            old.unlink(missing_ok=True)

    def _recent(self, path: Path) -> Recent | None:
        try:
            when = path.stat().st_mtime
            own = path if path.suffix.lower() == ".png" else self._picture_of(path)
            return Recent(path, path.stem, own if own.is_file() else None, when)
        except (OSError, ValueError):
            return None

    def _picture_of(self, path: Path) -> Path:
        digest = blake2b(os.path.abspath(path).encode(errors="surrogateescape"), digest_size=12).hexdigest()
        return self._pictures / f"{digest}.png"


def graphs_folder() -> Path | None:
    """Where the ready graphs lie: beside the source, or where an installation put them."""
    places = (Path(__file__).parents[2] / "graphs", Path(sys.prefix) / "share" / "anagraph" / "graphs")
    return next((place for place in places if (place / f"{FIRST[0]}.json").is_file()), None)


def thumbnail(picture: "Image", side: int = SIDE) -> "Image":
    """A Pillow picture's middle square at the size of the lists; its pixels stay sharp where whole ones fit."""
    from PIL import ImageOps
    from PIL.Image import Resampling

    whole = side % min(picture.size) == 0
    method = Resampling.NEAREST if whole else Resampling.LANCZOS
    return ImageOps.fit(picture.convert("RGB"), (side, side), method)


def _ready(path: Path) -> Ready | None:
    try:
        data = parse(read_text(path), str(path))
    except FileError:
        return None
    picture = path.parent / PICTURES / f"{path.stem}.png"
    title = data.get("title") or path.stem.replace("_", " ").capitalize()
    return Ready(path.stem, str(title), _first_note(data), path, picture if picture.is_file() else None)


def _first_note(data: dict[str, Any]) -> str:
    notes = data.get("notes")
    first = notes[0] if isinstance(notes, list) and notes else {}
    return str(first.get("text", "")) if isinstance(first, dict) else ""


def _importance(path: Path) -> tuple[int, str]:
    return (FIRST.index(path.stem) if path.stem in FIRST else len(FIRST), path.stem)
