"""The model card's pictures: python -m tests.benchmarks.embedded_sheets JUDGE [--model FOLDER] [--out FOLDER]

Plain prompts four seeds each, none left out. Anagrams and hybrids are chosen twice by the judge: of --tried random
pairs of everyday things the eight that it is surest of in four seeds, and of each the best of sixteen seeds.
"""

import random
from collections.abc import Sequence
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from nodes.arrangement import Arrangement
from nodes.embedded.bank import drawn
from nodes.embedded.concepts import concepts, with_article
from nodes.embedded.judge import far
from nodes.embedded.styles import PAINTERS
from nodes.pictures import to_pictures
from nodes.sheet import draw
from tests.benchmarks.bench_embedded import ROOT, Bench, arguments, ready

PROMPTS = (
    "a rocket ship", "a photo of a dog", "a pencil", "a man wearing a hat", "a lithograph of a skull",
    "a lithograph of waterfalls", "an oil painting of an old man", "an oil painting of people around a campfire",
    "an oil painting of a snowy mountain village", "a painting of a red panda", "a painting of houseplant",
    "a pixel art of a mushroom", "a silhouette of an elephant", "a pencil drawing of a castle",
)  # fmt: skip
SEEDS, BEST_OF, SCALE = 4, 16, 3
Pair = tuple[str, str]
EVERYDAY = (
    "dog, cat, fox, owl, penguin, elephant, rabbit, mouse, bear, panda, frog, lion, tiger, horse, pig, duck, fish, "
    "whale, snail, bee, butterfly, tree, rose, cactus, mushroom, apple, pear, banana, strawberry, carrot, hamburger, "
    "pizza, ice cream cone, cake, cup of coffee, house, castle, snowy mountain, volcano, wave, sailboat, rocket, "
    "airplane, car, bicycle, umbrella, light bulb, crown, skull, ghost, robot, alien, old man, boy, girl, clown, "
    "guitar, bell, key, hammer, campfire, pumpkin, teddy bear, snowman, top hat, glasses, shoe, open book"
)


def table(rows: Sequence[tuple[str, list[Image.Image]]], heads: Sequence[str] = ()) -> Image.Image:
    """Pictures in rows, each with a text beside it."""
    places = tuple((row, column) for row, (_, pictures) in enumerate(rows) for column in range(len(pictures)))
    plan = Arrangement(places, ("",) * len(places), tuple(heads), tuple(text for text, _ in rows))
    return draw([picture for _, pictures in rows for picture in pictures], plan, SCALE, "#F2F3F5")


def flow(cells: Sequence[tuple[str, Image.Image]], columns: int, scale: int = SCALE) -> Image.Image:
    """Pictures with a text below each."""
    places = tuple((place // columns, place % columns) for place in range(len(cells)))
    return draw(
        [picture for _, picture in cells], Arrangement(places, tuple(text for text, _ in cells)), scale, "#F2F3F5"
    )


def samples(bench: Bench) -> Image.Image:
    graph = ready("sample_cfg")
    return table([(text, to_pictures(bench.draw(graph, SEEDS, prompt=text))) for text in PROMPTS])


def sides(bench: Bench, pairs: Sequence[Pair], kind: str) -> Image.Image:
    """The best of sixteen of each pair, one side above the other."""
    graph = ready("hybrid_image" if kind == "hybrid" else "visual_anagram", turn=kind == "turn")
    cells: list[list[tuple[str, Image.Image]]] = [[], []]
    for one, other in pairs:
        first, second = ("near", "far") if kind == "hybrid" else ("upright", "flipped")
        pictures = bench.draw(graph, BEST_OF, **{first: with_article(one), second: with_article(other)})
        again = {"hybrid": far, "turn": lambda x: x.flip(2, 3), "flip": lambda x: x.flip(2)}[kind](pictures)
        place = bench.certainty(pictures, one).minimum(bench.certainty(again, other)).argmax()
        print(f"{kind}: {one} / {other}, sample {int(place)}", flush=True)
        for row, (text, shown) in enumerate(((one, pictures), (other, again))):
            cells[row].append((text, to_pictures(shown[place : place + 1])[0]))
    columns = len(pairs)
    return flow([cell for row in cells for cell in row], columns)


def styles() -> Image.Image:
    """What the model learns from: some things in every style."""
    names = {concept.name: concept for concept in concepts()}
    shown = ["skull", "dog", "rocket", "house plant", "people around a campfire", "waterfall"]
    rows = []
    for name in shown:
        concept = names.get(name) or next(each for each in concepts() if name in each.names)
        pictures = drawn(concept, 32, 5, dict.fromkeys(PAINTERS, 1))
        rows.append((name, [Image.fromarray(each) for each in pictures]))
    return table(rows, tuple(PAINTERS))


def best_pairs(bench: Bench, tried: int, kept: int, kind: str) -> list[Pair]:
    """Of some random pairs of everyday things, those that the judge sees surest in four seeds."""
    rng, names = random.Random(1), EVERYDAY.split(", ")
    graph = ready("hybrid_image" if kind == "hybrid" else "visual_anagram")
    scored: list[tuple[float, Pair]] = []
    for _ in range(tried):
        one, other = rng.sample(names, 2)
        first, second = ("near", "far") if kind == "hybrid" else ("upright", "flipped")
        pictures = bench.draw(graph, SEEDS, **{first: with_article(one), second: with_article(other)})
        again: Tensor = far(pictures) if kind == "hybrid" else pictures.flip(2)
        sure = bench.certainty(pictures, one).minimum(bench.certainty(again, other))
        scored.append((float(sure.max()), (one, other)))
    return [pair for _, pair in sorted(scored, reverse=True)[:kept]]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--tried", type=int, default=60, help="random pairs from which the anagrams are chosen")
    args = parser.parse_args()
    bench = Bench(args)
    torch.set_grad_enabled(False)
    made = {"styles": styles(), "samples": samples(bench)}
    for kind, name in (("flip", "anagrams"), ("hybrid", "hybrids")):
        made[name] = sides(bench, best_pairs(bench, args.tried, 8, kind), kind)
    for name, picture in made.items():
        picture.quantize(128).save(args.out / f"embedded_{name}.png", optimize=True)


if __name__ == "__main__":
    main()
