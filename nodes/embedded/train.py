"""Train the embedded models: python -m nodes.embedded.train {text,stage1,stage2,judge} --work DIR

The text encoder first; stage1 and stage2 then take it from --text DIR/model.

Goes on from DIR's checkpoint where there is one. Writes DIR/log.csv, sample sheets, and at the end the model to
DIR/model (fp16 safetensors, in diffusers' layout). On several GPUs: `accelerate launch -m nodes.embedded.train ...`.
With --pictures, text and stage1 learn a folder of captioned pictures instead of the emoji.
"""

import argparse
import copy
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from tqdm import tqdm
from transformers import AutoTokenizer, T5EncoderModel

from nodegraph.errors import UsageError
from nodes.embedded.bank import EmojiSource, kept
from nodes.embedded.judge import Judge
from nodes.embedded.network import LARGE, SIZE, make_pipeline, make_upscaler
from nodes.embedded.reading import Reading
from nodes.embedded.render import FONT, FontMissing
from nodes.embedded.stage_one import StageOne
from nodes.embedded.stage_two import StageTwo
from nodes.training.loop import Run, Settings, Task, fit
from nodes.training.optimiser import warm_hold_fall
from nodes.training.source import FolderSource, Source

SHEET = (
    "a panda", "a rocket ship", "an old man", "a dog", "a house plant", "a wave", "a penguin", "a castle",
    "an oil painting of people around a campfire", "an oil painting of a snowy mountain village",
    "a lithograph of a skull", "a lithograph of waterfalls", "a pixel art of a mushroom", "a silhouette of a cat",
    "a pencil drawing of a bicycle", "a man wearing a hat",
)  # fmt: skip
STEPS = {"text": 3_000, "stage1": 12_000, "stage2": 3_000, "judge": 4_000}
BATCH = {"text": 128, "stage1": 64, "stage2": 16, "judge": 128}
RATE = {"text": 1e-3, "stage1": 1e-3, "stage2": 1e-3, "judge": 2e-3}
FEW = {"plain": 3, "oil": 1, "lithograph": 1, "pixel": 1, "silhouette": 1, "pencil": 1}  # copies at 128 px
JUDGED = {"plain": 8, "oil": 5, "lithograph": 5, "pixel": 5, "silhouette": 5, "pencil": 5}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=list(STEPS))
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoint, log, sheets and result")
    parser.add_argument("--steps", type=int, help="length; may be changed when a run goes on")
    parser.add_argument("--batch", type=int, help="pictures a step, over all processes")
    parser.add_argument("--rate", type=float, help="the highest learning rate")
    parser.add_argument("--size", type=int, default=SIZE, help="side of stage I's pictures")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", choices=["no", "bf16", "fp16"], default="bf16")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after so long, to go on later")
    parser.add_argument("--pictures", type=Path, help="text, stage1: a folder of captioned pictures to learn")
    parser.add_argument("--text", type=Path, help="stage1, stage2: the folder that training the encoder wrote")
    parser.add_argument(
        "--begin", type=Path, help="a new run starts from this .safetensors file's weights, where they fit"
    )
    parser.add_argument("--font", type=Path, default=FONT)
    return parser.parse_args()


def make_task(args: argparse.Namespace) -> Task:
    if args.what == "judge":
        bank = kept(args.work / "bank.npy", SIZE, args.seed + 1, JUDGED, args.font)
        return Judge(EmojiSource(bank, reach=2), args.seed)
    if args.what == "text":
        return Reading(_world(args)[0], args.seed)
    if args.text is None:
        raise SystemExit(f"{args.what} needs --text: the folder that training the text encoder wrote.")
    tokenizer = AutoTokenizer.from_pretrained(args.text / "tokenizer")
    encoder = T5EncoderModel.from_pretrained(args.text / "text_encoder", dtype=torch.float32)
    if args.what == "stage1":
        source, shown = _world(args)
        return StageOne(source, tokenizer, encoder, shown, args.seed)
    source = EmojiSource(kept(args.work / "bank.npy", LARGE, args.seed + 2, FEW, args.font), reach=4)
    return StageTwo(source, tokenizer, encoder, args.seed)


def _world(args: argparse.Namespace) -> tuple[Source, tuple[str, ...]]:
    if args.pictures is None:
        return EmojiSource(kept(args.work / "bank.npy", args.size, args.seed, font=args.font)), SHEET
    source = FolderSource(args.pictures, args.size)
    for path in source.broken:
        print(f"{path}: cannot be read, left out")
    return source, tuple(source.captions[:16])


def export(task: Any, model: nn.Module, folder: Path) -> None:
    """The averaged model as a text encoder, pipeline or classifier in fp16."""
    small: Any = copy.deepcopy(model).half()
    if isinstance(task, Reading):
        task.tokenizer.save_pretrained(folder / "tokenizer")
        small.text_encoder.save_pretrained(folder / "text_encoder")
    elif isinstance(task, StageOne):
        encoder = copy.deepcopy(task.prompts.encoder).half()
        make_pipeline(small, task.prompts.tokenizer, encoder).save_pretrained(folder)
    elif isinstance(task, StageTwo):
        make_upscaler(small).save_pretrained(folder)
    else:
        small.save_pretrained(folder)


def main() -> None:
    args = arguments()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())  # so that what ends a job leaves a checkpoint
    args.work.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        steps=args.steps or STEPS[args.what],
        batch=args.batch or BATCH[args.what],
        rate=args.rate or RATE[args.what],
        schedule=warm_hold_fall(200, 0.4),
        average=0.9995 if args.what == "stage1" else 0.998,
        precision=args.precision,
    )
    task = make_task(args)
    if args.begin:
        print(f"{begun(task.model, load_file(args.begin)):.0%} of the weights begin as in {args.begin}.")
    run = Run(task, settings, args.work)
    follow(run, time.monotonic() + 60 * args.minutes, stop)
    if run.accelerator.is_main_process:
        run.sheet()
        export(run.task, run.average, args.work / "model")


def begun(model: nn.Module, weights: dict[str, Tensor]) -> float:
    """Takes over the weights whose names and shapes fit. Returns the part of the model that they are."""
    own = model.state_dict()
    fitting = {name: each for name, each in weights.items() if name in own and own[name].shape == each.shape}
    model.load_state_dict(fitting, strict=False)
    counts = [sum(int(each.numel()) for each in some.values()) for some in (fitting, own)]
    return counts[0] / counts[1]


def follow(run: Run, until: float, stop: threading.Event) -> None:
    """Train, showing a bar and writing the log. Exits with 143 once `stop` is set, after the step at hand."""
    first = run.accelerator.is_main_process
    with tqdm(total=run.settings.steps, initial=run.step, unit="step", mininterval=2, disable=not first) as bar:
        for now in (steps := fit(run, until)):
            if stop.is_set():
                steps.close()
                sys.exit(143)
            bar.update(now.step - bar.n)
            if now.loss is not None:
                bar.set_postfix(loss=f"{now.loss:.4f}")
            if first and now.loss is not None:
                with (run.folder / "log.csv").open("a") as log:
                    log.write(f"{now.step},{now.loss:.5f},{now.speed * run.settings.batch:.1f}\n")


if __name__ == "__main__":
    try:
        main()
    except (UsageError, FontMissing) as error:
        sys.exit(str(error))
