"""The published JSON Schema of the graph file, read from the same hints as everything else."""

import types
from typing import Any, Literal, Union, get_args, get_origin

from nodegraph.file import FORMAT, MODES, SOCKET, VERSION
from nodegraph.graph import NODE_ID
from nodegraph.hints import PLAIN_NAME, Color, OutputName, Range
from nodegraph.nodetype import NodeType, Parameter
from nodegraph.registry import Registry

_PLAIN = {int: "integer", float: "number", str: "string", bool: "boolean", type(None): "null"}
_END = {"type": "string", "pattern": f"^{NODE_ID}\\.{SOCKET}$"}
_PLACE = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}


def json_schema(registry: Registry) -> dict[str, Any]:
    """A schema (draft 2020-12) for graphs of the nodes in the registry; unknown types and fields stay allowed."""
    nodes = {"propertyNames": {"pattern": f"^{NODE_ID}$"}, "additionalProperties": {"$ref": "#/$defs/node"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "anagraph graph",
        "type": "object",
        "required": ["format", "version"],
        "properties": {
            "format": {"const": FORMAT},
            "version": {"type": "integer", "minimum": 1, "maximum": VERSION},
            "nodes": {"type": "object"} | nodes,
            "links": {"type": "array", "items": {"$ref": "#/$defs/link"}},
        },
        "$defs": {
            "node": _any_node(registry),
            "link": {
                "type": "array",
                "prefixItems": [_END, _END, {"type": "object"}],
                "minItems": 2,
                "maxItems": 3,
            },
        },
    }


def _any_node(registry: Registry) -> dict[str, Any]:
    fields = {
        "type": {"type": "string"},
        "version": {"type": "integer", "minimum": 1},
        "params": {"type": "object"},
        "at": {"anyOf": [_PLACE, {"type": "null"}]},
        "mode": {"enum": list(MODES)},
    }
    cases = [_case(each) for each in registry]
    return {"type": "object", "required": ["type"], "properties": fields, "allOf": cases}


def _case(kind: NodeType) -> dict[str, Any]:
    """What holds for a node of one type in its present version (1 where none is said); older params are migrated."""
    settings = {each.name: _swept(setting_schema(each)) for each in kind.settings}
    then = {"description": kind.doc.partition("\n")[0], "properties": {"params": {"properties": settings}}}
    known = {"type": {"const": kind.name}, "version": {"const": kind.version}}
    return {"if": {"properties": known, "required": ["version"] if kind.version > 1 else []}, "then": then}


def _swept(value: dict[str, Any]) -> dict[str, Any]:
    each = {"type": "array", "items": value, "minItems": 1}
    sweep = {"type": "object", "properties": {"each": each}, "required": ["each"], "additionalProperties": False}
    return {"anyOf": [value, sweep]}


def setting_schema(parameter: Parameter) -> dict[str, Any]:
    """The schema of one setting's plain value."""
    schema = _of(parameter.hint, parameter)
    if not parameter.required:
        schema |= {"default": parameter.default}
    return schema | ({"description": parameter.doc} if parameter.doc else {})


def _of(hint: Any, parameter: Parameter) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(each, parameter) for each in get_args(hint)]}
    if origin is tuple:
        return {"type": "array", "items": _of(get_args(hint)[0], parameter)}
    if hint in (int, float):
        return {"type": _PLAIN[hint]} | _bounds(parameter)
    if hint is str:
        return {"type": "string"} | _spelling(parameter)
    return {"type": _PLAIN[hint]} if hint in _PLAIN else {}


def _bounds(parameter: Parameter) -> dict[str, Any]:
    bounds = parameter.extra(Range)
    return {"minimum": bounds.low, "maximum": bounds.high} if bounds else {}


def _spelling(parameter: Parameter) -> dict[str, Any]:
    if parameter.extra(Color):
        return {"pattern": "^#[0-9a-fA-F]{6}$"}
    return {"pattern": f"^{PLAIN_NAME}$"} if parameter.extra(OutputName) else {}
