"""Make the pictures of the editor in docs/images: python -m app.screenshots [--only NAME] [--out DIR]

The real editor, with ready graphs run on the embedded model. It needs a display and xdotool; without a screen:
xvfb-run -a -s "-screen 0 1680x1050x24" python -m app.screenshots
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.document.commands import edits, select, values
from app.editor import filing
from app.editor.camera import Camera
from app.quiet import hush
from app.session import Session
from nodegraph.graph import End
from nodegraph.registry import installed

SIZE = 1680, 1050
HOME = Path(__file__).parents[1]
ANAGRAM, HYBRID, INPAINT, SWEEP = "visual_anagram", "hybrid_image", "inpaint", "image_to_image"
TRAINING = "train_denoiser"
MIDDLE = 17  # the step at which a running loop is shown

Scene = Callable[[Camera], None]


def main() -> None:
    """Write all pictures, each from a process of its own, or the one named."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    for name in [options.only] if options.only else SCENES:
        if options.only:
            write(name, options.out / f"{name}.png")
        else:
            command = [sys.executable, "-m", "app.screenshots", "--only", name, "--out", str(options.out)]
            subprocess.run(command, check=True)


def write(name: str, place: Path) -> None:
    """Write one picture."""
    hush(downloads=False)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # a training may still save there
        home = Path(folder, "you")
        os.environ["HOME"], os.environ["ANAGRAPH_STATE"] = str(home), str(home / ".state")
        camera = _camera(home)
        SCENES[name](camera)
        camera.shoot(place)
        camera.editor.close()
    print(f"wrote {place}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make the pictures of the editor.")
    parser.add_argument("--only", choices=SCENES, metavar="NAME", help=f"one of {', '.join(SCENES)}")
    parser.add_argument("--out", type=Path, default=HOME / "docs" / "images", metavar="DIR", help="where they go")
    return parser.parse_args()


def _camera(home: Path) -> Camera:
    """An editor whose user has the ready graphs in a folder of their own, and whose libraries are loaded."""
    from app.editor.editor import Editor

    shutil.copytree(HOME / "graphs", home / "graphs")
    session = Session(installed(), out=home / "pictures", device="cpu")
    camera = Camera(Editor(session, SIZE))
    camera.hide_mouse()
    session.runner.warm()
    camera.until(lambda: not session.runner.is_warming, "the libraries")
    return camera


def _open(camera: Camera, name: str) -> Session:
    session = camera.editor.session
    if not session.open(Path.home() / "graphs" / f"{name}.json"):
        raise SystemExit(session.notice.text)
    camera.frames()
    return session


def _start(camera: Camera, name: str) -> Session:
    session = _open(camera, name)
    if not session.start():
        raise SystemExit(f"{name}: {session.faults[0]}")
    return session


def _run(camera: Camera, name: str) -> Session:
    session = _start(camera, name)
    camera.until(lambda: not session.runner.is_busy, f"the end of {name}")
    if session.state.phase != "done":
        raise SystemExit(f"{name}: {session.state.error or session.state.phase}")
    camera.rest()
    return session


def _look_at(camera: Camera, node: str) -> None:
    """At full size, with a node in the middle."""
    camera.editor.canvas.zoom_to(1.0)
    camera.frames()
    camera.editor.canvas.centre_on(node)
    camera.rest()


# what is shown


def _welcome(camera: Camera) -> None:
    for name in (INPAINT, HYBRID, ANAGRAM):
        _run(camera, name)
        camera.rest(2.5)  # until the list of recent files has its picture
    camera.editor.session.new()
    camera.editor.session.results.forget()
    camera.editor.welcome.open()
    camera.rest()


def _running(camera: Camera) -> None:
    session = _start(camera, ANAGRAM)
    camera.until(lambda: any(zone.visit >= MIDDLE for zone in session.state.zones.values()), f"step {MIDDLE}")


def _done(camera: Camera) -> None:
    _run(camera, ANAGRAM)
    camera.rest(2.5)


