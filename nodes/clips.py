"""Moving pictures, written: GIF, APNG and WebP by Pillow, MP4 by ffmpeg where imageio-ffmpeg is installed."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from nodes.pictures import enlarged, to_pictures
from nodes.sheet import factor
from nodes.types import Frames

_SIDE = 256  # px that the larger side gets at least
Pictures = Sequence[Image.Image]


@dataclass(frozen=True)
class Timing:
    """Pictures a second, whether it starts again, and how many seconds longer the last one stays."""

    fps: float
    loop: bool
    hold_last: float

    def milliseconds(self, count: int, unit: int = 1) -> list[int]:
        """How long each picture stays, in whole units."""
        each = round(1000 / self.fps / unit) * unit
        return [each] * (count - 1) + [each + round(1000 * self.hold_last / unit) * unit]


def in_time(values: Sequence[Any], scale: int) -> list[Image.Image]:
    """One picture a moment, all of one size. A scale of 0 enlarges whole pixels until a side is 256 px or more."""
    moments = [moment for value in values for moment in _moments(value)]
    if not moments:
        raise ValueError("images holds no picture. Wire frames or images that have some.")
    size = max(each.width for each in moments), max(each.height for each in moments)
    times = scale or factor(max(size), _SIDE)
    return [enlarged(each if each.size == size else _centred(each, size), times) for each in moments]


def save(path: Path, pictures: Pictures, timing: Timing, info: PngInfo) -> None:
    """Write what the path's suffix says. `info` goes into a PNG."""
    if path.suffix == ".mp4":
        _save_mp4(path, pictures, timing)
    elif path.suffix == ".gif":  # counts in hundredths of a second, and plays once unless told
        times = timing.milliseconds(len(pictures), unit=10)
        _save(path, pictures, "GIF", duration=times, **({"loop": 0} if timing.loop else {}))
    else:
        special = {"lossless": True} if path.suffix == ".webp" else {"pnginfo": info}
        times = timing.milliseconds(len(pictures))
        format = "WEBP" if path.suffix == ".webp" else "PNG"
        _save(path, pictures, format, duration=times, loop=0 if timing.loop else 1, **special)


def _save(path: Path, pictures: Pictures, format: str, **options: Any) -> None:
    pictures[0].save(path, format, save_all=True, append_images=list(pictures[1:]), **options)


def _save_mp4(path: Path, pictures: Pictures, timing: Timing) -> None:
    """H.264, 4:2:0, so with even sides: an odd one repeats its last line."""
    import imageio_ffmpeg

    frames = [_even(each) for each in pictures]
    frames += [frames[-1]] * round(timing.fps * timing.hold_last)
    size = frames[0].shape[1], frames[0].shape[0]
    writer = imageio_ffmpeg.write_frames(
        str(path), size, fps=timing.fps, codec="libx264", quality=8, macro_block_size=2, ffmpeg_log_level="error"
    )
    with closing(writer):
        writer.send(None)
        for each in frames:
            writer.send(each)


def _even(picture: Image.Image) -> "np.ndarray[Any, Any]":
    below, right = picture.height % 2, picture.width % 2
    return np.ascontiguousarray(np.pad(np.asarray(picture), ((0, below), (0, right), (0, 0)), mode="edge"))


def _moments(value: Any) -> list[Image.Image]:
    """Frames one after the other, each with its batch side by side; a batch of images one after the other."""
    if isinstance(value, Frames):
        return [_side_by_side(to_pictures(each)) for each in value.images]
    return to_pictures(value)


def _side_by_side(pictures: Pictures) -> Image.Image:
    return Image.fromarray(np.concatenate([np.asarray(each) for each in pictures], axis=1))


def _centred(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    ground = Image.new("RGB", size, "white")
    ground.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
    return ground
