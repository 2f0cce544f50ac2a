"""Evaluation: how near a model's pictures are to a dataset's, in numbers."""

import csv
import io
from typing import Annotated

from nodegraph.context import Context
from nodegraph.declare import node
from nodegraph.errors import UsageError
from nodegraph.hints import Doc, Gather, OutputName, Text
from nodes.arrangement import axis_text
from nodes.filenames import named, split
from nodes.training.data import Dataset, Recogniser
from nodes.types import Image

Features = Annotated[
    Recogniser | None, Doc("whose features are compared; Inception's, as in the paper, where it is not wired")
]


@node()
def frechet_distance(
    real: Dataset,
    classifier: Features = None,
    *samples: Annotated[Image, Doc("pictures to judge, taken together")],
) -> float:
    """The Fréchet distance between the features of samples and of real pictures (Heusel et al. 2017, eq. 6).

    With Inception's features this is FID; with a classifier's it is a distance of its own, to be compared only with
    itself. All of the real pictures count; fewer samples than features make it larger than it is. Through torchmetrics.
    Inception needs the package torch-fidelity and its weights.
    """
    from nodes.training.distance import between, real_pictures

    return between(real_pictures(real), samples, classifier)


@node()
def dataset_distance(real: Dataset, other: Dataset, classifier: Features = None) -> float:
    """The Fréchet distance between two datasets, for instance two folders of pictures.

    As Fréchet Distance.
    """
    from nodes.training.distance import between, real_pictures

    return between(real_pictures(real), real_pictures(other), classifier)


@node()
def recognised(
    classifier: Recogniser,
    samples: Image,
    *,
    label: Annotated[
        str, Doc("the class that they shall show; empty: every class in order, as Every Class has it")
    ] = "",
) -> float:
    """The part of the pictures in which a classifier sees the class that they shall show, from 0 to 1.

    (B, C, S, S) in [-1, 1]. Raises UsageError for a class that the classifier does not know.
    """
    from nodes.training.distance import told

    names = classifier.classes
    if label and label not in names:
        raise UsageError(f"the classifier knows no class {label!r}. It knows {', '.join(names[:10])}.")
    found = told(classifier, samples)
    return sum(each == (label or names[k % len(names)]) for k, each in enumerate(found)) / len(found)


Numbers = Annotated[float, Gather(), Doc("a sweep's numbers come together")]


@node(check=lambda facts, settings: (1, 3, None, None))
def chart(
    *values: Numbers,
    title: str = "",
    labels: Annotated[str, Text(4), Doc("one per line, for numbers that no sweep labels")] = "",
    run: Context,
) -> Image:
    """Draw numbers as bars, labelled with the sweep's values that they belong to.

    Gives (1, 3, H, W) in [-1, 1]. Drawn by matplotlib.
    """
    from nodes.pictures import to_tensor
    from nodes.training.figures import bars

    return to_tensor(bars(_labelled(values, labels, run), title))


@node(check=named((".csv",)))
def save_numbers(
    *values: Numbers,
    name: Annotated[str, OutputName((".csv",))] = "numbers.csv",
    labels: Annotated[str, Text(4), Doc("one per line, for numbers that no sweep labels")] = "",
    run: Context,
) -> None:
    """Write numbers as a table (CSV), a line each, with the sweep's values that they belong to."""
    text = io.StringIO()
    rows = [(label, f"{value:.6g}") for label, value in _labelled(values, labels, run)]
    csv.writer(text, lineterminator="\n").writerows([("label", "value"), *rows])
    stem, suffix = split(name, (".csv",))
    run.write(stem + run.suffix() + suffix, lambda path: path.write_text(text.getvalue(), "utf-8"))


def _labelled(values: tuple[float, ...], labels: str, run: Context) -> list[tuple[str, float]]:
    """Each number with its place on the sweeps, or else with its line of the labels."""
    origins = run.origin.items if len(run.origin.items) == len(values) else ((),) * len(values)
    lines = iter(labels.splitlines())
    texts = [", ".join(axis_text(axis.rpartition(".")[2], at) for axis, at in each) for each in origins]
    return [(text or next(lines, f"{k}"), value) for k, (text, value) in enumerate(zip(texts, values, strict=True), 1)]
