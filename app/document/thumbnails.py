"""Make the pictures of the ready graphs by running each on the model it names:

    python -m app.document.thumbnails [NAME...] [--set NODE.SETTING=VALUE]... [--out DIR]

A graph that trains goes on from what lies in the output folder, if the settings are those of that training.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.document.library import PICTURES, SIDE, graphs_folder, thumbnail
from app.settings import apply
from nodegraph.context import atomically
from nodegraph.file import load
from nodegraph.graph import Graph
from nodegraph.registry import installed
from nodes.types import Frames

if TYPE_CHECKING:
    from PIL.Image import Image
    from torch import Tensor

# The node, or its output, whose value tells most of a graph; of the others it is the sampler.
TELLING = {
    "anagram_large": "large_sampler",
    "denoise_out_of_distribution": "denoised",
    "evaluate_fid": "chart",
    "forward_noise": "noisy",
    "gaussian_denoise": "blur",
    "inpaint": "last",
    "one_step_denoise": "clean",
    "reverse_process": "collect",
    "train_class_conditioned": "train.samples",
    "train_ddpm": "train.losses",
    "train_denoiser": "train.samples",
    "train_time_conditioned": "train.samples",
    "upscale": "large_sampler",
}
UPSIDE_DOWN = ("visual_anagram", "anagram_large", "digit_anagram")  # shown from the other side as well
HALF, THIRD = SIDE // 2, SIDE // 3
LINE = "#8D97A6"


def main() -> None:
    """Write the pictures of all ready graphs, or of those named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--set", action="append", default=[], metavar="NODE.SETTING=VALUE")
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR")
    options = parser.parse_args()
    folder, registry = graphs_folder(), installed()
    if folder is None:
        raise SystemExit("There is no folder of ready graphs. Run this in a checkout.")
    for path in sorted(folder.glob("*.json")):
        if path.stem in options.names or not options.names:
            graph = load(path, registry)
            for assignment in options.set:
                apply(graph, assignment, path.parent)
            print(f"wrote {write(path, graph, options.out)}")


def write(path: Path, graph: Graph, out: Path) -> Path:
    """Run one graph and write its picture beside its file."""
    from PIL import Image

    place = path.parent / PICTURES / f"{path.stem}.png"
    place.parent.mkdir(exist_ok=True)
    pictures = results(path, graph, out)
    made = with_other_side(mosaic(pictures[-1:])) if path.stem in UPSIDE_DOWN else mosaic(pictures)
    made = made.quantize(128, dither=Image.Dither.NONE)
    atomically(place, lambda aside: made.save(aside, "PNG", optimize=True), wait=False)
    return place


def results(path: Path, graph: Graph, out: Path) -> "list[Image]":
    """Every picture that the graph's telling node gives: over its sweeps, and of each batch."""
    from nodegraph.engine import Engine
    from nodegraph.planner import make_plan
    from nodes.compute import Compute, using
    from nodes.pictures import to_pictures

    node, _, output = TELLING.get(path.stem, "sampler").partition(".")
    with using(Compute(base=path.parent)):
        run = Engine().start(make_plan(graph, only=node, base=path.parent), out=out)
        for _ in run:
            pass
    made = graph.type_of(node) if output else None
    places = [place for place, each in enumerate(made.outputs) if each.name == output] if made else []
    values = [run.values[node][place] for place in places] or run.values[node]
    return [picture for value in values for part in _parts(value, last=bool(output)) for picture in to_pictures(part)]


def _parts(value: Any, *, last: bool) -> "tuple[Tensor, ...]":
    """A batch as it is; of frames the last one's, or each one's first picture."""
    if not isinstance(value, Frames):
        return (value,)
    return value.images[-1:] if last else tuple(each[:1] for each in value.images)


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
