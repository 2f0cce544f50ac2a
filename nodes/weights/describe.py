"""What a diffusers folder holds, by its configuration files. No torch here."""

import json
from pathlib import Path
from typing import Any

from nodes.types import ModelInfo
from nodes.weights.errors import ModelError

NETWORKS = ("UNet2DConditionModel", "UNet2DModel")


def describe(folder: Path) -> ModelInfo:
    """The UNet's configuration in brief. Raises ModelError where there is none, or where it is no pixel UNet."""
    config = read_config(part(folder, "unet") / "config.json")
    network, channels = config.get("_class_name"), config.get("in_channels")
    if network not in NETWORKS:
        raise ModelError(f"{folder}: its UNet is a {network}", f"Use a pipeline with a {' or '.join(NETWORKS)}.")
    if channels not in (3, 6):
        found = f"{folder}: its UNet has {channels} channels in, so it paints no pixels"
        raise ModelError(found, "Use a pixel-space model.")
    return ModelInfo(
        sample_size=_size(config),
        in_channels=channels,
        out_channels=config.get("out_channels", channels),
        embeds_width=_width(config) if network == NETWORKS[0] else None,
        factor=2 ** (len(config.get("block_out_channels", ())) - 1),
        network=network,
    )


def scheduler_config(folder: Path) -> dict[str, Any]:
    """The settings of the scheduler that the model came with. Raises ModelError."""
    lone = folder / "scheduler_config.json"
    return read_config(lone if lone.exists() else folder / "scheduler" / "scheduler_config.json")


def part(folder: Path, name: str) -> Path:
    """A component's folder; a pipeline that is only a UNet may keep it at the root."""
    return folder / name if (folder / name).is_dir() or name != "unet" else folder


def read_config(path: Path) -> dict[str, Any]:
    """A component's JSON. Raises ModelError."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{path}: missing", "Fetch the model again, or name a whole diffusers folder.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{path}: damaged ({first_line(error)})", "Fetch the model again.") from None
    if not isinstance(found, dict):
        raise ModelError(f"{path}: damaged (it holds no object)", "Fetch the model again.")
    return found


def _size(config: dict[str, Any]) -> int:
    size = config.get("sample_size")
    return int(size[0] if isinstance(size, list) else size or 64)


def _width(config: dict[str, Any]) -> int | None:
    return config.get("encoder_hid_dim") or config.get("cross_attention_dim")


def first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
