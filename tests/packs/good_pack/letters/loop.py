"""A loop over texts."""

import time
from collections.abc import Generator
from typing import Annotated, NamedTuple

from nodegraph.declare import zone
from nodegraph.hints import Range


class LettersVisit(NamedTuple):
    text: str
    i: int


class LettersNext(NamedTuple):
    text: str


@zone(opens="letters_begin", closes="letters_end", count=lambda inputs: inputs["count"])
def letters_loop(
    start: str, *, count: Annotated[int, Range(1, 100_000)] = 3, pause: Annotated[float, Range(0, 3600)] = 0.0
) -> Generator[LettersVisit, LettersNext, str]:
    """Feed a text through the loop's body several times, with a pause of so many seconds."""
    text = start
    for i in range(count):
        time.sleep(pause)
        sent = yield LettersVisit(text, i)
        text = sent.text
    return text