def _light(camera: Camera) -> None:
    camera.editor.theme.switch("light")
    _done(camera)


def _fault(camera: Camera) -> None:
    """A wire is missing: the banner, the node and the inspector say so."""
    session = _run(camera, ANAGRAM)
    edits.disconnect(session.document, End("sampler", "noise"))
    session.start()
    select.select_nodes(session.document, ["sampler"])
    _look_at(camera, "sampler")


def _palette(camera: Camera) -> None:
    """A wire is dropped where nothing is."""
    _fault(camera)
    canvas = camera.editor.canvas
    x, y = canvas.pin_position(End("balance", "out"), True)
    camera.drag((x, y), (x + 24, y + 130))
    camera.hide_mouse()
    camera.rest()


def _inspector(camera: Camera) -> None:
    """A node with a seed that is new each run, and a setting that is swept."""
    document = _run(camera, ANAGRAM).document
    values.set_seed_mode(document, "noise", "seed", "new")
    values.set_sweep(document, "noise", "count", [1, 4])
    select.select_nodes(document, ["noise"])
    _look_at(camera, "step")


def _hybrid(camera: Camera) -> None:
    """The hybrid image in the large viewer, from near and from afar."""
    _run(camera, HYBRID)
    viewer = camera.editor.viewer
    viewer.show("sampler")
    viewer.open_large()
    camera.rest()


def _compare(camera: Camera) -> None:
    """The inpainted picture over the one that it was made from."""
    _run(camera, INPAINT)
    viewer = camera.editor.viewer
    viewer.show("last")
    viewer.press("compare")
    viewer.open_large()
    camera.rest()


def _sweep(camera: Camera) -> None:
    _run(camera, SWEEP)
    camera.editor.viewer.show("sheet")
    camera.editor.viewer.open_large()
    camera.rest()


def _painter(camera: Camera) -> None:
    """A mask over the fox's forehead."""
    session = _run(camera, INPAINT)
    select.select_nodes(session.document, ["mask"])
    painter = camera.editor.painter
    painter.open("mask")
    assert painter.job is not None
    painter.brushes.size = 34
    painting = painter.job.painting
    width, height = painting.size
    for rise in (0.0, 0.09, 0.18):
        way = ((0.3 + x / 5, 0.34 + rise + abs(x - 1) / 20) for x in (0, 0.5, 1, 1.5, 2))
        at = [(x * width, y * height) for x, y in way]
        painting.begin(at[0], painter.brushes.paint, painter.brushes.size)
        for each in at[1:]:
            painting.move(each)
        painting.end()
    camera.rest()


def _training(camera: Camera) -> None:
    """A try-out in its second epoch: the chart on its node, what is left of the time."""
    session = _open(camera, TRAINING)
    values.use_preset(session.document, "quick")
    session.start()
    camera.until(lambda: "train" in session.state.nodes, "the training")
    camera.until(lambda: "epoch 2" in session.state.nodes["train"].text, "the second epoch")
    camera.rest(12)  # until the chart of its losses is drawn anew


def _files(camera: Camera) -> None:
    """Pictures that carry their graphs, in the file dialog."""
    for name in ("sample_cfg", INPAINT, HYBRID, ANAGRAM):
        session = _run(camera, name)
    filing.open_file(camera.editor)
    camera.editor.dialogs.open_file((".json", ".png"), session.out / f"{ANAGRAM}.png", lambda path: None)
    camera.rest(1.5)


SCENES: dict[str, Scene] = {
    "editor_welcome": _welcome,
    "editor_running": _running,
    "editor_done": _done,
    "editor_palette": _palette,
    "editor_fault": _fault,
    "editor_hybrid": _hybrid,
    "editor_compare": _compare,
    "editor_painter": _painter,
    "editor_inspector": _inspector,
    "editor_sweep": _sweep,
    "editor_files": _files,
    "editor_training": _training,
    "editor_light": _light,
}


if __name__ == "__main__":
    main()
