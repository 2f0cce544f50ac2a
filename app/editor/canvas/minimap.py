"""The minimap at the lower right: the whole graph in small, and what of it is seen. A click goes there."""

import time
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.geometry import Box
from app.editor.canvas.overlay import INSET, Overlay

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

Point = tuple[float, float]
WIDTH, SHAPE, MARGIN = 236.0, 0.68, 10.0  # the height is this part of the width
SHARE = 0.19  # of the canvas's width, where that is less
FRAME = 2.0  # px that what frames the whole map stays away from its edge
LEAST = 960.0  # a canvas that is narrower shows none
PAUSE = 0.15  # seconds between two drawings of a map whose nodes move


class Minimap(Overlay):
    """Drawn anew now and then while nodes move, and its frame at once when the view does. Hidden under a palette."""

    def __init__(self, canvas: "Canvas") -> None:
        super().__init__(canvas, opacity=1.0)
        self._things = int(dpg.add_draw_node(parent=self.drawing))
        self._frame = int(dpg.add_draw_node(parent=self.drawing))
        self._seen: object = None
        self._map: object = None
        self._late, self._next = False, 0.0
        self._held = False
        self._scale, self._corner = 1.0, (0.0, 0.0)

    @property
    def room(self) -> float:
        """Pixels that it takes from the canvas's width."""
        return self._wide + INSET * self.canvas.view.scale if self._fits else 0.0

    @property
    def _wide(self) -> float:
        return min(WIDTH * self.canvas.view.scale, SHARE * self.canvas.view.size[0])

    @property
    def _fits(self) -> bool:
        view = self.canvas.view
        wanted = self.canvas.editor.session.preferences.minimap
        return wanted and view.size[0] >= LEAST * view.scale and bool(self.canvas.nodes.items)

    def update(self) -> None:
        canvas, view = self.canvas, self.canvas.view
        self.show(self._fits and not canvas.editor.palette.shown)
        if not dpg.is_item_shown(self.item):
            return
        seen = canvas.nodes.moved, view.offset, view.unit, view.size, canvas.editor.theme.revision
        if seen != self._seen or self._late:
            self._seen = seen
            scale = view.scale
            size = self._wide, self._wide * SHAPE
            self.put((view.size[0] - size[0] - INSET * scale, view.size[1] - size[1] - INSET * scale), size)
            self._draw()
        self._follow_mouse()

    def _follow_mouse(self) -> None:
        """Bring the place under a held button to the middle of the canvas."""
        down = dpg.is_mouse_button_down(dpg.mvMouseButton_Left)
        hovered = dpg.get_item_state(self.item)["hovered"]
        self._held = down and (self._held or (hovered and dpg.is_mouse_button_clicked(dpg.mvMouseButton_Left)))
        if self._held:
            left, top = self.corner
            x, y = dpg.get_mouse_pos(local=False)
            self.canvas.view.centre_on(self._place(x - left, y - top))

    def _draw(self) -> None:
        view = self.canvas.view
        whole = self._whole()
        room = self.size[0] - 2 * MARGIN * view.scale, self.size[1] - 2 * MARGIN * view.scale
        scale = min(room[0] / max(1.0, whole.width), room[1] / max(1.0, whole.height))
        middle = (whole.left + whole.right) / 2, (whole.top + whole.bottom) / 2
        corner = self.size[0] / 2 - middle[0] * scale, self.size[1] / 2 - middle[1] * scale
        self._scale, self._corner = scale, corner
        drawn = (self.canvas.nodes.moved, scale, corner, self.canvas.editor.theme.revision)
        now = time.monotonic()
        self._late = drawn != self._map and now < self._next
        if drawn != self._map and not self._late:
            self._map, self._next = drawn, now + PAUSE
            self._draw_things()
        self._draw_frame()

    def _whole(self) -> Box:
        """The nodes with some space around them, in canvas units."""
        unit = self.canvas.view.unit
        boxes = [(each.px, each.size) for each in self.canvas.nodes]
        return Box(
            min(at[0] for at, _ in boxes) / unit, min(at[1] for at, _ in boxes) / unit,
            max(at[0] + size[0] for at, size in boxes) / unit, max(at[1] + size[1] for at, size in boxes) / unit,
        )  # fmt: skip

    def _draw_things(self) -> None:
        dpg.delete_item(self._things, children_only=True)
        canvas, theme = self.canvas, self.canvas.editor.theme
        unit = canvas.view.unit
        for step in canvas.regions.regions:
            box = canvas.regions.box(step)
            if box:
                self._rectangle(box[0], box[1], theme.colour("zone"), unit)
        wire = theme.colour("faint", 0.5)
        for each in canvas.wires.wires.values():
            for start, _, _, goal in each.curves:
                dpg.draw_line(self._point(start, unit), self._point(goal, unit), color=wire, parent=self._things)
        for item in canvas.nodes:
            goal = item.px[0] + item.size[0], item.px[1] + item.size[1]
            self._rectangle(item.px, goal, theme.colour("faint", 0.5), unit)
            head = goal[0], item.px[1] + min(item.size[1], 30 * unit)
            self._rectangle(item.px, head, theme.colour(item.look.colour), unit)

    def _rectangle(self, start: Point, goal: Point, fill: tuple[int, ...], unit: float) -> None:
        dpg.draw_rectangle(
            self._point(start, unit), self._point(goal, unit), color=(0, 0, 0, 0), fill=fill, parent=self._things
        )

    def _draw_frame(self) -> None:
        dpg.delete_item(self._frame, children_only=True)
        view = self.canvas.view
        start = view.to_canvas(view.origin)
        goal = view.to_canvas((view.origin[0] + view.size[0], view.origin[1] + view.size[1]))
        theme = self.canvas.editor.theme
        dpg.draw_rectangle(
            self._inside(start), self._inside(goal), color=theme.colour("accent", 0.6),
            fill=theme.colour("accent", 0.03), rounding=4 * view.scale, parent=self._frame,
        )  # fmt: skip

    def _inside(self, at: Point) -> Point:
        """A canvas point on the map, or the nearest to it that is."""
        x, y = self._point(at, 1.0)
        return min(max(x, FRAME), self.size[0] - FRAME), min(max(y, FRAME), self.size[1] - FRAME)

    def _point(self, px: Point, unit: float) -> Point:
        return px[0] / unit * self._scale + self._corner[0], px[1] / unit * self._scale + self._corner[1]

    def _place(self, x: float, y: float) -> Point:
        return (x - self._corner[0]) / self._scale, (y - self._corner[1]) / self._scale
