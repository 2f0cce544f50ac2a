"""The large viewer: a picture to zoom and pan in, both of its sides next to each other, before and after."""

from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fonts import NODE, SMALL
from app.editor.panels.clicks import Clicks
from app.editor.panels.scene import Scene
from app.editor.panels.tools import BUTTON, Options, Tools, icon_button
from app.editor.parts import Part
from app.looking.viewing import Viewing
from app.looking.zoom import Zoom

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.editor.editor import Editor
    from app.looking.sides import Side

Point = tuple[float, float]

PAD, HEAD, FOOT = 12, 40, 26
EDGE = 8  # px of the canvas that stay in sight around it
OPTIONS, PERCENT = 300, 48
ZOOMING = 4 * BUTTON + PERCENT + 8
STEP = 1.25  # zoom of one notch of the wheel
_LOOK = Part(
    dpg.mvAll,
    {dpg.mvThemeCol_WindowBg: "panel", dpg.mvThemeCol_Border: "field line", dpg.mvThemeCol_BorderShadow: "clear"},
    {
        dpg.mvStyleVar_WindowPadding: (PAD, PAD),
        dpg.mvStyleVar_WindowRounding: 10,
        dpg.mvStyleVar_WindowBorderSize: 1.0,
        dpg.mvStyleVar_ItemSpacing: (6, 8),
    },
)


