"""What is painted for a graph: a mask or a picture, for which node, from what, over what, and under which file name."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.document.document import Document, Selection
from app.looking.files import read_mask, read_picture
from app.looking.pixels import Picture
from app.painting.painting import BLACK, SIGNATURE, WHITE, Painting
from nodegraph.errors import UsageError
from nodegraph.graph import End, Graph
from nodes.types import Mask

Kind = Literal["mask", "image"]
NODES: dict[Kind, str] = {"mask": "load_mask", "image": "load_image"}
SIDE, LARGEST = 256, 512
"""How large a new painting is, and at most, in px."""
LONGEST = 60
"""How many letters of a name are made up here."""
_NAME = re.compile(r"[\w.-]+\.png", re.IGNORECASE)


@dataclass
class Job:
    """`node` is empty where a new one is placed once the painting is saved. It takes over the wires of `instead`.

    The painting goes into `folder`.
    """

    kind: Kind
    node: str
    name: str
    painting: Painting
    folder: Path
    backdrop: str = ""
    instead: str = ""

    @property
    def is_mask(self) -> bool:
        return self.kind == "mask"

    @property
    def path(self) -> Path:
        return self.folder / self.name


def start(doc: Document, kind: Kind, out: Path, node: str = "") -> Job:
    """Go on with what a node reads, or begin afresh: of the size of the picture that a mask is for.

    Without a node it is the only selected one of its kind; else a new one in place of a selected other mask; else the
    only one there is; else a new one, in place of the only other mask there is. The painting will lie beside the
    graph's file, and in `out` where there is none yet.
    """
    graph, folder = doc.graph, doc.path.parent if doc.path else out
    chosen = _only(graph, kind, doc.selection.nodes)
    instead = _other_mask(doc, doc.selection.nodes) if kind == "mask" and not (node or chosen) else ""
    node = node or chosen or ("" if instead else _only(graph, kind, graph.nodes))
    if kind == "mask" and not (node or instead):
        instead = _other_mask(doc, _sources(graph))
    behind = backdrops(graph, node or instead) if kind == "mask" else []
    painting = _own(doc, kind, node) or _blank(doc, kind, behind)
    painting.ground = BLACK if kind == "mask" else WHITE
    name = suggested(doc, kind, node, folder)
    return Job(kind, node, name, painting, folder, behind[0] if behind else "", instead)


def save(doc: Document, job: Job, at: tuple[float, float] = (0, 0)) -> Path:
    """Write the painting and have its node read it, as one undo step; a new node comes to `at`.

    Raises UsageError in one line for a name that is none, and where the file cannot be written.
    """
    if not _NAME.fullmatch(job.name):
        raise UsageError(f"{job.name!r} is no file name here. Write letters and digits, and .png at the end.")
    try:
        if doc.path is None:
            job.folder.mkdir(parents=True, exist_ok=True)
        job.painting.save(job.path, grey=job.is_mask)
    except OSError as error:
        raise UsageError(f"{job.name} is not written: {error.strerror or error}. Choose another name.") from None
    with doc.edit(f"paint {job.kind}") as graph:
        if job.node not in graph.nodes:
            job.node = graph.add(NODES[job.kind], at=at).id
            _size_it(graph, job.node)
            _take_over(graph, job)
            doc.select(Selection(nodes=frozenset({job.node})))
        graph.set(job.node, "file", Path(os.path.relpath(job.path, doc.base)).as_posix())
        if job.is_mask:
            graph.unset(job.node, "channel")  # what was painted has no alpha
    return job.path


def _take_over(graph: Graph, job: Job) -> None:
    for link in [link for link in graph.links if link.source.node == job.instead]:
        graph.link(End(job.node, "out"), link.target).extra = link.extra


def replaces(doc: Document, job: Job) -> bool:
    """Whether saving would overwrite a file that was not painted for this node."""
    return job.path.exists() and not (_reads(doc, job.node, job.folder) == job.path and is_painted(job.path))


def suggested(doc: Document, kind: Kind, node: str, folder: Path) -> str:
    """A file name: the node's own where that was painted in this folder, or else one that is free there."""
    own = _reads(doc, node, folder)
    if own and is_painted(own):
        return own.name
    called = node or f"painted_{kind}"
    stem = _plain(f"{doc.path.stem}_{called}" if doc.path else called)
    names = (f"{stem}.png" if number == 1 else f"{stem}_{number}.png" for number in range(1, 10_000))
    return next(name for name in names if not (folder / name).exists())


