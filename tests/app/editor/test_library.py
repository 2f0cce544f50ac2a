"""The left panel: its rows, and what click and drag do."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.document.catalogue import entries
from app.editor.categories import grouped, rank
from app.editor.panels.tree import Category, Graph, Leaf, Remark, Section, height, matches, rows
from nodegraph.registry import Registry

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver


@dataclass(frozen=True)
class FakeCard:
    title: str
    subtitle: str


CARDS = [FakeCard("Visual anagram", "Upright and upside down"), FakeCard("Inpainting", "Inside a mask")]


def test_categories_come_in_the_order_in_which_one_builds(registry: Registry) -> None:
    found = list(grouped(entries(registry)))
    assert found[:2] == ["Models", "Prompts"]
    assert found.index("Loop") < found.index("Combine") < found.index("Output")
    assert rank("Zebra") > rank("Apple") > rank("Output")


def test_only_open_categories_show_their_nodes(registry: Registry) -> None:
    found = rows(entries(registry), [], "", {"Views"})
    leaves = [each.entry.label for each in found if isinstance(each, Leaf)]
    assert leaves == ["Flip", "Negate", "Rotate"]
    opened = [each for each in found if isinstance(each, Category) and each.is_open]
    assert [(each.label, each.count) for each in opened] == [("Views", 3)]


def test_a_search_lists_nodes_without_categories_and_graphs_that_fit(registry: Registry) -> None:
    found = rows(entries(registry), CARDS, "mask", set())
    assert not any(isinstance(each, Category) for each in found)
    assert {"Shape Mask", "Invert Mask"} <= {each.entry.label for each in found if isinstance(each, Leaf)}
    assert [each.card.title for each in found if isinstance(each, Graph)] == ["Inpainting"]


def test_a_search_without_a_find_says_so_and_shows_no_empty_section(registry: Registry) -> None:
    found = rows(entries(registry), CARDS, "zzqx", set())
    assert any(isinstance(row, Remark) and row.text.startswith("No node is called") for row in found)
    assert [each.label for each in found if isinstance(each, Section)] == ["NODES"]


def test_every_word_has_to_be_in_title_or_subtitle() -> None:
    assert matches(CARDS[0], "anagram upside")
    assert not matches(CARDS[0], "anagram mask")
    assert matches(CARDS[0], "")


def test_a_section_with_a_line_stands_further_off() -> None:
    assert height(Section("GRAPHS", "11", line_above=True)) > height(Section("NODES", ""))


# in a window


def place_of(editor: "Editor", label: str) -> tuple[float, float]:
    """The middle of a row of the panel, in pixels of the window."""
    panel = editor.library
    at = next(place for place, row in enumerate(panel.rows) if label == name_of(row))
    return panel.list.on_screen(60, panel.list.top(at) + 12)


def name_of(row: object) -> str:
    if isinstance(row, Leaf):
        return row.entry.label
    return row.card.title if isinstance(row, Graph) else getattr(row, "label", "")


def test_a_click_opens_a_category_and_closes_it(editor: "Editor", driver: "Driver") -> None:
    driver.click(place_of(editor, "Models"))
    assert "Load Model" in map(name_of, editor.library.rows)
    driver.click(place_of(editor, "Models"))
    assert "Load Model" not in map(name_of, editor.library.rows)


def test_a_click_on_a_node_adds_it_in_the_middle_of_the_canvas(editor: "Editor", driver: "Driver") -> None:
    driver.click(place_of(editor, "Step"))
    node = editor.session.document.graph.nodes["step"]
    rect = editor.shell.canvas_rect
    assert node.at is not None
    x, y = editor.canvas.to_screen(node.at)
    assert rect.x < x < rect.x + rect.width
    assert rect.y < y < rect.y + rect.height


def test_a_node_dragged_to_the_canvas_is_placed_at_the_mouse(editor: "Editor", driver: "Driver") -> None:
    driver.drag(place_of(editor, "Sampler"), (800, 500))
    node = editor.session.document.graph.nodes["sampler"]
    assert node.at is not None
    x, y = editor.canvas.to_screen(node.at)
    assert abs(x - 800) <= 12
    assert abs(y - 500) <= 12


def test_a_node_dropped_beside_the_canvas_is_not_placed(editor: "Editor", driver: "Driver") -> None:
    driver.drag(place_of(editor, "Sampler"), (60, 1000))
    assert not editor.session.document.graph.nodes


def test_a_click_on_a_ready_graph_opens_it_without_a_path(editor: "Editor", driver: "Driver") -> None:
    driver.click(place_of(editor, "Visual anagram"))
    assert "sampler" in editor.session.document.graph.nodes
    assert editor.session.document.path is None
    assert not editor.session.document.dirty
