"""Name every fault of a graph at once, or say that there is none.

Nothing is computed and nothing is downloaded. Exit status: 0 without faults, 2 with."""

import argparse

from app import graph_options
from app.console import counted, one_line, say, warn
from nodegraph.errors import Fault, FileError, PlanError

NAME = "check"
USAGE = "GRAPH [--set NODE.SETTING=VALUE ...] [options]"


def add_options(parser: argparse.ArgumentParser) -> None:
    graph_options.add_options(parser)


def act(options: argparse.Namespace) -> int:
    found = faults(options)
    for fault in found:
        say(one_line(str(fault)))
    say(f"{options.graph}: {counted(len(found), 'fault')}")
    return 2 if found else 0


def faults(options: argparse.Namespace) -> list[Fault] | list[FileError]:
    """All that keeps the graph from running. Warnings go to stderr."""
    try:
        plan = graph_options.make_plan(graph_options.read(options), options, whole=options.only is None)
    except FileError as error:
        return [error]
    except PlanError as error:
        return error.faults
    for warning in plan.warnings:
        warn(warning)
    return []