class LargeViewer:
    """A window over the canvas; the scrubber stays in sight. Wheel: zoom. Drag: pan. Double click: fit. Esc: close."""

    def __init__(self, editor: "Editor", viewing: Viewing, side: "Callable[[], Side]") -> None:
        self.editor, self.viewing, self._side = editor, viewing, side
        self.window = 0
        self.zoom: Zoom | None = None  # None: as large as there is room
        self._changed = True
        self._held: Point | None = None
        self._clicks = Clicks()
        self._sliding = self._down = self._leaving = False
        self._view: Point = (0.0, 0.0)
        self._wheel = 0.0

    @property
    def is_open(self) -> bool:
        """Whether it is shown, or was until this frame: the key that closes it is its own."""
        return bool(self.window)

    def open(self) -> None:
        if not self.is_open:
            self.zoom, self._changed, self._leaving = None, True, False
            self._build()
        dpg.focus_item(self.window)

    def close(self) -> None:
        if self.is_open:
            self.scene.free()
            for item in (self.window, self._handlers):
                dpg.delete_item(item)
            self.window = 0

    def changed(self) -> None:
        """The picture or the look is another one."""
        self._changed = True

    def fit(self) -> None:
        """As large as there is room."""
        self._go(None)

    def zoom_by(self, factor: float, at: Point | None = None) -> None:
        """Around a point of the view, its middle if none is given."""
        middle = self._view[0] / 2, self._view[1] / 2
        self._go(self.seen.by(factor, at or middle))

    @property
    def seen(self) -> Zoom:
        """How the picture lies now."""
        return self.zoom or Zoom.fit(self.scene.size, self._view, 16 * self.editor.fonts.scale)

    def update(self) -> None:
        if not self.is_open:
            return
        if self._leaving:
            self.close()
            return
        self._leaving = dpg.is_key_pressed(dpg.mvKey_Escape) and not self.editor.is_asking
        if self._resize() or self._changed:
            self._changed = False
            self.scene.load(self.viewing, self.editor.session.document.graph, self._side())
            self.tools.refresh()
            self.options.refresh()
            self._draw()
        self._follow_mouse()

    def _go(self, zoom: Zoom | None) -> None:
        self.zoom = zoom
        self._draw()

    def _draw(self) -> None:
        graph = self.editor.session.document.graph
        self.scene.draw(self.viewing, self.seen, self._view)
        reel = self.viewing.reel(graph)
        dpg.set_value(self._title, self.viewing.looked_at(graph))
        dpg.set_value(self._step, reel.title(self.viewing.stop))
        self._show_percent(f"{self.seen.scale:.0%}")

    def _show_percent(self, text: str) -> None:
        dpg.set_value(self._percent, text)
        room = self.editor.theme.px(PERCENT) - round(self.editor.fonts.width(text, SMALL))
        for gap in self._percent_gaps:
            dpg.configure_item(gap, width=max(room // 2, 0))

    def _follow_mouse(self) -> None:
        wheel, self._wheel = self._wheel, 0.0
        (x, y), (left, top) = dpg.get_mouse_pos(local=False), dpg.get_item_rect_min(self.list)
        at, down = (x - left, y - top), dpg.is_mouse_button_down(dpg.mvMouseButton_Left)
        hovered = dpg.is_item_hovered(self.list)
        if hovered and wheel:
            self.zoom_by(STEP**wheel, at)
        if hovered and down and not self._down:
            self._press(at)
        elif down and self._sliding:
            self.scene.slide(self.viewing, self.seen, at[0])
        elif down and self._held and self._held != at:
            self._go(self.seen.moved(at[0] - self._held[0], at[1] - self._held[1]))
            self._held = at
        if not down:
            self._held, self._sliding = None, False
        self._down = down
        self._tell(at if hovered else None)

    def _press(self, at: Point) -> None:
        self._sliding = self.scene.over_line(self.viewing, self.seen, at)
        self._held = None if self._sliding else at
        if self._clicks.is_double(at) and not self._sliding:
            self._held = None
            self.fit()

    def _tell(self, at: Point | None) -> None:
        """The pixel under the mouse."""
        found = self.scene.pixel(self.seen, at) if at else None
        dpg.set_value(self._under, f"x {found[0]}   y {found[1]}   {found[2]}" if found else "")

    def _resize(self) -> bool:
        px = self.editor.theme.px
        room = self.editor.shell.canvas_rect
        width, height = room.width - px(2 * EDGE), room.height - px(2 * EDGE)
        view = float(width - 2 * px(PAD)), float(height - px(2 * PAD + HEAD + FOOT))
        if view == self._view and not self._changed:
            return False
        self._view = view
        dpg.configure_item(self.window, width=width, height=height, pos=(room.x + px(EDGE), room.y + px(EDGE)))
        dpg.configure_item(self.list, width=round(view[0]), height=round(view[1]))
        dpg.set_item_pos(self._zoom_group, [width - px(PAD + ZOOMING), px(PAD)])
        return True

    def _build(self) -> None:
        look = {"no_title_bar": True, "no_move": True, "no_resize": True, "no_collapse": True, "no_scrollbar": True}
        self.window = int(dpg.add_window(**look, no_scroll_with_mouse=True, no_saved_settings=True))
        dpg.bind_item_theme(self.window, self.editor.theme.custom("large viewer", _LOOK))
        self._head()
        self.list = int(dpg.add_drawlist(10, 10, parent=self.window))
        self.scene = Scene(self.editor, self.list)
        self._foot()
        self._zooming()
        self._handlers = int(dpg.add_handler_registry())
        dpg.add_mouse_wheel_handler(parent=self._handlers, callback=lambda _, notches: self._turn(notches))

    def _turn(self, notches: float) -> None:
        self._wheel += notches

    def _head(self) -> None:
        px = self.editor.theme.px
        with dpg.group(horizontal=True, parent=self.window, horizontal_spacing=0) as head:
            self.tools = Tools(self.editor, self.viewing)
            dpg.add_spacer(width=px(16))
            self.options = Options(self.editor, self.viewing, int(head), OPTIONS)

    def _zooming(self) -> None:
        editor = self.editor
        with dpg.group(horizontal=True, parent=self.window, horizontal_spacing=0) as zooming:
            icon_button(editor, "remove", "Smaller", lambda: self.zoom_by(1 / STEP), look="flat")
            before = int(dpg.add_spacer(width=0))
            self._percent = editor.fonts.bind(int(dpg.add_text("100%")), SMALL)
            self._percent_gaps = before, int(dpg.add_spacer(width=0))
            icon_button(editor, "add", "Larger", lambda: self.zoom_by(STEP), look="flat")
            icon_button(editor, "fit_screen", "Fit", self.fit, look="flat")
            dpg.add_spacer(width=editor.theme.px(8))
            icon_button(editor, "close", "Close (Esc)", self.close, look="flat")
        self._zoom_group = int(zooming)
        editor.theme.tinted(self._percent, "muted")

    def _foot(self) -> None:
        theme, fonts = self.editor.theme, self.editor.fonts
        with dpg.group(horizontal=True, parent=self.window, horizontal_spacing=theme.px(12)):
            self._title, self._step, self._under = (int(dpg.add_text("")) for _ in range(3))
        fonts.bind(self._title, NODE, "semibold")
        for item in (self._step, self._under):
            theme.tinted(fonts.bind(item, SMALL), "muted")
