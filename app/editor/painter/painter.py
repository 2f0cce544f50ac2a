"""The painter's window: the easel on the left, tools and what to do with the painting on the right."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.document.geometry import free_place
from app.editor.dialogs.sheet import Sheet
from app.editor.painter.easel import SIDE, Easel
from app.editor.painter.panel import WIDTH as COLUMN
from app.editor.painter.panel import Panel
from app.editor.shortcuts import is_typing
from app.looking.pixels import Picture
from app.painting.brushes import Brushes
from app.painting.job import Job, Kind, picture_of, read, replaces, save, start
from app.painting.painting import Tool
from nodegraph.errors import EditError, UsageError
from nodes.images import PICTURES

if TYPE_CHECKING:
    from app.editor.editor import Editor

EDGE, HEAD, GAP = 16, 52, 20
BESIDE, ROOM = 240, (140, 260)  # canvas units: between a new node and what was there; what one needs
KEYS: dict[int, Tool] = {
    dpg.mvKey_B: "brush",
    dpg.mvKey_E: "eraser",
    dpg.mvKey_G: "fill",
    dpg.mvKey_I: "pick",
}
STEP = 1.25  # a larger or smaller brush


class Painter(Sheet):
    """`open` begins a painting; saving writes it as a PNG, beside the graph's file if there is one, and has its node
    read it.
    """

    def __init__(self, editor: "Editor") -> None:
        super().__init__(editor, 2 * EDGE + SIDE + GAP + COLUMN, HEAD + SIDE + EDGE)
        dpg.configure_item(self.card, no_scrollbar=False)  # a small window or a large scale leaves too little room
        self.job: Job | None = None
        self._was_shown = False
        self.brushes = Brushes()
        self.easel = Easel(editor, self.card, self.brushes)
        self.panel = Panel(self)
        px = editor.theme.px
        dpg.set_item_pos(self.easel.group, [px(EDGE), px(HEAD)])
        self.panel.place(EDGE, HEAD, EDGE + SIDE + GAP)

    @property
    def is_open(self) -> bool:
        """Whether it is shown, or was until this frame: the key that closes it is its own."""
        return self.shown or self._was_shown

    def open(self, kind: Kind, node: str = "") -> None:
        """Paint a "mask" or an "image", for this node or for the one that is meant."""
        self.job = start(self.editor.session.document, kind, self.editor.session.out, node)
        self.brushes.of_mask, self.brushes.tool = kind == "mask", "brush"
        self.easel.begin(self.job, self._behind())
        self.panel.begin()
        self.show()

    def open_for(self, node: str) -> None:
        """Paint what a Load Mask or Load Image reads."""
        self.open("mask" if self.editor.session.document.graph.nodes[node].type == "load_mask" else "image", node)

    def update(self) -> None:
        self._was_shown = self.shown
        if not self.shown:
            return
        super().update()
        self.easel.is_active = not self.editor.dialogs.is_open
        self.listen(self.easel.is_active)
        if self.easel.is_active and not is_typing():
            self._keys()
        self.easel.update()
        self.panel.update()

    def press(self, key: int) -> None:
        if key == dpg.mvKey_Escape:
            self.cancel()

    def cancel(self, then: Callable[[], object] = lambda: None) -> None:
        """Close, and go on; what was painted is asked about."""

        def leave() -> None:
            self.hide()
            self._was_shown = False
            then()

        if self.job and self.job.painting.dirty:
            choices = [("Discard", leave), ("Go on painting", lambda: None)]
            self.editor.dialogs.ask("What was painted is not saved.", choices)
        else:
            leave()

    def hide(self) -> None:
        super().hide()
        self.easel.end()
        self.job = None

    def save(self) -> None:
        """Save it; a file that is not this painting is asked about."""
        if self.job is None:
            return
        if replaces(self.editor.session.document, self.job):
            choices = [("Replace", self._save), ("Cancel", lambda: None)]
            detail = f"It lies in {self.job.folder.absolute()}."
            self.editor.dialogs.ask(f"{self.job.name} is already there. Replace it?", choices, detail)
        else:
            self._save()

    def start_from(self) -> None:
        """Go on from a picture file."""
        base = self.editor.session.document.base
        self.editor.dialogs.open_file(PICTURES, base.absolute(), self._load, title="Start from a picture")

    def show_behind(self, node: str) -> None:
        """Show a mask over what a node loads; "" over nothing."""
        if self.job:
            self.job.backdrop = node
            self.easel.behind(self._behind(), self.easel.strength)

    def undo(self) -> None:
        if self.job:
            self.job.painting.undo()

    def redo(self) -> None:
        if self.job:
            self.job.painting.redo()

    def _behind(self) -> Picture | None:
        shown = self.job is not None and self.job.is_mask and self.job.backdrop
        return picture_of(self.editor.session.document, self.job.backdrop) if self.job and shown else None

    def _save(self) -> None:
        session, job = self.editor.session, self.job
        if job is None:
            return
        is_new = job.node not in session.document.graph.nodes
        try:
            path = save(session.document, job, self._free_place())
        except (UsageError, EditError) as error:
            session.say(str(error), "error")
            self.panel.refuse(str(error))
            return
        if is_new:
            self.editor.canvas.centre_on(job.node)
        session.files_changed()
        session.say(f"Saved {path.name}", "ok")
        self.hide()

    def _load(self, path: Path) -> None:
        if self.job is None:
            return
        try:
            pixels = read(self.editor.session.document, self.job.kind, self.job.node, path)
            self.job.painting.replace(pixels)
        except UsageError as error:
            self.panel.refuse(str(error))

    def _free_place(self) -> tuple[float, float]:
        """Where a new node comes to: near the mask whose place it takes, or left below everything."""
        document = self.editor.session.document
        nodes = document.graph.nodes
        instead = nodes.get(self.job.instead) if self.job else None
        if instead and instead.at:
            return free_place(document, instead.at, ROOM)
        places = [node.at for node in nodes.values() if node.at]
        return (min(x for x, _ in places), max(y for _, y in places) + BESIDE) if places else (0.0, 0.0)

    def _keys(self) -> None:
        held = self.editor.shortcuts.modifiers
        if "Ctrl" in held:
            if dpg.is_key_pressed(dpg.mvKey_Z):
                self.redo() if "Shift" in held else self.undo()
            if dpg.is_key_pressed(dpg.mvKey_Y):
                self.redo()
            return
        for key, tool in KEYS.items():
            if dpg.is_key_pressed(key) and (tool != "pick" or not self.brushes.of_mask):
                self.brushes.tool = tool
        for key, factor in ((dpg.mvKey_Open_Brace, 1 / STEP), (dpg.mvKey_Close_Brace, STEP)):
            if dpg.is_key_pressed(key):
                self.brushes.grow(factor)
