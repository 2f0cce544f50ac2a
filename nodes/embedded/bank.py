"""The pictures that the embedded model learns from, rendered once and kept."""

import multiprocessing
import os
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray
from PIL import Image

from nodegraph.context import atomically
from nodes.embedded.concepts import STYLES, Concept, caption, concepts, every_caption
from nodes.embedded.render import FONT, glyph, shaken
from nodes.embedded.styles import PAINTERS
from nodes.training.claim import key_of
from nodes.training.source import Example

COPIES = {"plain": 14, "oil": 4, "lithograph": 4, "pixel": 4, "silhouette": 4, "pencil": 4}


@dataclass(frozen=True)
class Bank:
    """uint8 pictures (things, copies, size, size, 3), and which of the copies are in which style."""

    pictures: NDArray[np.uint8]
    slots: dict[str, range]


def slots(copies: dict[str, int]) -> dict[str, range]:
    found, start = {}, 0
    for style, count in copies.items():
        found[style] = range(start, start + count)
        start += count
    return found


def drawn(concept: Concept, size: int, seed: object, copies: dict[str, int], font: Path = FONT) -> NDArray[np.uint8]:
    """One thing's copies, (copies, size, size, 3), the same for a seed."""
    rng = random.Random(f"{seed}/{concept.emoji}")
    drawing = glyph(concept.emoji, font)
    painted = (
        PAINTERS[style](shaken(drawing, rng, size), rng) for style, count in copies.items() for _ in range(count)
    )
    return np.stack([np.asarray(picture.resize((size, size), Image.Resampling.BOX)) for picture in painted])


def bank(size: int, seed: object, copies: dict[str, int] | None = None, font: Path = FONT, workers: int = 0) -> Bank:
    """Every thing's copies. With `workers`, drawn by so many processes."""
    copies = copies or COPIES
    jobs = [(concept, size, seed, copies, font) for concept in concepts()]
    if workers:
        with multiprocessing.get_context("spawn").Pool(workers) as pool:
            rows = pool.starmap(drawn, jobs, chunksize=8)
    else:
        rows = [drawn(*job) for job in jobs]
    return Bank(np.stack(rows), slots(copies))


def kept(folder: Path, size: int, seed: object, copies: dict[str, int] | None = None, font: Path = FONT) -> Bank:
    """The bank in this folder, mapped rather than read; rendered first, by one process, when it is not there.

    Its file is named for all that it depends on: another size, seed, list of things or font makes another one.
    """
    copies = copies or COPIES
    things = [concept.emoji for concept in concepts()]
    glyphs = font.stat().st_size if font.exists() else 0
    path = folder / f"bank-{key_of({'of': [things, size, seed, copies, glyphs]})}.npy"
    with FileLock(path.with_suffix(".lock")):
        if not path.exists():
            made = bank(size, seed, copies, font, workers=os.cpu_count() or 1).pictures
            atomically(path, lambda aside: np.save(aside, made))
    return Bank(np.load(path, mmap_mode="r"), slots(copies))


class EmojiSource:
    """A bank's pictures with captions, half of them plain, the other styles sharing the rest.

    Moved by up to `reach` pixels. Sorted by thing and by style.
    """

    def __init__(self, bank: Bank, reach: int = 0, plain: float = 0.5):
        self.bank, self.reach = bank, reach
        self.size = bank.pictures.shape[2]
        self.classes = (len(concepts()), len(STYLES))
        self.captions = every_caption()
        others = (1 - plain) / (len(STYLES) - 1)
        self._weights = [plain if style == "plain" else others for style in STYLES]

    def draw(self, rng: random.Random) -> Example:
        thing = rng.randrange(len(concepts()))
        style = rng.choices(range(len(STYLES)), self._weights)[0]
        name = list(STYLES)[style]
        picture = moved(self.bank.pictures[thing, rng.choice(self.bank.slots[name])], rng, self.reach)
        return Example(picture, caption(concepts()[thing], name, rng), (thing, style))


def moved(picture: NDArray[np.uint8], rng: random.Random, reach: int) -> NDArray[np.uint8]:
    """Moved by up to `reach` pixels each way, the edge repeated."""
    if not reach:
        return picture
    y, x, size = rng.randint(0, 2 * reach), rng.randint(0, 2 * reach), picture.shape[0]
    return np.pad(picture, ((reach, reach), (reach, reach), (0, 0)), mode="edge")[y : y + size, x : x + size]
