"""A node type: what a function's signature says, read once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from nodegraph.hints import Gather

T = TypeVar("T")
Kind = Literal["node", "output", "opens", "closes", "collector"]
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

    @property
    def gathers(self) -> bool:
        return any(isinstance(extra, Gather) or extra is Gather for extra in self.extras)

    def extra(self, kind: type[T]) -> T | None:
        """The hint's own remark of this kind (Range, Text, InputFile, …), or None."""
        return next((each for each in self.extras if isinstance(each, kind)), None)


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
    migrations: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=dict)

    def parameter(self, name: str) -> Parameter | None:
        """The input or setting of this name; `values[2]` finds the growing row `values`."""
        base = name.partition("[")[0]
        found = next((each for each in (*self.inputs, *self.settings) if each.name == base), None)
        return found if found and (found.growing == ("[" in name)) else None

    def output(self, name: str) -> Output | None:
        return next((each for each in self.outputs if each.name == name), None)

    def defaults(self) -> dict[str, Any]:
        return {each.name: each.default for each in self.settings if not each.required}
