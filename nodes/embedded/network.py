"""The parts of the embedded model, each the class that DeepFloyd IF itself uses, only smaller."""

import torch
from diffusers import DDPMScheduler, IFPipeline, UNet2DConditionModel
from torch import Tensor, nn
from transformers import T5Config, T5EncoderModel, T5Tokenizer

from nodes.embedded.concepts import CONCEPTS, TEMPLATES
from nodes.types import TOKENS

SIZE = 32
WIDTH = 128  # of the text embeddings; 4096 in IF


def make_tokenizer() -> T5Tokenizer:
    """A T5 tokenizer with one token a known word; any other word becomes <unk>."""
    captions = (caption for concept in CONCEPTS for caption in concept.captions())
    words = sorted({word for caption in captions for word in caption.split()})
    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -20.0)]
    vocab = special + [("▁" + word, -1.0) for word in words]
    return T5Tokenizer(vocab=vocab, extra_ids=0, model_max_length=TOKENS)


def make_text_encoder(tokenizer: T5Tokenizer) -> T5EncoderModel:
    """Two layers of T5 with random weights that stay as they are.

    Words that name nothing, and padding, are zero: then the padded tail of every caption, most of what the UNet
    reads, is one code for what it names, in whatever template. Trained along with the UNet, the encoder gave up
    this code early (its outputs' spread over captions fell from 0.99 to 0.05 in 11,000 images).
    """
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=WIDTH,
        d_kv=32,
        d_ff=256,
        num_layers=2,
        num_heads=4,
        dropout_rate=0.0,
        feed_forward_proj="gated-gelu",
    )
    encoder = T5EncoderModel(config)
    empty = {word for template in TEMPLATES for word in template.format("").split()}
    rows = [0, 1, 2, *tokenizer.convert_tokens_to_ids(["▁" + word for word in sorted(empty)])]
    with torch.no_grad():
        encoder.shared.weight[rows] = 0.0
    return encoder.requires_grad_(False)


def make_unet(channels: tuple[int, int, int] = (32, 64, 128)) -> UNet2DConditionModel:
    """IF's stage I UNet in miniature: 3 channels in, 6 out (epsilon and the variance's place in its range)."""
    return UNet2DConditionModel(
        sample_size=SIZE,
        in_channels=3,
        out_channels=6,
        block_out_channels=channels,
        layers_per_block=1,
        norm_num_groups=8,  # at 32, one channel a group, the norms take away every plane's mean: the picture's colour
        down_block_types=("ResnetDownsampleBlock2D",) + ("SimpleCrossAttnDownBlock2D",) * 2,
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        up_block_types=("SimpleCrossAttnUpBlock2D",) * 2 + ("ResnetUpsampleBlock2D",),
        act_fn="gelu",
        attention_head_dim=32,
        cross_attention_dim=WIDTH,
        cross_attention_norm="group_norm",
        encoder_hid_dim=WIDTH,
        encoder_hid_dim_type="text_proj",
        addition_embed_type="text",
        addition_embed_type_num_heads=4,
        resnet_time_scale_shift="scale_shift",
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


class Denoiser(nn.Module):
    """Text encoder and UNet as one module, so that accelerate and the optimiser see one model."""

    def __init__(self, tokenizer: T5Tokenizer):
        super().__init__()
        self.text_encoder = make_text_encoder(tokenizer)
        self.unet = make_unet()

    def forward(self, x_t: Tensor, t: Tensor, ids: Tensor, mask: Tensor) -> Tensor:
        """(B, 3, H, W), (B,), token ids and their mask (B, 77) -> epsilon and variance, (B, 6, H, W)."""
        embeds = self.text_encoder(ids, attention_mask=mask)[0]
        output: Tensor = self.unet(x_t, t, embeds).sample
        return output


def make_pipeline(model: Denoiser, tokenizer: T5Tokenizer) -> IFPipeline:
    """The model in diffusers' own IF layout, ready for `save_pretrained`."""
    return IFPipeline(
        tokenizer=tokenizer,
        text_encoder=model.text_encoder,
        unet=model.unet,
        scheduler=make_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        watermarker=None,
        requires_safety_checker=False,
    )


def tokenize(tokenizer: T5Tokenizer, captions: list[str]) -> tuple[Tensor, Tensor]:
    """Padded to 77 as IFPipeline does: ids and mask, each (N, 77)."""
    tokens = tokenizer(captions, padding="max_length", max_length=TOKENS, truncation=True, return_tensors="pt")
    return tokens.input_ids, tokens.attention_mask.to(torch.long)
