"""What stands in a field's place: several values for a sweep, and a wire's source."""

from typing import TYPE_CHECKING, Any

import dearpygui.dearpygui as dpg

from app.document.document import Selection
from app.editor.fields import look
from app.editor.fields.base import Widget
from app.editor.fields.texts import OneLine
from app.editor.fields.wording import cut, read_sweep, short_label, sweep_text, value_text
from nodegraph.errors import UsageError
from nodegraph.graph import End
from nodegraph.values import is_sweep

if TYPE_CHECKING:
    from app.editor.editor import Editor


class SweepLine(OneLine):
    """The values of a sweep, typed with commas."""

    def show(self, value: Any) -> None:
        self.show_text(sweep_text(value["each"]))

    def _typed(self, text: str) -> None:
        try:
            self.view.edit({"each": read_sweep(self.parameter, text)})
            self._blame(False)
        except UsageError as error:
            self.view.refuse(f"{self.view.node}: {error}")
            self._blame(True)


class WireLine(Widget):
    """The value that a wire brings where it is known, else its source. In a panel a click goes to the source."""

    def build(self) -> None:
        made = dpg.add_button(parent=self.parent, width=int(self.place.width), callback=lambda: self._follow())
        self.item = self.dress(made, "wired")
        self.view.explain(self.item, f"Wired from {self.view.wired}")

    def show(self, value: Any) -> None:
        dpg.configure_item(self.item, label=self._text())

    def resize(self) -> None:
        dpg.configure_item(self.item, width=int(self.place.width), height=look.height(self.place))
        self.dress(self.item, "wired")
        self.show(None)

    def _text(self) -> str:
        assert self.view.wired
        known = wired_value(self.editor, self.view.wired)
        shown = source_text(self.view.wired) if known is None else _known_text(known)
        room = self.place.width - 2 * look.padding(self.place)[0]
        if not self.place.compact:
            whole = f"{shown}  from {source_text(self.view.wired)}" if known is not None else f"from {shown}"
            return cut(whole, self._measure, room)
        name = short_label(self.parameter, self._measure, room - self._measure(f" {shown}"))
        return cut(f"{name} {shown}".strip(), self._measure, room)

    def _follow(self) -> None:
        if self.view.wired and not self.place.compact:
            go_to(self.editor, self.view.wired.node)

    def _measure(self, text: str) -> float:
        return look.measure(text, self.place)


def _known_text(value: Any) -> str:
    return sweep_text(value["each"]) if is_sweep(value) else value_text(value)


def go_to(editor: "Editor", node: str) -> None:
    """Select a node and bring it into sight."""
    if node in editor.session.document.graph.nodes:
        editor.session.document.select(Selection(nodes=frozenset({node})))
        editor.canvas.centre_on(node)


def source_text(end: End) -> str:
    """An output as people read it: "model" for a lone output, else "step.t"."""
    return end.node if end.socket == "out" else str(end)


def wired_value(editor: "Editor", source: End) -> Any:
    """What a wire brings where that is known without a run, or of the run that goes on; else None."""
    graph, zones = editor.session.document.graph, editor.session.state.zones
    zone = zones.get(source.node)
    if zone and source.socket in ("t", "i"):
        return zone.t if source.socket == "t" else max(zone.visit - 1, 0)
    kind = graph.type_of(source.node) if source.node in graph.nodes else None
    if kind is None or kind.inputs or len(kind.settings) != 1 or len(kind.outputs) != 1:
        return None
    setting = kind.settings[0]
    if type(setting.default) not in (int, float) or kind.outputs[0].hint is str:
        return None
    return graph.nodes[source.node].params.get(setting.name, setting.default)
