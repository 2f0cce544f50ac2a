"""The engine's share of a step: the anagram graph against the same loop written by hand.

    python -m tests.benchmarks.bench_step [pairs]

One thread, CPU time, interleaved pairs on the embedded model; prints the median ratio.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from diffusers import IFPipeline
from torch import Tensor

from nodegraph.engine import Engine
from nodegraph.file import load
from nodegraph.planner import make_plan
from nodegraph.registry import installed
from nodes.streams import gaussian
from tests.tiny import NOTHING_ELSE, quiet

ROOT = Path(__file__).parents[2]
STEPS = 30


def by_graph(pairs: int) -> Callable[[int], Tensor]:
    """The loop as a graph, planned beforehand (bench_engine has the planner's cost). What runs once is remembered,
    so that a new seed runs the loop alone."""
    engine = Engine()
    graph = load(ROOT / "graphs" / "visual_anagram.json", installed())
    graph.set("schedule", "steps", STEPS)

    plans = []
    for seed in range(pairs + 1):
        graph.set("step", "seed", seed)
        plans.append(make_plan(graph, only="sampler", base=ROOT / "graphs"))

    def run(seed: int) -> Tensor:
        made = engine.start(plans[seed])
        list(made)
        return made.values["sampler"][0]  # type: ignore[no-any-return]

    return run


def by_hand() -> Callable[[int], Tensor]:
    """The loop as one writes it."""
    model = ROOT / "nodes" / "embedded" / "model"
    pipeline = quiet(IFPipeline.from_pretrained(model, dtype=torch.float32, **NOTHING_ELSE))
    graph = load(ROOT / "graphs" / "visual_anagram.json", installed())
    texts = [graph.nodes[node].params.get("text", "") for node in ("upright", "empty", "flipped", "empty")]
    prompts = torch.cat([pipeline.encode_prompt(t, False, clean_caption=True)[0] for t in texts])
    start = gaussian("start", graph.nodes["noise"].params["seed"], (1, 3, 32, 32), "cpu")
    scheduler, scale = pipeline.scheduler, graph.nodes["up_guided"].params["guidance_scale"]

    @torch.no_grad()
    def run(seed: int) -> Tensor:
        scheduler.set_timesteps(STEPS)
        generator = torch.Generator().manual_seed(seed)
        x = start
        for t in scheduler.timesteps:
            views = torch.cat([x, x, x.flip(2), x.flip(2)])
            up_c, up_u, down_c, down_u = pipeline.unet(views, t, prompts).sample.split(1)
            above, below = (
                torch.cat([u[:, :3] + scale * (c - u)[:, :3], c[:, 3:]], 1)
                for u, c in ((up_u, up_c), (down_u.flip(2), down_c.flip(2)))
            )
            one, two = above[:, :3] - up_u[:, :3], below[:, :3] - up_u[:, :3]
            pushed = up_u[:, :3] + (one / one.norm() + two / two.norm()) / 2 * (one.norm() + two.norm()) / 2
            mean = torch.cat([pushed, (above + below)[:, 3:] / 2], 1)
            x = scheduler.step(mean, t, x, generator=generator).prev_sample
        return x

    return run


def seconds(run: Callable[[int], Tensor], seed: int) -> float:
    begun = time.process_time()
    run(seed)
    return time.process_time() - begun


def main() -> None:
    torch.set_num_threads(1)
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    graph, hand = by_graph(pairs), by_hand()
    for run in (graph, hand):
        run(0)
    found = [(seconds(graph, k), seconds(hand, k)) for k in range(1, pairs + 1)]
    ratio = statistics.median(one / other for one, other in found)
    step = statistics.median(other for _, other in found) / STEPS
    print(f"a step by hand takes {1000 * step:.1f} ms of CPU time, the graph {100 * (ratio - 1):+.2f}% ({pairs} pairs)")


if __name__ == "__main__":
    main()
