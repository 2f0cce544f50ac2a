"""Making a UNet's training quicker, its numbers the same but for rounding."""

import torch
from diffusers.models.attention_processor import Attention, AttnAddedKVProcessor
from torch import nn


def quicken(model: nn.Module, device: torch.device) -> None:
    """In place: kernels channels last and, on a CPU, attention by plain matrix products (the backward of torch's fused
    attention took five times as long there)."""
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    for module in model.modules():
        if isinstance(module, Attention) and device.type == "cpu" and module.added_kv_proj_dim:
            module.set_processor(AttnAddedKVProcessor())
