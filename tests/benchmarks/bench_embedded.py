"""How well the embedded model's pictures are read, by a classifier that never saw it.

    python -m tests.benchmarks.bench_embedded JUDGE [--model FOLDER] [--write]

JUDGE is the judge's folder (`python -m nodes.embedded.train judge`). First the judge itself, on renderings that it has
not seen, near and from afar. Then the ready graphs draw plain prompts, anagrams by vertical flip and by half turn,
hybrids: how often what was asked for is among the judge's first five. With --write, puts the tables into
docs/embedded-model.md. About half an hour on two cores; --few is a quick look.
"""

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from nodegraph.engine import Engine
from nodegraph.file import loads
from nodegraph.graph import Graph
from nodegraph.planner import make_plan
from nodegraph.registry import installed
from nodes.compute import Compute, using
from nodes.embedded.bank import bank
from nodes.embedded.concepts import STYLES, concepts, with_article
from nodes.embedded.judge import far
from nodes.embedded.network import SIZE
from nodes.training.classifier import Classifier

ROOT = Path(__file__).parents[2]
CARD = ROOT / "docs" / "embedded-model.md"
MARKED = re.compile(r"(<!-- scores -->\n).*?(<!-- end of scores -->)", re.DOTALL)
TOP, UNSEEN = 5, 1_000_003  # the judge's first so many; the seed of renderings that nothing was trained on


@dataclass(frozen=True)
class Score:
    """What was drawn, and of each pair (rows) whether each seed (columns) showed all its sides; `chance` is the same
    for another pair's names, which nobody asked for."""

    name: str
    hits: Tensor
    chance: Tensor

    def row(self) -> str:
        """With standard errors over the pairs: seeds of one pair are not independent."""
        parts = [each.float().mean(dim=1) for each in (self.hits, self.chance)]
        best = [each.any(dim=1).float() for each in (self.hits, self.chance)]
        pairs, seeds = self.hits.shape
        return f"| {self.name} | {pairs} × {seeds} | " + " | ".join(_share(each) for each in (*parts, *best)) + " |"


def _share(of_each: Tensor) -> str:
    error = of_each.std() / len(of_each) ** 0.5
    return f"{of_each.mean():.0%} ± {100 * error:.0f}"


def of_judge(judge: Classifier) -> str:
    """How often the judge names every thing drawn anew in each style: the ceiling of what it can find in samples."""
    lines = [
        "| renderings it has not seen | first | among the first five | from afar, among the first five |",
        "|---|---|---|---|",
    ]
    unseen = bank(SIZE, UNSEEN, dict.fromkeys(STYLES, 2))
    things = torch.arange(len(unseen.pictures)).repeat_interleave(2)
    found = []
    for style, slots in unseen.slots.items():
        drawn = torch.from_numpy(unseen.pictures[:, list(slots)]).flatten(0, 1).permute(0, 3, 1, 2).float() / 127.5 - 1
        hits = [judge.among(drawn, things, 1), judge.among(drawn, things, TOP), judge.among(far(drawn), things, TOP)]
        found.append(torch.stack([each.float().mean() for each in hits]))
        lines.append(_row(style, found[-1]))
    return "\n".join([*lines, _row("all styles alike", torch.stack(found).mean(dim=0))])


def _row(name: str, parts: Tensor) -> str:
    return f"| {name} | " + " | ".join(f"{part:.1%}" for part in parts.tolist()) + " |"


