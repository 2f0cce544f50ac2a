"""A visual anagram from an empty canvas, by mouse and keyboard alone; the file it is saved as makes the same picture."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from nodegraph.file import load
from nodegraph.registry import Registry
from tests.app.conftest import Anagraph
from tests.app.editor.hands import Hands

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

# What the palette is asked for, where it goes on the screen, and the id that comes of it.
NODES = {
    "model": ("load model", (170, 380)),
    "upright": ("prompt", (300, 110)),
    "empty": ("prompt", (300, 250)),
    "flipped": ("prompt", (300, 390)),
    "noise": ("gaussian noise", (300, 530)),
    "schedule": ("schedule", (300, 680)),
    "step": ("step", (440, 560)),
    "flip": ("flip", (600, 640)),
    "up_cond": ("unet predict", (740, 100)),
    "up_empty": ("unet predict", (740, 252)),
    "flip_cond": ("unet predict", (740, 404)),
    "flip_empty": ("unet predict", (740, 556)),
    "up_guided": ("cfg", (880, 160)),
    "flip_guided": ("cfg", (880, 460)),
    "flip_back": ("flip", (1010, 460)),
    "average": ("average", (1010, 250)),
    "sampler": ("sampler", (1140, 300)),
}
WIRES = """
    model schedule.model, model noise.model, model upright.model, model flipped.model, model empty.model,
    noise step.start, schedule.schedule step.schedule, step.x_t flip.value,
    step.x_t up_cond.x_t, step.t up_cond.t, model up_cond.model, upright up_cond.prompt,
    step.x_t up_empty.x_t, step.t up_empty.t, model up_empty.model, empty up_empty.prompt,
    flip flip_cond.x_t, step.t flip_cond.t, model flip_cond.model, flipped flip_cond.prompt,
    flip flip_empty.x_t, step.t flip_empty.t, model flip_empty.model, empty flip_empty.prompt,
    up_empty up_guided.uncond, up_cond up_guided.cond, flip_empty flip_guided.uncond, flip_cond flip_guided.cond,
    flip_guided flip_back.value, up_guided average.values[0], flip_back average.values[1],
    average sampler.noise, step.loop sampler.loop
"""


@pytest.fixture
def hands(editor: "Editor", driver: "Driver") -> Hands:
    driver.key("ctrl+0")
    return Hands(editor, driver)


def test_an_anagram_from_nothing_runs_and_its_file_makes_the_same_picture(
    hands: Hands, editor: "Editor", driver: "Driver", anagraph: Anagraph, tmp_path: Path, registry: Registry
) -> None:
    build(hands)
    driver.key("ctrl+Return")
    driver.until(lambda: editor.session.state.phase == "done", what="the run")
    driver.key("ctrl+s")
    driver.key("ctrl+a")
    driver.type("both")
    driver.key("Return")
    assert editor.session.document.path == tmp_path / "both.json"
    assert not editor.session.document.dirty
    assert load(tmp_path / "both.json", registry) == editor.session.document.graph
    headless = anagraph("run", tmp_path / "both.json", "--out", tmp_path / "headless")
    assert headless.returncode == 0, headless.stderr
    drawn, made = tmp_path / "out" / "anagram.png", tmp_path / "headless" / "anagram.png"
    with Image.open(drawn) as one, Image.open(made) as other:
        assert one.size == (32, 32)
        assert ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is None


def build(hands: Hands) -> None:
    """Nodes by the palette, named in the inspector; wires by dragging; the last node from a wire dropped on nothing."""
    for name, (words, at) in NODES.items():
        made = hands.add(words, at)
        if made != name:
            hands.rename(name)
    for pair in WIRES.split(","):
        source, target = pair.split()
        hands.wire(source if "." in source else f"{source}.out", target)
    hands.driver.drag(hands.output("sampler.out"), (1280, 200))
    hands.pick("save")
    hands.fill("upright", "text", "a dog")
    hands.fill("flipped", "text", "a penguin")
    hands.fill("save_image", "name", "anagram.png")
    hands.choose("schedule", "rule", 1)
    hands.number("schedule", "steps", "4")
    hands.number("up_guided", "guidance_scale", "3")
    hands.number("flip_guided", "guidance_scale", "3")
    nodes = hands.document.graph.nodes
    assert nodes["schedule"].params == {"rule": "ddim", "steps": 4}
    assert nodes["flip_guided"].params == {"guidance_scale": 3.0}
    assert nodes["flipped"].params == {"text": "a penguin"}
