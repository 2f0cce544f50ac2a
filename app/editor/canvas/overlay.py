"""A little window that lies over the canvas, at one of its lower corners."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.parts import Part

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

INSET, CORNER = 10, 8
_BARE = Part(
    dpg.mvAll,
    {dpg.mvThemeCol_ChildBg: "clear"},
    {dpg.mvStyleVar_WindowPadding: (0, 0), dpg.mvStyleVar_ChildBorderSize: 0.0},
)


class Overlay:
    """`item` is the window, `drawing` a layer that fills it.

    Its ground is drawn by hand: ImGui draws a child window's own ground below its elder siblings.
    """

    def __init__(self, canvas: "Canvas", ground: str = "panel", line: str = "line", opacity: float = 1.0) -> None:
        self.canvas = canvas
        self._look = ground, line, opacity
        self.item = int(
            dpg.add_child_window(
                parent=canvas.item, border=False, width=10, height=10, no_scrollbar=True, no_scroll_with_mouse=True
            )
        )
        dpg.bind_item_theme(self.item, canvas.editor.theme.custom("canvas overlay", _BARE))
        self._list = int(dpg.add_drawlist(10, 10, parent=self.item))
        self._ground = int(dpg.add_draw_node(parent=self._list))
        self.drawing = int(dpg.add_draw_node(parent=self._list))
        self.size, self.at = (10, 10), (0, 0)
        self._drawn: object = None

    @property
    def corner(self) -> tuple[float, float]:
        """Its upper left corner on the screen."""
        left, top = dpg.get_item_rect_min(self._list)
        return left, top

    def show(self, shown: bool) -> None:
        if dpg.is_item_shown(self.item) != shown:
            dpg.configure_item(self.item, show=shown)

    def put(self, at: tuple[float, float], size: tuple[float, float]) -> None:
        """Place it, in pixels from the canvas's corner."""
        place, extent = (round(at[0]), round(at[1])), (max(1, round(size[0])), max(1, round(size[1])))
        if extent != self.size:
            self.size = extent
            dpg.configure_item(self.item, width=extent[0], height=extent[1])
            dpg.configure_item(self._list, width=extent[0], height=extent[1])
        if place != self.at:
            self.at = place
            dpg.set_item_pos(self.item, list(place))
        self._draw_ground()

    def _draw_ground(self) -> None:
        theme = self.canvas.editor.theme
        drawn = self.size, theme.revision
        if drawn == self._drawn:
            return
        self._drawn = drawn
        ground, line, opacity = self._look
        dpg.delete_item(self._ground, children_only=True)
        dpg.draw_rectangle(
            (0.5, 0.5), (self.size[0] - 0.5, self.size[1] - 0.5), color=theme.colour(line),
            fill=theme.colour(ground, opacity), rounding=CORNER * self.canvas.view.scale, thickness=1,
            parent=self._ground,
        )  # fmt: skip
