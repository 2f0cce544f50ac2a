"""Run a graph and write its pictures.

Prints "wrote FILE" for each file on stdout, progress on stderr. Ctrl-C stops within one step and keeps what was
finished; a second one ends at once. Exit status: 0 done, 1 failed, 2 graph or command line wrong, 130 cancelled."""

import argparse
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app import graph_options
from app.console import complain
from app.quiet import hush
from app.report import JsonReport, Report, Silent, TextReport
from app.running.warm import share_cores
from nodegraph.errors import Cancelled, UsageError
from nodegraph.events import Warned
from nodes.compute import choose, using

if TYPE_CHECKING:
    from nodegraph.plan import Plan

NAME = "run"
USAGE = "GRAPH [--set NODE.SETTING=VALUE ...] [options]"
DEVICES = ("auto", "cpu", "cuda", "mps")
DTYPES = ("auto", "float32", "float16", "bfloat16")


def add_options(parser: argparse.ArgumentParser) -> None:
    graph_options.add_options(parser)
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="where files go (default: out)")
    _choice(parser, "--device", DEVICES, "where to compute")
    _choice(parser, "--dtype", DTYPES, "precision of the networks")
    parser.add_argument("--download", action="store_true", help="fetch models that are not on this machine")
    parser.add_argument("--json", action="store_true", help="print one JSON event a line, and nothing else, on stdout")
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr, only warnings")


def act(options: argparse.Namespace) -> int:
    from nodegraph.engine import Engine

    hush(downloads=options.download)
    share_cores()
    graph = graph_options.read(options)
    plan = graph_options.make_plan(graph, options, download=options.download)
    _check_folder(options.out)
    report = _report(options)
    for fault in plan.warnings:
        report(Warned(fault.node or "graph", str(fault)))
    with using(choose(options.device, options.dtype, download=options.download, base=options.graph.parent)) as compute:
        run = Engine().start(plan, out=options.out, key=compute.key, writes=_is_first())
        with cancelling(run.cancel), closing(report), _telling_what_stays(plan):
            for event in run:
                report(event)
        for node, values in run.values.items():
            report.gave(node, values)
    return 0


@contextmanager
def _telling_what_stays(plan: "Plan") -> Iterator[None]:
    """Of a training that is cancelled, that it goes on where it was."""
    try:
        yield
    except (Cancelled, KeyboardInterrupt):
        if any(op.kind.is_long for op in plan.ops):
            complain("what was trained is kept: the same command goes on from there")
        raise


def _is_first() -> bool:
    """Whether this is the first of the processes that `accelerate launch` or torchrun started, or the only one."""
    return os.environ.get("RANK", "0") == "0"


def _report(options: argparse.Namespace) -> Report:
    if not _is_first():
        return Silent(options.out)
    return JsonReport(options.out) if options.json else TextReport(options.out, quiet=options.quiet)


@contextmanager
def cancelling(cancel: Callable[[], None]) -> Iterator[None]:
    """Inside the block the first Ctrl-C calls `cancel`; the second interrupts whatever is going on."""

    def first(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        cancel()

    before = signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _choice(parser: argparse.ArgumentParser, option: str, names: tuple[str, ...], about: str) -> None:
    parser.add_argument(option, choices=names, default="auto", metavar="NAME", help=f"{about}: {', '.join(names)}")


def _check_folder(out: Path) -> None:
    """Make the folder and write into it, so that no work is done for nothing."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except FileExistsError:
        raise UsageError(f"--out {out}: a file is there. Name a folder.") from None
    except OSError as error:
        raise UsageError(f"--out {_short(out)}: {error.strerror}. Name a folder that can be written.") from None


def _short(out: Path) -> str:
    text = str(out)
    return text if len(text) <= 100 else f"{text[:97]}..."
