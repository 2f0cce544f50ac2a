"""The styles, from an RGBA drawing to an opaque picture: each in a few strokes of Pillow and numpy."""

import colorsys
import random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

Picture = Image.Image
_OIL_GROUNDS = ((214, 190, 140), (150, 120, 84), (112, 128, 100), (126, 146, 164), (186, 138, 106), (92, 84, 90))


def plain(drawing: Picture, rng: random.Random) -> Picture:
    """As it is: on white two times of three, otherwise on a pale tint."""
    return _on(_hue(drawing, rng), _white(rng) if rng.random() < 0.67 else _pale(rng))


def oil(drawing: Picture, rng: random.Random) -> Picture:
    """Patches of one colour on a brushed, muted ground."""
    red, green, blue = rng.choice(_OIL_GROUNDS)
    dim = rng.uniform(0.85, 1.1)
    ground = _brushed((red * dim, green * dim, blue * dim), drawing.size, rng)
    painted = Image.alpha_composite(ground, _hue(drawing, rng)).convert("RGB").filter(ImageFilter.ModeFilter(5))
    return ImageEnhance.Color(painted.filter(ImageFilter.SMOOTH)).enhance(1.15)


def lithograph(drawing: Picture, rng: random.Random) -> Picture:
    """Grey on cream, its tones broken by horizontal lines."""
    grey = (
        np.asarray(ImageOps.autocontrast(_on(drawing, (255, 255, 255)).convert("L"), cutoff=1)).astype(np.float32) / 255
    )
    rows = np.arange(drawing.height)[:, None]
    period = drawing.height / 8  # four pixels of 32
    line = 0.5 + 0.5 * np.cos(2 * np.pi * (rows / period + rng.random()))
    ink = np.clip((1 - grey) * 0.62 + (1 - grey) * 0.5 * line + 0.07 * line, 0, 1)[..., None]
    paper, black = np.array([240, 232, 214.0]), np.array([38, 34, 32.0])
    return _image(paper * (1 - ink) + black * ink)


def pixel(drawing: Picture, rng: random.Random) -> Picture:
    """16 x 16 blocks in few flat colours."""
    small = _on(drawing, _white(rng) if rng.random() < 0.5 else _pale(rng)).resize((16, 16), Image.Resampling.BOX)
    few = ImageEnhance.Color(small.quantize(10).convert("RGB")).enhance(1.3)
    return few.resize(drawing.size, Image.Resampling.NEAREST)


def silhouette(drawing: Picture, rng: random.Random) -> Picture:
    """Black on a pale ground, cut open where the drawing is much darker or lighter than the rest of it."""
    values = np.asarray(drawing.filter(ImageFilter.GaussianBlur(0.75))).astype(np.float32)
    light, alpha = values[..., :3].mean(axis=2), values[..., 3] / 255
    usual = np.median(light[alpha > 0.5]) if (alpha > 0.5).any() else 0.0
    hole = np.clip((np.abs(light - usual) - 70) / 25, 0, 1) * 0.8
    ink = (alpha * (1 - hole))[..., None]
    return _image(np.array(_pale(rng)) * (1 - ink) + np.array([18.0, 18, 22]) * ink)


def pencil(drawing: Picture, rng: random.Random) -> Picture:
    """Grey outlines and light hatching on white paper."""
    grey = _on(drawing, (255, 255, 255)).convert("L")
    blurred = grey.filter(ImageFilter.GaussianBlur(3.5))
    ratio = np.asarray(grey).astype(np.float32) / np.maximum(np.asarray(blurred).astype(np.float32), 1)
    edges = np.asarray(grey.filter(ImageFilter.FIND_EDGES)).astype(np.float32) / 255
    edges[:2], edges[-2:], edges[:, :2], edges[:, -2:] = 0, 0, 0, 0
    shade = 1 - np.asarray(grey).astype(np.float32) / 255
    y, x = np.mgrid[: drawing.height, : drawing.width]
    hatch = 0.5 + 0.5 * np.cos(2 * np.pi * (x + y) / (drawing.width / 8) + rng.uniform(0, 6))
    ink = np.clip(1.5 * (1 - np.clip(ratio, 0, 1)) + 1.1 * edges + 0.22 * shade * hatch, 0, 0.85)[..., None]
    return _image(np.array([250.0, 249, 246]) * (1 - ink) + np.array([52.0, 52, 58]) * ink)


def _on(drawing: Picture, ground: tuple[float, float, float]) -> Picture:
    below = Image.new("RGBA", drawing.size, (*(round(each) for each in ground), 255))
    return Image.alpha_composite(below, drawing).convert("RGB")


def _white(rng: random.Random) -> tuple[float, float, float]:
    return (255, 255, 255)


def _pale(rng: random.Random) -> tuple[float, float, float]:
    red, green, blue = colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.08, 0.3), rng.uniform(0.88, 1))
    return (red * 255, green * 255, blue * 255)


def _hue(drawing: Picture, rng: random.Random) -> Picture:
    """Colours turned by up to 4% of the circle, a little more or less of them, a little lighter or darker."""
    hue, saturation, value = drawing.convert("RGB").convert("HSV").split()
    step = round(rng.uniform(-0.03, 0.03) * 255)
    turned = hue.point([(each + step) % 256 for each in range(256)])
    colour = Image.merge("HSV", (turned, saturation, value)).convert("RGB")
    colour = ImageEnhance.Brightness(ImageEnhance.Color(colour).enhance(rng.uniform(0.85, 1.15))).enhance(
        rng.uniform(0.94, 1.06)
    )
    colour.putalpha(drawing.getchannel("A"))
    return colour


def _brushed(colour: tuple[float, float, float], size: tuple[int, int], rng: random.Random) -> Picture:
    noise = np.random.default_rng(rng.randrange(2**32)).normal(size=(12, 12, 1)) * 16
    ground = np.asarray(Image.fromarray(noise[..., 0]).resize(size, Image.Resampling.BICUBIC))[..., None]
    return _image(np.array(colour) + ground).convert("RGBA")


def _image(values: NDArray[np.floating]) -> Picture:
    return Image.fromarray(values.round().clip(0, 255).astype(np.uint8))


PAINTERS = {
    "plain": plain,
    "oil": oil,
    "lithograph": lithograph,
    "pixel": pixel,
    "silhouette": silhouette,
    "pencil": pencil,
}
