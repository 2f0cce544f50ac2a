"""What a diffusers folder holds, by its configuration files. No torch here."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from nodes.oneline import one_line
from nodes.types import ModelInfo
from nodes.weights.errors import ModelError

BETAS = ("linear", "scaled_linear", "squaredcos_cap_v2", "laplace", "sigmoid")
NETWORKS = ("UNet2DConditionModel", "UNet2DModel", "PlainUNet")


def describe(folder: Path) -> ModelInfo:
    """The UNet's configuration in brief. Raises ModelError where there is none, or where it is no pixel UNet."""
    config = read_config(part(folder, "unet") / "config.json")
    network, channels = config.get("_class_name"), config.get("in_channels")
    if network not in NETWORKS:
        raise ModelError(f"{folder}: its UNet is a {network}", f"Use a pipeline with a {' or '.join(NETWORKS)}.")
    if channels not in (1, 3, 6):
        found = f"{folder}: its UNet has {channels} channels in, so it paints no pixels"
        raise ModelError(found, "Use a pixel-space model.")
    info = _plain(config, folder) if network == NETWORKS[2] else _info(config, folder)
    if not scheduler_file(folder).exists():
        return info
    return replace(info, steps=scheduler_config(folder).get("num_train_timesteps") or info.steps)


def scheduler_config(folder: Path) -> dict[str, Any]:
    """The settings of the scheduler that the model came with. Raises ModelError, also where it predicts no epsilon."""
    config = read_config(path := scheduler_file(folder))
    _check_whole(config, path, "num_train_timesteps")
    predicts = config.get("prediction_type", "epsilon")
    if predicts != "epsilon":
        raise ModelError(f"{folder}: it predicts {predicts!r}, not the noise", "Use a model that predicts epsilon.")
    betas = config.get("beta_schedule", BETAS[0])
    if betas not in BETAS:
        raise ModelError(f"{path}: its beta_schedule {betas!r} is not known", f"Known are {', '.join(BETAS)}.")
    return config


def scheduler_file(folder: Path) -> Path:
    """Where the scheduler's settings are, or would be."""
    lone = folder / "scheduler_config.json"
    return lone if lone.exists() else folder / "scheduler" / "scheduler_config.json"


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
        raise ModelError(f"{path}: damaged ({one_line(error)})", "Fetch the model again.") from None
    if not isinstance(found, dict):
        raise ModelError(f"{path}: damaged (it holds no object)", "Fetch the model again.")
    return found


def _info(config: dict[str, Any], folder: Path) -> ModelInfo:
    path = part(folder, "unet") / "config.json"
    size = config.get("sample_size")
    config = config | {"sample_size": size[0] if isinstance(size, list) and size else size}
    width = next((name for name in ("encoder_hid_dim", "cross_attention_dim") if config.get(name)), "")
    _check_whole(config, path, "sample_size", "out_channels", width)
    if not isinstance(blocks := config.get("block_out_channels", [0]), list) or not blocks:
        raise _damaged(path, "block_out_channels", blocks)
    return ModelInfo(
        sample_size=config["sample_size"] or 64,
        in_channels=config["in_channels"],
        out_channels=config.get("out_channels") or config["in_channels"],
        embeds_width=config.get(width) if config["_class_name"] == NETWORKS[0] else None,
        factor=2 ** (len(blocks) - 1),
        network=config["_class_name"],
        folder=folder,
    )


def _plain(config: dict[str, Any], folder: Path) -> ModelInfo:
    """Of the exercises' UNet."""
    path, classes = part(folder, "unet") / "config.json", config.get("classes") or []
    _check_whole(config, path, "sample_size", "out_channels", "steps")
    if not (isinstance(classes, list) and all(isinstance(each, str) for each in classes)):
        raise _damaged(path, "classes", classes)
    return ModelInfo(
        sample_size=config.get("sample_size") or 28,
        in_channels=config["in_channels"],
        out_channels=config.get("out_channels") or config["in_channels"],
        embeds_width=len(classes) or None,
        factor=config.get("sample_size") or 28,
        network=NETWORKS[2],
        classes=tuple(classes),
        denoises=config.get("steps") is None,
        unit=bool(config.get("unit")),
        folder=folder,
    )


def _check_whole(config: dict[str, Any], path: Path, *names: str) -> None:
    """Numbers that are there are whole and positive."""
    for name in names:
        value = config.get(name)
        if value is not None and (type(value) is not int or value < 1):
            raise _damaged(path, name, value)


def _damaged(path: Path, name: str, value: Any) -> ModelError:
    return ModelError(f"{path}: damaged ({name} is {value!r})", "Fetch the model again.")
