"""A typed function becomes a node: `node`, `zone` and `collector` read the signature and note it down.

The decorators return the function unchanged. The hints are the only schema:

- a positional parameter is an input socket (one with a default may stay unwired);
- `*values: T` is a growing row of sockets;
- a keyword-only parameter is a setting, with its widget's bounds in `Annotated` (`nodegraph.hints`);
- a keyword-only parameter hinted `Context` is filled in by the engine and is no setting;
- the return hint is the output, a `NamedTuple` when there are several, None for an output node.
"""

import inspect
import re
from collections.abc import Callable, Generator, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from nodegraph.context import Context
from nodegraph.errors import DeclarationError
from nodegraph.hints import Doc
from nodegraph.nodetype import REQUIRED, Hooks, NodeType, Output, Parameter

F = TypeVar("F", bound=Callable[..., Any])


class Loop:
    """What travels from the node that opens a zone to the one that closes it."""


_declared: dict[str, list[NodeType]] = {}


def declared(module: str) -> list[NodeType]:
    """Every node type declared in a module, or in any module below it."""
    return [each for name, found in _declared.items() if name == module or name.startswith(module + ".") for each in found]


def node(
    *, version: int = 1, each_visit: bool = False, label: str = "", migrations: Mapping[int, Any] | None = None, **hooks: Any
) -> Callable[[F], F]:
    """Declare a function as a node.

    A function that returns None is an output node: what a run pulls on. With `each_visit` it may stand inside a
    zone and is called every visit. A generator function is a long node: it yields progress and returns its value.

    Hooks, each a function, all optional:

    - `check(facts, settings)`: what is known of each wired input before anything runs (a shape, or None) to what
      is known of the output; raises CheckError. Runs without torch.
    - `bind(constants)`: given the inputs and settings that stay the same for a whole zone, a function that takes
      the rest by name.
    - `batched(calls)`: given the constants of several calls, a function from the list of their other inputs to
      the list of their results.
    - `needs(visit, count, settings)`: the names of the inputs that this visit needs, from constant settings.
    - `warn(settings, wired)`: a warning about this use, or None.
    - `identity(settings)`: what else the result depends on (a model's revision), as a text for the cache key.
    - `migrations`: from an old version to a function that turns its params into the next version's.
    """

    def declare(function: F) -> F:
        hints = _hints(function)
        inputs, settings, provided = _parameters(function, hints)
        result = _returned(function, hints)
        outputs = _outputs(result)
        _note(
            function,
            NodeType(
                name=function.__name__,
                kind="node" if outputs else "output",
                version=version,
                function=function,
                inputs=inputs,
                settings=settings,
                outputs=outputs,
                label=label or _label(function.__name__),
                provided=provided,
                each_visit=each_visit,
                hooks=Hooks(**hooks),
                migrations=migrations or {},
                **_about(function),
            ),
        )
        return function

    return declare


def zone(*, opens: str, closes: str, version: int = 1, **hooks: Any) -> Callable[[F], F]:
    """Declare a generator function as a loop: two nodes with a body between them.

    Its parameters are the inputs and settings of `opens`; what it yields (a NamedTuple) are the outputs of
    `opens`; what it is sent (a NamedTuple) are the inputs of `closes`; what it returns is the output of `closes`.

    Hooks: `check(facts, settings)` as for a node, for the yielded values; `count(inputs)` tells how many visits
    there will be; `warn(settings, wired)` sees the sockets wired on both nodes.
    """

    def declare(function: F) -> F:
        hints = _hints(function)
        inputs, settings, provided = _parameters(function, hints)
        yielded, sent, returned = _generator(function, hints)
        common = {"version": version, "function": function, "hooks": Hooks(**hooks), "provided": provided} | _about(function)
        loop = Output("loop", Loop, "Joins the two ends of the loop.")
        _note(
            function,
            NodeType(
                name=opens, kind="opens", inputs=inputs, settings=settings, outputs=(loop, *_outputs(yielded)),
                partner=closes, label=_label(opens), **common,
            ),
            NodeType(
                name=closes, kind="closes", inputs=(Parameter("loop", Loop), *_fields(sent)), settings=(),
                outputs=_outputs(returned), partner=opens, label=_label(closes), **common,
            ),
        )  # fmt: skip
        return function

    return declare


