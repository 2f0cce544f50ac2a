"""Moving pictures, written: GIF, APNG and WebP by Pillow, MP4 by ffmpeg where imageio-ffmpeg is installed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

Pictures = Sequence[Image.Image]


@dataclass(frozen=True)
class Timing:
    """Pictures a second, whether it starts again, and how many seconds longer the last one stays."""

    fps: float
    loop: bool
    hold_last: float

    def milliseconds(self, count: int) -> list[int]:
        """How long each picture stays."""
        each = round(1000 / self.fps)
        return [each] * (count - 1) + [each + round(1000 * self.hold_last)]


def save_gif(path: Path, pictures: Pictures, timing: Timing) -> None:
    """256 colours a picture. A GIF counts in hundredths of a second."""
    times = [10 * max(2, round(each / 10)) for each in timing.milliseconds(len(pictures))]
    _save(path, pictures, "GIF", duration=times, disposal=1, **({"loop": 0} if timing.loop else {}))


def save_apng(path: Path, pictures: Pictures, timing: Timing, info: PngInfo) -> None:
    """Every colour, without loss."""
    times = timing.milliseconds(len(pictures))
    _save(path, pictures, "PNG", duration=times, loop=0 if timing.loop else 1, pnginfo=info)


def save_webp(path: Path, pictures: Pictures, timing: Timing) -> None:
    """Every colour, without loss."""
    times = timing.milliseconds(len(pictures))
    _save(path, pictures, "WEBP", duration=times, loop=0 if timing.loop else 1, lossless=True)


def save_mp4(path: Path, pictures: Pictures, timing: Timing) -> None:
    """H.264, 4:2:0, with even sides (an odd one repeats its last line)."""
    import imageio_ffmpeg

    extra = round(timing.fps * timing.hold_last)
    frames = [_even(each) for each in [*pictures, *[pictures[-1]] * extra]]
    options: dict[str, Any] = {"fps": timing.fps, "codec": "libx264", "quality": 8, "macro_block_size": 2}
    writer = imageio_ffmpeg.write_frames(str(path), frames[0].size, ffmpeg_log_level="error", **options)
    writer.send(None)
    for each in frames:
        writer.send(np.ascontiguousarray(each))
    writer.close()


def side_by_side(pictures: Pictures) -> Image.Image:
    """One picture of several of one size, left to right."""
    width, height = pictures[0].size
    row = Image.new("RGB", (width * len(pictures), height))
    for number, each in enumerate(pictures):
        row.paste(each, (number * width, 0))
    return row


def one_size(pictures: Pictures) -> list[Image.Image]:
    """Smaller pictures centred on white at the size of the largest."""
    size = max(each.width for each in pictures), max(each.height for each in pictures)
    return [each if each.size == size else _centred(each, size) for each in pictures]


def _centred(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    ground = Image.new("RGB", size, "white")
    ground.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
    return ground


def _save(path: Path, pictures: Pictures, format: str, **options: Any) -> None:
    pictures[0].save(path, format, save_all=True, append_images=list(pictures[1:]), **options)


def _even(picture: Image.Image) -> Image.Image:
    right, bottom = picture.width % 2, picture.height % 2
    if not right and not bottom:
        return picture
    return Image.fromarray(np.pad(np.asarray(picture), ((0, bottom), (0, right), (0, 0)), mode="edge"))


WRITERS: dict[str, Callable[..., None]] = {".gif": save_gif, ".webp": save_webp, ".mp4": save_mp4}
