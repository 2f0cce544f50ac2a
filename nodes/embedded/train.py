"""Train the embedded models: python -m nodes.embedded.train {text,stage1,stage2,judge} --work DIR

The text encoder first; stage1 and stage2 then take it from --text DIR/model.

Goes on from DIR's checkpoint where there is one. Writes DIR/log.csv, sample sheets, and, when it ends in order, the
averaged model so far to DIR/model (fp16 safetensors, in diffusers' layout). On several GPUs: `accelerate launch -m
nodes.embedded.train ...`. With --pictures, text, stage1 and stage2 learn a folder of captioned pictures.
"""

import argparse
import os
import signal
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from tqdm import tqdm

from nodegraph.context import atomically
from nodegraph.errors import UsageError
from nodes.embedded.network import SIZE
from nodes.embedded.render import FONT, FontMissing
from nodes.embedded.tasks import export, prepare
from nodes.oneline import one_line
from nodes.training import checkpoint
from nodes.training.claim import alone, key_of
from nodes.training.loop import Run, Settings, fit
from nodes.training.optimiser import warm_hold_fall

STEPS = {"text": 3_000, "stage1": 12_000, "stage2": 3_000, "judge": 4_000}
BATCH = {"text": 128, "stage1": 64, "stage2": 16, "judge": 128}
RATE = {"text": 1e-3, "stage1": 1e-3, "stage2": 1e-3, "judge": 2e-3}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=list(STEPS))
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoint, log, sheets and result")
    parser.add_argument("--steps", type=_count, help="length; may be changed when a run goes on")
    parser.add_argument("--batch", type=_count, help="pictures a step, over all processes")
    parser.add_argument("--rate", type=float, help="the highest learning rate")
    parser.add_argument(
        "--size", type=_count, default=SIZE, help="side of stage I's pictures; stage II's is four times it"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", choices=["no", "bf16", "fp16"], default="bf16")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after so long, to go on later")
    parser.add_argument("--pictures", type=Path, help="text, stage1, stage2: a folder of captioned pictures to learn")
    parser.add_argument("--text", type=Path, help="stage1, stage2: the folder that training the encoder wrote")
    parser.add_argument(
        "--begin", type=Path, help="a new run starts from this .safetensors file's weights, where they fit"
    )
    parser.add_argument("--font", type=Path, default=FONT)
    return parser.parse_args()


def _count(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


def main() -> None:
    args = arguments()
    if args.precision == "fp16" and not torch.accelerator.is_available():
        raise UsageError("--precision fp16 needs a GPU. Give bf16, or no.")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())  # so that what ends a job leaves a checkpoint
    args.work.mkdir(parents=True, exist_ok=True)
    first = os.environ.get("RANK", "0") == "0"  # of the processes that a launcher started
    with alone(args.work) if first else nullcontext():
        _train(args, stop, first)


def _train(args: argparse.Namespace, stop: threading.Event, first: bool) -> None:
    settings = Settings(
        steps=args.steps or STEPS[args.what],
        batch=args.batch or BATCH[args.what],
        rate=args.rate or RATE[args.what],
        schedule=warm_hold_fall(200, 0.4),
        average=0.9995 if args.what == "stage1" else 0.998,
        precision=args.precision,
    )
    made = prepare(args)
    told = list(made.warnings)
    if args.begin and not (args.work / checkpoint.NAME).exists():
        told.append(f"{begun(made.task.model, args.begin):.0%} of the weights begin as in {args.begin}.")
    if first and told:
        print("\n".join(told), file=sys.stderr)
    key = key_of({"what": args.what, "seed": args.seed, "size": args.size, "world": made.world})
    run = Run(made.task, settings, args.work, key)
    follow(run, time.monotonic() + 60 * args.minutes, stop)
    if first:
        run.sheet()
        checkpoint.whole_folder(args.work / "model", lambda aside: export(run.task, run.average, aside))


def begun(model: nn.Module, file: Path) -> float:
    """Takes over the file's weights whose names and shapes fit. Returns the part of the model that they are."""
    try:
        weights: dict[str, Tensor] = load_file(file)
    except (OSError, SafetensorError) as error:
        todo = "Name a .safetensors file."
        raise UsageError(f"{file}: cannot be read ({one_line(error)}). {todo}") from None
    own = model.state_dict()
    fitting = {name: each for name, each in weights.items() if name in own and own[name].shape == each.shape}
    model.load_state_dict(fitting, strict=False)
    counts = [sum(int(each.numel()) for each in some.values()) for some in (fitting, own)]
    return counts[0] / counts[1]


def follow(run: Run, until: float, stop: threading.Event) -> None:
    """Train, showing a bar and writing the log. Exits with 143 once `stop` is set, after the step at hand."""
    first = run.accelerator.is_main_process
    log = run.folder / "log.csv"
    if first:
        _cut(log, run.step)
    with tqdm(total=run.settings.steps, initial=run.step, unit="step", mininterval=2, disable=not first) as bar:
        for now in fit(run, lambda: stop.is_set() or time.monotonic() > until):
            bar.update(now.step - bar.n)
            if now.loss is not None:
                bar.set_postfix(loss=f"{now.loss:.4f}")
            if first and now.loss is not None:
                with log.open("a") as file:
                    file.write(f"{now.step},{now.loss:.5f},{now.speed * run.settings.batch:.1f}\n")
    if stop.is_set():
        sys.exit(143)


def _cut(log: Path, step: int) -> None:
    """Take from the log what came after the checkpoint: it comes again."""
    if log.exists():
        lines = [line for line in log.read_text().splitlines() if line.split(",")[0].isdigit()]
        kept = "".join(f"{line}\n" for line in lines if int(line.split(",")[0]) <= step)
        atomically(log, lambda aside: aside.write_text(kept))


if __name__ == "__main__":
    try:
        main()
    except (UsageError, FontMissing) as error:
        sys.exit(str(error))
