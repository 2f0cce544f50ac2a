"""A node type in words and as JSON: what `anagraph nodes` and the node reference say of it."""

import types
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Union, get_args, get_origin

from nodegraph.hints import Color, InputFile, OutputName, Range, SeedHint
from nodegraph.nodetype import REQUIRED, NodeType, Output, Parameter
from nodegraph.sockets import alternatives, socket_type, type_name

PLAIN = {str: "text", float: "number", int: "whole number", bool: "true or false"}
KINDS: Mapping[type, str] = {
    Color: "colour",
    InputFile: "file to read",
    OutputName: "file name",
    SeedHint: "seed",
}


def summary(kind: NodeType) -> str:
    """The tooltip: the first line of the docstring."""
    return kind.doc.partition("\n")[0]


def by_category(kinds: Iterable[NodeType]) -> dict[str, list[NodeType]]:
    """The node types under their categories, as declared."""
    grouped: dict[str, list[NodeType]] = {}
    for kind in kinds:
        grouped.setdefault(kind.category, []).append(kind)
    return grouped


def type_text(hint: Any) -> str:
    """A hint as people read it: "Image or Noise", "upper, lower". That None is allowed goes without saying."""
    origin = get_origin(hint)
    if origin is Literal:
        return ", ".join(str(each) for each in get_args(hint))
    if origin in (Union, types.UnionType):
        return " or ".join(type_text(each) for each in alternatives(hint))
    if origin in (tuple, list):
        return f"list of {type_text(get_args(hint)[0])}s"
    return PLAIN.get(hint) or type_name(hint)


def setting_type(parameter: Parameter) -> str:
    """As `type_text`, but a text that is a path, a file name or a colour says so."""
    return next((text for kind, text in KINDS.items() if parameter.extra(kind)), type_text(parameter.hint))


def range_text(parameter: Parameter) -> str:
    """The bounds of a number: "0 to 30", or "" where there are none."""
    bounds = parameter.extra(Range)
    return f"{_number(bounds.low)} to {_number(bounds.high)}" if bounds else ""


def default_text(parameter: Parameter) -> str:
    """The default as one would type it after `--set`; "required" where there is none."""
    value = parameter.default
    if value is REQUIRED:
        return "required"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, tuple | list):
        return ",".join(map(str, value)) or '""'
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return str(value) or '""'


def meaning(thing: Parameter | Output) -> str:
    """Its own line, or what its type says of shape, range and units."""
    return thing.doc or ("" if thing.hint in PLAIN else socket_type(thing.hint).doc)


def as_json(kind: NodeType) -> dict[str, Any]:
    """Everything the hints say, as plain values."""
    return {
        "name": kind.name,
        "label": kind.label,
        "category": kind.category,
        "pack": kind.pack,
        "version": kind.version,
        "kind": kind.kind,
        "doc": kind.doc,
        "inputs": [_input_json(each) for each in kind.inputs],
        "settings": [_setting_json(each) for each in kind.settings],
        "outputs": [{"name": each.name, "type": type_text(each.hint), "doc": meaning(each)} for each in kind.outputs],
    }


def _input_json(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "type": type_text(parameter.hint),
        "doc": meaning(parameter),
        "required": parameter.required,
        "growing": parameter.growing,
    }


def _setting_json(parameter: Parameter) -> dict[str, Any]:
    made: dict[str, Any] = {"name": parameter.name, "type": setting_type(parameter), "doc": parameter.doc}
    made["required"] = parameter.required
    if not parameter.required:
        made["default"] = parameter.default
    if get_origin(parameter.hint) is Literal:
        made["choices"] = list(get_args(parameter.hint))
    bounds = parameter.extra(Range)
    return made | ({"low": bounds.low, "high": bounds.high} if bounds else {})


def _number(value: float) -> str:
    return f"{int(value)}" if float(value).is_integer() else f"{value:g}"
