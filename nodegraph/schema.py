"""The published JSON Schema of the graph file, read from the same hints as everything else."""

import types
from typing import Any, Literal, Union, get_args, get_origin

from nodegraph.file import FORMAT, VERSION
from nodegraph.hints import Color, OutputName, Range
from nodegraph.nodetype import NodeType, Parameter
from nodegraph.registry import Registry

_PLAIN = {int: "integer", float: "number", str: "string", bool: "boolean", type(None): "null"}
_END = {"type": "string", "pattern": r"^[^\s.\[\]=:\"]+\.[^\s.]+$"}
_PLACE = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}


def json_schema(registry: Registry) -> dict[str, Any]:
    """A schema (draft 2020-12) for graphs of the nodes in the registry; unknown types and fields stay allowed."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "anagraph graph",
        "type": "object",
        "required": ["format", "version", "nodes"],
        "properties": {
            "format": {"const": FORMAT},
            "version": {"type": "integer", "minimum": 1, "maximum": VERSION},
            "nodes": {"type": "object", "additionalProperties": {"$ref": "#/$defs/node"}},
            "links": {"type": "array", "items": {"$ref": "#/$defs/link"}},
            "frames": {"type": "array"},
            "notes": {"type": "array"},
        },
        "$defs": {
            "node": _any_node(registry),
            "link": {"type": "array", "prefixItems": [_END, _END, {"type": "object"}], "minItems": 2, "maxItems": 3},
        },
    }


def _any_node(registry: Registry) -> dict[str, Any]:
    fields = {
        "type": {"type": "string"},
        "version": {"type": "integer", "minimum": 1},
        "pack": {"type": "string"},
        "params": {"type": "object"},
        "at": _PLACE,
        "mode": {"enum": ["", "mute", "bypass"]},
    }
    cases = [{"if": {"properties": {"type": {"const": each.name}}}, "then": _one_type(each)} for each in registry]
    return {"type": "object", "required": ["type"], "properties": fields, "allOf": cases}


def _one_type(kind: NodeType) -> dict[str, Any]:
    settings = {each.name: _swept(setting_schema(each)) for each in kind.settings}
    return {"description": kind.doc.partition("\n")[0], "properties": {"params": {"properties": settings}}}


def _swept(value: dict[str, Any]) -> dict[str, Any]:
    each = {"type": "array", "items": value, "minItems": 1}
    sweep = {"type": "object", "properties": {"each": each}, "required": ["each"], "additionalProperties": False}
    return {"anyOf": [value, sweep]}


def setting_schema(parameter: Parameter) -> dict[str, Any]:
    """The schema of one setting's plain value."""
    schema = _of(parameter.hint)
    bounds = parameter.extra(Range)
    if bounds and schema.get("type") in ("integer", "number"):
        schema |= {"minimum": bounds.low, "maximum": bounds.high}
    if parameter.extra(Color):
        schema |= {"pattern": "^#[0-9a-fA-F]{6}$"}
    if parameter.extra(OutputName):
        schema |= {"pattern": r"^[^/\\]+$"}
    if not parameter.required:
        schema |= {"default": parameter.default}
    return schema | ({"description": parameter.doc} if parameter.doc else {})


def _of(hint: Any) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(each) for each in get_args(hint)]}
    if origin is tuple:
        return {"type": "array", "items": _of(get_args(hint)[0])}
    return {"type": _PLAIN[hint]} if hint in _PLAIN else {}
