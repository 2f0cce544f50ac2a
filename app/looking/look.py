"""How the viewer shows a picture: a value that its buttons change, and the picture that comes of it."""

from dataclasses import dataclass, replace

from app.looking.pixels import Picture
from app.looking.sizes import fitted
from app.looking.views import Move, flip, from_afar, mirror, split, turned, with_grid


@dataclass(frozen=True)
class Look:
    """First turned by quarters, then mirrored, then flipped. `both` shows the other side beside it (None: where
    the graph makes one), `comparing` the picture before left of `split_at` (a fraction of the width); `strength`
    (0 to 1) counts where `afar` is set.
    """

    flipped: bool = False
    mirrored: bool = False
    quarters: int = 0
    both: bool | None = None
    comparing: bool = False
    split_at: float = 0.5
    afar: bool = False
    strength: float = 0.5
    grid: bool = False

    def flip(self) -> "Look":
        return replace(self, flipped=not self.flipped)

    def mirror(self) -> "Look":
        return replace(self, mirrored=not self.mirrored)

    def rotate(self) -> "Look":
        """A quarter turn clockwise of what is seen."""
        turn = 1 if self.flipped == self.mirrored else -1
        return replace(self, quarters=(self.quarters + turn) % 4)

    def move(self, picture: Picture) -> Picture:
        """The picture as it lies."""
        lying = turned(picture, self.quarters) if self.quarters else picture
        lying = mirror(lying) if self.mirrored else lying
        return flip(lying) if self.flipped else lying


def compose(picture: Picture, look: Look, side: int, before: Picture | None = None) -> Picture:
    """What is seen in a square of `side` px: the picture as it lies, half covered by the one before, from afar, with
    the grid of its pixels. Its larger side is `side`, unless it is seen from afar.
    """
    lying = look.move(picture)
    shown = fitted(lying, side, smooth=not look.grid)
    if look.comparing and before is not None:
        shown = split(fitted(look.move(before), side, smooth=not look.grid), shown, look.split_at)
    if look.afar:
        shown = from_afar(shown, look.strength)
    elif look.grid:
        shown = with_grid(shown, side / max(lying.shape[:2]))
    return shown


def other_side(picture: Picture, look: Look, other: Move) -> Picture:
    """The other side of a picture, lying as the picture lies."""
    return look.move(other(picture))
