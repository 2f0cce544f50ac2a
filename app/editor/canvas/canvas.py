"""The canvas: DearPyGui's node editor, transparent, over a picture of our own, both in step with the document."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.document import Document
from app.document.geometry import around, bounds
from app.editor.canvas import bezier
from app.editor.canvas.backdrop import Backdrop
from app.editor.canvas.banner import Banner
from app.editor.canvas.decor import Decor
from app.editor.canvas.faults import faults_by_node
from app.editor.canvas.finder import Finder
from app.editor.canvas.gestures import Gestures
from app.editor.canvas.ghost import Ghost
from app.editor.canvas.legend import Legend
from app.editor.canvas.marks import Marks
from app.editor.canvas.menu import Menu
from app.editor.canvas.minimap import Minimap
from app.editor.canvas.nodeitem import place_of
from app.editor.canvas.nodes import Nodes
from app.editor.canvas.regions import Regions
from app.editor.canvas.styles import PADDING, Styles
from app.editor.canvas.thumbnails import Thumbnails
from app.editor.canvas.tips import Tips
from app.editor.canvas.view import View
from app.editor.canvas.wires import Wires
from app.editor.canvas.words import Words
from nodegraph.graph import End

if TYPE_CHECKING:
    from app.editor.editor import Editor

Point = tuple[float, float]
Colour = tuple[int, ...]
ABOVE, BELOW = 60.0, 10.0  # room for ids and the headers of loops


class Canvas:
    """The graph as one sees and edits it. `update` is called every frame and does work only where something changed."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor = editor
        self.view = View(editor.theme.scale)
        self.styles = Styles(editor)
        self.item = int(dpg.add_child_window(parent=parent, border=False, no_scrollbar=True, no_scroll_with_mouse=True))
        self.node_editor = int(dpg.add_node_editor(parent=self.item))
        dpg.bind_item_theme(self.item, self.styles.window)
        dpg.bind_item_font(self.item, self.styles.font("regular"))
        self.root = _root(self.item)
        self.faults: dict[str, tuple[str, str]] = {}
        self._unit = 1.0
        self._placed = self.view.shift
        self._shown: Document | None = None
        self._frames = 0  # since another document was taken up
        self._build()

    def _build(self) -> None:
        self.backdrop = Backdrop(self)
        self.thumbnails = Thumbnails(self)
        self.nodes, self.wires = Nodes(self), Wires(self)
        self.regions, self.marks, self.decor = Regions(self), Marks(self), Decor(self)
        self.finder, self.ghost, self.gestures = Finder(self), Ghost(self), Gestures(self)
        self.tips, self.words, self.menu = Tips(self), Words(self), Menu(self)
        self.legend, self.banner, self.minimap = Legend(self), Banner(self), Minimap(self)

    @property
    def document(self) -> Document:
        return self.editor.session.document

    @property
    def overlays(self) -> list[int]:
        """The little windows that lie over the canvas."""
        return [self.legend.item, self.banner.item, self.minimap.item]

    @property
    def snaps(self) -> bool:
        """Whether what is moved goes to the grid."""
        return self.editor.session.preferences.snap

    @property
    def zoom(self) -> float:
        return self.view.zoom

    def update(self) -> None:
        """Follow the document, the run and the mouse."""
        if not self._find_place():
            return
        self._take_up()
        self.gestures.update()
        self.nodes.measure()
        self.faults = faults_by_node(self.editor.session, self.document.graph)
        self.nodes.sync(self.document.graph, self.faults)
        self._settle()
        for each in (self.wires, self.regions, self.decor, self.marks, self.thumbnails, self.ghost, self.backdrop):
            each.update()
        for overlay in (self.legend, self.banner, self.minimap, self.tips, self.words, self.menu):
            overlay.update()

    # for others

    def centre_on(self, node: str) -> None:
        """Bring a node to the middle."""
        item = self.nodes.get(node)
        if item is not None:
            x, y = place_of(item.node)
            unit = self.view.unit
            self.view.centre_on((x + item.size[0] / unit / 2, y + item.size[1] / unit / 2))

    def frame_all(self) -> None:
        """See the whole graph."""
        self._frame(None)

    def frame_selection(self) -> None:
        """See all that is selected, or everything where nothing is."""
        self._frame(self.document.selection.nodes or None)

    def zoom_by(self, steps: int) -> None:
        """Zoom around the middle, by levels."""
        self.zoom_to(self.view.stepped(steps), self.view.centre)

    def zoom_to(self, zoom: float, around: Point | None = None) -> None:
        """Zoom around a point of the screen, 1.0 for 100%."""
        self.view.zoom_to(zoom, around or self.view.centre)

    def pan(self, x: float, y: float) -> None:
        """Move what is seen by so many pixels."""
        self.view.move(x, y)

    def cancel(self) -> bool:
        """Give up the gesture that goes on (Esc). Whether there was one."""
        return self.gestures.cancel()

    def to_canvas(self, at: Point) -> Point:
        """A point of the screen in canvas units."""
        return self.view.to_canvas(at)

    def to_screen(self, at: Point) -> Point:
        """A point in canvas units on the screen."""
        return self.view.to_screen(at)

    def pin_position(self, end: End, is_output: bool) -> Point:
        """Where a pin is on the screen. Raises KeyError where there is none."""
        found = self.nodes.pin_px(end, is_output)
        if found is None:
            raise KeyError(str(end))
        return self._on_screen(found)

    def title_position(self, node: str) -> Point:
        """A point on a node's title, on the screen."""
        item = self.nodes.items[node]
        unit = self.view.unit
        return self._on_screen((item.px[0] + 24 * unit, item.px[1] + 12 * unit))

    def node_rect(self, node: str) -> tuple[float, float, float, float]:
        """A node's left, top, right and bottom on the screen."""
        item = self.nodes.items[node]
        left, top = self._on_screen(item.px)
        return left, top, left + item.size[0], top + item.size[1]

    def link_position(self, target: End) -> Point:
        """A point on the wire that leads to an input, on the screen. Raises KeyError where there is none."""
        return self._on_screen(bezier.at(self.wires.wires[target].curves[0], 0.5))

    # for the parts of the canvas

    def grid(self, px: Point) -> Point:
        """Pixels from canvas point (0, 0) as the node editor counts them."""
        return px[0] + self.view.shift[0], px[1] + self.view.shift[1]

    def local(self, at: Point) -> Point:
        """A point of the screen in pixels from canvas point (0, 0)."""
        left, top = self._on_screen((0, 0))
        return at[0] - left, at[1] - top

    def panned(self, by: Point) -> None:
        """The node editor will have panned by itself when it draws again."""
        self.view.pan = self.view.pan[0] + by[0], self.view.pan[1] + by[1]

    def say(self, text: str) -> None:
        self.editor.session.say(text, "warn")

    def link_colour(self, type_name: str) -> Colour:
        return self.editor.theme.link_colour(type_name or "muted")

    def _find_place(self) -> bool:
        """Where the canvas is on the screen, and how far the node editor panned by itself."""
        width, height = dpg.get_item_rect_size(self.item)
        if width < 2 or height < 2:
            return False
        origin = dpg.get_item_rect_min(self.backdrop.item)
        self.view.origin, self.view.size = (origin[0], origin[1]), (width, height)
        item = next((each for each in self.nodes if each.measured), None)
        if item is not None and self._unit == self.view.unit:
            left, top = dpg.get_item_rect_min(item.item)
            x, y = dpg.get_item_pos(item.item)
            unit = self.view.unit
            self.view.pan = (
                round(left - PADDING[0] * unit - origin[0] - x), round(top - PADDING[1] * unit - origin[1] - y),
            )  # fmt: skip
        return True

    def _take_up(self) -> None:
        """Another document: see it whole once its nodes are measured."""
        if self.document is not self._shown:
            self._shown = self.document
            self.gestures.cancel()
            self.nodes.clear()
            self._frames = 0
        if self._frames < 3:
            self._frames += 1
            if self._frames == 3:
                self.frame_all() if self.document.graph.nodes else self.zoom_to(1.0)

    def _settle(self) -> None:
        """Bring nodes, fonts and themes to the view that the gestures left."""
        if self.styles.revision != self.editor.theme.revision:
            self.styles.revision = self.editor.theme.revision
            self.styles.recolour()
        if self._unit != self.view.unit:
            self._unit = self.view.unit
            self.styles.resize(self._unit)
            self.nodes.resize()
        elif self._placed != self.view.shift:
            self.nodes.place()
        self._placed = self.view.shift

    def _frame(self, nodes: frozenset[str] | None) -> None:
        boxes = [each for each in (bounds(self.document, nodes),) if each]
        if nodes is None:
            boxes += self.decor.boxes()
        room = around(boxes)
        if room is not None:
            self.view.frame(room.left, room.top - ABOVE, room.right, room.bottom + BELOW)

    def _on_screen(self, px: Point) -> Point:
        return (
            px[0] + self.view.origin[0] + self.view.offset[0],
            px[1] + self.view.origin[1] + self.view.offset[1],
        )


def _root(item: int) -> int:
    """The window that an item is in."""
    parent = dpg.get_item_parent(item)
    return _root(parent) if parent else item
