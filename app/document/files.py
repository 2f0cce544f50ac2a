"""The document's file: opened, saved, and told from what others made of it."""

import os
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from app.document.document import Document
from nodegraph.errors import FileError
from nodegraph.file import load, rebased, save
from nodegraph.graph import Graph, Node
from nodegraph.registry import Registry
from nodegraph.strict import is_text

PICTURES = (".png", ".apng", ".jpg", ".jpeg", ".webp", ".gif", ".mp4")


def open_graph(path: Path, registry: Registry) -> Graph:
    """The graph of a JSON file, or of a PNG that carries one. Raises FileError, one line."""
    return load(path, registry)


def open_document(path: Path, registry: Registry) -> Document:
    """A document on a file. One that came from a picture has no path yet, so that saving asks for one.

    Raises FileError, one line, also for a name that is no UTF-8: no window can show it.
    """
    if not is_text(str(path)):
        raise FileError(f"{path.name!a}: the name is not UTF-8. Give the file another name.")
    graph = open_graph(path, registry)
    if path.suffix.lower() in PICTURES:
        return Document(graph, home=path.parent)
    return Document(graph, path)


def save_document(doc: Document, path: Path) -> None:
    """Write the document to `path`, whole or not at all, and go on with it there. Raises FileError, one line.

    In another folder the relative input files are rewritten, in the undo history as well.
    """
    if path.suffix.lower() in PICTURES:
        raise FileError(f"{path}: is a picture's name. Save a graph as .json.")
    graph = moved_to(doc, path.parent)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save(graph, path)
    except OSError as error:
        raise FileError(f"{path}: cannot be written ({error.strerror}). Save it elsewhere.") from None
    if not _same_folder(doc.base, path.parent):
        _rebase(doc, doc.base, path.parent)
    doc.mark_saved(path)


def moved_to(doc: Document, folder: Path) -> Graph:
    """The document's graph as it reads in a folder: its relative input files are still found."""
    return doc.graph if _same_folder(doc.base, folder) else rebased(doc.graph, doc.base, folder)


def fingerprint(path: Path | None) -> bytes | None:
    """What tells a file's content from any other; None where it cannot be read. Reads it only if its time or size are
    new."""
    try:
        about = path.stat() if path else None
        return _digest(path, about.st_mtime_ns, about.st_size) if path and about else None
    except OSError:
        return None


@lru_cache(maxsize=4)
def _digest(path: Path, modified: int, size: int) -> bytes:
    return blake2b(path.read_bytes(), digest_size=16).digest()


def _same_folder(one: Path, other: Path) -> bool:
    return os.path.abspath(one) == os.path.abspath(other)


def _rebase(doc: Document, old: Path, new: Path) -> None:
    """Rewrite the input files of the document and of every step back and forth."""
    known: dict[int, Node] = {}
    graphs: dict[int, Graph] = {}

    def change(graph: Graph) -> Graph:
        if id(graph) not in graphs:
            graphs[id(graph)] = _shared(graph, rebased(graph, old, new), known)
        return graphs[id(graph)]

    doc.rewrite(change)


def _shared(before: Graph, after: Graph, known: dict[int, Node]) -> Graph:
    """The rewritten graph with the nodes that other steps have too: a long history stays small."""
    for name, node in before.nodes.items():
        made = known.setdefault(id(node), node if after.nodes[name] == node else after.nodes[name])
        after.nodes[name] = made
    after.links = before.links
    return after
