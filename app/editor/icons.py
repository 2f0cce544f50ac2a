"""The icons of the interface: Material Icons by name, as far as the fonts carry them.

A label may mix them with words: `f"{icon('play_arrow')}  Run"`.
"""

from functools import cache
from pathlib import Path

CODEPOINTS = Path(__file__).parent / "fontfiles" / "icons.codepoints"


def icon(name: str) -> str:
    """The character that draws an icon, named as in Google's catalogue.

    Raises:
        KeyError: the fonts do not carry it; add it to `icons.codepoints` and run `fontfiles/build.py`.
    """
    return all_icons()[name]


@cache
def all_icons() -> dict[str, str]:
    """Every icon that the fonts carry."""
    lines = (line.split() for line in CODEPOINTS.read_text("utf-8").splitlines())
    return {name: chr(int(code, 16)) for name, code in lines}
