"""Where the events of a run go: to a person, or to a program as JSON lines."""

import sys
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from app.console import complain, counted, one_line, say, say_json, warn
from app.partial import save_partial
from app.progress import Meter, duration
from nodegraph.events import Event, Finished, Partial, Warned, Written
from nodegraph.inspect import describe


class Report(ABC):
    """Called with each event of a run. A partial picture is saved here, and its file told like any other."""

    def __init__(self, out: Path):
        self.out = out
        self._warned: set[str] = set()

    def __call__(self, event: Event) -> None:
        if isinstance(event, Warned) and not self._is_new(event):
            return
        self.tell(event)
        if isinstance(event, Partial):
            self._keep(event)

    @abstractmethod
    def tell(self, event: Event) -> None:
        """Pass one event on."""

    @abstractmethod
    def gave(self, node: str, values: list[Any]) -> None:
        """Tell what a node gave that was asked for by name and writes no file."""

    @abstractmethod
    def close(self) -> None:
        """The run is over, however it ended."""

    def _keep(self, event: Partial) -> None:
        """A picture that cannot be written is no reason to end otherwise than cancelled."""
        try:
            path = save_partial(event, self.out)
        except Exception as error:
            warn(f"{event.node}: the unfinished picture was not saved ({one_line(str(error))})")
            return
        if path:
            self.tell(Written(event.node, path))

    def _is_new(self, event: Warned) -> bool:
        text = warning_text(event)
        new = text not in self._warned
        self._warned.add(text)
        return new


class Silent(Report):
    """For a process whose run another one tells of."""

    def __call__(self, event: Event) -> None:
        pass

    def tell(self, event: Event) -> None:
        pass

    def gave(self, node: str, values: list[Any]) -> None:
        pass

    def close(self) -> None:
        pass


class TextReport(Report):
    """For a person: files on stdout; progress, warnings and the sum on stderr."""

    def __init__(self, out: Path, *, quiet: bool = False):
        super().__init__(out)
        self.quiet = quiet
        self.meter = Meter(sys.stderr)

    def tell(self, event: Event) -> None:
        if isinstance(event, Written):
            self.meter.clear()
            say(f"wrote {event.path}")
        elif isinstance(event, Warned):
            self.meter.clear()
            warn(warning_text(event))
        elif not self.quiet:
            self._progress(event)

    def gave(self, node: str, values: list[Any]) -> None:
        say(gift(node, values))

    def close(self) -> None:
        self.meter.clear()

    def _progress(self, event: Event) -> None:
        self.meter.show(event)
        if isinstance(event, Finished):
            self.meter.line(summary(event))


class JsonReport(Report):
    """For a program: one JSON object a line on stdout. Warnings are said on stderr too."""

    def tell(self, event: Event) -> None:
        say_json(event.as_json())
        if isinstance(event, Warned):
            warn(warning_text(event))

    def gave(self, node: str, values: list[Any]) -> None:
        complain(gift(node, values))

    def close(self) -> None:
        """Each line was passed on at once."""


def warning_text(event: Warned) -> str:
    """One line that begins with the node."""
    text = " ".join(event.text.split())
    return text if text.startswith(f"{event.node}:") else f"{event.node}: {text}"


def gift(node: str, values: list[Any]) -> str:
    """E.g. "nothing was written; mirror gave (1, 3, 64, 64) float32"; several values in brackets."""
    return f"nothing was written; {node} gave {describe(values[0] if len(values) == 1 else values)}"


def summary(event: Finished) -> str:
    """E.g. "done in 2.3 s: 14 nodes computed, 3 unchanged"."""
    unchanged = f", {event.cached} unchanged" if event.cached else ""
    return f"done in {duration(event.seconds)}: {counted(event.computed, 'call')} computed{unchanged}"
