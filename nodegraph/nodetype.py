"""A node type: what a function's signature says, read once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from inspect import isgeneratorfunction
from typing import Any, Literal, TypeVar

from nodegraph.hints import Gather, InputFile

T = TypeVar("T")
Migrations = Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]
Kind = Literal["node", "output", "opens", "closes", "collector"]
_SOCKET_OF_ROW = re.compile(r"(?P<row>.+)\[(?P<index>0|[1-9][0-9]{0,8})\]")
REQUIRED: Any = type("Required", (), {"__repr__": lambda self: "REQUIRED"})()


@dataclass(frozen=True)
class Parameter:
    """An input socket, or a setting (which a wire may drive too)."""

    name: str
    hint: Any
    default: Any = REQUIRED
    extras: tuple[Any, ...] = ()
    growing: bool = False
    doc: str = ""

    @property
    def required(self) -> bool:
        return self.default is REQUIRED and not self.growing

    @cached_property
    def gathers(self) -> bool:
        return any(isinstance(extra, Gather) or extra is Gather for extra in self.extras)

    def extra(self, kind: type[T]) -> T | None:
        """The hint's own remark of this kind (Range, Text, InputFile, …), or None."""
        for each in self.extras:
            if isinstance(each, kind):
                return each
        return None


@dataclass(frozen=True)
class Output:
    name: str
    hint: Any
    doc: str = ""


@dataclass(frozen=True)
class Hooks:
    """What a node may say of itself to the planner. All optional; see `nodegraph.declare.node`."""

    check: Callable[[Mapping[str, Any], Mapping[str, Any]], Any] | None = None
    bind: Callable[[Mapping[str, Any]], Callable[..., Any]] | None = None
    batched: Callable[[list[Mapping[str, Any]]], Callable[..., list[Any]]] | None = None
    needs: Callable[[int, int | None, Mapping[str, Any]], Any] | None = None
    warn: Callable[[Mapping[str, Any], frozenset[str]], str | None] | None = None
    count: Callable[[Mapping[str, Any]], int | None] | None = None
    identity: Callable[[Mapping[str, Any]], str] | None = None


@dataclass(frozen=True)
class NodeType:
    """One entry of the registry. For a zone there are two, sharing `function` and naming each other in `partner`."""

    name: str
    kind: Kind
    version: int
    function: Callable[..., Any]
    inputs: tuple[Parameter, ...]
    settings: tuple[Parameter, ...]
    outputs: tuple[Output, ...]
    doc: str = ""
    pack: str = ""
    category: str = ""
    label: str = ""
    partner: str = ""
    provided: str = ""
    each_visit: bool = False
    hooks: Hooks = field(default_factory=Hooks)
    migrations: Migrations = field(default_factory=dict)

    def parameter(self, name: str) -> Parameter | None:
        """The input or setting of this name; `values[2]` finds the growing row `values`."""
        if not name.endswith("]"):
            found = self._parameters.get(name)
            return None if found is None or found.growing else found
        place = place_in_row(name)
        found = self._parameters.get(place[0]) if place else None
        return found if found and found.growing else None

    def setting(self, name: str) -> Parameter | None:
        return self.named_settings.get(name)

    def output(self, name: str) -> Output | None:
        return self._outputs.get(name)

    def sockets(self) -> list[str]:
        """What a wire can lead to, as people write it; a growing row by its first socket."""
        return [f"{each.name}[0]" if each.growing else each.name for each in (*self.inputs, *self.settings)]

    @property
    def is_long(self) -> bool:
        """Whether it is a generator that reports progress (not the generator of a loop or a collector)."""
        return self.kind in ("node", "output") and isgeneratorfunction(self.function)

    @cached_property
    def reads_files(self) -> bool:
        return any(each.extra(InputFile) for each in self.settings)

    @cached_property
    def _parameters(self) -> dict[str, Parameter]:
        return {each.name: each for each in (*self.inputs, *self.settings)}

    @cached_property
    def family(self) -> str:
        """What equal calls of a node have in common before anything else."""
        return f"{self.pack}/{self.name}/{self.version}"

    @cached_property
    def output_places(self) -> dict[str, int]:
        return {each.name: place for place, each in enumerate(self.outputs)}

    @cached_property
    def output_hints(self) -> dict[str, Any]:
        return {each.name: each.hint for each in self.outputs}

    @cached_property
    def named_settings(self) -> dict[str, Parameter]:
        return {each.name: each for each in self.settings}

    @cached_property
    def _outputs(self) -> dict[str, Output]:
        return {each.name: each for each in self.outputs}


def place_in_row(socket: str) -> tuple[str, int] | None:
    """A growing row's name and the place in it, of such as `values[2]`; None for any other socket."""
    found = _SOCKET_OF_ROW.fullmatch(socket)
    return (found["row"], int(found["index"])) if found else None
