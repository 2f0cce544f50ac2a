"""The order in which node categories are listed: as one builds a graph, others after them by name."""

from collections.abc import Iterable

from app.document.catalogue import Entry

ORDER = (
    "Models",
    "Prompts",
    "Images",
    "Masks",
    "Noise",
    "Loop",
    "Predict",
    "Views",
    "Combine",
    "Frequencies",
    "Datasets",
    "Networks",
    "Train",
    "Evaluate",
    "Output",
)


def rank(category: str) -> tuple[int, str]:
    """A sort key for categories."""
    return (ORDER.index(category) if category in ORDER else len(ORDER), category)


def grouped(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries under their categories, in the order of the list."""
    found: dict[str, list[Entry]] = {}
    for each in sorted(entries, key=lambda each: rank(each.category)):
        found.setdefault(each.category, []).append(each)
    return found
