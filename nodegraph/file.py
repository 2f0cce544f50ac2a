"""Graph files: JSON that people can read and diff, or a PNG that carries one.

Loading runs no code and keeps what it does not know. Saving is atomic.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nodegraph.context import atomically
from nodegraph.errors import FileError
from nodegraph.graph import End, Graph, Link, Node, end
from nodegraph.hints import InputFile
from nodegraph.registry import Registry

FORMAT = "anagraph"
VERSION = 1
PNG_KEY = "anagraph"
LARGEST = 64 * 2**20
# From a version to the function that turns a file of that version into one of the next.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
_PNG = b"\x89PNG\r\n\x1a\n"
_NODE_FIELDS = ("type", "version", "params", "at", "mode")


def load(path: Path | str, registry: Registry) -> Graph:
    """Read a graph from a JSON file, or from a PNG that Save Image wrote. Raises FileError."""
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise FileError(f"{path}: larger than {LARGEST // 2**20} MiB, which no graph is. Give the graph's own file.")
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}). Check the path.") from None
    text = _from_png(path) if data.startswith(_PNG) else _decode(data, str(path))
    return loads(text, registry, name=str(path))


def loads(text: str, registry: Registry, name: str = "graph") -> Graph:
    """Read a graph from JSON text. `name` is what errors call it."""
    data = _upgrade(_json(text, name), name)
    graph = Graph(registry, extra={key: each for key, each in data.items() if key not in ("nodes", "links")})
    nodes = data.get("nodes", {})
    _expect(isinstance(nodes, dict), name, f"nodes is {_kind(nodes)}", "It has to be an object of nodes by id.")
    for key, each in nodes.items():
        graph.nodes[key] = _node(key, each, registry, name)
    links = data.get("links", [])
    _expect(isinstance(links, list), name, f"links is {_kind(links)}", "It has to be a list of [from, to].")
    graph.links = [_link(each, name) for each in links]
    return graph


def as_json(graph: Graph) -> dict[str, Any]:
    """The graph as plain values, in the file's order."""
    head = {"format": FORMAT, "version": VERSION}
    rest = {key: each for key, each in graph.extra.items() if key not in head}
    nodes = {node.id: _node_json(graph, node) for node in graph.nodes.values()}
    return head | {"nodes": nodes, "links": [_link_json(link) for link in graph.links]} | rest


def dumps(graph: Graph) -> str:
    """JSON with one node and one link a line, in a stable order."""
    data = as_json(graph)
    parts = [f'"format": {_line(data.pop("format"))}, "version": {_line(data.pop("version"))}']
    nodes = [f"  {_line(key)}: {_line(each)}" for key, each in data.pop("nodes").items()]
    parts.append('"nodes": {\n' + ",\n".join(nodes) + "\n }")
    links = [f"  {_line(each)}" for each in data.pop("links")]
    parts.append('"links": [\n' + ",\n".join(links) + "\n ]")
    parts += [f"{_line(key)}: {_line(each)}" for key, each in data.items()]
    return "{" + ",\n ".join(parts) + "}\n"


def save(graph: Graph, path: Path | str) -> None:
    """Write the graph's file, whole or not at all."""
    text = dumps(graph)
    atomically(Path(path), lambda aside: aside.write_text(text, encoding="utf-8"))


def rebased(graph: Graph, old: Path, new: Path) -> Graph:
    """A copy whose relative input files are found from folder `new` as they were from `old`."""
    copy = loads(dumps(graph), graph.registry)
    for node in copy.nodes.values():
        kind = copy.type_of(node.id)
        for setting in kind.settings if kind else ():
            if setting.extra(InputFile) and setting.name in node.params:
                node.params[setting.name] = _moved(node.params[setting.name], old, new)
    return copy


def _moved(value: Any, old: Path, new: Path) -> Any:
    if isinstance(value, dict):
        return {key: [_moved(each, old, new) for each in values] for key, values in value.items()}
    if not isinstance(value, str) or not value or Path(value).is_absolute():
        return value
    return Path(os.path.relpath(old.resolve() / value, new.resolve())).as_posix()


def _from_png(path: Path) -> str:
    from PIL import Image

    try:
        with Image.open(path) as picture:
            text = getattr(picture, "text", {}).get(PNG_KEY)
    except (OSError, ValueError, SyntaxError) as error:
        raise FileError(f"{path}: a damaged PNG ({error}). Take another copy.") from None
    if text is None:
        raise FileError(f"{path}: a PNG without a graph in it. Give one that a Save Image node wrote.")
    return str(text)


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"{name}: not text (byte {error.start}). Give a graph's JSON or a PNG that carries one.") from None


