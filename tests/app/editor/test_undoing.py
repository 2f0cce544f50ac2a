"""A long session by mouse and keyboard, taken back to the empty canvas and forth again."""

from typing import TYPE_CHECKING

from tests.app.document.models import plain
from tests.app.editor.hands import Hands

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver


def test_a_long_session_is_undone_to_nothing_and_redone_to_its_end(
    hands: Hands, editor: "Editor", driver: "Driver"
) -> None:
    start = plain(hands.document)
    work(hands)
    end = plain(hands.document)
    seen = picture(hands)
    hold(driver, "ctrl+z", lambda: not hands.document.undo_label)
    assert plain(hands.document) == start
    assert not hands.canvas.nodes.items
    assert not hands.canvas.wires.wires
    hold(driver, "ctrl+shift+z", lambda: not hands.document.redo_label)
    assert plain(hands.document) == end
    assert picture(hands) == seen


def work(hands: Hands) -> None:
    """One of everything that makes a step."""
    driver, canvas = hands.driver, hands.canvas
    hands.add("load mo", (200, 200))
    hands.add("gaussian n", (340, 200))
    hands.add("flip", (500, 200))
    hands.add("aver", (660, 200))
    hands.wire("load_model.out", "gaussian_noise.model")
    hands.wire("gaussian_noise.out", "flip.value")
    hands.wire("flip.out", "average.values[0]")
    hands.wire("gaussian_noise.out", "average.values[1]")
    driver.drag(hands.output("average.out"), (820, 220), steps=2)
    hands.pick("save")
    hands.fill("save_image", "name", "it.png")
    hands.fill("gaussian_noise", "seed", "41")
    hands.choose("flip", "axis", 1)
    driver.drag(hands.input("average.values[1]"), (700, 420), steps=2, held="ctrl")  # let go of on nothing
    hands.wire("gaussian_noise.out", "average.values[1]")
    shift(hands, "flip", 20, 180)
    driver.double_click(hands.target("average.values[1]"))  # a dot
    driver.click(canvas.title_position("flip"))
    driver.key("m", "b", "b", "c", "c", "ctrl+d")
    shift(hands, "flip_2", 200, 60)
    driver.key("Delete")
    driver.click(canvas.title_position("flip"))
    driver.key("ctrl+g")
    driver.move((300, 560))
    driver.key("n")
    driver.click(canvas.title_position("gaussian_noise"))
    hands.rename("noise")
    driver.key("ctrl+c")
    driver.move((420, 620))
    driver.key("ctrl+v")
    driver.key("ctrl+a", "ctrl+l")
    driver.click(canvas.title_position("flip"))
    driver.key("ctrl+Delete")


def shift(hands: Hands, node: str, x: float, y: float) -> None:
    start = hands.canvas.title_position(node)
    hands.driver.drag(start, (start[0] + x, start[1] + y))


def hold(driver: "Driver", chord: str, done: "Callable[[], bool]") -> None:
    """Hold a chord down until it has repeated often enough."""
    *modifiers, key = chord.split("+")
    for each in (*modifiers, key):
        driver.key_down(each)
    driver.until(done, what="the last step")
    for each in (key, *modifiers):
        driver.key_up(each)
    driver.frames()


def picture(hands: Hands) -> object:
    """What the canvas shows, without where it is scrolled to."""
    nodes = {node: (item.look, item.px) for node, item in hands.canvas.nodes.items.items()}
    return nodes, hands.canvas.wires.wires.keys(), set(hands.canvas.wires.dots())
