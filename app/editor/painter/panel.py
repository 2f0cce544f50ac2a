"""The painter's right column: tools, colours, what a mask lies over, undo, the file's name, save."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.dialogs.button import button, width_of
from app.editor.fields.watch import watch
from app.editor.fonts import CAPITALS, HEADING, SMALL, wrapped
from app.editor.painter.swatches import Swatches
from app.editor.panels.tools import BUTTON, bare_slider, icon_button, text_cell
from app.editor.parts import Part
from app.painting.brushes import LARGEST, SMALLEST
from app.painting.job import Job, backdrops
from app.painting.painting import Painting, Tool
from nodegraph.graph import Graph

if TYPE_CHECKING:
    from app.editor.painter.painter import Painter

WIDTH, LABEL, NUMBER = 264, 76, 44
TOOLS: dict[Tool, tuple[str, str]] = {
    "brush": ("Brush", "Paint (B)"),
    "eraser": ("Eraser", "Back to the ground (E)"),
    "fill": ("Fill", "Colour everything alike that hangs together (G)"),
    "pick": ("Pick", "Take a colour from the picture (I)"),
}
SIZES = (64, 128, 256, 512)
NOTHING = "nothing"
_SEGMENTS = Part(
    dpg.mvAll,
    {dpg.mvThemeCol_ChildBg: "raised"},
    {dpg.mvStyleVar_WindowPadding: (2, 2), dpg.mvStyleVar_ChildRounding: 6, dpg.mvStyleVar_ItemSpacing: (0, 0)},
)


class Panel:
    """Shows and changes what the painter has in hand."""

    def __init__(self, painter: "Painter") -> None:
        self.painter, self.editor = painter, painter.editor
        self._seen: object = None
        self._head()
        self.group = int(dpg.add_group(parent=painter.card))
        self._tools()
        self._brush()
        self._colours()
        self._mask()
        self._history()
        self._file()

    def place(self, left: float, top: float, column: float) -> None:
        """The title at the left, the column from `column` on, all px at scale 1."""
        px = self.editor.theme.px
        dpg.set_item_pos(self.title, [px(left), px(14)])
        dpg.set_item_pos(self.about, [px(column), px(18)])
        dpg.set_item_pos(self._close, [px(column + WIDTH - BUTTON), px(12)])
        dpg.set_item_pos(self.group, [px(column), px(top)])
        x = self.painter.width - 16
        for item, label in ((self._save, "Save"), (self._cancel, "Cancel")):
            x -= width_of(label)
            dpg.set_item_pos(item, [px(x), px(self.painter.height - 16 - 30)])
            x -= 8

    def begin(self) -> None:
        """Another painting is on the easel."""
        job = self._job
        dpg.set_value(self.title, "Paint a mask" if job.is_mask else "Draw an image")
        dpg.configure_item(self._colour_part, show=not job.is_mask)
        dpg.configure_item(self._mask_part, show=job.is_mask)
        for item in (self._invert, self._invert_gap):
            dpg.configure_item(item, show=job.is_mask)
        self._lay_tools(job)
        dpg.configure_item(self.behind, items=[NOTHING, *backdrops(self._graph, job.node)])
        dpg.set_value(self.behind, job.backdrop or NOTHING)
        dpg.set_value(self.name, job.name)
        self._seen = None
        self.refuse("")

    def refuse(self, why: str) -> None:
        """Say why it is not saved; "" says where it will be."""
        path = self.editor.session.document.path
        text = why or (f"beside {path.name}" if path else f"in {self._job.folder.absolute()}")
        lines = wrapped(text, WIDTH, SMALL)
        dpg.set_value(self._hint, "\n".join(lines[:3]))
        self.editor.theme.tinted(self._hint, "error" if why else "faint")

    def update(self) -> None:
        job, brushes = self._job, self.painter.brushes
        seen = (job.painting.revision, brushes.tool, brushes.size, brushes.colour, self.editor.theme.revision)
        self.swatches.update()
        if seen == self._seen:
            return
        self._seen = seen
        for tool, item in self.buttons.items():
            self.editor.theme.bind(item, "chip on" if tool == brushes.tool else "chip off")
        dpg.set_value(self._size, _part(brushes.size))
        dpg.set_value(self._softness, brushes.softness)
        dpg.set_value(self._pixels, f"{brushes.size:g} px")
        dpg.set_value(self.about, "{} × {} px".format(*job.painting.size))
        dpg.configure_item(self._undo, enabled=job.painting.can_undo)
        dpg.configure_item(self._redo, enabled=job.painting.can_redo)
        self.swatches.draw()

    @property
    def _job(self) -> Job:
        assert self.painter.job is not None
        return self.painter.job

    @property
    def _graph(self) -> Graph:
        graph: Graph = self.editor.session.document.graph
        return graph

    def _head(self) -> None:
        card, fonts = self.painter.card, self.editor.fonts
        self.title = fonts.bind(int(dpg.add_text("", parent=card)), HEADING, "semibold")
        self.about = fonts.bind(int(dpg.add_text("", parent=card)), SMALL)
        self.editor.theme.tinted(self.about, "muted")
        with dpg.group(parent=card) as close:
            icon_button(self.editor, "close", "Close (Esc)", self.painter.cancel, look="flat")
        self._close = int(close)

    def _tools(self) -> None:
        px = self.editor.theme.px
        size = {"width": px(WIDTH), "height": px(BUTTON)}
        still = {"no_scrollbar": True, "no_scroll_with_mouse": True, "always_use_window_padding": True}
        window = int(dpg.add_child_window(parent=self.group, border=False, **still, **size))
        dpg.bind_item_theme(window, self.editor.theme.custom("segments", _SEGMENTS))
        with dpg.group(horizontal=True, parent=window, horizontal_spacing=0):
            self.buttons = {tool: self._tool(tool, label, tip) for tool, (label, tip) in TOOLS.items()}

    def _lay_tools(self, job: Job) -> None:
        """Masks have no colours to pick."""
        count = len(TOOLS) - job.is_mask
        dpg.configure_item(self.buttons["pick"], show=not job.is_mask)
        for item in self.buttons.values():
            dpg.configure_item(item, width=self.editor.theme.px((WIDTH - 4) / count))

    def _tool(self, tool: Tool, label: str, tip: str) -> int:
        height = self.editor.theme.px(24)
        item = int(dpg.add_button(label=label, height=height, callback=lambda: self._take(tool)))
        return int(self.editor.tooltips.explain(item, tip))

    def _brush(self) -> None:
        self._spacer(4)
        with dpg.group(horizontal=True, parent=self.group, horizontal_spacing=0):
            self._label("Size")
            self._size = bare_slider(self.editor, WIDTH - LABEL - NUMBER - 8, self._resize)
            dpg.add_spacer(width=self.editor.theme.px(8))
            self._pixels = text_cell(self.editor, NUMBER, 26, SMALL)
        with dpg.group(horizontal=True, parent=self.group, horizontal_spacing=0):
            self._label("Softness")
            self._softness = bare_slider(self.editor, WIDTH - LABEL - NUMBER - 8, self._soften)

    def _colours(self) -> None:
        with dpg.group(parent=self.group) as part:
            self._spacer(4, int(part))
            self._section("COLOUR", int(part))
            self.swatches = Swatches(self.editor, int(part), self.painter.brushes, WIDTH)
        self._colour_part = int(part)

    def _mask(self) -> None:
        wide = self.editor.theme.px(WIDTH - LABEL)
        with dpg.group(parent=self.group) as part:
            self._spacer(4, int(part))
            self._section("SHOWN OVER", int(part))
            with dpg.group(horizontal=True, horizontal_spacing=0):
                self._label("Picture")
                self.behind = int(dpg.add_combo([], width=wide, callback=lambda _, name: self._show_behind(name)))
            with dpg.group(horizontal=True, horizontal_spacing=0):
                self._label("Tint")
                self._tint = bare_slider(self.editor, WIDTH - LABEL, self._tinge)
                dpg.set_value(self._tint, self.painter.easel.strength)
        self._mask_part = int(part)

    def _history(self) -> None:
        self._spacer(4)
        self._section("PICTURE", self.group)
        painter = self.painter
        with dpg.group(horizontal=True, parent=self.group, horizontal_spacing=self.editor.theme.px(6)):
            self._undo = icon_button(self.editor, "undo", "Undo (Ctrl+Z)", painter.undo)
            self._redo = icon_button(self.editor, "redo", "Redo (Ctrl+Shift+Z)", painter.redo)
            self._small("Clear", lambda: self._job.painting.clear())
            self._invert = self._small("Invert", lambda: self._job.painting.invert())
            self._invert_gap = int(dpg.add_spacer(width=0))
        with dpg.group(horizontal=True, parent=self.group, horizontal_spacing=self.editor.theme.px(6)):
            self._small("Start from a picture…", painter.start_from)
            items = [f"{each} × {each}" for each in SIZES]
            rest = self.editor.theme.px(WIDTH - 6) - round(self.editor.fonts.width("Start from a picture…")) - 20
            self._blank = int(dpg.add_combo(items, width=rest, callback=lambda _, text: self._renew(text)))
            dpg.set_value(self._blank, "Blank")
        self.editor.tooltips.explain(self._blank, "A blank picture of another size")

    def _file(self) -> None:
        self._spacer(4)
        self._section("FILE", self.group)
        wide = self.editor.theme.px(WIDTH)
        self.name = int(dpg.add_input_text(parent=self.group, width=wide, callback=lambda _, text: self._rename(text)))
        watch(self.editor).follow(self.name)
        self._hint = self.editor.fonts.bind(int(dpg.add_text("", parent=self.group)), SMALL)
        self._save = button(self.editor, self.painter.card, "Save", self.painter.save, "accent")
        self._cancel = button(self.editor, self.painter.card, "Cancel", self.painter.cancel)

    def _take(self, tool: Tool) -> None:
        self.painter.brushes.tool = tool

    def _resize(self, part: float) -> None:
        self.painter.brushes.size = float(round(SMALLEST * (LARGEST / SMALLEST) ** part))

    def _soften(self, part: float) -> None:
        self.painter.brushes.softness = part

    def _tinge(self, strength: float) -> None:
        self.painter.easel.behind(self.painter.easel.backdrop, strength)

    def _show_behind(self, name: str) -> None:
        self.painter.show_behind("" if name == NOTHING else name)

    def _rename(self, text: str) -> None:
        self._job.name = text.strip()

    def _renew(self, text: str) -> None:
        side = int(text.split()[0])
        dpg.set_value(self._blank, "Blank")
        self._job.painting.replace(Painting.blank(side, side, self._job.painting.ground).pixels)

    def _small(self, label: str, run: Callable[[], object]) -> int:
        item = int(dpg.add_button(label=label, height=self.editor.theme.px(BUTTON), callback=lambda: run()))
        return int(self.editor.theme.bind(item, "chip"))

    def _section(self, text: str, parent: int) -> None:
        item = self.editor.fonts.bind(int(dpg.add_text(text, parent=parent)), CAPITALS, "semibold")
        self.editor.theme.tinted(item, "muted")

    def _label(self, text: str) -> None:
        label = text_cell(self.editor, LABEL, 26, SMALL)
        dpg.set_value(label, text)
        self.editor.theme.tinted(label, "muted")

    def _spacer(self, height: float, parent: int = 0) -> None:
        dpg.add_spacer(height=self.editor.theme.px(height), parent=parent or self.group)


def _part(size: float) -> float:
    """Where on the slider a size is: each px counts more where the brush is small."""
    import math

    return math.log(size / SMALLEST) / math.log(LARGEST / SMALLEST)
