"""Files that a graph names: whether those to read are there, and whether two nodes would write the same one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nodegraph.hints import InputFile, InputFolder, OutputName
from nodegraph.net import Net
from nodegraph.nodetype import Parameter
from nodegraph.values import is_sweep


def check_inputs(net: Net, base: Path) -> None:
    """A fault for each input file that is not there, or is no plain file (a device, say, might never end)."""
    for node, parameter, value in _settings(net, InputFile):
        check = _check_folder if parameter.extra(InputFolder) else _check_file
        for each in value["each"] if is_sweep(value) else [value]:
            if isinstance(each, str):
                check(net, node, parameter.name, each, base)


def _check_file(net: Net, node: str, name: str, value: str, base: Path) -> None:
    path = base / value
    try:
        there, plain = path.exists(), path.is_file()
    except (OSError, ValueError):
        there = plain = False
    if not value:
        net.fault(node, name, "is not set", "Name a file.")
    elif not there:
        net.fault(node, name, f"is {value!r}, but there is no file {path}", "Check the path.")
    elif not plain:
        net.fault(node, name, f"is {value!r}, which is no plain file", "Name a file.")


def _check_folder(net: Net, node: str, name: str, value: str, base: Path) -> None:
    path = base / value
    try:
        there = path.is_dir()
    except (OSError, ValueError):
        there = False
    if not value:
        net.fault(node, name, "is not set", "Name a folder.")
    elif not there:
        net.fault(node, name, f"is {value!r}, but there is no folder {path}", "Check the path.")


def check_names(net: Net) -> None:
    """A fault where two output or long nodes write under one name; small and capital letters count as the same."""
    taken: dict[str, str] = {}
    for node, parameter, value in _settings(net, OutputName):
        if isinstance(value, str) and (net.kinds[node].kind == "output" or net.kinds[node].is_long):
            first = taken.setdefault(value.casefold(), node)
            if first != node:
                net.fault(
                    node,
                    parameter.name,
                    f"is {value!r}, as in {first}, so one would overwrite the other",
                    "Rename one.",
                )


def _settings(net: Net, extra: type) -> Iterator[tuple[str, Parameter, Any]]:
    """The settings in force that have such a remark in their hints."""
    for node in net.order:
        for parameter in net.kinds[node].settings:
            if parameter.extra(extra) and parameter.name in net.settings.get(node, ()):
                yield node, parameter, net.settings[node][parameter.name]
