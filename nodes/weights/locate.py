"""From what the user wrote to a folder: an embedded model, a diffusers folder, or a hub id."""

import re
from pathlib import Path

from nodes.compute import current
from nodes.weights import hub
from nodes.weights.errors import PICKLES, ModelError, pickled

EMBEDDED = Path(__file__).parents[1] / "embedded" / "model"
SHIPPED = {"embedded": EMBEDDED, "embedded-upscaler": EMBEDDED.with_name("upscaler")}
_HUB_ID = re.compile(r"(?!.*(--|\.\.|\.git$))\w([\w.-]*\w)?/\w([\w.-]*\w)?", re.ASCII)
_CHOICES = "Name a diffusers folder, a hub id such as DeepFloyd/IF-I-XL-v1.0, embedded, or embedded-upscaler."


def locate(source: str, revision: str = "", *, fetch: bool = False) -> Path | None:
    """The model's folder. `fetch` downloads a hub id that is absent, where the run allows it.

    None: a hub id that is absent now and would be fetched. Raises ModelError.
    """
    if source in SHIPPED:
        return _shipped(SHIPPED[source])
    given = current().base / Path(source).expanduser()
    if source and given.is_dir():
        return given
    if source and given.is_file():
        raise _no_folder(given)
    if _HUB_ID.fullmatch(source):
        return _snapshot(source, revision, fetch=fetch)
    raise ModelError(f"{source}: there is no such folder" if source else "no model is named", _CHOICES)


def _no_folder(file: Path) -> ModelError:
    """A file where a folder is wanted; pickles are told apart by their ending."""
    if file.suffix.lower() in PICKLES:
        return pickled(file)
    return ModelError(f"{file}: a file, and a model is a folder", "Name the folder with model_index.json in it.")


def _shipped(folder: Path) -> Path:
    if not folder.is_dir():
        todo = "Train one with python -m nodes.embedded.train, or name another model."
        raise ModelError(f"{folder}: there is no such folder", todo)
    return folder


def _snapshot(source: str, revision: str, *, fetch: bool) -> Path | None:
    cached = hub.cached(source, revision)
    if cached is not None and (hub.complete(cached) or not current().download):
        return cached
    if not current().download:
        raise hub.absent(source)
    return hub.download(source, revision) if fetch else None
