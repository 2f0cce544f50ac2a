"""What every command says in the same way."""

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

from app.streams import holds_unicode, results
from nodegraph.graph import Graph
from nodegraph.registry import Registry


def say(text: Any) -> None:
    """A line of the result, on stdout."""
    print(text, file=results(), flush=True)


def say_json(value: Any, *, indent: int | None = None) -> None:
    """A value as JSON on stdout, in ASCII where stdout does not hold all of Unicode."""
    say(json.dumps(value, ensure_ascii=not holds_unicode(results()), indent=indent))


def complain(text: Any) -> None:
    """A line about what is wrong, on stderr."""
    print(text, file=sys.stderr, flush=True)


def warn(text: Any) -> None:
    complain(f"warning: {text}")


def warn_of_broken_packs(registry: Registry, *, unless_whole: Graph | None = None) -> None:
    """Name each pack that did not load; for a graph, only if a node type of it is missing."""
    if unless_whole is not None and all(node.type in registry for node in unless_whole.nodes.values()):
        return
    for pack in registry.broken:
        warn(f"node pack {pack.name!r} did not load ({one_line(pack.reason)}). Repair or uninstall it.")


def one_line(text: str) -> str:
    return " ".join(text.split())


def counted(number: int, noun: str) -> str:
    """E.g. "no faults", "1 fault", "2 faults"."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def columns(rows: Iterable[tuple[str, str]], width: int) -> list[str]:
    """Two aligned columns, cut at `width`."""
    pairs = list(rows)
    left = max((len(name) for name, _ in pairs), default=0)
    return [_cut(f"  {name:<{left}}  {text}".rstrip(), width) for name, text in pairs]


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"


def is_terminal(stream: Any) -> bool:
    """Whether a line may be drawn over on this stream."""
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"
