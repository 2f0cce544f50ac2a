"""A graph as a Python script: the same pictures by the node functions, without graph, planner or engine."""

import re
import textwrap
from pathlib import Path
from typing import Any

from app.document.script.names import Imports, Names
from app.document.script.parts import ALWAYS, END, FIXED_NAMES, HELPERS, START
from app.document.script.program import read
from app.document.script.writer import Writer
from nodegraph.graph import Graph

__all__ = ["as_python"]
MAIN = "def main():\n    with using(choose(base=Path(__file__).parent)):\n"


def as_python(graph: Graph, base: Path) -> str:
    """The script of a graph that lies in the folder `base`, and so will the script: it finds its input files there.

    Raises PlanError for a graph that cannot run, and UsageError, one line, for one that a script cannot express.
    """
    program = read(graph, base)
    names = Names(FIXED_NAMES)
    imports = Imports(names)
    writer = Writer(program, names, imports)
    body = "\n".join(writer.write())
    used = [helper for name, helper in HELPERS.items() if re.search(rf"(?<![\w.]){name}\(", body)]
    for module, name in (*ALWAYS, *(need for helper in used for need in helper.needs)):
        imports.fixed(module, name)
    constants = "\n".join(['OUT = Path("out")', *writer.constants()])
    definitions = [START, *(helper.text for helper in used), f"{MAIN}{body}\n", END]
    return f"{_about(graph)}\n{imports.text()}\n{constants}\n\n\n" + "\n\n".join(definitions)


def _about(graph: Graph) -> str:
    title = _plain(graph.extra.get("title")) or "A graph"
    notes = graph.extra.get("notes")
    texts = [_plain(note.get("text")) for note in notes if isinstance(note, dict)] if isinstance(notes, list) else []
    lines = [f"{title}. Written by anagraph, which has to be installed; needs no graph and no editor.", *texts]
    return "".join(f"# {line}\n" for text in lines for line in textwrap.wrap(text, 108))


def _plain(text: Any) -> str:
    """A text as it can stand in a comment."""
    words = " ".join(text.split()) if isinstance(text, str) else ""
    return "".join(letter for letter in words if letter.isprintable())
