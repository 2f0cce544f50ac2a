"""What the decorators read from a signature, and what they refuse."""

from collections.abc import Generator
from typing import Annotated, Any, NamedTuple

import pytest

from nodegraph.context import Context
from nodegraph.declare import Loop, collector, declared, node, zone
from nodegraph.errors import DeclarationError
from nodegraph.hints import Doc, Range
from nodegraph.nodetype import REQUIRED, NodeType
from nodegraph.registry import Registry
from tests.nodegraph import pack


class Sent(NamedTuple):
    x: float


def test_the_function_stays_an_ordinary_function() -> None:
    assert pack.times(3.0, by=4.0) == 12.0
    assert next(pack.rounds(count=1)).done == 1


def test_positional_parameters_are_inputs_and_keyword_only_ones_settings(registry: Registry) -> None:
    times = registry["times"]
    assert [each.name for each in times.inputs] == ["x"]
    assert [each.name for each in times.settings] == ["by"]
    assert times.parameter("x").required
    assert times.parameter("x").doc == "what to multiply"
    assert times.parameter("by").default == 2.0
    assert times.parameter("by").extra(Range) == Range(-10, 10)
    assert registry["minus"].parameter("y").default == 0.0


def test_a_setting_without_a_default_is_required(registry: Registry) -> None:
    assert registry["word"].setting("text").default is REQUIRED


def test_a_star_parameter_is_a_growing_row(registry: Registry) -> None:
    total = registry["total"]
    assert total.parameter("values[0]") is total.parameter("values[17]") is total.inputs[0]
    for name in ("values", "values[]", "values[-1]", "values[x]", "values[01]", "values[1", "values[1]]", "value[1]"):
        assert total.parameter(name) is None
    assert registry["times"].parameter("x[0]") is None


def test_the_return_hint_is_the_output(registry: Registry) -> None:
    assert [each.name for each in registry["times"].outputs] == ["out"]
    halves = registry["halves"]
    assert [(each.name, each.hint) for each in halves.outputs] == [("whole", int), ("rest", float)]
    assert halves.output("rest").doc == "what is behind the point"
    assert registry["keep"].kind == "output"
    assert registry["keep"].provided == "run"
    assert [each.name for each in registry["keep"].settings] == ["note"]


def test_a_long_node_gives_what_its_generator_returns(registry: Registry) -> None:
    assert registry["rounds"].outputs[0].hint is float
    assert registry["rounds"].is_long
    assert not registry["repeat"].is_long


def test_label_category_and_tooltip_come_from_the_code(registry: Registry) -> None:
    assert registry["write_graph"].label == "Write Graph"
    assert registry["times"].category == "Pack"
    assert registry["times"].doc == "Multiply.\n\nBy a factor."
    assert registry["times"].pack == "tests"


def test_a_zone_declares_both_of_its_ends(registry: Registry) -> None:
    begin, end = registry["repeat"], registry["until"]
    assert (begin.kind, end.kind) == ("opens", "closes")
    assert (begin.partner, end.partner) == ("until", "repeat")
    assert [(each.name, each.hint) for each in begin.outputs] == [("loop", Loop), ("x", float), ("i", int)]
    assert [each.name for each in end.inputs] == ["loop", "x", "instead"]
    assert end.parameter("instead").default is None
    assert [each.name for each in end.outputs] == ["out"]
    assert [each.name for each in begin.settings] == ["times"]
    assert end.settings == ()


def test_a_collector_is_sent_its_inputs(registry: Registry) -> None:
    collect = registry["collect"]
    assert [each.name for each in collect.inputs] == ["value", "i"]
    assert [each.name for each in collect.settings] == ["every"]


def test_declared_finds_modules_below() -> None:
    assert {each.name for each in declared("tests.nodegraph.pack")} <= {
        each.name for each in declared("tests.nodegraph")
    }
    assert declared("tests.nodegraph.pac") == []


def test_an_integer_default_of_a_number_becomes_one() -> None:
    @node()
    def halved(*, value: float = 1) -> float:
        return value / 2

    (made,) = _declared_here("halved")
    assert type(made.setting("value").default) is float


def no_hint() -> Any:
    @node()
    def f(x, *, y: int = 0) -> float:  # type: ignore[no-untyped-def]
        return x


def no_return() -> Any:
    @node()
    def f(x: float):  # type: ignore[no-untyped-def]
        return x


