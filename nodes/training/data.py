"""Datasets and networks as the wires carry them: what they are, before a picture is read or a weight made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from nodegraph.sockets import declare_type

Split = Literal["train", "test"]


@dataclass(frozen=True)
class DataInfo:
    """What is known of a dataset before its pictures are read. `classes` are names, in the order of their numbers."""

    size: int | None = None
    channels: int | None = None
    classes: tuple[str, ...] | None = None
    unit: bool | None = None


@dataclass(frozen=True, repr=False)
class Dataset:
    """Labelled pictures of one size; a handle, they are read when they are first needed.

    `kind` says how: digits, idx, folder, captioned, or hub. `unit`: values from 0 to 1 rather than -1 to 1.
    """

    kind: str
    folder: Path = Path()
    split: Split = "train"
    size: int = 28
    channels: int = 1
    classes: tuple[str, ...] = ()
    unit: bool = False
    seed: int = 0
    count: int = 0
    identity: str = ""

    def __repr__(self) -> str:
        return f"Dataset({self.kind}, {self.split})"


@dataclass(frozen=True)
class NetworkInfo:
    """What is known of a network before it is made."""

    kind: str = ""
    size: int | None = None
    channels: int | None = None
    timed: bool | None = None
    conditional: bool | None = None
    factor: int = 1
    classes: tuple[str, ...] = ()
    """Those that it was made for, where it is told them and they are known."""


@dataclass(frozen=True, repr=False)
class Network:
    """An untrained network: the class in `kind`, "plain" or "ddpm", and what it is made with."""

    kind: Literal["plain", "ddpm"]
    config: Mapping[str, Any] = field(hash=False)

    def __repr__(self) -> str:
        return f"Network({self.kind})"

    @property
    def classes(self) -> tuple[str, ...] | None:
        found = self.config.get("classes")
        return tuple(found) if found else None


@dataclass(frozen=True, repr=False)
class Recogniser:
    """A trained classifier's folder, and the classes that it tells apart."""

    folder: Path
    identity: str
    classes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Recogniser({self.folder.name})"


declare_type(Dataset, "labelled pictures, not yet read", dark="#7FD6A2", light="#1C7A45", pin="square")
declare_type(Network, "a network, not yet trained", dark="#FFB2D0", light="#B0366F", pin="square")
declare_type(Recogniser, "a trained classifier", dark="#E0A8FF", light="#8A2FC0", pin="square", filled=False)
