"""The shipped models: their size, that the first knows what its captions mean, and that the second sharpens."""

import numpy as np
import pytest
import torch
from diffusers import IFPipeline, IFSuperResolutionPipeline
from torch.nn.functional import interpolate

from nodes.embedded.bank import drawn
from nodes.embedded.concepts import concepts, with_article
from nodes.embedded.network import LARGE, SIZE, tokenize
from nodes.embedded.render import FONT
from nodes.weights.locate import EMBEDDED, SHIPPED
from tests.tiny import NOTHING_ELSE, quiet


@pytest.fixture(scope="module")
def shipped() -> IFPipeline:
    return quiet(IFPipeline.from_pretrained(EMBEDDED, dtype=torch.float32, **NOTHING_ELSE))


def test_the_shipped_models_are_at_most_forty_megabytes() -> None:
    folders = SHIPPED.values()
    assert all((folder / "unet").is_dir() for folder in folders)
    assert sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file()) < 40e6


@pytest.mark.skipif(not FONT.exists(), reason="needs Debian's fonts-noto-color-emoji")
def test_it_knows_what_its_captions_mean(shipped: IFPipeline) -> None:
    """From t = 700 the right caption predicts the noise better than another one, for nine in ten of every fifth."""
    ids, mask = tokenize(shipped.tokenizer, [with_article(concept.name) for concept in concepts()])
    known = ~(ids == shipped.tokenizer.unk_token_id).any(dim=1)
    assert known.all()
    ids, mask, things = ids[::5], mask[::5], concepts()[::5]
    pictures = torch.from_numpy(np.stack([drawn(each, SIZE, 99, {"plain": 1})[0] for each in things]))
    pictures = pictures.permute(0, 3, 1, 2).float() / 127.5 - 1
    with torch.no_grad():
        embeds = shipped.text_encoder(ids, attention_mask=mask)[0]
        t = torch.full((len(pictures),), 700)
        epsilon = torch.randn(pictures.shape, generator=torch.Generator().manual_seed(0))
        x_t = shipped.scheduler.add_noise(pictures, epsilon, t)
        outputs = [shipped.unet(x_t, t, each).sample[:, :3] for each in (embeds, embeds.roll(1, 0))]
    right, wrong = (((each - epsilon) ** 2).mean(dim=(1, 2, 3)) for each in outputs)
    assert (right < wrong).float().mean() > 0.9


@pytest.mark.skipif(not FONT.exists(), reason="needs Debian's fonts-noto-color-emoji")
def test_the_upscaler_takes_noise_from_pictures_better_than_the_small_picture_does() -> None:
    """From t = 400, for nearly every thing: its estimate of the large picture against the small one enlarged."""
    reader = quiet(IFPipeline.from_pretrained(EMBEDDED, unet=None, dtype=torch.float32, **NOTHING_ELSE))
    upscaler = quiet(
        IFSuperResolutionPipeline.from_pretrained(SHIPPED["embedded-upscaler"], dtype=torch.float32, **NOTHING_ELSE)
    )
    things = concepts()[::50]
    large = torch.from_numpy(np.stack([drawn(each, LARGE, 99, {"plain": 1})[0] for each in things]))
    large = large.permute(0, 3, 1, 2).float() / 127.5 - 1
    ids, mask = tokenize(reader.tokenizer, [with_article(each.name) for each in things])
    small = interpolate(large, (SIZE, SIZE), mode="area")
    again = interpolate(small, (LARGE, LARGE), mode="bilinear", align_corners=True)
    t, level = (torch.full((len(large),), value) for value in (400, 100))
    noise, other = torch.randn((2, *large.shape), generator=torch.Generator().manual_seed(0))
    scheduler = upscaler.scheduler
    x_t, beside = scheduler.add_noise(large, noise, t), scheduler.add_noise(again, other, level)
    with torch.no_grad():
        embeds = reader.text_encoder(ids, attention_mask=mask)[0]
        epsilon = upscaler.unet(torch.cat([x_t, beside], 1), t, embeds, class_labels=level).sample[:, :3]
    a = scheduler.alphas_cumprod[400]
    clean = ((x_t - (1 - a).sqrt() * epsilon) / a.sqrt()).clamp(-1, 1)
    errors, bilinear = (((each - large) ** 2).mean(dim=(1, 2, 3)) for each in (clean, again))
    assert (errors < bilinear).float().mean() > 0.9
