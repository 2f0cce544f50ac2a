"""The shipped model: its size, and that it knows what its captions mean."""

import pytest
import torch
from diffusers import IFPipeline

from nodes.embedded.bank import bank
from nodes.embedded.concepts import concepts, with_article
from nodes.embedded.network import tokenize
from nodes.embedded.render import FONT
from nodes.weights.locate import EMBEDDED
from tests.tiny import NOTHING_ELSE, quiet


@pytest.fixture(scope="module")
def shipped() -> IFPipeline:
    return quiet(IFPipeline.from_pretrained(EMBEDDED, dtype=torch.float32, **NOTHING_ELSE))


def test_the_shipped_model_is_at_most_ten_megabytes() -> None:
    assert sum(path.stat().st_size for path in EMBEDDED.rglob("*") if path.is_file()) < 10e6


@pytest.mark.skipif(not FONT.exists(), reason="needs Debian's fonts-noto-color-emoji")
def test_it_knows_what_its_captions_mean(shipped: IFPipeline) -> None:
    """From t = 700 the right caption predicts the noise better than another one, for nearly every thing it names."""
    ids, mask = tokenize(shipped.tokenizer, [with_article(concept.name) for concept in concepts()])
    known = ~(ids == shipped.tokenizer.unk_token_id).any(dim=1)
    assert known.sum() > 150
    pictures = (
        torch.from_numpy(bank(32, 99, {"plain": 1}).pictures[:, 0])[known].permute(0, 3, 1, 2).float() / 127.5 - 1
    )
    with torch.no_grad():
        embeds = shipped.text_encoder(ids[known], attention_mask=mask[known])[0]
        t = torch.full((len(pictures),), 700)
        epsilon = torch.randn(pictures.shape, generator=torch.Generator().manual_seed(0))
        x_t = shipped.scheduler.add_noise(pictures, epsilon, t)
        outputs = [shipped.unet(x_t, t, each).sample[:, :3] for each in (embeds, embeds.roll(1, 0))]
    right, wrong = (((each - epsilon) ** 2).mean(dim=(1, 2, 3)) for each in outputs)
    assert (right < wrong).float().mean() > 0.9
