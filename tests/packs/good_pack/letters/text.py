"""Texts, and what is done to them."""

from typing import Annotated, Literal

from nodegraph.context import Context
from nodegraph.declare import node
from nodegraph.hints import Doc, InputFile, OutputName, Range


@node()
def letters_say(*, text: Annotated[str, Doc("What to say.")]) -> str:
    """A text."""
    return text


@node()
def letters_read(*, file: Annotated[str, InputFile((".txt",))]) -> str:
    """The name of a file."""
    return file


@node()
def letters_repeat(
    text: str, *, times: Annotated[int, Range(1, 9)] = 2, case: Literal["upper", "lower"] = "lower"
) -> str:
    """The same text several times.

    Nothing is put in between.
    """
    return (text.upper() if case == "upper" else text.lower()) * times


@node()
def letters_join(*parts: str) -> str:
    """Texts in a row."""
    return " ".join(parts)


@node()
def letters_count(text: str) -> int:
    """How long a text is."""
    return len(text)


@node()
def letters_fail(text: str) -> str:
    """Always fails."""
    raise ValueError(f"{text!r} is not to my liking. Say something else.")


@node()
def letters_write(text: str, *, name: Annotated[str, OutputName((".txt",))] = "letters.txt", run: Context) -> None:
    """Write a text to a file."""
    if not text:
        run.warn("the text is empty")
    run.write(name, lambda path: path.write_text(text, encoding="utf-8"))
