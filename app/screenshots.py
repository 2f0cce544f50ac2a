"""Make the pictures of the editor in docs/images: python -m app.screenshots [--only NAME] [--out DIR]

The real editor on a real display, with the ready graphs run on the embedded model. It needs a display and xdotool;
without a screen: xvfb-run -a -s "-screen 0 1680x1050x24" python -m app.screenshots
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.document.commands import select, wires
from app.document.storage import Preferences
from app.editor.camera import Camera
from app.quiet import hush
from app.session import Session
from nodegraph.graph import End
from nodegraph.registry import installed

SIZE = 1680, 1050
HOME = Path(__file__).parents[1]
GRAPHS = HOME / "graphs"
ANAGRAM = "visual_anagram"
MIDDLE = 17  # the step at which a running loop is shown

Scene = Callable[[Camera], None]


def main() -> None:
    """Write all pictures, or the one named."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    hush(downloads=False)
    with tempfile.TemporaryDirectory(prefix="anagraph-") as state:
        os.environ["ANAGRAPH_STATE"] = state
        camera = _camera(Path(state))
        for name, scene in SCENES.items():
            if options.only in (None, name):
                _begin_anew(camera)
                scene(camera)
                camera.hide_mouse()
                camera.rest()
                camera.shoot(options.out / f"{name}.png")
                print(f"wrote {options.out / name}.png", flush=True)
        camera.editor.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make the pictures of the editor.")
    parser.add_argument("--only", choices=SCENES, metavar="NAME", help=f"one of {', '.join(SCENES)}")
    parser.add_argument("--out", type=Path, default=HOME / "docs" / "images", metavar="DIR", help="where they go")
    return parser.parse_args()


def _camera(folder: Path) -> Camera:
    from app.editor.editor import Editor

    shutil.copytree(GRAPHS, folder / "graphs")
    editor = Editor(Session(installed(), out=folder / "out", device="cpu"), SIZE)
    camera = Camera(editor)
    camera.frames(10)
    return camera


def _begin_anew(camera: Camera) -> None:
    editor, session = camera.editor, camera.editor.session
    session.stop()
    camera.until(lambda: not session.runner.is_busy, "the end of the last run")
    session.preferences = Preferences()
    session.new()
    session.results.forget()
    session.runner.engine.cache.clear()
    if editor.theme.name != "dark":
        editor.theme.switch("dark")
    camera.frames()


# what is shown


def _open(camera: Camera, name: str) -> Session:
    session = camera.editor.session
    folder = session.out.parent / "graphs"
    if not session.open(folder / f"{name}.json"):
        raise SystemExit(session.notice.text)
    camera.frames()
    return session


def _run(camera: Camera, name: str) -> Session:
    session = _open(camera, name)
    if not session.start():
        raise SystemExit(session.notice.text)
    camera.until(lambda: not session.runner.is_busy, f"the end of {name}")
    if session.state.phase != "done":
        raise SystemExit(f"{name}: {session.state.error or session.state.phase}")
    return session


def _welcome(camera: Camera) -> None:
    for name in ("inpaint", "hybrid_image", ANAGRAM):
        _run(camera, name)
        camera.rest(2.5)  # the list of recent files takes a picture now and then
    camera.editor.session.new()
    camera.editor.welcome.open()


def _running(camera: Camera) -> None:
    session = _open(camera, ANAGRAM)
    session.start()
    camera.until(lambda: any(zone.visit >= MIDDLE for zone in session.state.zones.values()), f"step {MIDDLE}")


def _done(camera: Camera) -> None:
    _run(camera, ANAGRAM)


def _faulty(camera: Camera) -> None:
    session = _run(camera, ANAGRAM)
    wires.disconnect(session.document, End("sampler", "noise"))
    session.start()


def _palette(camera: Camera) -> None:
    _faulty(camera)


def _fault(camera: Camera) -> None:
    _faulty(camera)
    select.select_nodes(camera.editor.session.document, ["sampler"])


SCENES: dict[str, Scene] = {
    "editor_welcome": _welcome,
    "editor_running": _running,
    "editor_done": _done,
    "editor_fault": _fault,
}


if __name__ == "__main__":
    main()
