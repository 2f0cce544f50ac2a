"""The window and its regions: menu, toolbar, side panels, canvas, run bar, status line.

Each region is a DearPyGui window of its own, because only those take a draw layer. Where two meet, a line is drawn on
the ground of the viewport. That is also the ground of the canvas: for a processor that draws, filling it takes 4 ms.
Windows never come to the front, so that popups stay above them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import BODY
from app.editor.icons import icon
from app.editor.pen import printable
from app.editor.regions import LINE, SMALLEST, Folding, Rect, divided, folding
from app.editor.tooltips import Spot, Tip, tooltips

if TYPE_CHECKING:
    from app.editor.editor import Editor

REGION = {
    "no_title_bar": True,
    "no_move": True,
    "no_resize": True,
    "no_collapse": True,
    "no_close": True,
    "no_saved_settings": True,
    "no_bring_to_front_on_focus": True,
    "no_scrollbar": True,
    "no_scroll_with_mouse": True,
    "no_focus_on_appearing": True,
    "min_size": [1, 1],
}
LOOKS = {"menus": "app", "menu": "app", "status": "app", "right": "panel"}
STRIPS = {  # what a folded side panel leaves: icons, most of which open it
    "left": (("add", "add node"), ("search", "left panel"), ("photo_library", "left panel")),
    "right": (("visibility", "right panel"), ("tune", "right panel"), ("history", "right panel")),
}
ICON = Path(__file__).with_name("fontfiles") / "anagraph.png"
HISTORY, INSPECTOR = 92, 220  # heights: of the history, and the least of the inspector
RIGHT = 256  # width of what the right panel holds


def open_viewport(title: str, size: tuple[int, int]) -> None:
    """Create the operating system's window. It asks before it closes: the exit callback decides."""
    width, height = max(size[0], SMALLEST[0]), max(size[1], SMALLEST[1])
    dpg.create_viewport(
        title=title,
        width=width,
        height=height,
        min_width=SMALLEST[0],
        min_height=SMALLEST[1],
        x_pos=0,
        y_pos=0,
        disable_close=True,
        small_icon=str(ICON),
        large_icon=str(ICON),
    )


