"""Tells the tooltips what of the canvas the mouse is over: a socket, a setting, a node's title."""

from typing import TYPE_CHECKING

from app.editor.tooltips import node_tip, setting_tip, socket_tip

if TYPE_CHECKING:
    from app.editor.canvas.canvas import Canvas


class Tips:
    """Asks once the mouse rests, so that moving it costs nothing."""

    def __init__(self, canvas: "Canvas") -> None:
        self.canvas = canvas

    def update(self) -> None:
        pointer, canvas = self.canvas.gestures.pointer, self.canvas
        if pointer.down or any(pointer.by) or not canvas.view.contains(pointer.at):
            return
        if canvas.gestures.drag is None and canvas.finder.free(pointer.at):
            self._tell(pointer.at)

    def _tell(self, at: tuple[float, float]) -> None:
        canvas, graph = self.canvas, self.canvas.document.graph
        tips = canvas.editor.tooltips
        pin, item = canvas.finder.pin(at), canvas.finder.node(at)
        if pin is not None and pin.end.node in graph.nodes:
            end, output = pin.end, pin.side == "out"
            tips.over(("pin", end, output), lambda: socket_tip(graph, end, output=output))
        elif item is not None and item.look.id in graph.nodes:
            node = item.look.id
            name = canvas.finder.field(item, at)
            if name is not None:
                view = item.fields[name]
                tips.over(("setting", node, name), lambda: setting_tip(view.parameter, view.value))
            elif canvas.finder.title(item, at):
                tips.over(("node", node), lambda: node_tip(graph, node, canvas.editor.session.state.warned(node)))
