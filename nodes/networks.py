"""Networks: what is trained, before it has learned anything."""

from collections.abc import Iterable
from typing import Annotated

from nodegraph.declare import node
from nodegraph.errors import CheckError
from nodegraph.hints import Doc, Range
from nodes.shapes import Facts
from nodes.training.data import DataInfo, Dataset, Network, NetworkInfo

_HEAD = 8  # channels of an attention head
Sized = Annotated[Dataset, Doc("gives size, channels and classes")]


def _check_plain(facts: Facts, settings: Facts) -> NetworkInfo:
    info: DataInfo = facts.get("data") or DataInfo()
    if info.size is not None and info.size % 4:
        raise CheckError("data", f"is of {info.size} px", "Choose a size that 4 divides.")
    time, classes = settings.get("time"), settings.get("classes")
    told = (info.classes or ()) if classes else ()
    return NetworkInfo("plain", info.size, info.channels, time, classes, info.size or 1, told)


@node(check=_check_plain)
def plain_unet(
    data: Sized,
    *,
    hidden: Annotated[int, Range(4, 1024), Doc("D, the channels at full size; twice as many below")] = 128,
    time: Annotated[bool, Doc("t shifts what the deepest levels hold; without it the network is a denoiser")] = False,
    classes: Annotated[bool, Doc("a one-hot class scales it")] = False,
) -> Network:
    """The plain UNet of the diffusion exercises: two halvings, flattened to one pixel, and the way back.

    Blocks of two 3 x 3 convolutions, batch normalisation and GELU. Time and class go through two fully connected layers
    each, h = class h + time, at the two lowest levels on the way up. 4 divides the side.
    """
    config = {"sample_size": data.size, "in_channels": data.channels, "hidden": hidden, "timed": time}
    return Network("plain", config | {"classes": list(data.classes) if classes else None})


def _check_ddpm(facts: Facts, settings: Facts) -> NetworkInfo:
    info: DataInfo = facts.get("data") or DataInfo()
    multipliers, width = settings.get("multipliers", (1,)), settings.get("width", _HEAD)
    if not multipliers or min(multipliers) < 1 or width * min(multipliers) < _HEAD:
        todo = f"Write whole numbers such as 1, 2, 2, 4, each with {_HEAD} channels or more."
        raise CheckError("multipliers", f"are {_listed(multipliers)} times {width}", todo)
    factor = 2 ** (len(multipliers) - 1)
    if info.size is not None and info.size % factor:
        todo = f"Choose a size that {factor} divides, or fewer multipliers."
        raise CheckError("data", f"is of {info.size} px, halved {len(multipliers) - 1} times", todo)
    sides = [info.size // 2**level for level in range(len(multipliers))] if info.size else None
    strange = [side for side in settings.get("attention", ()) if sides and side not in sides]
    if strange:
        raise CheckError("attention", f"is at {strange[0]} px", f"Choose among the levels: {_listed(sides or ())}.")
    return NetworkInfo("ddpm", info.size, info.channels, True, False, factor)


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"


@node(check=_check_ddpm)
def ddpm_unet(
    data: Sized,
    *,
    width: Annotated[int, Range(4, 512, step=4), Doc("channels at full size")] = 64,
    multipliers: Annotated[tuple[int, ...], Doc("of the width, from full size down; each level is half as large")] = (
        1,
        2,
        2,
        4,
    ),
    attention: Annotated[
        tuple[int, ...], Doc("sides in px of levels with self-attention, such as 16; none for ()")
    ] = (),
    layers: Annotated[int, Range(1, 8), Doc("residual blocks a level")] = 2,
) -> Network:
    """The UNet of DDPM (Ho et al. 2020): residual blocks, sinusoidal time, self-attention at chosen sizes.

    diffusers' UNet2DModel. Any channels, one for greys.
    """
    from nodes.training.networks import ddpm_config

    config = ddpm_config(data.size, data.channels, width, tuple(multipliers), tuple(attention), layers)
    return Network("ddpm", config)