class Shell:
    """The regions, by DearPyGui id: `menu` with `menus` on it, `toolbar`, `library` (left), `canvas`, `run_bar` and
    `status`; and on the right, below each other, `viewer`, `scrubber`, `inspector` and `history`.
    """

    def __init__(self, editor: "Editor") -> None:
        self.editor = editor
        self.regions: dict[str, Rect] = {}
        self.folded = Folding()
        self._chosen: dict[str, bool | None] = {"left": None, "right": None}
        self._size = (0, 0)
        self._title, self._ground = "", -1
        names = ("menus", "menu", "toolbar", "left", "right", "run_bar", "status")
        self._windows = {name: self._region(LOOKS.get(name, "bare panel")) for name in names}
        self._strips = {side: self._strip(side) for side in STRIPS}
        self._lines = int(dpg.add_viewport_drawlist(front=False))
        self.menus, self.menu, self.toolbar = (self._windows[name] for name in names[:3])
        self.run_bar, self.status = self._windows["run_bar"], self._windows["status"]
        self.library = self._windows["left"]
        self._fill_right(self._windows["right"])

    def build_canvas(self) -> int:
        """Create the canvas region. The last made region lies lowest, so this comes after all overlays."""
        self.canvas = self._windows["canvas"] = self._region("canvas")
        dpg.configure_item(self.canvas, no_background=True)
        return self.canvas

    @property
    def canvas_rect(self) -> Rect:
        """Where the canvas is on the screen."""
        return self.regions["canvas"]

    def fold(self, side: str, folded: bool | None = None) -> None:
        """Fold a side panel or open it; without an answer, turn it over. What the width would give is no choice."""
        wanted = not self.folded._asdict()[side] if folded is None else folded
        usual = folding(self._size[0] / self.editor.theme.scale)._asdict()[side]
        self._chosen[side] = None if wanted == usual else wanted
        self._lay_out(*self._size)

    def unfold(self) -> None:
        """Leave it to the window's width again which panels are folded."""
        self._chosen = {"left": None, "right": None}
        self._lay_out(*self._size)

    def update(self) -> None:
        """Follow the window's size, and put the file's name into its title."""
        size = (dpg.get_viewport_client_width(), dpg.get_viewport_client_height())
        if size != self._size and min(size) > 0:
            self._size = size
            self._lay_out(*size)
        self._fit_inspector()
        self._name()
        if self._ground != self.editor.theme.revision:
            self._ground = self.editor.theme.revision
            dpg.set_viewport_clear_color([*self.editor.theme.colour("canvas")])
            self._draw_lines()

    def _draw_lines(self) -> None:
        """The lines between the regions, behind all windows."""
        dpg.delete_item(self._lines, children_only=True)
        style = {"color": (0, 0, 0, 0), "fill": self.editor.theme.colour("line"), "parent": self._lines}
        for rect in self.regions.values():
            right, bottom = rect.x + rect.width, rect.y + rect.height
            dpg.draw_rectangle((right, rect.y), (right + LINE, bottom), **style)
            dpg.draw_rectangle((rect.x, bottom), (right + LINE, bottom + LINE), **style)

    def _lay_out(self, width: int, height: int) -> None:
        scale = self.editor.theme.scale
        self.folded = folding(width / scale, self._chosen["left"], self._chosen["right"])
        self.regions = divided(width, height, self.folded, scale)
        for name, window in self._windows.items():
            _place(window, self.regions[name])
        for side, folded in self.folded._asdict().items():
            _place(self._strips[side], self.regions[side])
            dpg.configure_item(self._strips[side], show=folded)
            dpg.configure_item(self._windows[side], show=not folded)
        self._draw_lines()

    def _region(self, look: str, show: bool = True) -> int:
        return self.editor.theme.bind(int(dpg.add_window(show=show, **REGION)), look)

    def _strip(self, side: str) -> int:
        window, theme = self._region("bare panel", show=False), self.editor.theme
        for place, (name, action) in enumerate(STRIPS[side]):
            at, width = [theme.px(8), theme.px(8 + 31 * place)], theme.px(28)
            button = int(dpg.add_button(label=icon(name), width=width, height=width, pos=at, parent=window))
            dpg.configure_item(button, callback=self._doing(action))
            tooltips(self.editor).attach(button, Spot(self._telling(action)))
            self.editor.fonts.bind(theme.bind(button, "flat"), BODY + 2)
        return window

    def _telling(self, action: str) -> Callable[[], Tip]:
        return lambda: Tip(self.editor.actions.hint(action))

    def _doing(self, action: str) -> Callable[[], object]:
        return lambda: self.editor.actions.perform(action)

    def _fill_right(self, window: int) -> None:
        dpg.configure_item(window, no_scrollbar=False, no_scroll_with_mouse=False)
        wide = self.editor.theme.px(RIGHT)  # so that the panel's scroll bar stands in its padding
        with dpg.group(parent=window):
            self.viewer = int(dpg.add_group())
            self.scrubber = int(dpg.add_group())
            dpg.add_separator()
            self.inspector = int(dpg.add_child_window(height=INSPECTOR, border=False))
            dpg.add_separator()
            self.history = int(dpg.add_child_window(width=wide, height=self.editor.theme.px(HISTORY), border=False))

    def _fit_inspector(self) -> None:
        """The inspector takes the height that the others leave."""
        px = self.editor.theme.px
        used = sum(_height(item) for item in (self.viewer, self.scrubber)) + px(HISTORY + 6 * 6 + 24 + 3)
        height = max(px(INSPECTOR), self.regions["right"].height - used) if self.regions else INSPECTOR
        if height != dpg.get_item_height(self.inspector):
            dpg.configure_item(self.inspector, height=height)

    def _name(self) -> None:
        document = self.editor.session.document
        title = f"{'• ' if document.dirty else ''}{document.name} - anagraph"
        if title != self._title:
            self._title = title
            dpg.set_viewport_title(printable(title))


def _place(window: int, at: Rect) -> None:
    dpg.configure_item(window, pos=[at.x, at.y], width=at.width, height=at.height)


def _height(item: int) -> int:
    return int(dpg.get_item_state(item).get("rect_size", (0, 0))[1])
