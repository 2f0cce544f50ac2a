"""Graphs on the canvas of a real window."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nodegraph.file import save
from nodegraph.graph import Graph
from nodegraph.registry import Registry

if TYPE_CHECKING:
    from app.document.document import Document
    from app.editor.canvas import Canvas
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

Show = Callable[[Graph], "Document"]


@pytest.fixture
def canvas(editor: "Editor") -> "Canvas":
    return editor.canvas


@pytest.fixture
def show(editor: "Editor", driver: "Driver", tmp_path: Path) -> Show:
    """Open a graph at 100%."""

    def shown(graph: Graph) -> "Document":
        path = tmp_path / "shown.json"
        save(graph, path)
        assert editor.session.open(path)
        driver.frames(6)
        editor.session.preferences.snap = False
        editor.canvas.zoom_to(1.0)
        driver.frames()
        return editor.session.document

    return shown


@pytest.fixture
def graph(registry: Registry) -> Graph:
    """Nodes with room between them, of several types, nothing wired."""
    made = Graph(registry)
    made.add("load_model", "model", at=(0, 0))
    made.add("prompt", "text", at=(180, 140))
    made.add("gaussian_noise", "start", at=(180, 320))
    made.add("unet_predict", "predict", at=(420, 0))
    made.add("flip", "flip", at=(420, 320))
    made.add("negate", "negate", at=(620, 320))
    made.add("cfg_combine", "cfg", at=(620, 0))
    made.add("average", "average", at=(800, 120))
    return made
