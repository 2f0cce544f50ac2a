"""Every ready graph as one sees it: no node over another, no wire behind a node, every file's name whole or nearly."""

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.document.geometry import Box
from app.editor.canvas import bezier
from app.editor.canvas.look import PADDING
from nodegraph.graph import End

if TYPE_CHECKING:
    from app.editor.canvas import Canvas
    from app.editor.canvas.nodeitem import NodeItem
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

GRAPHS = sorted((Path(__file__).parents[4] / "graphs").glob("*.json"))
ID_LINE, SLACK = 19, 8  # what stands above a node; how far a wire may be drawn over the edge of one


@pytest.fixture(params=GRAPHS, ids=lambda path: path.stem)
def shown(request: pytest.FixtureRequest, editor: "Editor", driver: "Driver") -> "Canvas":
    assert editor.session.open(request.param)
    driver.frames(6)
    editor.canvas.zoom_to(1.0)
    driver.frames(6)
    return editor.canvas


def box(item: "NodeItem", above: float = 0) -> Box:
    (x, y), (width, height) = item.px, item.size
    return Box(x, y - above, x + width, y + height)


def test_a_ready_graph_hides_nothing(shown: "Canvas") -> None:
    """No node lies over another one or its id, no wire behind a node, and DearPyGui draws nodes as wide as we think."""
    boxes = {item.look.id: box(item, ID_LINE) for item in shown.nodes}
    assert not [pair for pair in itertools.combinations(boxes, 2) if boxes[pair[0]].meets(boxes[pair[1]])]
    assert not {f"{target} behind {node}" for target in shown.wires.wires for node in _behind(shown, target)}
    assert {item.size[0] - item.look.width - 2 * PADDING for item in shown.nodes} <= {0, 1}


def _behind(canvas: "Canvas", target: End) -> list[str]:
    points = [each for curve in canvas.wires.wires[target].curves for each in bezier.samples(curve)]
    return [item.look.id for item in canvas.nodes if any(_inside(box(item), each) for each in points)]


def _inside(room: Box, at: tuple[float, float]) -> bool:
    return room.left + SLACK < at[0] < room.right - SLACK and room.top + SLACK < at[1] < room.bottom - SLACK