def keywords() -> Any:
    @node()
    def f(**rest: float) -> float:
        return 0.0


def unreadable_hint() -> Any:
    @node()
    def f(x: "Nowhere") -> float:  # type: ignore[name-defined]  # noqa: F821
        return x


def default_out_of_range() -> Any:
    @node()
    def f(*, by: Annotated[float, Range(0, 1)] = 2) -> float:
        return by


def default_of_another_type() -> Any:
    @node()
    def f(*, by: int = "many") -> float:  # type: ignore[assignment]
        return by


def tuple_of_two() -> Any:
    @node()
    def f(*, size: tuple[int, int] = (1, 2)) -> float:
        return 0.0


def unknown_hook() -> Any:
    @node(chek=lambda facts, settings: None)
    def f(x: float) -> float:
        return x


def each_visit_with_an_output() -> Any:
    @node(each_visit=True)
    def f(x: float) -> float:
        return x


def zone_without_a_generator() -> Any:
    @zone(opens="a", closes="b")
    def f(x: float) -> float:
        return x


def zone_with_a_context() -> Any:
    @zone(opens="a", closes="b")
    def f(x: float, *, run: Context) -> Generator[Sent, Sent, float]:
        yield Sent(x)
        return x


def zone_yields_a_number() -> Any:
    @zone(opens="a", closes="b")
    def f(x: float) -> Generator[float, Sent, float]:
        yield x
        return x


def zone_is_sent_a_number() -> Any:
    @zone(opens="a", closes="b")
    def f(x: float) -> Generator[Sent, float, float]:
        yield Sent(x)
        return x


def collector_with_an_input() -> Any:
    @collector()
    def f(x: float) -> Generator[None, Sent | None, float]:
        yield
        return x


def half_a_generator() -> Any:
    @zone(opens="a", closes="b")
    def f(x: float) -> Generator[Sent]:  # type: ignore[type-arg, misc]
        yield Sent(x)


@pytest.mark.parametrize(
    ("declaration", "found"),
    [
        (no_hint, "parameter 'x' has no type hint. Write x: SomeType."),
        (no_return, "there is no return hint. Write -> SomeType, or -> None for an output node."),
        (keywords, "**rest cannot be sockets. Name each setting."),
        (
            unreadable_hint,
            "its hints cannot be read (name 'Nowhere' is not defined). Import what they name at run time.",
        ),
        (default_out_of_range, "the default of 'by' is 2. Choose from 0 to 1."),
        (default_of_another_type, "the default of 'by' is 'many'. Give it a whole number."),
        (tuple_of_two, "setting 'size' is a tuple[int, int]. Write tuple[T, ...]."),
        (unknown_hook, "there is no hook 'chek'. There is check, bind, batched, needs, warn, count, identity."),
        (each_visit_with_an_output, "each_visit is for output nodes. Return None, or leave it out."),
        (zone_without_a_generator, "the return hint is <class 'float'>. Write -> Generator[Yielded, Sent, Returned]."),
        (zone_with_a_context, "'run' asks for a Context. Only a node can have one."),
        (zone_yields_a_number, "it yields <class 'float'>. Yield a NamedTuple; its fields are the sockets."),
        (zone_is_sent_a_number, "it is sent <class 'float'>. Send a NamedTuple; its fields are the sockets."),
        (collector_with_an_input, "'x' is positional. Inputs come from the NamedTuple that it is sent."),
        (half_a_generator, "Write -> Generator[Yielded, Sent, Returned]."),
    ],
)
def test_a_refused_declaration_names_the_function_and_the_cure(declaration: Any, found: str) -> None:
    with pytest.raises(DeclarationError) as raised:
        declaration()
    text = str(raised.value)
    assert text.startswith(f"tests.nodegraph.test_declare.{declaration.__name__}.<locals>.f: ")
    assert text.endswith(found)
    assert "\n" not in text
    assert _declared_here("f") == []


def test_docs_of_named_tuple_fields_are_the_outputs_docs() -> None:
    class Both(NamedTuple):
        left: Annotated[float, Doc("on the left")]

    @node()
    def sides() -> Both:
        return Both(0.0)

    (made,) = _declared_here("sides")
    assert made.outputs[0].doc == "on the left"


def _declared_here(name: str) -> list[NodeType]:
    return [each for each in declared(__name__) if each.name == name]
