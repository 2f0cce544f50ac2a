"""How the window is divided, in pixels. No widget: only numbers."""

from typing import NamedTuple

MENU, TOOLBAR, RUN_BAR, STATUS = 30, 36, 56, 24
LEFT, RIGHT, STRIP = 152, 280, 44
LEFT_FOLDS_BELOW, RIGHT_FOLDS_BELOW = 1400, 1200
MENUS_LEFT, MENUS = 102, 360  # where in the menu region the menus are, beside mark and name
SMALLEST = 900, 600
LINE = 1  # between two regions the window's ground shows


class Rect(NamedTuple):
    x: int
    y: int
    width: int
    height: int


class Folding(NamedTuple):
    """Which side panels are folded to icons."""

    left: bool = False
    right: bool = False


def folding(width: float, left: bool | None = None, right: bool | None = None) -> Folding:
    """What folds at a width (at scale 1). What the user chose for a side holds; None leaves it to the width."""
    return Folding(
        width < LEFT_FOLDS_BELOW if left is None else left,
        width < RIGHT_FOLDS_BELOW if right is None else right,
    )


def divided(width: int, height: int, folded: Folding, scale: float = 1.0) -> dict[str, Rect]:
    """The regions of a window of this size, by name."""
    menu, toolbar, run_bar, status = (round(each * scale) for each in (MENU, TOOLBAR, RUN_BAR, STATUS))
    left = round((STRIP if folded.left else LEFT) * scale)
    right = round((STRIP if folded.right else RIGHT) * scale)
    bottom = height - run_bar - status
    middle = max(1, width - left - right)
    return {
        "menu": Rect(0, 0, width, menu - LINE),
        "menus": Rect(round(MENUS_LEFT * scale), 0, round(MENUS * scale), menu - LINE),
        "left": Rect(0, menu, left - LINE, bottom - menu - LINE),
        "toolbar": Rect(left, menu, middle - LINE, toolbar - LINE),
        "canvas": Rect(left, menu + toolbar, middle - LINE, max(1, bottom - menu - toolbar - LINE)),
        "right": Rect(width - right, menu, right, bottom - menu - LINE),
        "run_bar": Rect(0, bottom, width, run_bar - LINE),
        "status": Rect(0, height - status, width, status),
    }
