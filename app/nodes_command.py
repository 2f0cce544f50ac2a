"""List the node types that are installed, or describe one of them."""

import argparse
import shutil

from app.console import columns, is_terminal, say, say_json, warn_of_broken_packs
from app.describe import as_json, by_category, default_text, meaning, range_text, setting_type, summary, type_text
from app.settings import did_you_mean
from app.streams import results
from nodegraph.errors import UsageError
from nodegraph.nodetype import NodeType, Output, Parameter
from nodegraph.registry import Registry, installed

NAME = "nodes"
USAGE = "[NAME] [--json]"
NEVER_CUT = 10**6


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="describe this node type")
    parser.add_argument("--json", action="store_true", help="print them as JSON, with all that the hints say")


def act(options: argparse.Namespace) -> int:
    registry = installed()
    warn_of_broken_packs(registry)
    chosen = [_named(registry, options.name)] if options.name else list(registry)
    if options.json:
        broken = [{"pack": each.name, "reason": each.reason} for each in registry.broken]
        say_json({"nodes": [as_json(each) for each in chosen], "broken": broken})
    else:
        say(description(chosen[0]) if options.name else table(chosen))
    return 0


def table(kinds: list[NodeType]) -> str:
    """Every node type by category, a line each."""
    width = shutil.get_terminal_size().columns if is_terminal(results()) else NEVER_CUT
    left = max((len(kind.name) for kind in kinds), default=0)
    blocks = []
    for category, members in by_category(kinds).items():
        rows = ((f"{kind.name:<{left}}", summary(kind) + _origin(kind)) for kind in members)
        blocks.append("\n".join([category, *columns(rows, width)]))
    return "\n\n".join(blocks)


def description(kind: NodeType) -> str:
    """All that the hints say of one node type."""
    blocks = [f"{kind.label} ({kind.name}){_origin(kind)}\n\n{kind.doc}"]
    sections = {
        "inputs": [(_socket(each), _socket_text(each)) for each in kind.inputs],
        "settings": [(each.name, _setting(each)) for each in kind.settings],
        "outputs": [(each.name, _socket_text(each)) for each in kind.outputs],
    }
    blocks += ["\n".join([title, *columns(rows, NEVER_CUT)]) for title, rows in sections.items() if rows]
    return "\n\n".join(blocks)


def _named(registry: Registry, name: str) -> NodeType:
    kind = registry.get(name)
    if kind is None:
        raise UsageError(f"there is no node type {name!r}. {did_you_mean(name, [each.name for each in registry])}")
    return kind


def _origin(kind: NodeType) -> str:
    return "" if kind.pack == "core" else f" [{kind.pack}]"


def _socket(parameter: Parameter) -> str:
    optional = "" if parameter.required or parameter.growing else " (optional)"
    return f"{parameter.name}[0], …" if parameter.growing else f"{parameter.name}{optional}"


def _socket_text(thing: Parameter | Output) -> str:
    return ": ".join(part for part in (type_text(thing.hint), meaning(thing)) if part)


def _setting(parameter: Parameter) -> str:
    default = default_text(parameter) if parameter.required else f"default {default_text(parameter)}"
    parts = [setting_type(parameter), range_text(parameter), default, parameter.doc]
    return "; ".join(part for part in parts if part)
