"""How good a layout is: crossings of wires, wires behind boxes, and how steep they are."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.document.layout.wires import Point, Sizes, Wire

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CROSSING, BEHIND, STEEP = 70.0, 40.0, 0.4
SAMPLES = 15
LARGE = 20_000  # wires times boxes from which looking for hidden wires takes too long
MARGIN = 6.0  # as near to a box, a wire counts as behind it


class Judge:
    """Judges places of the same boxes and wires again and again."""

    def __init__(self, sizes: Sizes, wires: Sequence[Wire]):
        import numpy as np

        self.names = list(sizes)
        index = {name: place for place, name in enumerate(self.names)}
        self.sizes = np.array([sizes[name] for name in self.names], float).reshape(-1, 2)
        self.tails = np.array([index[wire.source] for wire in wires], int)
        self.heads = np.array([index[wire.target] for wire in wires], int)
        self.out = np.array([wire.out for wire in wires], float).reshape(-1, 2)
        self.into = np.array([wire.into for wire in wires], float).reshape(-1, 2)
        self.weights = np.array([wire.weight for wire in wires], float)
        pins = [(wire.source, wire.out) for wire in wires]
        self.apart = np.triu(
            np.array([[one != other for other in pins] for one in pins], bool).reshape(len(pins), len(pins))
        )
        self.others = np.ones((len(wires), len(self.names)), bool)
        self.others[np.arange(len(wires)), self.tails] = False
        self.others[np.arange(len(wires)), self.heads] = False
        self.curve = _weights_of_curve()

    def cost(self, places: Mapping[str, Point]) -> float:
        """Lower is better."""
        import numpy as np

        if not len(self.weights):
            return 0.0
        corners = np.array([places[name] for name in self.names], float)
        starts, ends = corners[self.tails] + self.out, corners[self.heads] + self.into
        steep = float(np.sum(self.weights * np.abs(starts[:, 1] - ends[:, 1])))
        return CROSSING * self._crossings(starts, ends) + BEHIND * self._hidden(corners, starts, ends) + STEEP * steep

    def _crossings(self, starts: "Array", ends: "Array") -> int:
        """Pairs of wires that cross; those that leave one pin do not count."""
        import numpy as np

        left = np.maximum(starts[:, None, 0], starts[None, :, 0])
        right = np.minimum(ends[:, None, 0], ends[None, :, 0])
        slope = (ends[:, 1] - starts[:, 1]) / np.maximum(ends[:, 0] - starts[:, 0], 1.0)
        level = starts[:, 1] - slope * starts[:, 0]
        tilt, drop = slope[:, None] - slope[None, :], level[:, None] - level[None, :]
        cross = (tilt * left + drop) * (tilt * right + drop) < 0
        return int(np.sum(cross & (left < right) & self.apart))

    def _hidden(self, corners: "Array", starts: "Array", ends: "Array") -> float:
        """How many boxes stand before a wire of which they are no end."""
        import numpy as np

        if self.others.size > LARGE:
            return 0.0
        bend = 0.25 * np.hypot(*(ends - starts).T)[:, None] * np.array([[1.0, 0.0]])
        points = np.stack([starts, starts + bend, ends - bend, ends])
        along = np.einsum("sp,pwc->wsc", self.curve, points)[:, None]
        low, high = corners - MARGIN, corners + self.sizes + MARGIN
        inside = np.all((along > low[None, :, None]) & (along < high[None, :, None]), axis=3)
        return float(np.sum(inside.any(axis=2) & self.others))


def _weights_of_curve() -> "Array":
    """Of a cubic curve, how much each of its four points counts at each sample."""
    import numpy as np

    t = np.linspace(0.0, 1.0, SAMPLES + 2)[1:-1]
    s = 1 - t
    return np.stack([s**3, 3 * s * s * t, 3 * s * t * t, t**3], axis=1)
