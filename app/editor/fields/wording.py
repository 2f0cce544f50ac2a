"""What fields say: labels, numbers, sweeps and wrapped texts as plain strings, and back."""

import json
import math
from collections.abc import Callable
from typing import Any

from app.document.fields import Number
from nodegraph.errors import UsageError
from nodegraph.nodetype import Parameter
from nodegraph.values import parse

LABELS = {
    "fps": "Pictures/s",
    "hold_last": "Hold last",
    "i": "i",
    "i_start": "Start at",
    "max_batch": "Batch limit",
    "t": "t",
    "threshold_ratio": "Threshold",
}
Measure = Callable[[str], float]


def label(parameter: Parameter) -> str:
    """A setting's name as in a sentence: "Guidance scale"."""
    words = parameter.name.replace("_", " ")
    return LABELS.get(parameter.name) or words[:1].upper() + words[1:]


def short_label(parameter: Parameter, measure: Measure, room: float) -> str:
    """The name inside a field: the whole of it where there is room for it, else its last word, else what fits."""
    words = parameter.name.replace("_", " ")
    if measure(words) <= room:
        return words
    return cut(words.split()[-1], measure, room)


def cut(text: str, measure: Measure, room: float) -> str:
    """The text, or as much of it as there is room for, with an ellipsis."""
    if measure(text) <= room:
        return text
    while text and measure(text + "…") > room:
        text = text[:-1]
    return f"{text.rstrip()}…" if text else ""


def number_text(field: Number, value: float) -> str:
    """A number with the digits its step needs, or more where it has more."""
    if field.whole:
        return str(int(value))
    plain = f"{value:.{field.decimals}f}"
    return plain if math.isclose(float(plain), value, rel_tol=1e-9, abs_tol=1e-12) else f"{value:.12g}"


def snapped(field: Number, value: float) -> float:
    """The nearest value that lies on the field's grain, within its bounds."""
    start = field.low or 0
    on_grain = start + round((value - start) / field.grain) * field.grain
    low, high = (-math.inf if field.low is None else field.low), (math.inf if field.high is None else field.high)
    rounded = min(max(round(on_grain, 9), low), high)
    return int(rounded) if field.whole else float(rounded)


def value_text(value: Any) -> str:
    """A value as one types it into a line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.12g}" if not value.is_integer() or abs(value) >= 1e15 else f"{value:.1f}"
    if isinstance(value, tuple | list):
        return ", ".join(value_text(each) for each in value)
    return str(value)


def sweep_text(values: list[Any]) -> str:
    """The values of a sweep as one types them: "1, 3, 5", or JSON's list where that would be read otherwise."""
    plain = all(not isinstance(each, tuple | list | dict) and _stands_alone(value_text(each)) for each in values)
    return ", ".join(map(_short, values)) if plain else json.dumps(values, ensure_ascii=False)


def _short(value: Any) -> str:
    """A value of several: whether 250 is a whole number is known from the setting."""
    return value_text(value).removesuffix(".0") if isinstance(value, float) else value_text(value)


def read_sweep(parameter: Parameter, text: str) -> list[Any]:
    """The values that somebody typed. Raises UsageError for what does not fit."""
    value: dict[str, list[Any]] = parse(parameter, f"each:{text.strip()}")
    if not value["each"]:
        raise UsageError(f"{parameter.name} sweeps over nothing. Give it at least one value.")
    return value["each"]


def _stands_alone(text: str) -> bool:
    return text == text.strip() and text != "" and "," not in text and "\n" not in text and not text.startswith("[")


def wrapped(text: str, measure: Measure, room: float) -> str:
    """The text with line breaks in the place of spaces where a line grows too wide: as long as before, so that
    a place in one is the same place in the other.
    """
    return "\n".join(_wrapped_line(line, measure, room) for line in text.split("\n"))


def _wrapped_line(line: str, measure: Measure, room: float) -> str:
    first, *words = line.split(" ")
    lines = [first]
    for word in words:
        longer = f"{lines[-1]} {word}"
        lines[-1:] = [longer] if measure(longer) <= room else [lines[-1], word]
    return "\n".join(lines)


def unwrapped(text: str, shown: str, typed: str) -> str:
    """What `text`, shown wrapped as `shown`, becomes once that was edited into `typed`."""
    head = _common(shown, typed)
    tail = _common(shown[head:][::-1], typed[head:][::-1])
    return text[:head] + typed[head : len(typed) - tail] + text[len(text) - tail :]


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
