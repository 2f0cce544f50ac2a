"""How a node's failure is told: which node, with which inputs, in which visit."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from nodegraph.closures import Slots, value_of
from nodegraph.errors import Cancelled, NodeError, NodegraphError
from nodegraph.inspect import describe
from nodegraph.plan import Op

_PLAIN = (NodegraphError, ValueError, OSError)  # their own words are for people


def op_inputs(op: Op, slots: Slots) -> dict[str, Any]:
    """What an op is given, by name."""
    return {name: value_of(arg, slots) for name, arg in op.given()}


def described(inputs: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {describe(value)}" for name, value in inputs.items() if value is not None)


def failed(node: str, error: Exception, inputs: Mapping[str, Any], visit: int | None = None) -> NodeError:
    """The error for a node whose function raised; out of memory says what would help."""
    cause = f"{error}" if isinstance(error, _PLAIN) else f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        cause = "out of memory. Use fewer images at once, a smaller size, or --dtype float16"
    return NodeError(node, cause, described(inputs), visit)


@contextmanager
def blaming(node: str, inputs: Callable[[], Mapping[str, Any]], visit: int | None = None) -> Iterator[None]:
    """What goes wrong inside is this node's failure, unless it has a name already."""
    try:
        yield
    except (NodeError, Cancelled):
        raise
    except SystemExit as error:
        raise NodeError(node, f"tried to end the program ({error.code})", described(inputs()), visit) from error
    except Exception as error:
        raise failed(node, error, inputs(), visit) from error
