"""Graph files: JSON that people can read and diff, or a PNG that carries one.

Loading runs no code and keeps what it does not know. Saving is atomic.
"""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nodegraph.context import atomically
from nodegraph.errors import FileError
from nodegraph.graph import NODE_ID, End, Graph, Link, Node
from nodegraph.hints import InputFile
from nodegraph.nodetype import NodeType
from nodegraph.registry import Registry
from nodegraph.strict import kind_of, parse, read_text
from nodegraph.values import is_sweep

FORMAT = "anagraph"
VERSION = 1
MODES = ("", "mute", "bypass")
SOCKET = r"[^\s.]+"
# From a version to the function that turns a file of that version into one of the next.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
_ID = re.compile(NODE_ID)
_END = re.compile(rf"({NODE_ID})\.({SOCKET})")
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
# A node's fields: whether a value is right, and what to write instead of a wrong one.
_FIELDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "type": (lambda value: type(value) is str, "Name its node type."),
    "version": (lambda value: type(value) is int and value >= 1, "It has to be a whole number from 1 on."),
    "params": (lambda value: type(value) is dict, "It has to be an object."),
    "at": (lambda value: value is None or _is_place(value), "Write [x, y]."),
    "mode": (lambda value: value in MODES, "Use mute or bypass."),
}


def load(path: Path | str, registry: Registry) -> Graph:
    """Read a graph from a JSON file, or from a PNG that Save Image wrote. Raises FileError."""
    return loads(read_text(Path(path)), registry, name=str(path))


def loads(text: str, registry: Registry, name: str = "graph") -> Graph:
    """Read a graph from JSON text. `name` is what errors call it."""
    data = _upgrade(parse(text, name), name)
    nodes, links = data.pop("nodes", {}), data.pop("links", [])
    if not isinstance(nodes, dict):
        raise FileError(f"{name}: nodes is {kind_of(nodes)}. It has to be an object of nodes by id.")
    if not isinstance(links, list):
        raise FileError(f"{name}: links is {kind_of(links)}. It has to be a list of [from, to].")
    graph = Graph(registry, extra=data)
    graph.nodes = {key: _node(key, each, registry, name) for key, each in nodes.items()}
    graph.links = [_link(each, name) for each in links]
    return graph


def as_json(graph: Graph) -> dict[str, Any]:
    """The graph as plain values, in the file's order."""
    nodes = {node.id: _node_json(graph, node) for node in graph.nodes.values()}
    links = [_link_json(link) for link in graph.links]
    return {"format": FORMAT, "version": VERSION, "nodes": nodes, "links": links} | graph.extra


def dumps(graph: Graph) -> str:
    """JSON with one node and one link a line, in a stable order."""
    data = as_json(graph)
    parts = [f'"format": {_ENCODE(data.pop("format"))}, "version": {_ENCODE(data.pop("version"))}']
    nodes = [f"  {_ENCODE(key)}: {_ENCODE(each)}" for key, each in data.pop("nodes").items()]
    parts.append('"nodes": {\n' + ",\n".join(nodes) + "\n }")
    links = [f"  {_ENCODE(each)}" for each in data.pop("links")]
    parts.append('"links": [\n' + ",\n".join(links) + "\n ]")
    parts += [f"{_ENCODE(key)}: {_ENCODE(each)}" for key, each in data.items()]
    return "{" + ",\n ".join(parts) + "}\n"


def save(graph: Graph, path: Path | str) -> None:
    """Write the graph's file, whole or not at all."""
    text = dumps(graph)
    atomically(Path(path), lambda aside: aside.write_text(text, encoding="utf-8"))


def rebased(graph: Graph, old: Path, new: Path) -> Graph:
    """A copy whose relative input files are found from folder `new` as they were from `old`."""
    copy = graph.copy()
    for node in copy.nodes.values():
        kind = copy.type_of(node.id)
        for setting in kind.settings if kind else ():
            if setting.extra(InputFile) and setting.name in node.params:
                node.params[setting.name] = _moved(node.params[setting.name], old, new)
    return copy


