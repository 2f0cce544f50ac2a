from typing import Annotated, Literal, TypeVar

import pytest

from app.describe import as_json, default_text, range_text, setting_type, type_text
from nodegraph.hints import Color, Doc, InputFile, Range, Seed
from nodegraph.nodetype import REQUIRED, Parameter
from nodegraph.registry import Registry

Either = TypeVar("Either", int, str)


@pytest.mark.parametrize(
    ("hint", "text"),
    [
        (float, "number"),
        (int, "whole number"),
        (bool, "true or false"),
        (str | None, "text"),
        (int | str, "whole number or text"),
        (Either, "int or str"),
        (Literal["upper", "lower"], "upper, lower"),
        (tuple[int, ...], "list of whole numbers"),
    ],
)
def test_types_read_as_words(hint: object, text: str) -> None:
    assert type_text(hint) == text


def test_a_setting_that_is_a_path_a_colour_or_a_seed_says_so() -> None:
    assert setting_type(Parameter("file", str, extras=(InputFile(),))) == "file to read"
    assert setting_type(Parameter("ground", str, extras=(Color(),))) == "colour"
    assert setting_type(Parameter("seed", int, extras=Seed.__metadata__)) == "seed"


def test_ranges_and_defaults_are_short() -> None:
    assert range_text(Parameter("x", float, extras=(Range(0, 0.5),))) == "0 to 0.5"
    assert range_text(Parameter("x", float)) == ""
    given = [7.0, 0.25, 3, True, None, "", "a", (1, 2), (), REQUIRED]
    shown = ["7", "0.25", "3", "true", "none", '""', "a", "1,2", '""', "required"]
    assert [default_text(Parameter("x", float, value)) for value in given] == shown


def test_json_holds_all_that_the_hints_say(letters: Registry) -> None:
    told = as_json(letters["letters_repeat"])
    times, case = told["settings"]
    assert times == {
        "name": "times", "type": "whole number", "doc": "", "required": False, "default": 2, "low": 1, "high": 9,
    }  # fmt: skip
    assert case["choices"] == ["upper", "lower"]
    assert told["inputs"][0]["required"]
    assert told["outputs"] == [{"name": "out", "type": "text", "doc": ""}]
    assert (told["pack"], told["category"]) == ("letters", "Text")


def test_a_doc_in_the_hint_is_kept(letters: Registry) -> None:
    hint = Annotated[str, Doc("What to say.")]
    assert as_json(letters["letters_say"])["settings"][0]["doc"] == hint.__metadata__[0].text
