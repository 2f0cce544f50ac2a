"""Boxes in given columns: their order in each, and how high each stands, so that wires are short and seldom cross."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.document.layout.cost import Judge
from app.document.layout.wires import Point, Sizes, Wire

SWEEPS = 16
SMALL = 40  # boxes up to which every order is tried, box by box
ROUNDS = 3
NARROW, WIDE, LANE = 30.0, 54.0, 4.0


@dataclass
class Columns:
    """A layout that is being improved. `spacing` is what lies between two boxes of a column."""

    columns: list[list[str]]
    sizes: Sizes
    wires: Sequence[Wire]
    spacing: float
    x: dict[str, float] = field(init=False)
    y: dict[str, float] = field(init=False)

    def __post_init__(self) -> None:
        self._at: dict[str, list[tuple[Wire, bool]]] = {name: [] for column in self.columns for name in column}
        for wire in self.wires:
            self._at[wire.source].append((wire, True))
            self._at[wire.target].append((wire, False))
        self._judge = Judge({name: self.sizes[name] for name in self._at}, self.wires)
        self.x, self.y = self._across(), {}
        for column in self.columns:
            self._stack(column)

    def places(self) -> dict[str, Point]:
        return {name: (self.x[name], self.y[name]) for column in self.columns for name in column}

    def improve(self) -> None:
        """Sweep to and fro, keep the best order, then try boxes at other places of their columns."""
        best = self._sweep()
        self.columns = [list(column) for column in best]
        self._settle()
        if len(self._at) <= SMALL:
            self._shuffle()

    def _across(self) -> dict[str, float]:
        found: dict[str, float] = {}
        x = 0.0
        for number, column in enumerate(self.columns):
            found |= dict.fromkeys(column, x)
            x += max(self.sizes[name][0] for name in column) + self._gap(number)
        return found

    def _gap(self, number: int) -> float:
        """Room for the wires between a column and the next."""
        right = {name for column in self.columns[number + 1 :] for name in column}
        near = set(self.columns[number]) | set(self.columns[min(number + 1, len(self.columns) - 1)])
        lanes = {
            (wire.source, wire.out)
            for wire in self.wires
            if wire.target in right and wire.source not in right and near & {wire.source, wire.target}
        }
        return min(WIDE, NARROW + LANE * max(0, len(lanes) - 1))

    def _stack(self, column: list[str]) -> None:
        y = 0.0
        for name in column:
            self.y[name] = y
            y += self.sizes[name][1] + self.spacing

    def _sweep(self) -> list[list[str]]:
        found = []
        for number in range(SWEEPS):
            forward = number % 2 == 0
            for column in self.columns if forward else reversed(self.columns):
                self._reorder(column, forward)
            found.append((self._cost(), number, [list(column) for column in self.columns]))
        return min(found)[2]

    def _reorder(self, column: list[str], forward: bool) -> None:
        wanted = {name: self._wanted(name, forward) for name in column}
        column.sort(key=lambda name: wanted[name][0] + self.sizes[name][1] / 2)
        self._settle_column(column, wanted)

    def _wanted(self, name: str, forward: bool | None) -> tuple[float, float]:
        """The height at which a box's wires (those to the left, to the right, or all) are level, and how much it
        matters."""
        total = weights = 0.0
        for wire, leaves in self._at[name]:
            if forward is None or leaves != forward:
                own, other = (wire.out[1], wire.into[1]) if leaves else (wire.into[1], wire.out[1])
                total += wire.weight * (self.y[wire.target if leaves else wire.source] + other - own)
                weights += wire.weight
        return (total / weights, weights) if weights else (self.y[name], 0.01)

    def _settle(self) -> None:
        """The heights for the present order."""
        for number in range(8):
            for column in self.columns if number % 2 else reversed(self.columns):
                self._settle_column(column, {name: self._wanted(name, None) for name in column})

    def _settle_column(self, column: list[str], wanted: Mapping[str, tuple[float, float]]) -> None:
        """As near to the wanted heights as an order without overlaps allows (pooling of adjacent violators)."""
        pools: list[list[float]] = []  # height, weight, boxes
        offsets, offset = [], 0.0
        for name in column:
            offsets.append(offset)
            pools.append([wanted[name][0] - offset, wanted[name][1], 1])
            offset += self.sizes[name][1] + self.spacing
            while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
                height, weight, count = pools.pop()
                before = pools[-1]
                whole = before[1] + weight
                pools[-1] = [(before[0] * before[1] + height * weight) / whole, whole, before[2] + count]
        heights = [height for height, _, count in pools for _ in range(int(count))]
        for name, height, offset in zip(column, heights, offsets, strict=True):
            self.y[name] = height + offset

    def _shuffle(self) -> None:
        """Try every box at every place of its column, as long as that helps."""
        best = self._cost()
        for _ in range(ROUNDS):
            before = best
            for column in self.columns:
                for name in list(column):
                    best = self._try_elsewhere(column, name, best)
            if best >= before - 1e-6:
                return

    def _try_elsewhere(self, column: list[str], name: str, best: float) -> float:
        order, heights = list(column), dict(self.y)
        others = [each for each in column if each != name]
        for place in range(len(column)):
            column[:] = [*others[:place], name, *others[place:]]
            if column == order:
                continue
            self._settle()
            found = self._cost()
            if found < best - 1e-6:
                best, order, heights = found, list(column), dict(self.y)
            else:
                self.y = dict(heights)
        column[:], self.y = order, heights
        return best

    def _cost(self) -> float:
        return self._judge.cost(self.places())
