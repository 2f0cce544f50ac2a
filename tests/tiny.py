"""Models of a few thousand random numbers, made in code and saved in diffusers' own layouts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    DDPMPipeline,
    DDPMScheduler,
    IFPipeline,
    IFSuperResolutionPipeline,
    UNet2DConditionModel,
    UNet2DModel,
)
from transformers import T5Config, T5EncoderModel, T5Tokenizer

from nodes.predict import cfg_combine, unet_predict
from nodes.types import Embeds, Model, Noise, Visit

SIZE = 16
WIDTH = 32
WORDS = ("a", "rocket", "skull", "panda", "water", "wave", "of", "photo", "dog")


def make_tiny_if(folder: Path, seed: int = 0, size: int = SIZE) -> IFPipeline:
    """DeepFloyd IF stage I in miniature: 3 channels in, 6 out, thresholding, learned variance. Saved and returned."""
    torch.manual_seed(seed)
    tokenizer = _tokenizer()
    pipeline = IFPipeline(tokenizer, _text_encoder(len(tokenizer)), _unet(size), scheduler(), **NOTHING_ELSE)
    pipeline.save_pretrained(folder)
    return quiet(pipeline)


def make_tiny_upscaler(folder: Path, seed: int = 0, size: int = SIZE) -> IFSuperResolutionPipeline:
    """DeepFloyd IF stage II in miniature: 6 channels in, a noise level as class."""
    torch.manual_seed(seed)
    tokenizer = _tokenizer()
    unet = _unet(size, in_channels=6, class_embed_type="timestep")
    parts = (tokenizer, _text_encoder(len(tokenizer)), unet, scheduler(sample_max_value=1.0), _noising())
    pipeline = IFSuperResolutionPipeline(*parts, **NOTHING_ELSE)
    pipeline.save_pretrained(folder)
    return quiet(pipeline)


def make_tiny_ddpm(folder: Path, seed: int = 0, size: int = SIZE) -> DDPMPipeline:
    """An unconditional pipeline: 3 channels in, 3 out, a linear schedule, no text."""
    torch.manual_seed(seed)
    unet = UNet2DModel(
        sample_size=size,
        block_out_channels=(8, 16),
        layers_per_block=1,
        norm_num_groups=4,
        down_block_types=("DownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "UpBlock2D"),
    )
    pipeline = DDPMPipeline(unet, DDPMScheduler())
    pipeline.save_pretrained(folder)
    return quiet(pipeline)


def scheduler(**changes: Any) -> DDPMScheduler:
    """IF stage I's, setting for setting."""
    settings: dict[str, Any] = {
        "beta_schedule": "squaredcos_cap_v2",
        "variance_type": "learned_range",
        "thresholding": True,
        "dynamic_thresholding_ratio": 0.95,
        "sample_max_value": 1.5,
    }
    return DDPMScheduler(**settings | changes)


@dataclass(frozen=True)
class Tiny:
    """A tiny IF twice over: as our handle, and as diffusers' own pipeline."""

    model: Model
    pipeline: IFPipeline
    cond: Embeds
    uncond: Embeds

    def guided(self, visit: Visit, scale: float = 7.0) -> Noise:
        """The body of an ordinary loop: two predictions and guidance."""
        uncond, cond = (unet_predict(visit.x_t, visit.t, self.model, each) for each in (self.uncond, self.cond))
        return cfg_combine(uncond, cond, guidance_scale=scale)


NOTHING_ELSE: dict[str, Any] = {
    "safety_checker": None,
    "feature_extractor": None,
    "watermarker": None,
    "requires_safety_checker": False,
}


def _noising() -> DDPMScheduler:
    return DDPMScheduler(beta_schedule="squaredcos_cap_v2")


def quiet(pipeline: Any) -> Any:
    """Without progress bars, dropout and gradients."""
    pipeline.set_progress_bar_config(disable=True)
    for component in pipeline.components.values():
        if isinstance(component, torch.nn.Module):
            component.eval().requires_grad_(False)
    return pipeline


def _tokenizer() -> T5Tokenizer:
    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -20.0)]
    return T5Tokenizer(vocab=special + [("▁" + word, -1.0) for word in WORDS], extra_ids=0, model_max_length=77)


def _text_encoder(vocabulary: int) -> T5EncoderModel:
    sizes = {"d_model": WIDTH, "d_kv": 8, "d_ff": 32, "num_layers": 1, "num_heads": 2}
    config = T5Config(vocab_size=vocabulary, dropout_rate=0.0, feed_forward_proj="gated-gelu", **sizes)
    return T5EncoderModel(config)


def _unet(size: int, **changes: Any) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=size,
        out_channels=6,
        block_out_channels=(8, 16),
        layers_per_block=1,
        down_block_types=("ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D"),
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=("SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"),
        act_fn="gelu",
        norm_num_groups=4,
        attention_head_dim=8,
        cross_attention_dim=WIDTH,
        cross_attention_norm="group_norm",
        encoder_hid_dim=WIDTH,
        encoder_hid_dim_type="text_proj",
        addition_embed_type="text",
        addition_embed_type_num_heads=2,
        resnet_time_scale_shift="scale_shift",
        **{"in_channels": 3} | changes,
    )
