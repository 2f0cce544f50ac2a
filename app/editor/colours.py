"""The colours of both themes by what they are for."""

from functools import cache
from typing import Literal

from nodegraph.sockets import declared_types

ThemeName = Literal["dark", "light"]
Colour = tuple[int, int, int, int]

_NEUTRAL = ("#A9B2C0", "#4A5361")
TOKENS: dict[str, tuple[str, str]] = {
    "app": ("#15171C", "#EBEEF2"),
    "panel": ("#1B1E25", "#FAFBFC"),
    "raised": ("#2A2F39", "#E3E7EE"),
    "hover": ("#323743", "#D9DEE6"),
    "field": ("#14171D", "#F1F3F7"),
    "field line": ("#363C48", "#C6CDD8"),
    "line": ("#2C313B", "#D3D8E0"),
    "canvas": ("#111318", "#E9EDF2"),
    "grid": ("#2B303A", "#C3CAD5"),
    "node": ("#22262F", "#FFFFFF"),
    "node line": ("#3A414E", "#BAC2CE"),
    "text": ("#E7EAF0", "#171B22"),
    "muted": ("#A9B2C0", "#4A5361"),
    "faint": ("#8D97A6", "#535C6A"),
    "accent": ("#2ED3BE", "#0A6860"),
    "accent hover": ("#4BE0CD", "#0C7A71"),
    "on accent": ("#06231F", "#FFFFFF"),
    "accent soft": ("#17453F", "#CDEBE6"),
    "select": ("#F4F6FA", "#171B22"),
    "error": ("#FF7A70", "#B3261E"),
    "error title": ("#5A2326", "#F7C9C4"),
    "error soft": ("#3A1D21", "#FCE8E6"),
    "error line": ("#7A3438", "#E5A8A2"),
    "warn": ("#F5C04A", "#8A5A00"),
    "ok": ("#63D08A", "#27702C"),
    "zone": ("#6E8BFF1A", "#3F5BD912"),
    "zone line": ("#6E8BFF78", "#3F5BD978"),
    "zone text": ("#B4C3FF", "#2E45B0"),
    "note": ("#2B2618", "#FFF7DB"),
    "note line": ("#5C5030", "#D9C684"),
    "title text": ("#F4F6FA", "#171B22"),
    "shadow": ("#00000066", "#1B253533"),
    "dim": ("#00000099", "#171B2266"),
    "clear": ("#00000000", "#FFFFFF00"),
    "models": ("#4B3F73", "#DCD3F7"),
    "prompts": ("#3C5528", "#D5E8C2"),
    "noise": ("#67431F", "#F8DDBF"),
    "loop": ("#2B4C85", "#CBDDF9"),
    "predict": ("#6D2F4C", "#F6D0DF"),
    "views": ("#1F5960", "#C6E6E8"),
    "combine": ("#4A4F21", "#E7E5B5"),
    "frequencies": ("#22566F", "#C5DFEE"),
    "output": ("#454D5C", "#DADFE7"),
    "images": ("#2B5C3F", "#C9E8D2"),
    "masks": ("#63306B", "#EFD3F3"),
    "datasets": ("#25594A", "#C6E8DC"),
    "networks": ("#5E402C", "#F0DDCB"),
    "train": ("#6E2E30", "#F7D2D1"),
    "evaluate": ("#3C4870", "#D2D9F1"),
}
LINK_OPACITY = {"dark": 0.82, "light": 1.0}
TIMESTEP_OPACITY = {"dark": 0.53, "light": 0.73}


def colour(token: str, theme: ThemeName, opacity: float = 1.0) -> Colour:
    """A colour by its token, its socket type or as #RRGGBB, 0 to 255 for red, green, blue and opacity.

    A type that nobody declared is neutral.
    """
    dark, light = _own(token) if token.startswith("#") else TOKENS.get(token) or _of_type(token)
    red, green, blue, alpha = parsed(dark if theme == "dark" else light)
    return red, green, blue, round(alpha * opacity)


def _own(colour: str) -> tuple[str, str]:
    """A colour that a file gives; one of the categories' is the category's in either theme."""
    return next((pair for pair in TOKENS.values() if pair[0] == colour.upper()), (colour, colour))


def title_token(category: str) -> str:
    """The token of a node category's title; a category of another pack gets the neutral one."""
    token = category.lower()
    return token if token in TOKENS else "output"


def link_opacity(type_name: str, theme: ThemeName) -> float:
    """Timestep goes everywhere and is seldom read, so its links stand back."""
    return (TIMESTEP_OPACITY if type_name == "Timestep" else LINK_OPACITY)[theme]


@cache
def parsed(text: str) -> Colour:
    """#RRGGBB or #RRGGBBAA as numbers.

    Raises:
        ValueError: it is neither.
    """
    digits = text.removeprefix("#")
    if len(digits) not in (6, 8):
        raise ValueError(f"{text!r} is no colour. Write #RRGGBB.")
    numbers = bytes.fromhex(digits.ljust(8, "f"))
    return numbers[0], numbers[1], numbers[2], numbers[3]


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two opaque colours, 1 to 21 (WCAG 2.1)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(of: Colour) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.1)."""
    red, green, blue = (_linear(each / 255) for each in of[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _of_type(name: str) -> tuple[str, str]:
    info = declared_types().get(name)
    return (info.dark, info.light) if info else _NEUTRAL
