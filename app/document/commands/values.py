"""Settings: values, sweeps, and seeds that are new each run."""

import random
from collections.abc import Callable
from typing import Any, Literal

from app.document.document import Document
from app.presets import presets, put
from nodegraph.errors import EditError
from nodegraph.graph import Graph, Node
from nodegraph.hints import SeedHint
from nodegraph.nodetype import REQUIRED, Parameter
from nodegraph.values import is_sweep

SeedMode = Literal["new", "keep"]
SEEDS = "seeds"
_chance = random.SystemRandom()


def set_value(doc: Document, node: str, setting: str, value: Any, *, merge: str = "") -> None:
    """Give a setting a value. Typing gives the same `merge` for each change until the field is left."""
    with doc.edit(f"set {setting}", merge=merge) as graph:
        graph.set(node, setting, value)


def use_preset(doc: Document, name: str) -> None:
    """Set what the graph keeps under this name, all in one step."""
    with doc.edit(f"use preset {name}") as graph:
        known = presets(graph)
        if name not in known:
            raise EditError(f"the graph has no preset {name}.")
        put(graph, known[name])


def unset(doc: Document, node: str, setting: str) -> None:
    """Back to the default."""
    with doc.edit(f"reset {setting}") as graph:
        graph.unset(node, setting)


def set_sweep(doc: Document, node: str, setting: str, values: list[Any] | None, *, merge: str = "") -> None:
    """Let a setting run through several values; None goes back to the first of them."""
    with doc.edit(f"sweep {setting}", merge=merge) as graph:
        if values is not None:
            graph.set(node, setting, {"each": list(values)})
        elif first := _swept(graph, node, setting)[:1]:
            graph.set(node, setting, first[0])
        else:
            graph.unset(node, setting)


def seed_mode(graph: Graph, node: str, setting: str) -> SeedMode:
    """Whether a seed is new each run."""
    return "new" if _modes(graph.nodes[node]).get(setting) == "new" else "keep"


def set_seed_mode(doc: Document, node: str, setting: str, mode: SeedMode) -> None:
    with doc.edit("new seed each run" if mode == "new" else "keep seed") as graph:
        kind = graph.type_of(node) if node in graph.nodes else None
        found = kind.setting(setting) if kind else None
        if found is None or not found.extra(SeedHint):
            raise EditError(f"{node}: {setting} is no seed. Choose a setting that is one.")
        modes = {key: each for key, each in _modes(graph.nodes[node]).items() if key != setting}
        _keep_modes(graph.nodes[node], modes | ({setting: "new"} if mode == "new" else {}))


def roll_seeds(doc: Document, draw: Callable[[], int] = lambda: _chance.randrange(1_000_000)) -> bool:
    """Draw every seed that is to be new each run; whether there was one. To be called before a run."""
    before = doc.revision
    with doc.edit("new seeds") as graph:
        wired = {link.target for link in graph.links}
        for node in graph.nodes.values():
            kind = graph.type_of(node.id)
            for setting in kind.settings if kind else ():
                if _rolls(node, setting) and (node.id, setting.name) not in wired:
                    node.params[setting.name] = _drawn(node.params.get(setting.name, setting.default), draw)
    return doc.revision != before


def _swept(graph: Graph, node: str, setting: str) -> list[Any]:
    """The values of a sweep; none where there is no sweep."""
    value = graph.nodes[node].params.get(setting) if node in graph.nodes else None
    return list(value["each"]) if value is not None and is_sweep(value) else []


def _rolls(node: Node, setting: Parameter) -> bool:
    return _modes(node).get(setting.name) == "new" and setting.extra(SeedHint) is not None


def _drawn(value: Any, draw: Callable[[], int]) -> Any:
    if value is not REQUIRED and is_sweep(value):
        return {"each": [draw() for _ in value["each"]]}
    return draw()


def _modes(node: Node) -> dict[str, Any]:
    found = node.extra.get(SEEDS)
    return found if isinstance(found, dict) else {}


def _keep_modes(node: Node, modes: dict[str, Any]) -> None:
    if modes:
        node.extra[SEEDS] = modes
    else:
        node.extra.pop(SEEDS, None)
