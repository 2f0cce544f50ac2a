"""Where captioned pictures come from: anything that draws one at random, and a folder of them."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nodegraph.errors import UsageError
from nodes import pictures
from nodes.training.captions import captioned


@dataclass(frozen=True)
class Example:
    """A picture, uint8 (size, size, 3); one text for it; and its class in each of the source's ways of sorting."""

    picture: NDArray[np.uint8]
    caption: str
    labels: tuple[int, ...]


class Source(Protocol):
    """Captioned pictures of one size. `classes` says how many classes each way of sorting has; `captions` is every
    text that `draw` may give, for the tokenizer."""

    @property
    def size(self) -> int: ...
    @property
    def classes(self) -> tuple[int, ...]: ...
    @property
    def captions(self) -> list[str]: ...
    def draw(self, rng: random.Random) -> Example: ...


class FolderSource:
    """A folder's pictures, cropped to squares, mirrored half the time.

    Captions come from `metadata.jsonl` or `metadata.csv` with `file_name` and `text` (the hub's image folder format),
    or from a `.txt` beside each picture. Each distinct caption is a class. A picture that cannot be read is left out,
    and `broken` has a line for it. Raises UsageError where no picture has a caption, or none can be read.
    """

    def __init__(self, folder: Path, size: int):
        self.size = size
        self.broken: list[str] = []
        found = [(text, picture) for path, text in captioned(folder) if (picture := self._read(path)) is not None]
        if not found and self.broken:
            raise UsageError(f"none of {len(self.broken)} pictures can be read. {self.broken[0]}")
        if not found:
            todo = "Put a .txt beside each picture, or a metadata.jsonl with file_name and text."
            raise UsageError(f"{folder}: no picture with a caption. {todo}")
        self.examples = found
        self.captions = sorted({text for text, _ in found})
        self.classes = (len(self.captions),)
        self._numbers = {text: number for number, text in enumerate(self.captions)}

    def draw(self, rng: random.Random) -> Example:
        text, picture = rng.choice(self.examples)
        return Example(picture[:, ::-1] if rng.random() < 0.5 else picture, text, (self._numbers[text],))

    def _read(self, path: Path) -> NDArray[np.uint8] | None:
        try:
            return np.asarray(pictures.read(str(path.absolute()), lambda each: pictures.square(each, self.size)))
        except UsageError as error:
            self.broken.append(str(error))
            return None
