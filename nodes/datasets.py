"""Datasets: labelled pictures that a network learns from."""

from pathlib import Path
from typing import Annotated, Literal

from nodegraph.context import Context
from nodegraph.declare import node
from nodegraph.errors import UsageError
from nodegraph.hints import Doc, InputFolder, Range, Seed
from nodegraph.keys import file_key
from nodes.compute import current
from nodes.shapes import Facts, Shape
from nodes.training.data import DataInfo, Dataset, Split
from nodes.types import Image

Part = Annotated[Split, Doc("what is learned from, or what is held back to test on")]
Values = Annotated[Literal["-1 to 1", "0 to 1"], Doc("of black and white, as the network sees them")]
Count = Annotated[int, Range(0, 10_000_000), Doc("pictures to take; 0 for all")]
DIGITS = tuple("0123456789")


def _check_folder(facts: Facts, settings: Facts) -> DataInfo:
    from nodes.training import folders

    place, split = settings.get("folder"), settings.get("split")
    classes = folders.classes(_place(place), split) if place and split and _place(place).is_dir() else None
    return DataInfo(settings.get("size"), _channels(settings), classes, _is_unit(settings))


def _check_captioned(facts: Facts, settings: Facts) -> DataInfo:
    return DataInfo(settings.get("size"), _channels(settings), None, _is_unit(settings))


def _channels(settings: Facts) -> int | None:
    return None if settings.get("grey") is None else 1 if settings["grey"] else 3


def _is_unit(settings: Facts) -> bool | None:
    return _unit(settings["values"]) if settings.get("values") else None


def _check_digits(facts: Facts, settings: Facts) -> DataInfo:
    return DataInfo(28, 1, DIGITS, _is_unit(settings))


@node(check=_check_digits)
def digits(*, split: Part = "train", count: Count = 0, values: Values = "-1 to 1", seed: Seed = 0) -> Dataset:
    """Grey digits of several free fonts, turned, bent and moved: MNIST's stand-in, made here in seconds.

    60,000 to learn from and 10,000 to test on, 28 x 28 px, white on black; the same for a seed. Nothing is read from
    disk or network.
    """
    return Dataset("digits", split=split, classes=DIGITS, unit=_unit(values), seed=seed, count=count)


@node(check=_check_digits)
def mnist_files(
    *,
    folder: Annotated[str, InputFolder(), Doc("with train-images-idx3-ubyte, plain or .gz, and its three kin")],
    split: Part = "train",
    count: Count = 0,
    values: Values = "-1 to 1",
) -> Dataset:
    """MNIST's handwritten digits (LeCun et al. 1998) from its own four files.

    60,000 to learn from and 10,000 to test on, 28 x 28 px grey. Raises UsageError naming the file that is missing or
    damaged, and how to get it.
    """
    place = _place(folder)
    made = Dataset("idx", place, split, classes=DIGITS, unit=_unit(values), count=count, identity=file_key(place))
    return _read(made)


@node(check=_check_digits)
def mnist(*, split: Part = "train", count: Count = 0, values: Values = "-1 to 1") -> Dataset:
    """MNIST's handwritten digits (LeCun et al. 1998) from the Hugging Face hub, through the package datasets.

    60,000 to learn from and 10,000 to test on, 28 x 28 px grey. Nothing is fetched unless the run allows it
    (--download). Raises UsageError where they cannot be had.
    """
    return _read(Dataset("hub", split=split, classes=DIGITS, unit=_unit(values), count=count))


@node(check=_check_folder)
def image_folder(
    *,
    folder: Annotated[str, InputFolder(), Doc("a folder for each class, or train/ and val/ with such folders")],
    split: Part = "train",
    size: Annotated[int, Range(8, 1024, step=8), Doc("px; pictures are cropped to squares")] = 64,
    grey: bool = False,
    count: Annotated[int, Range(0, 10_000_000), Doc("pictures to take, evenly from all classes; 0 for all")] = 0,
    values: Values = "-1 to 1",
    run: Context,
) -> Dataset:
    """Pictures in folders, one folder a class; TinyImageNet as it is downloaded.

    With train/ and val/ (val_annotations.txt is understood) these are the two parts, else every tenth picture is a test
    picture. Each is named that cannot be read; the others are taken. Raises UsageError where none is left.
    """
    from nodes.training import folders

    place = _place(folder)
    found = Dataset(
        "folder", place, split, size, 1 if grey else 3, folders.classes(place, split), _unit(values), count=count,
        identity=file_key(place),
    )  # fmt: skip
    return _whole(found, run)


@node(check=_check_captioned)
def captioned_folder(
    *,
    folder: Annotated[str, InputFolder(), Doc("pictures with a .txt each, or with a metadata.jsonl")],
    size: Annotated[int, Range(8, 1024, step=8), Doc("px; pictures are cropped to squares")] = 64,
    grey: bool = False,
    values: Values = "-1 to 1",
    run: Context,
) -> Dataset:
    """A folder of captioned pictures; each distinct caption is a class.

    Captions lie in a .txt beside each picture, or in metadata.jsonl or metadata.csv with file_name and text. Each
    picture is named that cannot be read; the others are taken. Raises UsageError where none has a caption.
    """
    from nodes.training import folders

    place = _place(folder)
    names = folders.with_captions(place)[1]
    found = Dataset("captioned", place, "train", size, 1 if grey else 3, names, _unit(values), identity=file_key(place))
    return _whole(found, run)


def _read(data: Dataset) -> Dataset:
    """The dataset, its pictures read, so that what is wrong with them is told here."""
    from nodes.training.opened import opened

    opened(data)
    return data


def _whole(data: Dataset, run: Context) -> Dataset:
    """The dataset, its pictures read, with a warning about those that could not be."""
    from nodes.training.opened import opened

    broken = opened(data).broken
    if broken:
        count = "1 picture was" if len(broken) == 1 else f"{len(broken)} pictures were"
        more = f" and {len(broken) - 3} more" if len(broken) > 3 else ""
        run.warn(f"{count} left out: {'; '.join(each.rstrip('.') for each in broken[:3])}{more}.")
    return data


def _shown_shape(facts: Facts, settings: Facts) -> Shape | None:
    info: DataInfo | None = facts.get("data")
    count = settings.get("count")
    return (count, info.channels, info.size, info.size) if info else (count, None, None, None)


@node(check=_shown_shape)
def pictures(
    data: Dataset,
    *,
    count: Annotated[int, Range(1, 1024)] = 10,
    first: Annotated[int, Range(0, 10_000_000), Doc("where to begin")] = 0,
    label: Annotated[int, Range(-1, 10_000), Doc("the number of a class; -1 for any")] = -1,
) -> Image:
    """Take some of a dataset's pictures.

    Gives (count, C, S, S) in [-1, 1]. Raises UsageError where there are fewer.
    """
    from nodes.training.opened import opened
    from nodes.training.ranges import values

    found = opened(data)
    chosen = found.pictures if label < 0 else found.pictures[found.labels == label]
    if first + count > len(chosen):
        raise UsageError(f"{data!r} has {len(chosen)} such pictures, fewer than {first + count}. Choose less.")
    return values(chosen[first : first + count], unit=False).to(current().device)


def _unit(values: str) -> bool:
    return values == "0 to 1"


def _place(folder: str) -> Path:
    return (current().base / Path(folder).expanduser()).absolute()
