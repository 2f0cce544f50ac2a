"""The loops as tinted regions behind their nodes, each with a header that tells how far it has come."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.zones import Body, bodies
from app.editor.canvas.styles import font_size
from app.editor.canvas.wording import zone_pace, zone_step
from app.editor.fonts import NODE, SMALL, cut, text_width
from app.editor.icons import icon
from app.running.state import ZoneState

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas

Point = tuple[float, float]
AROUND, ABOVE, HEADER, CORNER = 10.0, 23.0, 34.0, 14.0
INSET, APART = 12.0, 16.0
BAR, BAR_HEIGHT = 260.0, 6.0
GLIDE = 0.12  # seconds until a bar has come to its place


@dataclass
class Region:
    """One loop on the canvas; `bar` is how far its progress bar has glided."""

    body: Body
    group: int
    header: int = 0
    bar_item: int = 0
    bar: float = 0.0
    goal: float = 0.0
    left: float = 0.0
    width: float = 0.0
    drawn: object = None
    told: object = None


class Regions:
    """Follows the loops of the graph, their members' places and the run."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas
        self.regions: dict[str, Region] = {}
        self._graph: object = None

    def update(self) -> None:
        document = self.canvas.document
        if document.graph is not self._graph:
            self._graph = document.graph
            self._sync(bodies(document.graph))
        for region in self.regions.values():
            self._draw(region)
            self._tell(region)
            self._glide(region)

    def box(self, step: str) -> tuple[Point, Point] | None:
        """A loop's corners in pixels from canvas point (0, 0)."""
        items = [self.canvas.nodes.get(node) for node in self.regions[step].body.members]
        known = [each for each in items if each is not None and each.size[0]]
        if not known:
            return None
        unit = self.canvas.view.unit
        left = min(each.px[0] for each in known) - AROUND * unit
        top = min(each.px[1] for each in known) - (ABOVE + HEADER) * unit
        right = max(each.px[0] + each.size[0] for each in known) + AROUND * unit
        bottom = max(each.px[1] + each.size[1] for each in known) + AROUND * unit
        return (left, top), (right, bottom)

    def _sync(self, found: tuple[Body, ...]) -> None:
        known = {each.step: each for each in found}
        for step in [each for each in self.regions if each not in known]:
            dpg.delete_item(self.regions.pop(step).group)
        for step, body in known.items():
            if step not in self.regions:
                self.regions[step] = Region(body, int(dpg.add_draw_node(parent=self.canvas.backdrop.layer("zones"))))
            self.regions[step].body = body

    def _draw(self, region: Region) -> None:
        canvas = self.canvas
        drawn = (canvas.nodes.moved, canvas.view.unit, canvas.editor.theme.revision, region.body)
        if drawn == region.drawn:
            return
        region.drawn, region.told = drawn, None
        dpg.delete_item(region.group, children_only=True)
        region.header = 0
        box = self.box(region.body.step)
        if box is not None:
            self._draw_box(region, *box)

    def _draw_box(self, region: Region, start: Point, goal: Point) -> None:
        unit, theme = self.canvas.view.unit, self.canvas.editor.theme
        fill = theme.colour("zone")
        style = {"rounding": CORNER * unit, "parent": region.group}
        dpg.draw_rectangle(start, goal, color=theme.colour("zone line"), fill=fill, thickness=1, **style)
        under = (goal[0], start[1] + HEADER * unit)
        dpg.draw_rectangle(start, under, color=(0, 0, 0, 0), fill=fill, **style)
        region.header = int(dpg.add_draw_node(parent=region.group))

    def _tell(self, region: Region) -> None:
        """Write the header anew if the run has come further."""
        if not region.header:
            return
        session = self.canvas.editor.session
        state = session.state.zones.get(region.body.step)
        running = session.state.phase in ("preparing", "running")
        texts = zone_step(state), _timestep(state, running), zone_pace(state, running)
        shows_bar = running and state is not None and not state.over
        told = (texts, shows_bar, bool(region.body.sampler))
        region.goal = min(1.0, state.visit / state.count) if state and state.count else 0.0
        if told != region.told:
            region.told = told
            self._draw_header(region, texts, shows_bar)

    def _draw_header(self, region: Region, texts: tuple[str, str, str], shows_bar: bool) -> None:
        dpg.delete_item(region.header, children_only=True)
        region.bar_item = 0
        unit = self.canvas.view.unit
        box = self.box(region.body.step)
        if box is None:
            return
        (left, top), (right, _) = box
        x, middle = left + INSET * unit, top + HEADER * unit / 2
        x += self._write(region, x, middle, icon("sync"), "regular") + 8 * unit
        title = "Denoising loop" if region.body.sampler else "Loop that is not closed"
        title = cut(title, right - INSET * unit - x, font_size(NODE, unit), "semibold")
        x += self._write(region, x, middle, title, "title", "title text") + APART * unit
        pace = text_width(texts[2], font_size(SMALL, unit))
        end = right - INSET * unit - pace
        for text in texts[:2]:
            if text and x + text_width(text, font_size(NODE, unit)) < end:
                x += self._write(region, x, middle, text, "regular") + APART * unit
        if end > x - APART * unit:
            self.canvas.backdrop.write((end, middle - SMALL * unit / 2), texts[2], "zone text", region.header)
        if shows_bar:
            self._draw_bar(region, x, min(BAR * unit, end - x - APART * unit), middle)

    def _write(self, region: Region, x: float, middle: float, text: str, font: str, token: str = "zone text") -> float:
        unit = self.canvas.view.unit
        self.canvas.backdrop.write((x, middle - NODE * unit / 2), text, token, region.header, font=font, size=NODE)
        return text_width(text, font_size(NODE, unit), "semibold" if font == "title" else "regular")

    def _draw_bar(self, region: Region, x: float, width: float, middle: float) -> None:
        unit, theme = self.canvas.view.unit, self.canvas.editor.theme
        if width < 40 * unit:
            return
        half = BAR_HEIGHT * unit / 2
        style = {"rounding": half, "color": (0, 0, 0, 0), "parent": region.header}
        track = theme.colour("zone text", 0.25)
        dpg.draw_rectangle((x, middle - half), (x + width, middle + half), fill=track, **style)
        region.left, region.width = x, width
        start, goal = self._bar(region, middle - half, middle + half)
        region.bar_item = int(dpg.draw_rectangle(start, goal, fill=theme.colour("accent"), **style))

    def _glide(self, region: Region) -> None:
        if region.goal < region.bar:
            region.bar = region.goal
        if not region.bar_item or region.bar == region.goal:
            return
        rest = region.goal - region.bar
        step = dpg.get_delta_time() / GLIDE
        region.bar = region.goal if rest < 0.002 else region.bar + rest * min(1.0, step)
        box = self.box(region.body.step)
        if box is not None:
            unit = self.canvas.view.unit
            middle, half = box[0][1] + HEADER * unit / 2, BAR_HEIGHT * unit / 2
            start, goal = self._bar(region, middle - half, middle + half)
            dpg.configure_item(region.bar_item, pmin=start, pmax=goal)

    def _bar(self, region: Region, top: float, bottom: float) -> tuple[Point, Point]:
        long = max(region.width * region.bar, bottom - top)
        return (region.left, top), (region.left + long, bottom)


def _timestep(state: ZoneState | None, running: bool) -> str:
    return f"t = {state.t:g}" if running and state and state.t is not None and not state.over else ""
