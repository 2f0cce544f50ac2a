"""`--set NODE.SETTING=VALUE`: one setting of a loaded graph, typed by the node's hints."""

import difflib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.presets import presets, put
from nodegraph.errors import UsageError
from nodegraph.graph import End, Graph
from nodegraph.hints import InputFile
from nodegraph.nodetype import NodeType, Parameter
from nodegraph.values import parse
from nodes.weights.locate import SHIPPED

FOLDERS = {("load_model", "source"): SHIPPED}  # texts that may name a folder, and the words that never do
Finder = Callable[[str], bool]
EXAMPLE = '--set prompt.text="a skull"'


def apply(graph: Graph, assignment: str, base: Path) -> None:
    """Set what `NODE.SETTING=VALUE` says. `base` is the graph's folder.

    Raises UsageError: no such node or setting (with the nearest ones), a wired setting, a value that does not fit.
    """
    target, text = split(assignment)
    known_node(graph, target.node, f"--set {target}")
    parameter = _setting(graph, target)
    value = _parsed(target, parameter, text)
    try:
        value = _relative(value, base, _finder(graph, target.node, parameter))
    except OSError as error:
        raise UsageError(f"--set {target}: {ascii(text)[:60]}: {error.strerror}. Give another value.") from None
    graph.set(*target, value)


def apply_preset(graph: Graph, name: str) -> None:
    """Set what the graph file keeps under this name. Raises UsageError, EditError."""
    known = presets(graph)
    if name not in known:
        raise UsageError(f"--preset {name}: the graph has no such preset. It has {', '.join(known) or 'none'}.")
    put(graph, known[name])


def split(assignment: str) -> tuple[End, str]:
    """Cut at the first = and, before it, at the first dot."""
    target, equals, text = assignment.partition("=")
    node, _, setting = target.partition(".")
    if not (equals and node and setting):
        raise UsageError(f"--set {assignment}: not of the form NODE.SETTING=VALUE. Write e.g. {EXAMPLE}")
    return End(node, setting), text


def known_node(graph: Graph, node: str, option: str) -> None:
    """Raise UsageError with the nearest names where the graph has no such node."""
    if node not in graph.nodes:
        raise UsageError(f"{option}: there is no node {node!r}. {did_you_mean(node, list(graph.nodes))}")


def did_you_mean(name: str, known: list[str]) -> str:
    """The nearest known names, or all of them where none is near."""
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    if not known:
        return "It has none."
    return f"There is {', '.join(known[:12])}{', …' if len(known) > 12 else ''}."


def _setting(graph: Graph, target: End) -> Parameter:
    kind = graph.type_of(target.node)
    if kind is None:
        missing = graph.nodes[target.node].type
        raise UsageError(f"--set {target}: node type {missing!r} is missing. Install the pack that brings it.")
    found = next((each for each in kind.settings if each.name == target.socket), None)
    if found is None:
        raise UsageError(f"--set {target}: {_no_setting(kind, target)}")
    wire = graph.source(target)
    if wire is not None:
        raise UsageError(f"--set {target}: a wire from {wire} drives it. Set that node, or remove the wire.")
    return found


def _no_setting(kind: NodeType, target: End) -> str:
    if kind.parameter(target.socket) is not None:
        return f"{target.socket!r} is an input, not a setting. Wire it in the graph."
    names = [each.name for each in kind.settings]
    return f"{kind.label} has no setting {target.socket!r}. {did_you_mean(target.socket, names)}"


def _parsed(target: End, parameter: Parameter, text: str) -> Any:
    try:
        return parse(parameter, text)
    except UsageError as error:
        raise UsageError(f"--set {target}: {error}") from None


def _finder(graph: Graph, node: str, parameter: Parameter) -> Finder | None:
    """How to see whether the setting names something from where the user stands; None where it is no path."""
    if parameter.extra(InputFile) is not None:
        return lambda text: Path(text).exists()
    words = FOLDERS.get((graph.nodes[node].type, parameter.name))
    return None if words is None else lambda text: text not in words and Path(text).is_dir()


def _relative(value: Any, base: Path, found: Finder | None) -> Any:
    """A file that is named from where the user stands, named from the graph's folder as graphs do it."""
    if found is None:
        return value
    if isinstance(value, dict):
        return {"each": [_relative(each, base, found) for each in value["each"]]}
    if not isinstance(value, str) or not value or Path(value).is_absolute() or not found(value):
        return value
    whole = Path(value).parent.resolve() / Path(value).name  # the last name may be a link: its suffix counts
    return Path(os.path.relpath(whole, base.resolve())).as_posix()
