"""The parts of the embedded models, each the class that DeepFloyd IF itself uses, only smaller."""

from string import punctuation
from typing import Any

import torch
from diffusers import DDPMScheduler, IFPipeline, IFSuperResolutionPipeline, UNet2DConditionModel
from torch import Tensor
from transformers import PreTrainedTokenizerBase, T5Config, T5EncoderModel, T5Tokenizer

from nodes.embedded.concepts import NAMELESS
from nodes.types import TOKENS

SIZE = 32
ENLARGED = 4
LARGE = SIZE * ENLARGED
WIDTH = 256  # of the text embeddings; 4096 in IF
_DOWN = {"plain": "ResnetDownsampleBlock2D", "attends": "SimpleCrossAttnDownBlock2D"}
_UP = {"plain": "ResnetUpsampleBlock2D", "attends": "SimpleCrossAttnUpBlock2D"}


def make_tokenizer(captions: list[str]) -> T5Tokenizer:
    """A T5 tokenizer with one token a word of the captions, and one a punctuation mark around them; any other word
    becomes <unk>."""
    pieces = sorted({piece for caption in captions for word in caption.lower().split() for piece in _pieces(word)})
    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -20.0)]
    vocab = special + [(piece, -1.0) for piece in pieces]
    return T5Tokenizer(vocab=vocab, extra_ids=0, model_max_length=TOKENS)


def _pieces(word: str) -> set[str]:
    """The tokens of a word: itself, and the marks before and after it. A word after a mark has no "▁"."""
    bare = word.strip(punctuation)
    if not bare:
        return {"▁" + word}
    before, _, after = word.partition(bare)
    return {"▁" + bare, *before, *after} | ({bare} if before else set())


def make_text_encoder(tokenizer: T5Tokenizer) -> T5EncoderModel:
    """Two layers of T5, beginning with zeros for padding and words that name nothing."""
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=WIDTH,
        d_kv=32,
        d_ff=512,
        num_layers=2,
        num_heads=8,
        dropout_rate=0.0,
        feed_forward_proj="gated-gelu",
    )
    encoder = T5EncoderModel(config)
    known = [token for word in NAMELESS if (token := tokenizer.convert_tokens_to_ids("▁" + word)) > 2]
    with torch.no_grad():
        encoder.shared.weight[[0, 1, 2, *known]] = 0.0
    return encoder


def make_unet(size: int = SIZE, channels: tuple[int, ...] = (32, 48, 128, 256)) -> UNet2DConditionModel:
    """IF's stage I UNet in miniature: 3 channels in, 6 out (epsilon and the variance's place in its range).

    At full size there is only what leads down and up again, and attention is at the two deepest levels alone, where
    it is cheap; above, the text comes with the time embedding.
    """
    return _unet(
        ["plain"] * (len(channels) - 2) + ["attends"] * 2,
        sample_size=size,
        in_channels=3,
        block_out_channels=channels,
        layers_per_block=[0] + [1] * (len(channels) - 1),
    )


def make_upscaler_unet(size: int = LARGE, channels: tuple[int, ...] = (16, 24, 48, 64)) -> UNet2DConditionModel:
    """IF's stage II UNet in miniature: beside x_t the small picture, noised, whose noise level is the class label."""
    return _unet(
        ["plain"] * (len(channels) - 1) + ["attends"],
        sample_size=size,
        in_channels=6,
        block_out_channels=channels,
        layers_per_block=1,
        class_embed_type="timestep",
    )


def _unet(levels: list[str], **sizes: Any) -> UNet2DConditionModel:
    return UNet2DConditionModel(
        out_channels=6,
        norm_num_groups=8,  # with one channel a group, the norms take away every plane's mean: the picture's colour
        down_block_types=[_DOWN[level] for level in levels],
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=[_UP[level] for level in reversed(levels)],
        act_fn="gelu",
        attention_head_dim=32,
        cross_attention_dim=WIDTH,
        cross_attention_norm="group_norm",
        encoder_hid_dim=WIDTH,
        encoder_hid_dim_type="text_proj",
        addition_embed_type="text",
        addition_embed_type_num_heads=4,
        time_embedding_dim=2 * WIDTH,  # the text comes with it: four times the first channels would be a bottleneck
        resnet_time_scale_shift="scale_shift",
        **sizes,
    )


def make_scheduler() -> DDPMScheduler:
    """IF stage I's scheduler, setting for setting."""
    return DDPMScheduler(
        num_train_timesteps=1000,
        beta_schedule="squaredcos_cap_v2",
        variance_type="learned_range",
        prediction_type="epsilon",
        thresholding=True,
        dynamic_thresholding_ratio=0.95,
        sample_max_value=1.5,
    )


def make_pipeline(unet: Any, tokenizer: Any, encoder: Any) -> IFPipeline:
    """Stage I in diffusers' own IF layout, ready for `save_pretrained`."""
    return IFPipeline(
        tokenizer=tokenizer,
        text_encoder=encoder,
        unet=unet,
        scheduler=make_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        watermarker=None,
        requires_safety_checker=False,
    )


def make_upscaler(unet: Any) -> IFSuperResolutionPipeline:
    """Stage II in diffusers' layout. Its prompts are read by stage I's encoder, as `prompt_embeds`."""
    return IFSuperResolutionPipeline(
        tokenizer=None,
        text_encoder=None,
        unet=unet,
        scheduler=make_scheduler(),
        image_noising_scheduler=DDPMScheduler(beta_schedule="squaredcos_cap_v2"),
        safety_checker=None,
        feature_extractor=None,
        watermarker=None,
        requires_safety_checker=False,
    )


def tokenize(tokenizer: PreTrainedTokenizerBase, captions: list[str]) -> tuple[Tensor, Tensor]:
    """Padded to 77 as IFPipeline does: ids and mask, each (N, 77)."""
    texts = [caption.lower() for caption in captions]
    tokens = tokenizer(texts, padding="max_length", max_length=TOKENS, truncation=True, return_tensors="pt")
    return tokens.input_ids, tokens.attention_mask.to(torch.long)
