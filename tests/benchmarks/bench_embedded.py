"""How well the embedded model's pictures are read, by a classifier that never saw it.

    python -m tests.benchmarks.bench_embedded JUDGE [--model FOLDER] [--write]

JUDGE is the judge's folder (`python -m nodes.embedded.train judge`). Draws with the ready graphs: plain prompts,
anagrams by vertical flip and by half turn, hybrids; prints how often what was asked for is among the judge's first
five. With --write, puts the table into docs/embedded-model.md. About an hour on two cores; --few is a quick look.
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
from nodes.embedded.concepts import concepts, with_article
from nodes.embedded.judge import far
from nodes.training.classifier import Classifier

ROOT = Path(__file__).parents[2]
CARD = ROOT / "docs" / "embedded-model.md"
TOP = 5


@dataclass(frozen=True)
class Score:
    """What was drawn, and of each pair (rows) whether each seed (columns) showed all its sides."""

    name: str
    hits: Tensor

    def row(self) -> str:
        one, best = self.hits.float().mean(), self.hits.any(dim=1).float().mean()
        pairs, seeds = self.hits.shape
        return f"| {self.name} | {pairs} × {seeds} | {one:.0%} | {best:.0%} |"


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
        rows = [self.sees(self.draw(graph, seeds, prompt=with_article(name)), name) for name in names]
        return Score("plain prompts", torch.stack(rows))

    def anagrams(self, pairs: list[tuple[str, str]], seeds: int, turn: bool) -> Score:
        graph = ready("visual_anagram", turn)
        rows = []
        for one, other in pairs:
            pictures = self.draw(graph, seeds, upright=with_article(one), flipped=with_article(other))
            below = pictures.flip(2, 3) if turn else pictures.flip(2)
            rows.append(self.sees(pictures, one) & self.sees(below, other))
        return Score(f"anagrams, {'half turn' if turn else 'vertical flip'}", torch.stack(rows))

    def hybrids(self, pairs: list[tuple[str, str]], seeds: int) -> Score:
        graph = ready("hybrid_image")
        rows = []
        for near, away in pairs:
            pictures = self.draw(graph, seeds, near=with_article(near), far=with_article(away))
            rows.append(self.sees(pictures, near) & self.sees(far(pictures), away))
        return Score("hybrids, near and far", torch.stack(rows))


def ready(name: str, turn: bool = False) -> Graph:
    """A ready graph; with half turns where it has flips."""
    text = (ROOT / "graphs" / f"{name}.json").read_text("utf-8")
    if turn:
        text = text.replace('"flip", "version": 1, "params": {}', '"rotate", "version": 1, "params": {"angle": 180}')
    return loads(text, installed())


def some_pairs(names: list[str], count: int, rng: random.Random) -> list[tuple[str, str]]:
    return [tuple(rng.sample(names, 2)) for _ in range(count)]  # type: ignore[misc]


def scores(args: argparse.Namespace) -> Iterator[Score]:
    bench, rng = Bench(args), random.Random(0)
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


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--only", nargs="+", default=["plain", "flip", "turn", "hybrid"])
    parser.add_argument("--few", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    lines = ["| drawn | things × seeds | one seed | best of the seeds |", "|---|---|---|---|"]
    print("\n".join(lines))
    for score in scores(args):
        lines.append(score.row())
        print(lines[-1], flush=True)
    if args.write:
        marked = re.compile(r"(<!-- scores -->\n).*?(<!-- end of scores -->)", re.DOTALL)
        CARD.write_text(marked.sub(lambda m: m[1] + "\n".join(lines) + "\n" + m[2], CARD.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