def collector(*, version: int = 1, label: str = "", **hooks: Any) -> Callable[[F], F]:
    """Declare a generator function that gathers values from a zone's visits.

    It is sent a NamedTuple (its inputs) each visit and None at the end; what it returns leaves the zone.
    """

    def declare(function: F) -> F:
        hints = _hints(function)
        inputs, settings, provided = _parameters(function, hints)
        _, sent, returned = _generator(function, hints)
        if inputs:
            raise _fault(function, f"{inputs[0].name!r} is positional", "Inputs come from the NamedTuple that it is sent.")
        name = function.__name__
        _note(
            function,
            NodeType(
                name=name, kind="collector", version=version, function=function, inputs=_fields(sent), settings=settings,
                outputs=_outputs(returned), label=label or _label(name), provided=provided, hooks=Hooks(**hooks),
                **_about(function),
            ),
        )  # fmt: skip
        return function

    return declare


def _note(function: Callable[..., Any], *found: NodeType) -> None:
    _declared.setdefault(function.__module__, []).extend(found)


def _about(function: Callable[..., Any]) -> dict[str, Any]:
    category = function.__module__.rpartition(".")[2].replace("_", " ").capitalize()
    return {"doc": inspect.getdoc(function) or "", "category": category}


def _label(name: str) -> str:
    kept = {"unet": "UNet", "cfg": "CFG"}
    text = " ".join(kept.get(word, word.capitalize()) for word in name.split("_"))
    return re.sub(r"\b(Low|High) Pass\b", r"\1-pass", text)


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(function, include_extras=True)


def _fault(function: Callable[..., Any], found: str, todo: str) -> DeclarationError:
    return DeclarationError(f"{function.__module__}.{function.__qualname__}: {found}. {todo}")


def _parameters(
    function: Callable[..., Any], hints: Mapping[str, Any]
) -> tuple[tuple[Parameter, ...], tuple[Parameter, ...], str]:
    inputs, settings, provided = [], [], ""
    for each in inspect.signature(function).parameters.values():
        if each.name not in hints:
            raise _fault(function, f"parameter {each.name!r} has no type hint", f"Write {each.name}: SomeType.")
        if each.kind is each.VAR_KEYWORD:
            raise _fault(function, f"**{each.name} cannot be sockets", "Name each setting.")
        if each.kind is each.KEYWORD_ONLY and hints[each.name] is Context:
            provided = each.name
            continue
        made = _parameter(each.name, hints[each.name], each.default, growing=each.kind is each.VAR_POSITIONAL)
        (settings if each.kind is each.KEYWORD_ONLY else inputs).append(made)
    return tuple(inputs), tuple(settings), provided


def _parameter(name: str, hint: Any, default: Any, *, growing: bool = False) -> Parameter:
    plain, extras = unwrap(hint)
    doc = next((each.text for each in extras if isinstance(each, Doc)), "")
    return Parameter(name, plain, REQUIRED if default is inspect.Parameter.empty else default, extras, growing, doc)


def unwrap(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """Annotated[T, a, b] to T and (a, b); anything else to itself and ()."""
    return (get_args(hint)[0], hint.__metadata__) if get_origin(hint) is Annotated else (hint, ())


def _returned(function: Callable[..., Any], hints: Mapping[str, Any]) -> Any:
    if "return" not in hints:
        raise _fault(function, "there is no return hint", "Write -> SomeType, or -> None for an output node.")
    hint = hints["return"]
    return get_args(hint)[2] if get_origin(hint) is Generator else hint


def _generator(function: Callable[..., Any], hints: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    hint = hints.get("return")
    if get_origin(hint) is not Generator:
        raise _fault(function, f"the return hint is {hint}", "Write -> Generator[Yielded, Sent, Returned].")
    yielded, sent, returned = get_args(hint)
    return yielded, sent, returned


def _is_named_tuple(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_fields")


def _outputs(hint: Any) -> tuple[Output, ...]:
    if hint is type(None) or hint is None:
        return ()
    if _is_named_tuple(hint):
        return tuple(_output(name, each) for name, each in get_type_hints(hint, include_extras=True).items())
    return (_output("out", hint),)


def _output(name: str, hint: Any) -> Output:
    plain, extras = unwrap(hint)
    return Output(name, plain, next((each.text for each in extras if isinstance(each, Doc)), ""))


def _fields(hint: Any) -> tuple[Parameter, ...]:
    """The inputs that a zone's or a collector's sent NamedTuple declares."""
    empty = inspect.Parameter.empty
    sent = _sent(hint)
    hints = get_type_hints(sent, include_extras=True)
    return tuple(_parameter(name, each, sent._field_defaults.get(name, empty)) for name, each in hints.items())


def _sent(hint: Any) -> Any:
    """A sent type may be written `Kept | None`, for the None that ends a collector."""
    return next((each for each in get_args(hint) if _is_named_tuple(each)), hint)


@cache
def sent_type(function: Callable[..., Any]) -> Any:
    """The NamedTuple that a zone's or a collector's function is sent."""
    return _sent(get_args(get_type_hints(function)["return"])[1])
