"""Where one paints: the picture under the mouse, and the brush."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.pen import Pen
from app.editor.textures import LiveTexture
from app.looking.pixels import Picture
from app.looking.sizes import centred
from app.painting.brushes import Brushes
from app.painting.job import Job
from app.painting.shown import at_size, over, place

if TYPE_CHECKING:
    from app.editor.editor import Editor

SIDE = 512
Point = tuple[float, float]


class Easel:
    """A square of `SIDE` px at scale 1 that shows a job's painting and takes the mouse."""

    def __init__(self, editor: "Editor", parent: int, brushes: Brushes) -> None:
        self.editor, self.brushes = editor, brushes
        self.job: Job | None = None
        self.backdrop: Picture | None = None
        self.strength = 0.6
        self.is_active = True  # no dialog lies over it
        side = editor.theme.px(SIDE)
        self.group = int(dpg.add_group(parent=parent))  # a drawlist itself cannot be placed
        self.item = int(dpg.add_drawlist(side, side, parent=self.group))
        self._ground = Pen(editor, int(dpg.add_draw_layer(parent=self.item)))
        self._cursor = Pen(editor, int(dpg.add_draw_layer(parent=self.item)))
        self._live: LiveTexture | None = None
        self._seen: object = None
        self._down = False

    def begin(self, job: Job, backdrop: Picture | None) -> None:
        """Show another painting."""
        self.job, self.backdrop, self._seen = job, backdrop, None
        side = self.editor.theme.px(SIDE)
        self._live = self._live or LiveTexture(self.editor.textures, side, side)
        self._ground.clear()
        self._ground.box(0, 0, SIDE, SIDE, "field", "field line")
        self._ground.picture(self._live.id, 0, 0, SIDE, SIDE, corners=0)

    def end(self) -> None:
        """Let the painting and its texture go."""
        self._ground.clear()
        self._cursor.clear()
        if self._live:
            self._live.delete()
        self.job = self._live = self.backdrop = None

    def behind(self, backdrop: Picture | None, strength: float) -> None:
        """What a mask is shown over, and how strongly it is tinted."""
        self.backdrop, self.strength, self._seen = backdrop, strength, None

    def update(self) -> None:
        if self.job is None or self._live is None:
            return
        self._paint(self.job)
        if self._seen != self.job.painting.revision:
            self._seen = self.job.painting.revision
            side = self._live.size[0]
            self._live.draw(centred(at_size(self._shown(self.job), side), side))

    def _shown(self, job: Job) -> Picture:
        pixels = job.painting.pixels
        return pixels if self.backdrop is None else over(pixels, self.backdrop, self.strength)

    def _paint(self, job: Job) -> None:
        at, inside = self._mouse(job)
        down = dpg.is_mouse_button_down(dpg.mvMouseButton_Left)
        over_it = dpg.is_item_hovered(self.item) and self.is_active
        if down and not self._down and over_it and inside:
            self.brushes.press(job.painting, at)
        elif down and job.painting.painting:
            job.painting.move(at)
        elif not down:
            job.painting.end()
        self._down = down
        self._draw_cursor(job, at if over_it else None)

    def _mouse(self, job: Job) -> tuple[Point, bool]:
        """The mouse in px of the painting, and whether it is inside it."""
        (x, y), (left, top) = dpg.get_mouse_pos(local=False), dpg.get_item_rect_min(self.item)
        width, height = job.painting.size
        across, down, scale = place((width, height), self.editor.theme.px(SIDE))
        at = (x - left - across) / scale, (y - top - down) / scale
        return at, 0 <= at[0] < width and 0 <= at[1] < height

    def _draw_cursor(self, job: Job, at: Point | None) -> None:
        """A ring as large as the brush, light and dark so that it is seen on everything."""
        self._cursor.clear()
        if at is None or not self.brushes.has_size:
            return
        across, down, scale = place(job.painting.size, self.editor.theme.px(SIDE))
        centre = (at[0] * scale + across, at[1] * scale + down)
        radius = max(self.brushes.size * scale / 2, 2)
        for grow, colour in ((1, (0, 0, 0, 160)), (0, (255, 255, 255, 230))):
            dpg.draw_circle(centre, radius + grow, color=colour, thickness=1, parent=self._cursor.parent)
