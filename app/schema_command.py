"""Print the JSON Schema of graph files, with every installed node type."""

import argparse

from app.console import say_json, warn_of_broken_packs
from nodegraph.registry import installed
from nodegraph.schema import json_schema

NAME = "schema"
USAGE = ""


def add_options(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def act(options: argparse.Namespace) -> int:
    registry = installed()
    warn_of_broken_packs(registry)
    say_json(json_schema(registry), indent=2)
    return 0
