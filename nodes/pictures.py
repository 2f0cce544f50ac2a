"""The one place where picture files, PIL pictures and tensors meet."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch
from PIL import Image, ImageOps, UnidentifiedImageError

from nodegraph.errors import UsageError
from nodes.compute import current
from nodes.oneline import one_line

if TYPE_CHECKING:
    from torch import Tensor

Fit = Literal["crop", "pad", "fit", "stretch"]
_WIDE_GREYS = {"I": 65535, "I;16": 65535, "I;16L": 65535, "I;16B": 65535, "I;16N": 65535}
_RUN_PROGRAMS = {"EPS"}  # Pillow would hand these files to Ghostscript


def read(file: str, use: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """Open a file's first frame, turn it upright, and take what `use` makes of it. Raises UsageError in one line."""
    with _clear_errors(file), Image.open(_find(file), formats=_formats()) as picture:
        return use(ImageOps.exif_transpose(picture))


def colours(picture: Image.Image, background: str) -> Image.Image:
    """As RGB, lying on a background where it is transparent."""
    picture = _to_8_bit(picture)
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    ground = Image.new("RGBA", picture.size, background)
    return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")


def square(picture: Image.Image, side: int, channels: int = 3) -> Image.Image:
    """Cropped to the largest square and scaled to `side`, in colours or greys, on white where it is transparent."""
    return ImageOps.fit(colours(picture, "#FFFFFF").convert("L" if channels == 1 else "RGB"), (side, side))


def luminance(picture: Image.Image) -> Image.Image:
    """As greys, lying on black where it is transparent."""
    return colours(picture, "#000000").convert("L")


def alpha(picture: Image.Image) -> Image.Image:
    """How opaque it is, as greys. Raises UsageError if it has no transparency."""
    if not picture.has_transparency_data:
        raise UsageError("has no alpha channel. Choose luminance, or another file.")
    return picture.convert("RGBA").getchannel("A")


def framed(
    picture: Image.Image, width: int, height: int, fit: Fit, ground: str | int, method: Image.Resampling
) -> Image.Image:
    """Brought to a size; 0 keeps the picture's own, or follows from the other side."""
    size = _size(picture.size, width, height)
    if size == picture.size:
        return picture
    if fit == "crop":
        return ImageOps.fit(picture, size, method)
    if fit == "pad":
        return ImageOps.pad(picture, size, method, color=ground)
    return ImageOps.contain(picture, size, method) if fit == "fit" else picture.resize(size, method)


def to_tensor(picture: Image.Image) -> "Tensor":
    """RGB to (1, 3, H, W) in [-1, 1], greys to (1, 1, H, W) in [0, 1]; float32, on the run's device."""
    levels = torch.from_numpy(np.array(picture)).to(current().device).float()
    if picture.mode == "L":
        return levels[None, None] / 255
    return (levels.permute(2, 0, 1)[None] / 127.5 - 1).contiguous()


def to_pictures(images: "Tensor") -> list[Image.Image]:
    """(B, C, H, W), C 3 or 1, to B RGB pictures of 8 bits; what lies outside [-1, 1] is clamped."""
    images = images.expand(-1, 3, -1, -1)
    levels = ((images.detach().float().clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return [Image.fromarray(each) for each in levels.permute(0, 2, 3, 1).cpu().numpy()]


def enlarged(picture: Image.Image, factor: int) -> Image.Image:
    """With every pixel `factor` pixels wide and high."""
    if factor == 1:
        return picture
    return picture.resize((picture.width * factor, picture.height * factor), Image.Resampling.NEAREST)


def _find(file: str) -> Path:
    return current().base / file


def _formats() -> list[str]:
    Image.init()
    return [name for name in Image.OPEN if name not in _RUN_PROGRAMS]


@contextmanager
def _clear_errors(file: str) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of decoders; what matters they raise
            yield
    except UsageError as error:
        raise UsageError(f"{file}: {error}") from None
    except FileNotFoundError:
        raise UsageError(f"{file}: there is no such file. It was looked for at {_find(file).absolute()}.") from None
    except IsADirectoryError:
        raise UsageError(f"{file}: is a folder. Name a picture in it.") from None
    except PermissionError:
        raise UsageError(f"{file}: may not be read. Change its permissions.") from None
    except UnidentifiedImageError:
        raise UsageError(f"{file}: is no picture in a known format. Save it as PNG, JPEG or WebP.") from None
    except Image.DecompressionBombError:
        most = 2 * (Image.MAX_IMAGE_PIXELS or 0)
        raise UsageError(f"{file}: has more than {most:,} pixels. Make it smaller first.") from None
    except Exception as error:  # whatever a decoder trips over in a damaged file
        raise UsageError(f"{file}: cannot be read as a picture ({one_line(error)}).") from error


def _to_8_bit(picture: Image.Image) -> Image.Image:
    """Greys of 16 bits or of floats (0 to 1, or else 0 to 255) to 8 bits; other modes as they are."""
    if picture.mode in _WIDE_GREYS:
        levels = np.asarray(picture).astype(np.float64) / _WIDE_GREYS[picture.mode]
    elif picture.mode == "F":
        values = np.nan_to_num(np.asarray(picture))
        levels = values if values.max() <= 1 else values / 255
    else:
        return picture
    return Image.fromarray((levels.clip(0, 1) * 255).round().astype(np.uint8))


def _size(own: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    if width and height:
        return width, height
    if width:
        return width, max(1, round(own[1] * width / own[0]))
    return (max(1, round(own[0] * height / own[1])), height) if height else own
