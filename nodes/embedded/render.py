"""Emoji drawn with Noto Color Emoji, alone or as a small scene, and shaken a little."""

import functools
import random
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONT = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
_STRIKE = 109  # the one bitmap size the font has, giving glyphs of 136 x 128 pixels
CANVAS = 144

# Things that no emoji shows: (emoji, centre x, centre y, size) in parts of the canvas, drawn in this order.
SCENES: dict[str, list[tuple[str, float, float, float]]] = {
    "campfire": [("🔥", 0.5, 0.52, 0.62), ("🧍", 0.13, 0.6, 0.62), ("🧍", 0.87, 0.6, 0.62)],
    "snowy_village": [("🏔", 0.5, 0.38, 0.92), ("🏠", 0.26, 0.78, 0.42), ("🏠", 0.72, 0.8, 0.4)],
    "man_hat": [("👨", 0.5, 0.58, 0.82), ("🎩", 0.5, 0.22, 0.52)],
    "red_panda": [("🐼", 0.5, 0.5, 1.0)],
    "waterfall": [],
}


class FontMissing(FileNotFoundError):
    """The emoji font is not here; the message names the Debian package."""


@functools.cache
def _face(font: Path) -> ImageFont.FreeTypeFont:
    if not font.exists():
        raise FontMissing(f"{font}: the font is not here. Install fonts-noto-color-emoji, or pass --font.")
    return ImageFont.truetype(font, _STRIKE)


def glyph(emoji: str, font: Path = FONT) -> Image.Image:
    """The emoji, or the scene of that name, 144 x 144 RGBA on nothing."""
    if emoji in SCENES:
        return _scene(emoji, font)
    picture = Image.new("RGBA", (CANVAS, CANVAS))
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = draw.textbbox((0, 0), emoji, font=_face(font), embedded_color=True)
    at = ((CANVAS - right - left) / 2, (CANVAS - bottom - top) / 2)
    draw.text(at, emoji, font=_face(font), embedded_color=True)
    return picture


def _scene(name: str, font: Path) -> Image.Image:
    picture = Image.new("RGBA", (CANVAS, CANVAS))
    if name == "waterfall":
        return _waterfall(font)
    for emoji, x, y, size in SCENES[name]:
        side = round(CANVAS * size)
        part = glyph(emoji, font).resize((side, side), Image.Resampling.LANCZOS)
        picture.alpha_composite(part, (max(0, round(CANVAS * x - side / 2)), max(0, round(CANVAS * y - side / 2))))
    return _reddened(picture) if name == "red_panda" else picture


def _reddened(picture: Image.Image) -> Image.Image:
    """Dark fur brown, white fur orange with white left in the brightest parts."""
    values = np.asarray(picture).astype(np.float32)
    light = values[..., :3].mean(axis=2, keepdims=True) / 255
    dark, middle = np.array([70, 30, 25.0]), np.array([205, 95, 45.0])
    values[..., :3] = np.where(light < 0.45, dark + light * 60, middle * (0.25 + 0.8 * light))
    height = np.linspace(0, 1, len(values))[:, None, None]
    values[..., :3] = np.where((light > 0.9) & (height > 0.62), 245, values[..., :3])
    return Image.fromarray(values.round().clip(0, 255).astype(np.uint8), "RGBA")


def _waterfall(font: Path) -> Image.Image:
    """A blue fall with white streaks between two rocks, foam and a pool below."""
    picture = Image.new("RGBA", (CANVAS, CANVAS))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((6, 10, 138, 108), fill=(104, 84, 70, 255))
    draw.rectangle((6, 4, 138, 20), fill=(96, 160, 72, 255))
    draw.rectangle((44, 8, 100, 118), fill=(92, 182, 240, 255))
    for x in (50, 61, 73, 84, 93):
        draw.line((x, 10, x, 112), fill=(235, 248, 255, 255), width=5)
    draw.ellipse((4, 98, 140, 142), fill=(58, 140, 214, 255))
    for x in (38, 54, 70, 86, 102):
        draw.ellipse((x - 12, 98, x + 14, 118), fill=(240, 250, 255, 255))
    rock = glyph("🪨", font).resize((52, 52), Image.Resampling.LANCZOS)
    for x in (-4, 96):
        picture.alpha_composite(rock, (max(0, x), 72))
    return picture


def shaken(picture: Image.Image, rng: random.Random, size: int, turn: float = 6, move: float = 0.04) -> Image.Image:
    """A copy at least `size` wide (72 or 144), turned up to `turn` degrees, moved up to `move` of it, scaled 0.88 to
    1.04."""
    half, middle = CANVAS / 2 / rng.uniform(0.88, 1.04), CANVAS / 2
    aside: Any = [rng.uniform(-move, move) * CANVAS for _ in range(2)]  # Pillow takes fractions too
    turned = picture.rotate(rng.uniform(-turn, turn), Image.Resampling.BICUBIC, translate=aside)
    box = (middle - half, middle - half, middle + half, middle + half)
    framed = turned.transform((CANVAS, CANVAS), Image.Transform.EXTENT, box, Image.Resampling.BICUBIC)
    return framed if size > CANVAS // 2 else framed.reduce(2)
