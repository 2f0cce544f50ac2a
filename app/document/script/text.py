"""Lines of Python, indented and broken where they are long."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

WIDTH = 110


class Text:
    """Gathers lines."""

    def __init__(self, depth: int = 0) -> None:
        self.lines: list[str] = []
        self._depth = depth

    def add(self, line: str = "") -> None:
        self.lines.append("    " * self._depth + line if line else "")

    @contextmanager
    def inside(self, line: str) -> Iterator[None]:
        """What is added within the block belongs to this line (a `for`, a `with`)."""
        self.add(line)
        self._depth += 1
        yield
        self._depth -= 1

    def call(self, function: str, args: Sequence[str], *, to: str = "", brackets: str = "()") -> None:
        """A call, its result assigned to a name or not; one argument a line if it does not fit on one.

        `brackets` are what opens and what closes after the function's name: "([])" for a list as its argument.
        """
        half = len(brackets) // 2
        head = (f"{to} = " if to else "") + function + brackets[:half]
        line = head + ", ".join(args) + brackets[half:]
        if 4 * self._depth + len(line) <= WIDTH:
            self.add(line)
            return
        with self.inside(head):
            for each in args:
                self.add(f"{each},")
        self.add(brackets[half:])


def literal(value: Any) -> str:
    """A value as Python writes it, texts in double quotes."""
    if isinstance(value, list | tuple):
        inside = ", ".join(map(literal, value)) + ("," if isinstance(value, tuple) and len(value) == 1 else "")
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    text = repr(value)
    return f'"{text[1:-1]}"' if isinstance(value, str) and '"' not in value and "'" not in value else text