def _moved(value: Any, old: Path, new: Path) -> Any:
    if is_sweep(value):
        return {"each": [_moved(each, old, new) for each in value["each"]]}
    if not isinstance(value, str) or not value or Path(value).is_absolute():
        return value
    return Path(os.path.relpath(old.resolve() / value, new.resolve())).as_posix()


def _upgrade(data: dict[str, Any], name: str) -> dict[str, Any]:
    """The file's object brought to this version, without its head."""
    kind, version = data.get("format"), data.get("version")
    if kind != FORMAT:
        raise FileError(f'{name}: format is {kind!r}. A graph says "format": "{FORMAT}".')
    if type(version) is not int or version < 1:
        raise FileError(f"{name}: version is {version!r}. It has to be a whole number from 1 on.")
    if version > VERSION:
        raise FileError(f"{name}: made by a newer anagraph (file version {version}, known {VERSION}). Update.")
    for step in range(version, VERSION):
        data = MIGRATIONS[step](data)
    return {key: each for key, each in data.items() if key not in ("format", "version")}


def _node(key: str, data: Any, registry: Registry, name: str) -> Node:
    if not _ID.fullmatch(key):
        raise FileError(f"{name}: {key!r} is no node id. Leave out spaces, dots, brackets, colons, quotes and =.")
    if type(data) is not dict:
        raise FileError(f"{name}: node {key!r} is {kind_of(data)}. It has to be an object.")
    if "type" not in data:
        raise FileError(f"{name}: node {key!r} has no type. {_FIELDS['type'][1]}")
    made, extra = Node(key, ""), {}
    for field, each in data.items():
        if field not in _FIELDS:
            extra[field] = each
        elif _FIELDS[field][0](each):
            setattr(made, field, each)
        else:
            raise FileError(f"{name}: {field} of node {key!r} is {_shown(each)}. {_FIELDS[field][1]}")
    made.extra = extra
    made.at = None if made.at is None else (made.at[0], made.at[1])
    kind = registry.get(made.type)
    if kind and made.version < kind.version:
        _migrate(made, kind, name)
    return made


def _migrate(node: Node, kind: NodeType, name: str) -> None:
    """Bring a node's params to the version of its type."""
    for step in range(node.version, kind.version):
        try:
            node.params = kind.migrations.get(step, dict)(node.params)
        except Exception as error:  # a migration is a pack's code and meets whatever the file says
            found = f"node {node.id!r} cannot be brought from version {step} of {kind.name} to {step + 1} ({error!r})"
            raise FileError(f"{name}: {found}. Correct its params.") from None
    node.version = kind.version


def _is_place(at: Any) -> bool:
    return type(at) is list and len(at) == 2 and all(type(each) in (int, float) for each in at)


def _link(data: Any, name: str) -> Link:
    if type(data) is list and len(data) in (2, 3):
        tail, head, extra = _end(data[0]), _end(data[1]), data[2] if len(data) == 3 else {}
        if tail and head and type(extra) is dict:
            return Link(tail, head, extra)
    raise FileError(f'{name}: link {_shown(data)} is none. Write ["node.output", "node.input"].')


def _end(text: Any) -> End | None:
    found = _END.fullmatch(text) if type(text) is str else None
    return End(found[1], found[2]) if found else None


def _node_json(graph: Graph, node: Node) -> dict[str, Any]:
    data: dict[str, Any] = {"type": node.type, "version": node.version}
    kind = graph.type_of(node.id)
    if kind and kind.pack not in ("", "core"):
        data["pack"] = kind.pack
    data["params"] = node.params
    if node.at is not None:
        data["at"] = node.at
    if node.mode:
        data["mode"] = node.mode
    return data | node.extra


def _link_json(link: Link) -> list[Any]:
    return [str(link.source), str(link.target), *([link.extra] if link.extra else [])]


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