def _json(text: str, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise FileError(f"{name}: not JSON at line {error.lineno}, column {error.colno} ({error.msg}).") from None
    except RecursionError:
        raise FileError(f"{name}: nested too deeply to be a graph.") from None
    except ValueError as error:
        raise FileError(f"{name}: {error}") from None
    _expect(isinstance(data, dict), name, f"holds {_kind(data)}", "A graph is a JSON object.")
    return dict(data)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a number that JSON knows. Write a finite one.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        raise ValueError(f"{twice!r} stands twice in one object. Rename one of them.")
    return made


def _upgrade(data: dict[str, Any], name: str) -> dict[str, Any]:
    kind = data.get("format")
    _expect(kind == FORMAT, name, f"format is {kind!r}", f'A graph says "format": "{FORMAT}".')
    version = data.get("version")
    _expect(type(version) is int and version >= 1, name, f"version is {version!r}", "It has to be a whole number.")
    assert isinstance(version, int)
    _expect(version <= VERSION, name, f"made by a newer anagraph (file version {version}, known {VERSION})", "Update.")
    for step in range(version, VERSION):
        data = MIGRATIONS[step](data)
    return data | {"version": VERSION}


def _node(key: str, data: Any, registry: Registry, name: str) -> Node:
    _expect(isinstance(data, dict), name, f"node {key!r} is {_kind(data)}", "It has to be an object.")
    type_name, params, at = data.get("type"), data.get("params", {}), data.get("at")
    _expect(isinstance(type_name, str), name, f"node {key!r} has type {type_name!r}", "Name its node type.")
    _expect(isinstance(params, dict), name, f"params of node {key!r} is {_kind(params)}", "It has to be an object.")
    version = data.get("version", 1)
    _expect(type(version) is int, name, f"version of node {key!r} is {version!r}", "It has to be a whole number.")
    mode = data.get("mode", "")
    _expect(mode in ("", "mute", "bypass"), name, f"mode of node {key!r} is {mode!r}", "Use mute or bypass.")
    _expect(at is None or _is_place(at), name, f"at of node {key!r} is {at!r}", "Write [x, y].")
    kind = registry.get(type_name)
    if kind and version < kind.version:
        for step in range(version, kind.version):
            params = kind.migrations[step](dict(params)) if step in kind.migrations else params
        version = kind.version
    extra = {field: each for field, each in data.items() if field not in _NODE_FIELDS}
    return Node(key, type_name, version, dict(params), tuple(at) if at else None, mode, extra)


def _is_place(at: Any) -> bool:
    return isinstance(at, list) and len(at) == 2 and all(type(each) in (int, float) for each in at)


def _link(data: Any, name: str) -> Link:
    good = isinstance(data, list) and len(data) in (2, 3) and all(isinstance(each, str) for each in data[:2])
    good = good and (len(data) == 2 or isinstance(data[2], dict))
    _expect(good, name, f"link {json.dumps(data)[:60]}", 'Write ["node.output", "node.input"].')
    tail, head = (_end(text, name) for text in data[:2])
    return Link(tail, head, dict(data[2]) if len(data) == 3 else {})


def _end(text: str, name: str) -> End:
    node, dot, socket = text.partition(".")
    _expect(bool(node and dot and socket), name, f"{text!r} is no socket", "Write node.socket.")
    return end(text)


def _node_json(graph: Graph, node: Node) -> dict[str, Any]:
    data: dict[str, Any] = {"type": node.type, "version": node.version}
    kind = graph.type_of(node.id)
    if kind and kind.pack not in ("", "core"):
        data["pack"] = kind.pack
    data["params"] = {key: list(each) if isinstance(each, tuple) else each for key, each in node.params.items()}
    if node.at is not None:
        data["at"] = list(node.at)
    if node.mode:
        data["mode"] = node.mode
    return data | node.extra


def _link_json(link: Link) -> list[Any]:
    return [str(link.source), str(link.target), *([link.extra] if link.extra else [])]


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _expect(good: bool, name: str, found: str, todo: str) -> None:
    if not good:
        raise FileError(f"{name}: {found}. {todo}")


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
