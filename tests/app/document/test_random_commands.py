"""A thousand random commands: no other error than EditError, and undo and redo reach both ends."""

import random
from typing import TYPE_CHECKING

import pytest

from app.document.commands import arrange, clips, decor, edits, select
from app.document.decoration import dots, frames, notes
from app.document.document import Document, Selection
from app.document.zones import bodies
from nodegraph.errors import EditError
from nodegraph.file import dumps, loads
from nodegraph.graph import End, Graph
from nodegraph.registry import Registry
from tests.app.document.models import loop, plain

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_NODES = 40


class Monkey:
    """Calls commands with arguments that make sense most of the time."""

    def __init__(self, doc: Document, seed: int):
        self.doc, self.random, self.clip = doc, random.Random(seed), ""
        self.told: list[str] = []
        self.types = [kind.name for kind in doc.graph.registry]
        self.commands: list[Callable[[], object]] = [
            *([self.add] * 6),
            *([self.connect] * 8),
            *([self.choose] * 5),
            *([self.value] * 4),
            *([self.move] * 3),
            lambda: edits.connect_to_node(doc, self.output(), self.node()),
            lambda: edits.connect_from_node(doc, self.node(), self.input()),
            lambda: edits.reconnect_end(doc, self.target(), self.input()),
            lambda: edits.disconnect(doc, self.target()),
            lambda: edits.insert_on_link(doc, self.node(), self.target()),
            lambda: edits.delete(doc, reconnect=self.random.random() < 0.5),
            lambda: edits.rename(doc, self.node(), f"n{self.random.randrange(50)}"),
            lambda: edits.set_title(doc, self.node(), self.random.choice(["", "x"])),
            lambda: edits.set_mode(doc, self.random.choice(["mute", "bypass"])),
            lambda: edits.toggle_collapsed(doc),
            lambda: edits.toggle_picture(doc),
            lambda: edits.set_colour(doc, self.random.choice([None, "#aabbcc"])),
            lambda: edits.set_seed_mode(doc, self.node(), "seed", self.random.choice(["new", "keep"])),
            lambda: edits.roll_seeds(doc, lambda: self.random.randrange(99)),
            lambda: edits.set_sweep(doc, self.node(), "seed", self.random.choice([None, [1, 2], []])),
            self.copy,
            lambda: clips.paste(doc, self.clip, self.at(), self.random.random() < 0.5),
            lambda: clips.duplicate(doc, self.random.random() < 0.5),
            lambda: decor.add_frame(doc, "frame", self.at()),
            lambda: decor.add_note(doc, self.at(), "note"),
            lambda: decor.add_dot(doc, self.target(), self.at()),
            lambda: decor.set_frame(doc, self.random.randrange(4), size=self.at()),
            lambda: decor.set_note(doc, self.random.randrange(4), text="other"),
            lambda: arrange.align(doc, self.random.choice(["left", "right", "top", "bottom", "centre", "middle"])),
            lambda: arrange.distribute(doc, self.random.choice(["across", "down"])),
            lambda: arrange.layout(doc, only_selected=self.random.random() < 0.8),
            lambda: self.random.choice([select.invert, select.select_upstream, select.select_linked])(doc),
            doc.seal,
            doc.undo,
            doc.redo,
        ]

    def step(self) -> None:
        """One command; where there is little to act on, or much, it adds or deletes."""
        nodes = self.doc.graph.nodes
        try:
            if len(nodes) < 2:
                self.add()
            elif len(nodes) > MOST_NODES:
                self.choose()
                edits.delete(self.doc, reconnect=True)
            else:
                self.random.choice(self.commands)()
        except EditError as error:
            self.told.append(str(error))

    def add(self) -> None:
        source = self.output() if self.random.random() < 0.3 and self.doc.graph.nodes else None
        edits.add_node(self.doc, self.random.choice(self.types), self.at(), source=source)

    def connect(self) -> None:
        source = self.output()
        fitting = (edits.first_input(self.doc.graph, source, self.node()) for _ in range(6))
        edits.connect(self.doc, source, next(filter(None, fitting), self.input()))

    def value(self) -> None:
        node = self.node()
        kind = self.doc.graph.type_of(node)
        if kind and kind.settings:
            setting = self.random.choice(kind.settings).name
            value = self.random.choice([0, 1, 3.5, "text", True, None, [1, 2], {"each": [1, 2]}])
            edits.set_value(self.doc, node, setting, value, merge=self.random.choice(["", "typing"]))

    def move(self) -> None:
        nodes = {self.node(): self.at() for _ in range(3)}
        points = {dot: self.at() for dot in self.some(dots(self.doc.graph))}
        edits.move(self.doc, nodes, dots=points, snap=self.random.random() < 0.5, merge="drag")

    def choose(self) -> None:
        graph = self.doc.graph
        targets = [link.target for link in graph.links]
        chosen = (graph.nodes, targets, dots(graph), frames(graph), notes(graph))
        self.doc.select(Selection(*(frozenset(self.some(each)) for each in chosen)))

    def copy(self) -> None:
        self.clip = clips.copied(self.doc) if self.random.random() < 0.7 else clips.cut(self.doc)

    def some(self, things: object) -> list[object]:
        return [each for each in things if self.random.random() < 0.3]  # type: ignore[attr-defined]

    def at(self) -> tuple[float, float]:
        return self.random.uniform(-500, 500), self.random.uniform(-500, 500)

    def node(self) -> str:
        return self.random.choice(list(self.doc.graph.nodes))

    def output(self) -> End:
        node = self.node()
        kind = self.doc.graph.type_of(node)
        return End(node, self.random.choice([each.name for each in kind.outputs] if kind and kind.outputs else ["out"]))

    def input(self) -> End:
        node = self.node()
        kind = self.doc.graph.type_of(node)
        return End(node, self.random.choice(kind.sockets() if kind and kind.sockets() else ["value"]))

    def target(self) -> End:
        links = self.doc.graph.links
        return self.random.choice(links).target if links else End("none", "none")


@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_random_commands_and_back(registry: Registry, seed: int) -> None:
    doc = Document(loop(registry))
    start = plain(doc)
    monkey = Monkey(doc, seed)
    for _ in range(1000):
        monkey.step()
        bodies(doc.graph)
    assert not any("\n" in line for line in monkey.told)
    finish = plain(doc)
    while doc.undo():
        pass
    assert plain(doc) == start
    while doc.redo():
        pass
    assert plain(doc) == finish
    assert plain(loads(dumps(doc.graph), registry)) == plain(loads(dumps(loads(dumps(doc.graph), registry)), registry))


def test_random_graphs_stay_whole(registry: Registry) -> None:
    """No wire leads nowhere, no input has two, no row has a gap."""
    doc = Document(Graph(registry))
    monkey = Monkey(doc, 99)
    for _ in range(1000):
        monkey.step()
        targets = [link.target for link in doc.graph.links]
        assert len(set(targets)) == len(targets)
        for link in doc.graph.links:
            assert link.source.node in doc.graph.nodes
            assert link.target.node in doc.graph.nodes
            if link.target.socket.endswith("]") and not link.target.socket.endswith("[0]"):
                row, _, index = link.target.socket[:-1].rpartition("[")
                assert End(link.target.node, f"{row}[{int(index) - 1}]") in targets
