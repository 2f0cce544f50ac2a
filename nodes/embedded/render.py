"""Emoji drawn with Noto Color Emoji and shaken a little: the embedded model's training pictures."""

import random
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from nodes.embedded.concepts import CONCEPTS, Concept

FONT = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
_STRIKE = 109  # the one bitmap size the font has, giving glyphs of 136 x 128 pixels
_CANVAS = 144


def glyph(concept: Concept, font: Path = FONT) -> Image.Image:
    """The emoji on white, 144 x 144 RGB. Raises FileNotFoundError naming the Debian package."""
    if not font.exists():
        raise FileNotFoundError(f"{font}: the font is not here. Install fonts-noto-color-emoji, or pass --font.")
    face = ImageFont.truetype(font, _STRIKE)
    picture = Image.new("RGB", (_CANVAS, _CANVAS), "white")
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = draw.textbbox((0, 0), concept.emoji, font=face, embedded_color=True)
    at = ((_CANVAS - right - left) / 2, (_CANVAS - bottom - top) / 2)
    draw.text(at, concept.emoji, font=face, embedded_color=True)
    return picture


def shaken(picture: Image.Image, rng: random.Random, size: int) -> Image.Image:
    """A copy at size x size, mirrored half the time, turned up to 8°, moved up to 6%, scaled 0.88 to 1.05."""
    if rng.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    move: Any = [rng.uniform(-0.06, 0.06) * _CANVAS for _ in range(2)]  # Pillow takes fractions too
    turned = picture.rotate(rng.uniform(-8, 8), Image.Resampling.BICUBIC, translate=move, fillcolor="white")
    half = _CANVAS / 2 / rng.uniform(0.88, 1.05)
    middle = _CANVAS / 2
    box = (middle - half, middle - half, middle + half, middle + half)
    framed = turned.transform((160, 160), Image.Transform.EXTENT, box, Image.Resampling.BICUBIC, fillcolor="white")
    return framed.resize((size, size), Image.Resampling.BOX)


def bank(size: int, copies: int, seed: int, font: Path = FONT) -> np.ndarray:
    """Every concept `copies` times: uint8 (concepts, copies, size, size, 3), the same for one seed."""
    rng = random.Random(seed)
    return np.stack([_copies(glyph(concept, font), copies, rng, size) for concept in CONCEPTS])


def _copies(picture: Image.Image, copies: int, rng: random.Random, size: int) -> np.ndarray:
    return np.stack([np.asarray(shaken(picture, rng, size)) for _ in range(copies)])