class Bench:
    """A judge and a model, and the ways of asking."""

    def __init__(self, args: argparse.Namespace):
        self.args = args
        self.judge = Classifier.from_pretrained(args.judge).float().eval()
        self.labels = {name: place for place, name in enumerate(self.judge.config.classes)}
        self.engine = Engine()
        self.compute = Compute(base=ROOT / "graphs", dtype=args.dtype)

    def draw(self, graph: Graph, seeds: int, **texts: str) -> Tensor:
        """The loop's pictures for these prompts, (seeds, 3, H, W)."""
        for node, text in texts.items():
            graph.set(node, "text", text)
        graph.set("noise", "count", seeds)
        graph.set("model", "source", self.args.model)
        for setting in self.args.set:
            path, value = setting.split("=")
            node, name = path.split(".")
            if node in graph.nodes:
                graph.set(node, name, float(value) if "." in value else int(value) if value.isdigit() else value)
        with using(self.compute):
            run = self.engine.start(make_plan(graph, only="sampler", base=ROOT / "graphs"))
            list(run)
        pictures: Tensor = run.values["sampler"][0]
        return pictures.float().clamp(-1, 1)

    def sees(self, pictures: Tensor, name: str) -> Tensor:
        return self.judge.among(pictures, torch.full((len(pictures),), self.labels[name]), TOP)

    def certainty(self, pictures: Tensor, name: str) -> Tensor:
        """The judge's log-probability that it is this thing, (B,)."""
        with torch.no_grad():
            return self.judge(pictures).log_softmax(dim=1)[:, self.labels[name]]

    def plain(self, names: list[str], seeds: int) -> Score:
        graph = ready("sample_cfg")
        drawn = [self.draw(graph, seeds, prompt=with_article(name)) for name in names]
        return self._score("plain prompts", [(name,) for name in names], [(pictures,) for pictures in drawn])

    def anagrams(self, pairs: list[tuple[str, ...]], seeds: int, turn: bool) -> Score:
        graph = ready("visual_anagram", turn)
        drawn = []
        for one, other in pairs:
            pictures = self.draw(graph, seeds, upright=with_article(one), flipped=with_article(other))
            drawn.append((pictures, pictures.flip(2, 3) if turn else pictures.flip(2)))
        return self._score(f"anagrams, {'half turn' if turn else 'vertical flip'}", pairs, drawn)

    def hybrids(self, pairs: list[tuple[str, ...]], seeds: int) -> Score:
        graph = ready("hybrid_image")
        drawn = [self.draw(graph, seeds, near=with_article(near), far=with_article(away)) for near, away in pairs]
        return self._score("hybrids, near and far", pairs, [(pictures, far(pictures)) for pictures in drawn])

    def _score(self, name: str, asked: list[tuple[str, ...]], sides: list[tuple[Tensor, ...]]) -> Score:
        """Whether all sides of each drawing are what was asked for, and whether they are what another asked for."""

        def all_seen(names: tuple[str, ...], pictures: tuple[Tensor, ...]) -> Tensor:
            return torch.stack([self.sees(*each) for each in zip(pictures, names, strict=True)]).all(dim=0)

        hits = [all_seen(names, pictures) for names, pictures in zip(asked, sides, strict=True)]
        chance = [all_seen(asked[place - 1], pictures) for place, pictures in enumerate(sides)]
        return Score(name, torch.stack(hits), torch.stack(chance))


def ready(name: str, turn: bool = False) -> Graph:
    """A ready graph; with half turns where it has flips."""
    text = (ROOT / "graphs" / f"{name}.json").read_text("utf-8")
    if turn:
        flips = text
        text = text.replace('"flip", "version": 1, "params": {}', '"rotate", "version": 1, "params": {"angle": 180}')
        assert text != flips, f"{name} has no flips as this file knows them"
    return loads(text, installed())


def some_pairs(names: list[str], count: int, rng: random.Random) -> list[tuple[str, ...]]:
    return [tuple(rng.sample(names, 2)) for _ in range(count)]


def scores(bench: Bench) -> Iterator[Score]:
    args, rng = bench.args, random.Random(0)
    names = [concept.name for concept in concepts()]
    prompts, pairs, seeds = (20, 10, 4) if args.few else (100, 50, 16)
    asked, paired = rng.sample(names, prompts), some_pairs(names, pairs, rng)
    if "plain" in args.only:
        yield bench.plain(asked, 4)
    if "flip" in args.only:
        yield bench.anagrams(paired, seeds, turn=False)
    if "turn" in args.only:
        yield bench.anagrams(paired, seeds, turn=True)
    if "hybrid" in args.only:
        yield bench.hybrids(paired, seeds)


def arguments(text: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("judge", type=Path)
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--set", action="append", default=[], help="a setting of the graphs, such as schedule.steps=50")
    return parser


def check(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    """What would be lost or would mislead after half an hour, told before it."""
    nodes = {node for name in ("sample_cfg", "visual_anagram", "hybrid_image") for node in ready(name).nodes}
    for setting in args.set:
        if setting.partition("=")[0].partition(".")[0] not in nodes:
            parser.error(f"--set {setting}: no graph has that node")
    if args.write and (args.few or args.set or args.only != parser.get_default("only") or args.model != "embedded"):
        parser.error("--write: the card has the shipped model's full table. Leave --few, --set, --only, --model out.")
    if args.write and not MARKED.search(CARD.read_text("utf-8")):
        parser.error(f"{CARD}: no <!-- scores --> and <!-- end of scores --> to write between")


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--only", nargs="+", default=["plain", "flip", "turn", "hybrid"])
    parser.add_argument("--few", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    check(parser, args)
    bench = Bench(args)
    lines = [] if args.few else [of_judge(bench.judge), ""]
    lines += [
        "| drawn | things × seeds | a seed shows all sides | by chance | the best of its seeds does | by chance |",
        "|---|---|---|---|---|---|",
    ]
    print("\n".join(lines))
    for score in scores(bench):
        lines.append(score.row())
        print(lines[-1], flush=True)
    if args.write:
        CARD.write_text(MARKED.sub(lambda m: m[1] + "\n".join(lines) + "\n" + m[2], CARD.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
