"""A typed function becomes a node: `node`, `zone` and `collector` read the signature and note it down.

The decorators return the function unchanged. The hints are the only schema:

- a positional parameter is an input socket (one with a default may stay unwired);
- `*values: T` is a growing row of sockets;
- a keyword-only parameter is a setting, with its widget's bounds in `Annotated` (`nodegraph.hints`);
- a keyword-only parameter hinted `Context` is filled in by the engine and is no setting;
- the return hint is the output, a `NamedTuple` when there are several, None for an output node.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of
from typing import Any, TypeVar

from nodegraph import signature
from nodegraph.nodetype import Hooks, Migrations, NodeType, Output, Parameter
from nodegraph.sockets import declare_type

F = TypeVar("F", bound=Callable[..., Any])


class Loop:
    """What travels from the node that opens a zone to the one that closes it."""


declare_type(Loop, "joins the two ends of a loop", dark="#F2D633", light="#4F4A00", pin="square")
_LOOP = Output("loop", Loop, "Joins the two ends of the loop.")
_declared: dict[str, list[NodeType]] = {}


def declared(module: str) -> list[NodeType]:
    """Every node type declared in a module, or in any module below it."""
    below = module + "."
    return [each for name, found in _declared.items() if name == module or name.startswith(below) for each in found]


def node(
    *,
    version: int = 1,
    each_visit: bool = False,
    label: str = "",
    migrations: Migrations | None = None,
    **hooks: Callable[..., Any],
) -> Callable[[F], F]:
    """Declare a function as a node.

    A function that returns None is an output node: what a run pulls on. With `each_visit` it may stand inside a
    zone and is called every visit. A generator function is a long node: it yields `Report`s and returns its value;
    closing it cancels. `migrations` leads from an old version to a function that turns its params into the next one's.

    Hooks, each a function, all optional:

    - `check(facts, settings)`: what is known of each wired input before anything runs (a shape, or None) to what
      is known of the output; raises CheckError. Runs without torch.
    - `bind(constants)`: given the inputs and settings that stay the same for a whole zone, a function that takes
      the rest by name.
    - `batched(calls)`: given the constants of several calls, a function from the list of their other inputs to
      the list of their results.
    - `needs(visit, count, settings)`: the names of the inputs that this visit needs, or None for all. `settings`
      holds the constant ones, and for each growing row how many values it has. What is not needed comes as None.
    - `warn(known, wired)`: a warning about this use, or None. `known` holds the settings and, of wired sockets,
      what the checks found out.
    - `identity(settings)`: what else the result depends on (a model's revision), as a text for the cache key.
    """

    def declare(function: F) -> F:
        read = signature.read(function)
        outputs = signature.outputs(signature.returned(function, read))
        if each_visit and outputs:
            raise signature.fault(function, "each_visit is for output nodes", "Return None, or leave it out.")
        made = NodeType(
            name=function.__name__,
            kind="node" if outputs else "output",
            inputs=read.inputs,
            outputs=outputs,
            label=label or signature.label_of(function.__name__),
            provided=read.provided,
            each_visit=each_visit,
            **_common(function, version, read.settings, hooks, migrations),
        )
        return _note(function, made)

    return declare


def zone(
    *, opens: str, closes: str, version: int = 1, migrations: Migrations | None = None, **hooks: Callable[..., Any]
) -> Callable[[F], F]:
    """Declare a generator function as a loop: two nodes with a body between them.

    Its parameters are the inputs and settings of `opens`; what it yields (a NamedTuple) are the outputs of
    `opens`; what it is sent (a NamedTuple) are the inputs of `closes`; what it returns is the output of `closes`.
    `closes` is described by the sent NamedTuple's docstring where it has one.

    Hooks: `check(facts, settings)` as for a node, for the yielded values and, as `out`, the returned one;
    `count(inputs)` tells how many visits there will be; `warn(known, wired)` sees the sockets wired on both nodes.
    """

    def declare(function: F) -> F:
        read = signature.read(function)
        yielded, sent, returned = signature.exchange(function, read)
        _refuse_context(function, read.provided)
        if not signature.is_named_tuple(yielded):
            raise signature.fault(function, f"it yields {yielded}", "Yield a NamedTuple; its fields are the sockets.")
        start = NodeType(
            name=opens,
            kind="opens",
            inputs=read.inputs,
            outputs=(_LOOP, *signature.outputs(yielded)),
            partner=closes,
            label=signature.label_of(opens),
            **_common(function, version, read.settings, hooks, migrations),
        )
        end = NodeType(
            name=closes,
            kind="closes",
            inputs=(Parameter("loop", Loop), *signature.fields(function, sent)),
            outputs=signature.outputs(returned),
            partner=opens,
            label=signature.label_of(closes),
            **_common(function, version, (), hooks, None) | signature.own_doc(sent),
        )
        return _note(function, start, end)

    return declare


def collector(
    *, version: int = 1, label: str = "", migrations: Migrations | None = None, **hooks: Callable[..., Any]
) -> Callable[[F], F]:
    """Declare a generator function that gathers values from a zone's visits.

    It is sent a NamedTuple (its inputs) each visit and None at the end; what it returns leaves the zone.
    """

    def declare(function: F) -> F:
        read = signature.read(function)
        _, sent, returned = signature.exchange(function, read)
        _refuse_context(function, read.provided)
        if read.inputs:
            found = f"{read.inputs[0].name!r} is positional"
            raise signature.fault(function, found, "Inputs come from the NamedTuple that it is sent.")
        made = NodeType(
            name=function.__name__,
            kind="collector",
            inputs=signature.fields(function, sent),
            outputs=signature.outputs(returned),
            label=label or signature.label_of(function.__name__),
            **_common(function, version, read.settings, hooks, migrations),
        )
        return _note(function, made)

    return declare


def _note(function: F, *found: NodeType) -> F:
    _declared.setdefault(function.__module__, []).extend(found)
    return function


def _common(
    function: Callable[..., Any],
    version: int,
    settings: tuple[Parameter, ...],
    hooks: Mapping[str, Callable[..., Any]],
    migrations: Migrations | None,
) -> dict[str, Any]:
    """What every kind of node says of itself."""
    doc, category = signature.about(function)
    return {
        "version": version,
        "function": function,
        "settings": settings,
        "hooks": _hooks(function, hooks),
        "migrations": migrations or {},
        "doc": doc,
        "category": category,
    }


def _hooks(function: Callable[..., Any], hooks: Mapping[str, Callable[..., Any]]) -> Hooks:
    known = [each.name for each in fields_of(Hooks)]
    strange = [name for name in hooks if name not in known]
    if strange:
        raise signature.fault(function, f"there is no hook {strange[0]!r}", f"There is {', '.join(known)}.")
    return Hooks(**hooks)


def _refuse_context(function: Callable[..., Any], provided: str) -> None:
    if provided:
        raise signature.fault(function, f"{provided!r} asks for a Context", "Only a node can have one.")
