"""What a user does in a few moves: add a node with the palette, wire two pins, fill in a field of a node."""

import time
from typing import TYPE_CHECKING

import dearpygui.dearpygui as dpg

from app.editor.fields import is_editing
from nodegraph.graph import end
from tests.app.editor.driver import Driver, Point

if TYPE_CHECKING:
    from app.document.document import Document
    from app.editor.editor import Editor
    from app.editor.fields import FieldView

ENTRY = 20  # px from one entry of a combo's list to the next


class Hands:
    """Builds and edits graphs by mouse and keyboard alone."""

    def __init__(self, editor: "Editor", driver: Driver) -> None:
        self.editor, self.driver, self.canvas = editor, driver, editor.canvas

    @property
    def document(self) -> "Document":
        return self.editor.session.document

    def add(self, words: str, at: Point) -> str:
        """Add the node that the palette finds first, and return its id."""
        known = set(self.document.graph.nodes)
        self.driver.move(at)
        self.driver.key("space")
        self.pick(words)
        (new,) = set(self.document.graph.nodes) - known
        return new

    def pick(self, words: str) -> None:
        """Choose in the palette that is open."""
        assert self.editor.palette.shown
        self.driver.type(words)
        self.driver.key("Return")
        assert not self.editor.palette.shown, f"the palette found no {words!r}"

    def rename(self, name: str) -> None:
        """Give the selected node another id."""
        self.driver.key("F2", "ctrl+a")
        self.driver.type(name)
        self.driver.key("Return")
        assert name in self.document.graph.nodes, self.driver.said

    def wire(self, source: str, target: str) -> None:
        """Drag from an output to an input: wire("model.out", "schedule.model")."""
        self.driver.drag(self.output(source), self.input(target), steps=1)
        assert self.document.graph.source(end(target)) == end(source), f"{source} to {target}: {self.driver.said}"

    def output(self, name: str) -> Point:
        return self.canvas.pin_position(end(name), True)

    def input(self, name: str) -> Point:
        return self.canvas.pin_position(end(name), False)

    def field(self, node: str, setting: str) -> Point:
        """A point of a setting's field in its node."""
        return self.inside(self.canvas.nodes.items[node].fields[setting])

    def inside(self, field: "FieldView") -> Point:
        """A point of a field, wherever it is."""
        state = dpg.get_item_state(field.item)
        (left, top), (_, height) = state["rect_min"], state["rect_size"]
        return left + 20, top + height / 2

    def fill(self, node: str, setting: str, text: str) -> None:
        """Type into a field of a node, then click beside it."""
        self.driver.click(self.field(node, setting))
        self.driver.key("ctrl+a")
        self.driver.type(text)
        self.leave()

    def number(self, node: str, setting: str, text: str) -> None:
        """Type into a field that one drags."""
        self.open_number(node, setting)
        self.driver.type(text)
        self.driver.key("Return")

    def open_number(self, node: str, setting: str) -> None:
        """Double-click a field that one drags. On a slow machine two clicks may be two single ones: then once more."""
        for _ in range(5):
            self.driver.double_click(self.field(node, setting))
            if is_editing():
                return
            time.sleep(0.5)
        raise AssertionError(f"{node}.{setting} cannot be typed into")

    def choose(self, node: str, setting: str, place: int) -> None:
        """Choose the entry at a place of a combo's list."""
        x, y = self.field(node, setting)
        self.driver.click((x, y))
        self.driver.click((x, y + 13 + ENTRY * (place + 0.5)))

    def leave(self) -> None:
        """Click on the empty corner of the canvas."""
        rect = self.editor.shell.canvas_rect
        self.driver.click((rect.x + 6, rect.y + 6))

    def links(self) -> dict[str, str]:
        """All links, by the input that each leads to."""
        return {str(link.target): str(link.source) for link in self.document.graph.links}

    def target(self, name: str) -> Point:
        """A point on the wire that leads to an input."""
        return self.canvas.link_position(end(name))
