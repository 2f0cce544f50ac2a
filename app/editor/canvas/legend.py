"""The legend at the lower left: the types that the graph's wires carry, as their pins look."""

from typing import TYPE_CHECKING

from app.editor.canvas.overlay import INSET, Overlay
from app.editor.fonts import SMALL, text_width
from app.editor.pen import Pen
from nodegraph.sockets import SocketType, declared_types

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

HEIGHT, PIN, APART = 32.0, 18.0, 18.0


class Legend(Overlay):
    """Only types that are in the graph are told of."""

    def __init__(self, canvas: "Canvas") -> None:
        super().__init__(canvas)
        self._pen = Pen(canvas.editor, self.drawing)
        self._seen: object = None

    @property
    def top(self) -> float:
        """Where it begins, in pixels above the canvas's lower edge."""
        return (INSET + HEIGHT) * self._pen.scale

    def update(self) -> None:
        canvas, theme = self.canvas, self.canvas.editor.theme
        seen = canvas.nodes.moved, theme.revision, canvas.view.size
        if seen == self._seen:
            return
        self._seen = seen
        shown = self._types()
        width = self._width(shown)
        scale = self._pen.scale
        fits = bool(shown) and (width + 2 * INSET) * scale < canvas.view.size[0] - canvas.minimap.room
        self.show(fits)
        if fits:
            top = canvas.view.size[1] - (INSET + HEIGHT) * scale
            self.put((INSET * scale, top), (width * scale, HEIGHT * scale))
            self._draw(shown)

    def _types(self) -> list[SocketType]:
        """In the order in which they were declared, numbers last."""
        used = {pin.pin.name for item in self.canvas.nodes for pin in item.pins.values() if not pin.hidden}
        numbers = ("float", "int", "bool", "str")
        known = [each for name, each in declared_types().items() if name in used and name not in numbers]
        return known + [each for name, each in declared_types().items() if name in used and name == "int"]

    def _width(self, shown: list[SocketType]) -> float:
        return sum(PIN + text_width(_name(each), SMALL) + APART for each in shown) + 8

    def _draw(self, shown: list[SocketType]) -> None:
        self._pen.clear()
        x = 8.0
        for each in shown:
            self._pen.pin(x + 9, HEIGHT / 2, each)
            x += PIN
            x += self._pen.text(x, (HEIGHT - SMALL) / 2, _name(each), "muted", size=SMALL) + APART


def _name(pin: SocketType) -> str:
    return "Number" if pin.name in ("int", "float") else pin.name
