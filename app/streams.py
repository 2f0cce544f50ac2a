"""The standard streams: present, able to hold any text, and stdout for results alone."""

import codecs
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from contextvars import ContextVar
from typing import TextIO

_results: ContextVar[TextIO | None] = ContextVar("results", default=None)


def prepare() -> None:
    """Replace streams that are closed by null ones, and escape what a stream cannot hold."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # the lowest free number is its own, so that no other file gets it
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def results_alone() -> Iterator[None]:
    """Inside the block only `app.console.say` writes to stdout; what packs and nodes print goes to stderr."""
    token = _results.set(sys.stdout)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        _results.reset(token)


def results() -> TextIO:
    """The real stdout."""
    return _results.get() or sys.stdout


def holds_unicode(stream: TextIO) -> bool:
    """Whether its encoding is UTF-8; a stream of text in memory has none and holds everything."""
    encoding = getattr(stream, "encoding", None)
    return not encoding or codecs.lookup(encoding).name == "utf-8"
