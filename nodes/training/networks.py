"""From a network's description to the network, with weights to be trained."""

from typing import Any

from diffusers import UNet2DModel
from torch import nn

from nodes.training.data import Network
from nodes.training.plain_unet import PlainUNet


def make(network: Network, steps: int | None = None, *, learned: bool = False, unit: bool = False) -> nn.Module:
    """`steps`: T, for a network that knows time. `learned`: twice the channels out, for epsilon and variance."""
    config = dict(network.config)
    channels = config["in_channels"]
    out = {"out_channels": 2 * channels if learned else channels}
    if network.kind == "ddpm":
        made: nn.Module = UNet2DModel(**config | out)
        return made
    timed = config.pop("timed")
    made = PlainUNet(**config, **out, steps=steps if timed else None, unit=unit)
    return made


def ddpm_config(
    size: int, channels: int, width: int, multipliers: tuple[int, ...], attention: tuple[int, ...], layers: int
) -> dict[str, Any]:
    """UNet2DModel's configuration: `width` times each multiplier from the picture's side down, and attention at the
    resolutions named (px)."""
    sides = [size // 2**level for level in range(len(multipliers))]
    plain = [side not in attention for side in sides]
    widths = [width * each for each in multipliers]
    return {
        "sample_size": size,
        "in_channels": channels,
        "block_out_channels": tuple(widths),
        "layers_per_block": layers,
        "norm_num_groups": next(groups for groups in (32, 16, 8, 4, 2, 1) if all(w % groups == 0 for w in widths)),
        "down_block_types": tuple("DownBlock2D" if each else "AttnDownBlock2D" for each in plain),
        "add_attention": bool(attention),
        "up_block_types": tuple("UpBlock2D" if each else "AttnUpBlock2D" for each in reversed(plain)),
    }
