"""Handwriting's stand-in: digits of several free fonts, bent and turned, so that everything runs offline."""

import functools
import math
from pathlib import Path

import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample, interpolate

FONTS = (
    "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSansMono", "DejaVuSerif", "DejaVuSerif-Italic",
    "STIXGeneral", "STIXGeneralItalic", "STIXGeneralBol", "cmr10", "cmb10", "cmss10", "cmtt10", "cmti10",
)  # fmt: skip
"""Free fonts that matplotlib brings along: DejaVu, STIX, Computer Modern."""
SIDE = 28
_LARGE = 64  # px at which a digit is drawn before it is bent
_CHUNK = 2000
COUNTS = {"train": 60_000, "test": 10_000}


def digits(split: str, seed: int = 0, count: int | None = None) -> tuple[Tensor, Tensor]:
    """Pictures, uint8 (N, 28, 28), white on black as MNIST's, and labels (N,), the same for a seed.

    Each is a digit of a random font, turned up to 15 degrees, sheared up to 0.25, scaled 0.8 to 1.1, moved up to 2 px,
    and bent by a smooth random field (Simard et al. 2003). Train and test share fonts and nothing else.
    """
    count = COUNTS[split] if count is None else count
    generator = torch.Generator().manual_seed(2 * seed + (split == "test"))
    parts = [_some(min(_CHUNK, count - begin), generator) for begin in range(0, count, _CHUNK)]
    return torch.cat([pictures for pictures, _ in parts]), torch.cat([labels for _, labels in parts])


def _some(count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    drawn = _glyphs()
    labels = torch.randint(10, (count,), generator=generator)
    fonts = torch.randint(len(drawn), (count,), generator=generator)
    grid = affine_grid(_affine(count, generator), [count, 1, SIDE, SIDE], align_corners=False)
    pictures = grid_sample(drawn[fonts, labels][:, None], grid + _bend(count, generator), align_corners=False)
    return (pictures[:, 0].clamp(0, 1) * 255).round().to(torch.uint8), labels


def _affine(count: int, generator: torch.Generator) -> Tensor:
    """From the picture's coordinates to the drawing's, (N, 2, 3)."""

    def between(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(count, generator=generator)

    turn, shear = between(-math.pi / 12, math.pi / 12), between(-0.25, 0.25)
    wide, high = 1 / between(0.8, 1.1), 1 / between(0.8, 1.1)
    cos, sin = turn.cos(), turn.sin()
    rows = [wide * cos, wide * (shear * cos - sin), between(-1, 1) * 4 / SIDE]
    rows += [high * sin, high * (shear * sin + cos), between(-1, 1) * 4 / SIDE]
    return torch.stack(rows, dim=1).view(count, 2, 3)


def _bend(count: int, generator: torch.Generator) -> Tensor:
    """A smooth displacement of a pixel or so, (N, 28, 28, 2)."""
    coarse = torch.randn(count, 2, 5, 5, generator=generator) * (1.6 / SIDE)
    return interpolate(coarse, (SIDE, SIDE), mode="bicubic", align_corners=True).permute(0, 2, 3, 1)


@functools.cache
def _glyphs() -> Tensor:
    """Every font's ten digits, float (fonts, 10, 64, 64) in [0, 1], each as high as MNIST's in the middle."""
    from matplotlib import get_data_path

    folder = Path(get_data_path(), "fonts", "ttf")
    paths = [folder / f"{name}.ttf" for name in FONTS]
    return torch.stack([torch.stack([_glyph(path, str(digit)) for digit in range(10)]) for path in paths])


def _glyph(path: Path, text: str) -> Tensor:
    face = ImageFont.truetype(path, 50)
    left, top, right, bottom = face.getbbox(text)
    size = round(50 * 45 / max(bottom - top, (right - left) * 0.9))
    picture = Image.new("L", (_LARGE, _LARGE))
    ImageDraw.Draw(picture).text((_LARGE / 2, _LARGE / 2), text, 255, ImageFont.truetype(path, size), anchor="mm")
    values = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8).view(_LARGE, _LARGE).float() / 255
    return _centred(values)


def _centred(values: Tensor) -> Tensor:
    """The digit's box in the middle of the picture."""
    ys, xs = values.nonzero().T
    dy = round((_LARGE - 1 - int(ys.min()) - int(ys.max())) / 2)
    dx = round((_LARGE - 1 - int(xs.min()) - int(xs.max())) / 2)
    return values.roll((dy, dx), (0, 1))
