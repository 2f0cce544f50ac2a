"""Presets: settings that a graph file keeps together under a name, such as quick."""

from collections.abc import Mapping
from typing import Any

from nodegraph.graph import Graph

Preset = Mapping[str, Any]


def presets(graph: Graph) -> dict[str, Preset]:
    """By name, what the file keeps under "presets": {name: {"node.setting": value, ...}}."""
    kept = graph.extra.get("presets")
    return {name: each for name, each in kept.items() if isinstance(each, dict)} if isinstance(kept, dict) else {}


def put(graph: Graph, preset: Preset) -> None:
    """Give the settings their values. Raises EditError for one that does not fit."""
    for place, value in preset.items():
        node, _, setting = place.partition(".")
        graph.set(node, setting, value)


def is_put(graph: Graph, preset: Preset) -> bool:
    """Whether every setting has the value that the preset gives it."""
    return all(_value(graph, *place.partition(".")[::2]) == value for place, value in preset.items())


def _value(graph: Graph, node: str, setting: str) -> Any:
    """As set, or else the default; None where there is no such setting."""
    if node not in graph.nodes:
        return None
    kind = graph.type_of(node)
    known = kind.setting(setting) if kind else None
    value = graph.nodes[node].params.get(setting, known.default if known else None)
    return list(value) if isinstance(value, tuple) else value
