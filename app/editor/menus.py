"""The menu bar, made from the table of actions: every command with its shortcut."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor import filing
from app.editor.figures import machine
from app.editor.fonts import BODY
from app.editor.icons import icon
from app.editor.parts import Part
from app.editor.pen import Pen, printable

if TYPE_CHECKING:
    from app.editor.action import Action
    from app.editor.editor import Editor

_BAR = Part(
    dpg.mvAll,
    {dpg.mvThemeCol_WindowBg: "app", dpg.mvThemeCol_MenuBarBg: "app"},
    {
        dpg.mvStyleVar_FramePadding: (10, 6),
        dpg.mvStyleVar_ItemSpacing: (10, 9),
        dpg.mvStyleVar_WindowPadding: (0, 0),
        dpg.mvStyleVar_WindowMinSize: (1, 1),
        dpg.mvStyleVar_WindowRounding: 0,
        dpg.mvStyleVar_WindowBorderSize: 0.0,
    },
)
MENU_LOOK = (
    Part(
        dpg.mvAll,
        {
            dpg.mvThemeCol_Header: "raised",
            dpg.mvThemeCol_HeaderHovered: "raised",
            dpg.mvThemeCol_PopupBg: "panel",
            dpg.mvThemeCol_Border: "field line",
        },
        {
            dpg.mvStyleVar_WindowPadding: (14, 10),
            dpg.mvStyleVar_PopupRounding: 10,
            dpg.mvStyleVar_PopupBorderSize: 1.0,
        },
    ),
    Part(dpg.mvMenuItem, {dpg.mvThemeCol_TextDisabled: "faint"}, {dpg.mvStyleVar_ItemSpacing: (22, 9)}),
    Part(dpg.mvMenuItem, {dpg.mvThemeCol_Text: "faint", dpg.mvThemeCol_TextDisabled: "faint"}, enabled=False),
)
APART = "    "  # the columns of a menu stand no further apart than the titles in the bar


class Menus:
    """Fills the menu region: mark and name, the menus, on the right where runs compute and the switch of the theme."""

    def __init__(self, editor: "Editor", parent: int) -> None:
        self.editor, self.parent = editor, parent
        self._items: dict[int, Action] = {}
        self._shown: dict[int, tuple[str, bool, bool]] = {}
        self._menus: dict[tuple[str, ...], int] = {}
        self._marks: list[int] = []  # an unseen item in each menu, for of menus the toolkit does not tell what is open
        self._recent_menu = 0
        self._recent: list[str] = []
        self._drawn: object = None
        self._closing = False
        self._pen = Pen(editor, int(dpg.add_draw_layer(parent=parent)))
        dpg.configure_item(editor.shell.menus, menubar=True)
        self._bar = int(dpg.add_menu_bar(parent=editor.shell.menus))
        dpg.bind_item_theme(editor.shell.menus, editor.theme.custom("menu bar", _BAR))
        for action in editor.actions:
            self._add(action)
        self._switch = int(dpg.add_button(label=" ", parent=parent, width=editor.theme.px(28)))
        dpg.configure_item(self._switch, callback=lambda: editor.actions.perform("light"))
        editor.theme.bind(self._switch, "flat")

    @property
    def is_open(self) -> bool:
        """Whether a menu of the bar is down."""
        return any(dpg.is_item_visible(item) for item in self._marks)

    def update(self) -> None:
        """Follow what can be done just now."""
        self._hear_escape()
        for item, action in self._items.items():
            self._follow(item, action)
        self._follow_recent()
        self._draw()

    def _add(self, action: "Action") -> None:
        parent = self._menu(action.menu)
        if action.begins_group:
            dpg.add_separator(parent=parent)
        item = int(
            dpg.add_menu_item(
                label=action.words(self.editor),
                shortcut=APART + action.shortcut,
                check=action.checked is not None,
                parent=parent,
                callback=self._doing(action.id),
            )
        )
        self._items[item] = action
        if action.id == "open":
            self._recent_menu = int(dpg.add_menu(label="Open recent", parent=parent, enabled=False))

    def _doing(self, id: str) -> Callable[[], object]:
        return lambda: self.editor.actions.perform(id)

    def _menu(self, path: tuple[str, ...]) -> int:
        if path not in self._menus:
            parent = self._menu(path[:-1]) if len(path) > 1 else self._bar
            self._menus[path] = int(dpg.add_menu(label=path[-1], parent=parent))
            dpg.bind_item_theme(self._menus[path], self.editor.theme.custom("menu", *MENU_LOOK))
            if len(path) == 1:
                self._marks.append(int(dpg.add_group(pos=(1, 1), parent=self._menus[path])))
                dpg.add_spacer(width=1, height=1, parent=self._marks[-1])
        return self._menus[path]

    def _follow(self, item: int, action: "Action") -> None:
        """The widget as the action is now. A chosen check item turns its own mark over, so that is put right too."""
        checked = bool(action.checked and action.checked(self.editor))
        now = (action.words(self.editor), action.can_run(self.editor), checked)
        if now != self._shown.get(item):
            self._shown[item] = now
            dpg.configure_item(item, label=now[0], enabled=now[1])
        if action.checked and dpg.get_value(item) != checked:
            dpg.set_value(item, checked)

    def _hear_escape(self) -> None:
        """The toolkit's menus do not know Esc, but one that is disabled closes, and a frame is enough."""
        closing = self.is_open and dpg.is_key_pressed(dpg.mvKey_Escape)
        if closing != self._closing:
            self._closing = closing
            for path, menu in self._menus.items():
                if len(path) == 1:
                    dpg.configure_item(menu, enabled=not closing)

    def _follow_recent(self) -> None:
        recent = self.editor.session.preferences.recent_files
        if recent == self._recent:
            return
        self._recent = list(recent)
        dpg.delete_item(self._recent_menu, children_only=True)
        dpg.configure_item(self._recent_menu, enabled=bool(recent))
        for text in recent:
            dpg.add_menu_item(label=_short(text), parent=self._recent_menu, callback=self._opening(Path(text)))

    def _opening(self, path: Path) -> Callable[[], object]:
        return lambda: filing.open_path(self.editor, path)

    def _draw(self) -> None:
        """Mark, name and device, drawn again when one of them changed."""
        theme = self.editor.theme
        width = dpg.get_item_width(self.parent) / theme.scale
        now = (width, theme.revision, machine(self.editor.session))
        if now == self._drawn:
            return
        self._drawn = now
        self._pen.clear()
        draw_mark(self._pen, 12, 6)
        self._pen.text(34, 7, "anagraph", weight="semibold")
        self._pen.text(width - 48, 7.5, now[2], "muted", size=14.5, right=True)
        dpg.configure_item(self._switch, label=icon("light_mode" if theme.name == "dark" else "dark_mode"))
        dpg.set_item_pos(self._switch, [theme.px(width - 40), theme.px(1)])
        self.editor.fonts.bind(self._switch, BODY + 2)


def draw_mark(pen: Pen, x: float, y: float) -> None:
    """The sign of anagraph, 14 x 16: a picture and its other side."""
    theme, scale = pen.editor.theme, pen.scale
    left, middle, right = (each * scale for each in (x, x + 7, x + 14))
    top, centre, bottom = (each * scale for each in (y, y + 8, y + 16))
    bright, dim = theme.colour("accent"), theme.colour("accent", 0.45)
    for tip, paint in ((top, bright), (bottom, dim)):
        dpg.draw_triangle((left, centre), (middle, tip), (right, centre), color=paint, fill=paint, parent=pen.parent)


def _short(path: str) -> str:
    home = str(Path.home())
    return printable(f"~{path.removeprefix(home)}" if path.startswith(home) else path)
