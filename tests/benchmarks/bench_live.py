"""Auto-run without a window: `python -m tests.benchmarks.bench_live [runs] [pixels] [cache in MiB]`.

Changes the anagram's guidance scale again and again, 10 steps on the embedded model, and prints how long the new
picture took and how much memory the process holds.
"""

import gc
import statistics
import sys
import tempfile
import time
from pathlib import Path

from app.running.results import Results
from app.running.runner import Job, Runner
from app.running.state import RunState
from nodegraph.engine import Engine
from nodegraph.file import load
from nodegraph.graph import Graph
from nodegraph.registry import installed

GRAPHS = Path(__file__).parents[2] / "graphs"
RUNS, EVERY, MIB = 100, 20, 2**20


def resident() -> float:
    """MiB of this process in memory (Linux)."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024


def run(runner: Runner, graph: Graph, out: Path) -> float:
    """Seconds until everything of a run has arrived."""
    begun = time.perf_counter()
    runner.submit(Job(graph.copy(), GRAPHS, out, auto=True))
    while runner.is_busy:
        runner.drain()
        time.sleep(0.002)
    return time.perf_counter() - begun


def main(runs: int = RUNS, pixels: int = 32, cache: int = 128) -> None:
    graph = load(GRAPHS / "visual_anagram.json", installed())
    graph.set("schedule", "steps", 10)
    for side in ("width", "height"):
        graph.set("noise", side, pixels)
    results = Results()
    runner = Runner(RunState(), results, Engine(cache * MIB))
    took: list[float] = []
    with tempfile.TemporaryDirectory() as out:
        for number in range(runs):
            graph.set("up_guided", "guidance_scale", round(1 + number % 2000 / 100, 2))
            took.append(run(runner, graph, Path(out)))
            if number % EVERY == 0 or number == runs - 1:
                gc.collect()
                recent = statistics.median(took[-EVERY:])
                print(f"run {number + 1}: {recent:.2f} s, {resident():.0f} MiB, pictures {results.bytes / MIB:.1f} MiB")
        runner.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
