"""Reads a function's signature: the hints are the only schema of a node."""

import inspect
import re
import types
from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from nodegraph.context import Context
from nodegraph.errors import DeclarationError
from nodegraph.hints import Doc
from nodegraph.nodetype import REQUIRED, Output, Parameter
from nodegraph.values import fit

_EMPTY = inspect.Parameter.empty


class Signature(NamedTuple):
    """A function's parameters as sockets and settings, the name of its Context if it asks for one, its return hint."""

    inputs: tuple[Parameter, ...]
    settings: tuple[Parameter, ...]
    provided: str
    returned: Any


class Exchange(NamedTuple):
    """The three hints of a generator: what it yields, what it is sent, what it returns."""

    yielded: Any
    sent: Any
    returned: Any


def fault(function: Callable[..., Any], found: str, todo: str) -> DeclarationError:
    return DeclarationError(f"{function.__module__}.{function.__qualname__}: {found}. {todo}")


def read(function: Callable[..., Any]) -> Signature:
    """What the signature says. Raises DeclarationError with the parameter's name."""
    hints = _hints(function)
    inputs: list[Parameter] = []
    settings: list[Parameter] = []
    provided = ""
    for each in inspect.signature(function).parameters.values():
        hint = _hint_of(function, each, hints)
        if each.kind is not each.KEYWORD_ONLY:
            inputs.append(_parameter(each.name, hint, each.default, growing=each.kind is each.VAR_POSITIONAL))
        elif hint is Context:
            provided = each.name
        else:
            settings.append(_setting(function, _parameter(each.name, hint, each.default)))
    return Signature(tuple(inputs), tuple(settings), provided, hints.get("return", _EMPTY))


def returned(function: Callable[..., Any], signature: Signature) -> Any:
    """The hint of what comes out at last; of a long node, what its generator returns."""
    if signature.returned is _EMPTY:
        raise fault(function, "there is no return hint", "Write -> SomeType, or -> None for an output node.")
    is_long = get_origin(signature.returned) is Generator
    return exchange(function, signature).returned if is_long else signature.returned


def exchange(function: Callable[..., Any], signature: Signature) -> Exchange:
    """The hints of a generator function."""
    hint = signature.returned
    if get_origin(hint) is not Generator or len(get_args(hint)) != 3:
        found = "there is no return hint" if hint is _EMPTY else f"the return hint is {hint}"
        raise fault(function, found, "Write -> Generator[Yielded, Sent, Returned].")
    return Exchange(*get_args(hint))


def outputs(hint: Any) -> tuple[Output, ...]:
    """The sockets of a return hint: one called `out`, those of a NamedTuple, or none for None."""
    if hint is type(None) or hint is None:
        return ()
    if is_named_tuple(hint):
        return tuple(_output(name, each) for name, each in get_type_hints(hint, include_extras=True).items())
    return (_output("out", hint),)


def fields(function: Callable[..., Any], hint: Any) -> tuple[Parameter, ...]:
    """The inputs that the NamedTuple which a zone or a collector is sent declares."""
    sent = _sent(hint)
    if not is_named_tuple(sent):
        raise fault(function, f"it is sent {sent}", "Send a NamedTuple; its fields are the sockets.")
    hints = get_type_hints(sent, include_extras=True)
    return tuple(_parameter(name, each, sent._field_defaults.get(name, _EMPTY)) for name, each in hints.items())


@cache
def sent_type(function: Callable[..., Any]) -> Any:
    """The NamedTuple that a zone's or a collector's function is sent."""
    return _sent(get_args(get_type_hints(function)["return"])[1])


def is_named_tuple(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_fields")


def about(function: Callable[..., Any]) -> tuple[str, str]:
    """Docstring and category, which is the module's name."""
    category = function.__module__.rpartition(".")[2].replace("_", " ").capitalize()
    return inspect.getdoc(function) or "", category


def own_doc(sent: Any) -> dict[str, str]:
    """The docstring that somebody wrote for a sent NamedTuple; one that was made up from its fields is none."""
    written = inspect.getdoc(sent) or ""
    return {} if written.startswith(f"{sent.__name__}(") else {"doc": written}


def label_of(name: str) -> str:
    """The words of a name, as a title."""
    kept = {"unet": "UNet", "cfg": "CFG", "ddpm": "DDPM", "mnist": "MNIST"}
    text = " ".join(kept.get(word, word.capitalize()) for word in name.split("_"))
    return re.sub(r"\b(Low|High) Pass\b", r"\1-pass", text)


def unwrap(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """Annotated[T, a, b] to T and (a, b), also where it is an option of a union; anything else to itself and ()."""
    if get_origin(hint) is Annotated:
        plain, extras = unwrap(get_args(hint)[0])
        return plain, (*extras, *hint.__metadata__)
    if get_origin(hint) in (Union, types.UnionType):
        options, extras = zip(*map(unwrap, get_args(hint)), strict=True)
        return (Union[options], tuple(chain(*extras))) if any(extras) else (hint, ())  # noqa: UP007
    return hint, ()


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return get_type_hints(function, include_extras=True)
    except NameError as error:
        raise fault(function, f"its hints cannot be read ({error})", "Import what they name at run time.") from None


def _hint_of(function: Callable[..., Any], each: inspect.Parameter, hints: Mapping[str, Any]) -> Any:
    if each.kind is each.VAR_KEYWORD:
        raise fault(function, f"**{each.name} cannot be sockets", "Name each setting.")
    if each.name not in hints:
        raise fault(function, f"parameter {each.name!r} has no type hint", f"Write {each.name}: SomeType.")
    return hints[each.name]


def _parameter(name: str, hint: Any, default: Any, *, growing: bool = False) -> Parameter:
    plain, extras = unwrap(hint)
    return Parameter(name, plain, REQUIRED if default is _EMPTY else default, extras, growing, _doc(extras))


def _setting(function: Callable[..., Any], parameter: Parameter) -> Parameter:
    """The setting with its default in the hint's own type."""
    if get_origin(parameter.hint) is tuple and get_args(parameter.hint)[1:] != (Ellipsis,):
        raise fault(function, f"setting {parameter.name!r} is a {parameter.hint}", "Write tuple[T, ...].")
    if parameter.required:
        return parameter
    default, wrong = fit(parameter, parameter.default)
    if wrong:
        raise fault(function, f"the default of {parameter.name!r} {wrong.found}", wrong.todo)
    return replace(parameter, default=default)


def _output(name: str, hint: Any) -> Output:
    plain, extras = unwrap(hint)
    return Output(name, plain, _doc(extras))


def _doc(extras: tuple[Any, ...]) -> str:
    return next((each.text for each in extras if isinstance(each, Doc)), "")


def _sent(hint: Any) -> Any:
    """A sent type may be written `Kept | None`, for the None that ends a collector."""
    return next((each for each in get_args(hint) if is_named_tuple(each)), hint)
