"""Make the pictures of the ready graphs by running each on the model it names: python -m app.document.thumbnails"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.document.library import PICTURES, SIDE, graphs_folder, thumbnail
from nodegraph.context import atomically
from nodegraph.file import load
from nodegraph.registry import Registry, installed

if TYPE_CHECKING:
    from PIL.Image import Image

# The node whose value tells most of a graph; of the others it is the sampler.
TELLING = {
    "anagram_large": "large_sampler",
    "forward_noise": "noisy",
    "gaussian_denoise": "blur",
    "inpaint": "last",
    "one_step_denoise": "clean",
    "upscale": "large_sampler",
}
UPSIDE_DOWN = ("visual_anagram", "anagram_large")  # shown from the other side as well
HALF, THIRD = SIDE // 2, SIDE // 3
LINE = "#8D97A6"


def main() -> None:
    """Write the pictures of all ready graphs, or of those named on the command line."""
    folder, registry = graphs_folder(), installed()
    if folder is None:
        raise SystemExit("There is no folder of ready graphs. Run this in a checkout.")
    for path in sorted(folder.glob("*.json")):
        if path.stem in sys.argv[1:] or len(sys.argv) == 1:
            print(f"wrote {write(path, registry)}")


def write(path: Path, registry: Registry) -> Path:
    """Run one graph and write its picture beside it."""
    from PIL import Image

    place = path.parent / PICTURES / f"{path.stem}.png"
    place.parent.mkdir(exist_ok=True)
    made = mosaic(results(path, registry))
    if path.stem in UPSIDE_DOWN:
        made = with_other_side(made)
    made = made.quantize(128, dither=Image.Dither.NONE)
    atomically(place, lambda aside: made.save(aside, "PNG", optimize=True), wait=False)
    return place


def results(path: Path, registry: Registry) -> "list[Image]":
    """Every picture that the graph's telling node gives: over its sweeps, and of each batch."""
    from nodegraph.engine import Engine
    from nodegraph.planner import make_plan
    from nodes.compute import Compute, using
    from nodes.pictures import to_pictures

    node = TELLING.get(path.stem, "sampler")
    with using(Compute(base=path.parent)):
        run = Engine().start(make_plan(load(path, registry), only=node, base=path.parent))
        for _ in run:
            pass
    return [picture for value in run.values[node] for picture in to_pictures(value)]


def mosaic(pictures: "list[Image]") -> "Image":
    """One picture alone; of several, four in a square, spread over them evenly."""
    from PIL import Image

    if len(pictures) < 4:
        return thumbnail(pictures[len(pictures) // 2])
    sheet = Image.new("RGB", (SIDE, SIDE))
    for place, picture in zip(_corners(), _spread(pictures), strict=True):
        sheet.paste(thumbnail(picture, HALF), place)
    return sheet


def with_other_side(picture: "Image") -> "Image":
    """The picture with itself upside down, small in its lower right corner."""
    from PIL import ImageOps

    inset = thumbnail(ImageOps.flip(picture), THIRD)
    picture.paste(ImageOps.expand(inset, 1, LINE), (SIDE - THIRD - 2, SIDE - THIRD - 2))
    return picture


def _corners() -> Iterator[tuple[int, int]]:
    return ((x, y) for y in (0, HALF) for x in (0, HALF))


def _spread(pictures: "list[Image]") -> "list[Image]":
    last = len(pictures) - 1
    return [pictures[round(place * last / 3)] for place in range(4)]


if __name__ == "__main__":
    main()
