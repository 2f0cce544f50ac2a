"""Picture files for the screen. The nodes read their own; this needs no torch."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from app.looking.pixels import Picture, on_ground
from nodegraph.errors import UsageError

if TYPE_CHECKING:
    from PIL import Image

_RUN_PROGRAMS = ("EPS",)  # Pillow would hand these to Ghostscript


def read_picture(path: Path, longest: int = 0) -> Picture:
    """A file's first frame, upright, on white, as (H, W, 3); at most `longest` px on its longer side (0: as it is).

    Raises UsageError in one line for what is no picture.
    """
    return on_ground(_read(path, longest))


def read_mask(path: Path, channel: str = "luminance", longest: int = 0) -> Picture:
    """The same as a mask in greys: by what is light, or with the channel "alpha" by what is opaque."""
    from PIL import Image

    rgba = _read(path, longest)
    if channel == "alpha":
        return rgba[..., 3:].repeat(3, axis=2)
    return _as_array(Image.fromarray(on_ground(rgba, (0, 0, 0))).convert("L").convert("RGB"))


def _read(path: Path, longest: int) -> Picture:
    from PIL import Image, ImageOps

    Image.init()
    formats = [name for name in Image.OPEN if name not in _RUN_PROGRAMS]
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise OSError("it is no plain file")
        with warnings.catch_warnings(), Image.open(path, formats=formats) as file:
            warnings.simplefilter("ignore")
            if longest:
                file.draft("RGB", (longest, longest))
            picture = ImageOps.exif_transpose(file)
            if longest:
                picture.thumbnail((longest, longest))
            return _as_array(picture.convert("RGBA"))
    except Exception as error:  # whatever a decoder trips over in a damaged file
        raise UsageError(f"{path.name}: cannot be shown ({_reason(error)}). Choose a picture file.") from None


def _as_array(picture: "Image.Image") -> Picture:
    import numpy as np

    return np.asarray(picture)


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    return " ".join(str(error).split())[:120] or type(error).__name__