def backdrops(graph: Graph, mask: str = "") -> list[str]:
    """The nodes that load a picture, those first that meet the mask at some node."""
    images = [id for id, node in graph.nodes.items() if node.type == NODES["image"] and own_file(graph, id)]
    goals = _goals(graph, mask)
    return sorted(images, key=lambda id: not (goals & _goals(graph, id)))


def picture_of(doc: Document, node: str) -> Picture | None:
    """What a node loads, or None where that cannot be read."""
    file = own_file(doc.graph, node)
    try:
        return read_picture(doc.base / file, LARGEST) if file else None
    except UsageError:
        return None


def own_file(graph: Graph, node: str) -> str:
    """The file that a node reads, as the graph names it; "" where there is none."""
    file = graph.nodes[node].params.get("file", "") if node in graph.nodes else ""
    return file if isinstance(file, str) else ""


def is_painted(path: Path) -> bool:
    """Whether a file was saved by the painter."""
    from PIL import Image

    key, value = SIGNATURE
    try:
        if not path.is_file():
            return False
        with Image.open(path, formats=["PNG"]) as picture:
            return picture.info.get(key) == value
    except (OSError, ValueError, SyntaxError):  # PIL's for damaged files
        return False


def _reads(doc: Document, node: str, folder: Path) -> Path | None:
    """The file that a node reads, if it lies in this folder."""
    file = own_file(doc.graph, node)
    path = folder / Path(file).name
    return path if file and os.path.abspath(doc.base / file) == os.path.abspath(path) else None


def _own(doc: Document, kind: Kind, node: str) -> Painting | None:
    file = own_file(doc.graph, node)
    try:
        return Painting(read(doc, kind, node, doc.base / file)) if file else None
    except UsageError:
        return None


def read(doc: Document, kind: Kind, node: str, path: Path) -> Picture:
    """A file as something to go on with. Raises UsageError in one line for what is no picture."""
    if kind == "image":
        return read_picture(path, LARGEST)
    channel = doc.graph.nodes[node].params.get("channel", "") if node in doc.graph.nodes else ""
    return read_mask(path, str(channel), LARGEST)


def _blank(doc: Document, kind: Kind, behind: list[str]) -> Painting:
    picture = picture_of(doc, behind[0]) if behind else None
    width, height = (SIDE, SIDE) if picture is None else picture.shape[1::-1]
    return Painting.blank(width, height, BLACK if kind == "mask" else WHITE)


def _only(graph: Graph, kind: Kind, nodes: Iterable[str]) -> str:
    found = [node for node in nodes if node in graph.nodes and graph.nodes[node].type == NODES[kind]]
    return found[0] if len(found) == 1 else ""


def _other_mask(doc: Document, nodes: Iterable[str]) -> str:
    """The only one of some nodes that gives a mask of another kind."""
    kinds = {node: doc.graph.type_of(node) for node in nodes if node in doc.graph.nodes}
    masks = [node for node, kind in kinds.items() if kind and [each.hint for each in kind.outputs] == [Mask]]
    return masks[0] if len(masks) == 1 else ""


def _sources(graph: Graph) -> set[str]:
    """The nodes whose outputs go somewhere."""
    return {link.source.node for link in graph.links}


def _size_it(graph: Graph, node: str) -> None:
    """A new node's picture comes out as large as the graph's model wants it, where there is one model."""
    models = [id for id, each in graph.nodes.items() if each.type == "load_model"]
    if len(models) == 1:
        graph.link(End(models[0], "out"), End(node, "model"))


def _goals(graph: Graph, node: str) -> set[str]:
    return {link.target.node for link in graph.out_of(node)}


def _plain(text: str) -> str:
    return re.sub(r"[^\w.-]+", "_", text)[:LONGEST].strip("._") or "painting"
