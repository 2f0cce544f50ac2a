"""What the tests of the document say often: small documents, and both ends of an undo history."""

import json

from app.document.document import Document, Selection
from nodegraph.file import as_json
from nodegraph.graph import End, Graph
from nodegraph.registry import Registry


def document(registry: Registry) -> Document:
    """model -> noise -> flip -> average.values[0], noise -> average.values[1] -> save."""
    graph = Graph(registry)
    for place, (type, id) in enumerate(
        [
            ("load_model", "model"),
            ("gaussian_noise", "noise"),
            ("flip", "flip"),
            ("average", "average"),
            ("save_image", "save"),
        ]
    ):
        graph.add(type, id, at=(200 * place, 0))
    for source, target in (
        ("model.out", "noise.model"),
        ("noise.out", "flip.value"),
        ("flip.out", "average.values[0]"),
        ("noise.out", "average.values[1]"),
        ("average.out", "save.images"),
    ):
        graph.link(source, target)
    return Document(graph)


def loop(registry: Registry) -> Graph:
    """model -> schedule, noise, prompt; step -> predict -> sampler -> save."""
    graph = Graph(registry)
    graph.add("load_model", "model")
    for type in ("schedule", "gaussian_noise", "prompt", "step", "unet_predict", "sampler", "save_image"):
        graph.add(type, type)
    text = """model.out schedule.model model.out gaussian_noise.model model.out prompt.model
        schedule.schedule step.schedule gaussian_noise.out step.start step.x_t unet_predict.x_t step.t unet_predict.t
        model.out unet_predict.model prompt.out unet_predict.prompt unet_predict.out sampler.noise
        step.loop sampler.loop sampler.out save_image.images"""
    wires = text.split()
    for source, target in zip(wires[::2], wires[1::2], strict=True):
        graph.link(source, target)
    return graph


def plain(doc: Document | Graph) -> str:
    """The graph as its file says it."""
    return json.dumps(as_json(doc.graph if isinstance(doc, Document) else doc))


def wires(doc: Document) -> set[str]:
    return {f"{link.source} {link.target}" for link in doc.graph.links}


def choose(doc: Document, *nodes: str) -> Document:
    doc.select(Selection(nodes=frozenset(nodes)))
    return doc


def end(text: str) -> End:
    return End(*text.split(".", 1))
