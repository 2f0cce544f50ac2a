"""What the inspector's pages are built from."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import dearpygui.dearpygui as dpg

from app.editor.fields import watch
from app.editor.fields.wires import go_to
from app.editor.fonts import BODY, CAPITALS, SMALL, Weight, cut, text_width, wrapped
from app.editor.parts import Part, Sizes, Tint
from app.editor.pen import Pen
from app.editor.tooltips import Spot, Tip
from nodegraph.errors import Fault

if TYPE_CHECKING:
    from app.editor.editor import Editor

WIDTH = 256  # of everything in the right panel, px at scale 1
BARE_HEIGHT = 24
_BARE: dict[int, Tint] = {
    dpg.mvThemeCol_FrameBg: "clear",
    dpg.mvThemeCol_FrameBgHovered: "raised",
    dpg.mvThemeCol_FrameBgActive: "field",
}


class BoxLook(NamedTuple):
    """The icon and the colour tokens of a box that says what is wrong."""

    icon: str
    text: str
    ground: str
    line: str


FAILS = BoxLook("error", "error", "error soft", "error line")
WARNS = BoxLook("warning", "warn", "note", "note line")


class Section:
    """A part of a page that is built anew when what it shows has changed, and only then."""

    def __init__(self, parent: int) -> None:
        self.item = int(dpg.add_group(parent=parent))
        self._shown: Any = object()

    def show(self, what: Any, build: Callable[[int], None]) -> None:
        if what != self._shown:
            self._shown = what
            dpg.delete_item(self.item, children_only=True)
            build(self.item)
            dpg.configure_item(self.item, show=bool(dpg.get_item_children(self.item, 1)))


class BareText:
    """A text that turns into a field when one clicks on it. It tells what was typed when it is let go."""

    def __init__(
        self,
        editor: "Editor",
        parent: int,
        text: str,
        done: Callable[[str], None],
        *,
        width: float,
        size: float = BODY,
        weight: Weight = "regular",
        token: str = "text",
        tip: str = "",
    ) -> None:
        self.editor, self.text, self._done = editor, text, done
        self.tip = (lambda: Tip(tip)) if tip else None
        self.item = int(
            dpg.add_input_text(
                parent=parent,
                default_value=text,
                width=editor.theme.px(width),
                auto_select_all=True,
                user_data=self,
            )
        )
        editor.fonts.bind(self.item, size, weight)
        styles: Sizes = {
            dpg.mvStyleVar_FramePadding: (2, (BARE_HEIGHT - size) / 2),
            dpg.mvStyleVar_FrameBorderSize: 0.0,
        }
        look = Part(dpg.mvInputText, {**_BARE, dpg.mvThemeCol_Text: token}, styles)
        dpg.bind_item_theme(self.item, editor.theme.custom(("bare text", token, size), look))
        watch(editor).follow(self.item)

    def let_go(self) -> None:
        typed = dpg.get_value(self.item).strip()
        if typed != self.text:
            dpg.set_value(self.item, self.text)
            self._done(typed)


def caption(editor: "Editor", parent: int, words: str, remark: str = "") -> None:
    """A SECTION's heading, with a remark on the right."""
    pen = canvas(editor, parent, 28)
    pen.text(0, 9, words.upper(), "muted", size=CAPITALS, weight="semibold")
    pen.text(WIDTH, 9, remark, "faint", size=SMALL, right=True)


def paragraph(editor: "Editor", parent: int, text: str, token: str = "muted", size: float = BODY) -> None:
    """A text of as many lines as it needs."""
    lines = wrapped(text, WIDTH, size)
    line = size + 3
    pen = canvas(editor, parent, line * len(lines) + 4)
    for number, each in enumerate(lines):
        pen.text(0, number * line, each, token, size=size)


def fault_box(editor: "Editor", parent: int, fault: Fault, *, jump: bool = False, warns: bool = False) -> int:
    """What is wrong and what to do. With `jump` it names the node too, and a click goes there. `warns`: it runs."""
    look = WARNS if warns else FAILS
    room = WIDTH - 44
    node = fault.node or ""
    what = f"{fault.socket} {fault.found}" if fault.socket else fault.found
    what = f"{node}: {what}" if jump and node else what
    found, todo = wrapped(what, room), wrapped(fault.todo, room) if fault.todo else []
    height = 20 * (len(found) + len(todo)) + 16
    pen = canvas(editor, parent, height + 6)
    pen.box(0, 0, WIDTH, height, look.ground, look.line, 6)
    pen.icon(10, 9, look.icon, look.text, size=18)
    for number, line in enumerate(found):
        pen.text(34, 9 + 20 * number, line, look.text, weight="medium")
    for number, line in enumerate(todo, len(found)):
        pen.text(34, 9 + 20 * number, line, "text")
    if jump and node:
        editor.tooltips.attach(pen.parent, Spot(lambda: Tip(f"Go to {node}"), lambda: go_to(editor, node)))
    return pen.parent


def canvas(editor: "Editor", parent: int, height: float) -> Pen:
    """A pen for a strip as wide as the panel."""
    px = editor.theme.px
    return Pen(editor, int(dpg.add_drawlist(px(WIDTH), px(height), parent=parent)))


def fitted(text: str, width: float, size: float = BODY) -> tuple[str, float]:
    """A text cut to a width, and how wide it is then."""
    shown = cut(text, width, size)
    return shown, text_width(shown, size)
