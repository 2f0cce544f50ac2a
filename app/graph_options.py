"""What `run`, `check` and `plan` share: which graph, with which settings changed, and which part of it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.console import warn_of_broken_packs
from app.settings import apply, apply_preset, known_node
from nodegraph.file import load
from nodegraph.graph import Graph
from nodegraph.registry import installed
from nodes.compute import Compute, using

if TYPE_CHECKING:
    from nodegraph.plan import Plan


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("graph", type=Path, metavar="GRAPH", help="a graph file, or a PNG that carries one")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NODE.SETTING=VALUE",
        help="change a setting; each:1,3,5 runs once for each value; may be given again",
    )
    parser.add_argument(
        "--preset", metavar="NAME", help="settings that the graph offers under this name, such as quick"
    )
    parser.add_argument("--only", metavar="NODE", help="only what this node needs")


def read(options: argparse.Namespace) -> Graph:
    """The graph as the command line wants it. Raises FileError, UsageError, EditError."""
    registry = installed()
    graph = load(options.graph, registry)
    warn_of_broken_packs(registry, unless_whole=graph)
    if options.preset is not None:
        apply_preset(graph, options.preset)
    for assignment in options.set:
        apply(graph, assignment, options.graph.parent)
    if options.only is not None:
        known_node(graph, options.only, f"--only {options.only}")
    return graph


def make_plan(graph: Graph, options: argparse.Namespace, *, download: bool = False, whole: bool = False) -> "Plan":
    """What a run would do; with `whole`, parts that no output needs are checked too. Raises PlanError."""
    from nodegraph.planner import make_plan

    base = options.graph.parent
    with using(Compute(base=base, download=download)):
        return make_plan(graph, only=options.only, base=base, whole=whole)
