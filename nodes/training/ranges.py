"""The ranges that pictures have: bytes in a dataset, [0, 1] or [-1, 1] in a network, [-1, 1] on the wires."""

from torch import Tensor


def values(pictures: Tensor, unit: bool) -> Tensor:
    """uint8 to float32 in [0, 1] where `unit`, else in [-1, 1]."""
    scaled = pictures.float() / 255
    return scaled if unit else scaled * 2 - 1


def to_image(x: Tensor, unit: bool) -> Tensor:
    """Values of a dataset's range as the wires carry pictures, in [-1, 1]."""
    return x * 2 - 1 if unit else x


def from_image(x: Tensor, unit: bool) -> Tensor:
    return (x + 1) / 2 if unit else x
