"""Pictures in folders, one folder a class; TinyImageNet as it is downloaded."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from nodegraph.errors import UsageError
from nodes.training.captions import SUFFIXES, captioned
from nodes.training.data import Split

ANNOTATIONS = "val_annotations.txt"  # TinyImageNet's list of the validation pictures' classes
_HELD_OUT = 10  # where a folder has no test part, one picture in so many is it
Listed = list[tuple[Path, str]]


def listed(folder: Path, split: Split) -> Listed:
    """Each picture of the split, with its class's name, in the order of names. Raises UsageError.

    `train/` and `val/` (or `test/`) where there are such folders, with one folder a class or TinyImageNet's
    annotations; else every tenth picture of each class is the test part.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder. Name one with a folder for each class.")
    parts = {"train": [folder / "train"], "test": [folder / "val", folder / "test"]}[split]
    place = next((each for each in parts if each.is_dir()), None)
    if place is None and (folder / "train").is_dir():
        raise UsageError(f"{folder}: it has train/, but neither val/ nor test/. Put the test pictures there.")
    found = _annotated(place) if place and (place / ANNOTATIONS).is_file() else _by_class(place or folder)
    if place is None:
        found = _held_out(found, split)
    if not found:
        raise UsageError(f"{place or folder}: no pictures. Make one folder for each class and put its pictures there.")
    return found


def classes(folder: Path, split: Split) -> tuple[str, ...]:
    """Names of the classes, sorted; the same for both splits, from the training part where there is one."""
    train = folder / "train"
    place = train if train.is_dir() else folder
    names = sorted(each.name for each in _folders(place)) if place.is_dir() else []
    return tuple(names) or tuple(sorted({name for _, name in listed(folder, split)}))


def _held_out(found: Listed, split: Split) -> Listed:
    """Every tenth picture of each class, or the others."""
    seen: Counter[str] = Counter()
    kept = []
    for path, name in found:
        if (seen[name] % _HELD_OUT == 0) == (split == "test"):
            kept.append((path, name))
        seen[name] += 1
    return kept


def _by_class(folder: Path) -> Listed:
    return [(path, each.name) for each in _folders(folder) for path in sorted(_pictures(each))]


def _folders(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith("."))


def _pictures(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names if Path(name).suffix.lower() in SUFFIXES)


def _annotated(folder: Path) -> Listed:
    """TinyImageNet's val/: images/ and a list of tab-separated name, class, box."""
    found: Listed = []
    for number, line in enumerate((folder / ANNOTATIONS).read_text("utf-8", "replace").splitlines(), 1):
        name, _, rest = line.partition("\t")
        if not rest:
            raise UsageError(f"{folder / ANNOTATIONS}, line {number}: no tab. Unpack TinyImageNet again.")
        found.append((folder / "images" / name, rest.partition("\t")[0]))
    return found


def with_captions(folder: Path) -> tuple[Listed, tuple[str, ...]]:
    """Captioned pictures, each distinct caption a class. Raises UsageError where there is none."""
    found = list(captioned(folder))
    if not found:
        todo = "Put a .txt beside each picture, or a metadata.jsonl with file_name and text."
        raise UsageError(f"{folder}: no picture with a caption. {todo}")
    return found, tuple(sorted({text for _, text in found}))
