"""Print the JSON Schema of graph files, with every installed node type."""

import argparse
import json

from app.console import say, warn_of_broken_packs
from nodegraph.registry import installed
from nodegraph.schema import json_schema

NAME = "schema"
USAGE = ""


def add_options(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def act(options: argparse.Namespace) -> int:
    registry = installed()
    warn_of_broken_packs(registry)
    say(json.dumps(json_schema(registry), ensure_ascii=False, indent=2))
    return 0
