"""Open the editor, on a graph file, on a picture that carries its graph, or on a list of ready graphs.

Pictures that graphs save go into the output folder. What is not saved when the editor dies is offered again at its
next start."""

import argparse
import os
import sys
from pathlib import Path

from app.console import warn_of_broken_packs
from app.quiet import hush
from app.run_command import DEVICES, DTYPES
from nodegraph.errors import UsageError

NAME = "edit"
USAGE = "[GRAPH] [options]"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("graph", type=Path, nargs="?", metavar="GRAPH", help="a graph file, or a PNG that carries one")
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="where files go (default: out)")
    for option, names, about in (
        ("--device", DEVICES, "where to compute"),
        ("--dtype", DTYPES, "precision of the networks"),
    ):
        about = f"{about}: {', '.join(names)}"
        parser.add_argument(option, choices=names, default="auto", metavar="NAME", help=about)
    parser.add_argument("--download", action="store_true", help="fetch models that are not on this machine")


def act(options: argparse.Namespace) -> int:
    if not has_display():
        raise UsageError("the editor needs a display, and none is there. Without one, `anagraph run` runs graphs.")
    from app.editor.editor import edit
    from app.session import Session
    from nodegraph.registry import installed

    hush(downloads=options.download)
    registry = installed()
    warn_of_broken_packs(registry)
    edit(
        Session(registry, options.out, device=options.device, dtype=options.dtype, download=options.download),
        options.graph,
    )
    return 0


def has_display() -> bool:
    """Whether a window can be opened: elsewhere than on Linux always."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
