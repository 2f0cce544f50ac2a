"""A visual anagram from an empty canvas, by mouse and keyboard alone; the file it is saved as makes the same
picture.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from PIL import Image, ImageChops

from nodegraph.file import load
from nodegraph.registry import Registry
from tests.app.conftest import Anagraph
from tests.app.editor.hands import Hands

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from tests.app.editor.driver import Driver

# What the palette is asked for, and where on the screen.
NODES = {
    "load_model": ("load mo", (170, 380)),
    "prompt": ("prompt", (300, 110)),
    "prompt_2": ("prompt", (300, 250)),
    "prompt_3": ("prompt", (300, 390)),
    "gaussian_noise": ("gaussian n", (300, 530)),
    "schedule": ("sched", (300, 680)),
    "step": ("step", (440, 560)),
    "flip": ("flip", (600, 640)),
    "unet_predict": ("unet", (740, 100)),
    "unet_predict_2": ("unet", (740, 252)),
    "unet_predict_3": ("unet", (740, 404)),
    "unet_predict_4": ("unet", (740, 556)),
    "cfg_combine": ("cfg", (880, 160)),
    "cfg_combine_2": ("cfg", (880, 460)),
    "flip_2": ("flip", (1010, 460)),
    "average": ("aver", (1010, 250)),
    "sampler": ("samp", (1140, 300)),
}
WIRES = """
    load_model schedule.model, load_model gaussian_noise.model,
    load_model prompt.model, load_model prompt_2.model, load_model prompt_3.model,
    gaussian_noise step.start, schedule.schedule step.schedule, step.x_t flip.value,
    step.x_t unet_predict.x_t, step.t unet_predict.t, load_model unet_predict.model, prompt unet_predict.prompt,
    step.x_t unet_predict_2.x_t, step.t unet_predict_2.t, load_model unet_predict_2.model,
    prompt_2 unet_predict_2.prompt,
    flip unet_predict_3.x_t, step.t unet_predict_3.t, load_model unet_predict_3.model, prompt_3 unet_predict_3.prompt,
    flip unet_predict_4.x_t, step.t unet_predict_4.t, load_model unet_predict_4.model, prompt_2 unet_predict_4.prompt,
    unet_predict_2 cfg_combine.uncond, unet_predict cfg_combine.cond,
    unet_predict_4 cfg_combine_2.uncond, unet_predict_3 cfg_combine_2.cond, cfg_combine_2 flip_2.value,
    cfg_combine average.values[0], flip_2 average.values[1], average sampler.noise, step.loop sampler.loop
"""


def test_an_anagram_from_nothing_runs_and_its_file_makes_the_same_picture(
    editor: "Editor", driver: "Driver", anagraph: Anagraph, tmp_path: Path, registry: Registry
) -> None:
    driver.key("ctrl+0")
    build(Hands(editor, driver))
    driver.key("ctrl+Return")
    driver.until(lambda: editor.session.state.phase == "done", what="the run")
    driver.key("ctrl+s", "ctrl+a")
    driver.type("both")
    driver.key("Return")
    path = tmp_path / "both.json"
    assert editor.session.document.path == path
    assert not editor.session.document.dirty
    assert load(path, registry) == editor.session.document.graph
    threads = str(torch.get_num_threads())  # with another number the last bits of a picture differ
    headless = anagraph("run", path, "--out", tmp_path / "headless", OMP_NUM_THREADS=threads)
    assert headless.returncode == 0, headless.stderr
    with Image.open(tmp_path / "out" / "ana.png") as drawn, Image.open(tmp_path / "headless" / "ana.png") as made:
        assert drawn.size == (32, 32)
        assert drawn.convert("L").getextrema() != (0, 0)
        assert ImageChops.difference(drawn.convert("RGB"), made.convert("RGB")).getbbox() is None


def build(hands: Hands) -> None:
    """Nodes by the palette, wires by dragging, the last node from a wire dropped on nothing, values into its fields."""
    for name, (words, at) in NODES.items():
        assert hands.add(words, at) == name
    for pair in WIRES.split(","):
        source, target = pair.split()
        hands.wire(source if "." in source else f"{source}.out", target)
    hands.driver.drag(hands.output("sampler.out"), (1280, 200), steps=2)
    hands.pick("save")
    hands.rename("save")
    hands.fill("prompt", "text", "a dog")
    hands.fill("prompt_3", "text", "a penguin")
    hands.fill("save", "name", "ana.png")
    hands.choose("schedule", "rule", 1)
    hands.number("schedule", "steps", "4")
    hands.number("cfg_combine", "guidance_scale", "3")
    hands.number("cfg_combine_2", "guidance_scale", "3")
    nodes = hands.document.graph.nodes
    assert nodes["schedule"].params == {"rule": "ddim", "steps": 4}
    assert nodes["cfg_combine_2"].params == {"guidance_scale": 3.0}
    assert nodes["prompt_3"].params == {"text": "a penguin"}
