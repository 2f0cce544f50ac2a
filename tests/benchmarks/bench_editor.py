"""How quick the editor's window is: `python -m tests.benchmarks.bench_editor [part ...] [--minutes N] [--rounds N]`.

Each part has a process and a screen (Xvfb) of its own. What is compared with plain DearPyGui is measured beside it in
turns, for a clock means little on a machine with other work; the load is printed with it.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable

from tests.benchmarks.editor import edits, frames, live, opening, runs, soak
from tests.benchmarks.editor.window import Options, Row, load

PARTS: dict[str, Callable[[Options], list[Row]]] = {
    "frames": frames.measure,
    "runs": runs.measure,
    "opening": opening.measure,
    "edits": edits.measure,
    "live": live.measure,
    "soak": soak.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help=f"what to measure, of {', '.join(PARTS)}")
    parser.add_argument("--minutes", type=float, default=2.0, help="how long the soak lasts (default: %(default)g)")
    parser.add_argument("--rounds", type=int, default=6, help="how often each thing is measured (default: %(default)d)")
    given = parser.parse_args()
    parts = given.parts or list(PARTS)
    if len(parts) > 1:
        for part in parts:
            rest = ["--minutes", str(given.minutes), "--rounds", str(given.rounds)]
            subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_editor", part, *rest], check=True)
        return
    before = load()
    rows = PARTS[parts[0]](Options(given.minutes, given.rounds))
    print(f"{parts[0]}: {before} before, {load()} after")
    for row in rows:
        print(f"  {row}", flush=True)


if __name__ == "__main__":
    main()
