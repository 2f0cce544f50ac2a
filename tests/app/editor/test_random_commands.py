"""The real window follows whatever happens to the document."""

from typing import TYPE_CHECKING

import pytest

from nodegraph.file import dumps
from tests.app.document.models import loop
from tests.app.document.test_random_commands import Monkey

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from nodegraph.registry import Registry
    from tests.app.editor.driver import Driver

COMMANDS, BETWEEN = 1000, 4  # commands, and how many of them happen from one frame to the next


@pytest.mark.parametrize("seed", [11])
def test_a_thousand_commands_with_the_window_behind_them(
    editor: "Editor", driver: "Driver", registry: "Registry", seed: int
) -> None:
    document = editor.session.document
    with document.edit("begin") as graph:
        made = loop(registry)
        graph.nodes, graph.links = made.nodes, made.links
    monkey = Monkey(document, seed)
    for number in range(COMMANDS):
        monkey.step()
        if number % BETWEEN == 0:
            driver.frames(1)
            assert editor.canvas.nodes.items.keys() == document.graph.nodes.keys()
    driver.frames()
    end = dumps(document.graph)
    while document.undo():
        pass
    driver.frames()
    assert not document.graph.nodes
    assert not editor.canvas.nodes.items
    while document.redo():
        pass
    driver.frames()
    assert dumps(document.graph) == end
    assert editor.canvas.nodes.items.keys() == document.graph.nodes.keys()
