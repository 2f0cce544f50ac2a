"""The table of shortcuts: from the actions, and what the mouse does. No window here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

MOUSE = (
    ("Find and add a node", "Double-click, right-click"),
    ("Link two nodes", "Drag pin to pin"),
    ("Add a node that fits", "Drag a pin to empty space"),
    ("Link to the first fitting socket", "Drag a pin onto a node"),
    ("Detach a link", "Ctrl+drag its pin"),
    ("Insert into a link", "Drop a node on it"),
    ("Select several", "Drag over empty space"),
    ("Move the view", "Middle drag"),
    ("Zoom", "Ctrl+wheel"),
)


class Listed(Protocol):
    """What the table says of an action."""

    @property
    def menu(self) -> tuple[str, ...]: ...
    @property
    def keys(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Key:
    label: str
    keys: str


Line = Heading | Key | None


def lines(actions: Iterable[tuple[str, Listed]]) -> list[list[Line]]:
    """A block of lines for each menu with shortcuts, then one for the mouse. An action comes with its label."""
    found: dict[str, list[Line]] = {}
    for label, action in actions:
        if action.keys:
            block = found.setdefault(action.menu[0] if action.menu else "Other", [])
            block.append(Key(label.removesuffix("…"), ", ".join(action.keys)))
    found["Mouse"] = [Key(label, keys) for label, keys in MOUSE]
    return [[Heading(menu), *block] for menu, block in found.items()]


def columns(blocks: Sequence[Sequence[Line]]) -> tuple[list[Line], list[Line]]:
    """Two columns of about the same height, in order, with an empty line between blocks."""
    best = min(range(len(blocks) + 1), key=lambda cut: abs(_tall(blocks[:cut]) - _tall(blocks[cut:])))
    return _joined(blocks[:best]), _joined(blocks[best:])


def _tall(blocks: Sequence[Sequence[Line]]) -> int:
    return sum(len(block) + 1 for block in blocks)


def _joined(blocks: Sequence[Sequence[Line]]) -> list[Line]:
    joined = [line for block in blocks for line in (*block, None)]
    return joined[:-1]
