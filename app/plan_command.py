"""Show what a run will do: order, loops, what is shared and what is batched.

Nothing is computed."""

import argparse

from app import graph_options
from app.console import say, say_json, warn

NAME = "plan"
USAGE = "GRAPH [--set NODE.SETTING=VALUE ...] [options]"


def add_options(parser: argparse.ArgumentParser) -> None:
    graph_options.add_options(parser)
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def act(options: argparse.Namespace) -> int:
    plan = graph_options.make_plan(graph_options.read(options), options)
    if not options.json:
        say(plan.describe())
        return 0
    for warning in plan.warnings:
        warn(warning)
    say_json(plan.as_json())
    return 0
