"""Write the node reference from the hints: python -m app.reference [FILE]"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.describe import by_category, default_text, meaning, range_text, setting_type, type_text
from nodegraph.nodetype import NodeType, Parameter
from nodegraph.registry import Registry

PLACE = Path("docs/nodes.md")
HEAD = """\
# Nodes

Written by `make docs` from the type hints and docstrings of `nodes/`. Do not edit: change the function instead.
"""


def main() -> None:
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    place.write_text(reference(own_pack()), encoding="utf-8")
    print(f"wrote {place}")


def own_pack() -> Registry:
    """The project's own nodes, whatever else is installed."""
    registry = Registry()
    registry.add_pack("core", "nodes")
    for broken in registry.broken:
        raise RuntimeError(f"pack {broken.name!r} is broken: {broken.reason}")
    return registry


def reference(kinds: Iterable[NodeType]) -> str:
    """Every node type as Markdown, by category."""
    grouped = by_category(kinds)
    parts = [HEAD, "\n".join(_contents(grouped))]
    for category, members in grouped.items():
        parts += [f"## {category}", *(_section(kind) for kind in members)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _contents(grouped: dict[str, list[NodeType]]) -> list[str]:
    return [
        f"- {category}: {', '.join(f'[{kind.label}](#{_anchor(kind)})' for kind in members)}"
        for category, members in grouped.items()
    ]


def _section(kind: NodeType) -> str:
    inputs = [(_socket(each), type_text(each.hint), meaning(each)) for each in kind.inputs]
    settings = [
        (f"`{each.name}`", setting_type(each), range_text(each), _code(default_text(each)), each.doc)
        for each in kind.settings
    ]
    outputs = [(f"`{each.name}`", type_text(each.hint), meaning(each)) for each in kind.outputs]
    parts = [
        f"### {kind.label}",
        f"`{kind.name}`{_nature(kind)}",
        kind.doc,
        _table(("input", "type", ""), inputs),
        _table(("setting", "type", "range", "default", ""), settings),
        _table(("output", "type", ""), outputs),
    ]
    return "\n\n".join(part for part in parts if part)


def _nature(kind: NodeType) -> str:
    texts = {
        "output": ", an output node",
        "opens": f", opens a loop that `{kind.partner}` closes",
        "closes": f", closes the loop that `{kind.partner}` opens",
        "collector": ", gathers values from a loop",
    }
    return texts.get(kind.kind, "")


def _socket(parameter: Parameter) -> str:
    optional = "" if parameter.required or parameter.growing else " (optional)"
    return f"`{parameter.name}[0]`, …" if parameter.growing else f"`{parameter.name}`{optional}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)


def _code(text: str) -> str:
    return text if text == "required" else f"`{text}`"


def _anchor(kind: NodeType) -> str:
    return kind.label.lower().replace(" ", "-")


if __name__ == "__main__":
    main()
