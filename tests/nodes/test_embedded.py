"""The embedded model: its captions, its pictures, its loss, and that training resumes to the same weights."""

import argparse
import math
from pathlib import Path

import pytest
import torch
from diffusers import IFPipeline
from torch.distributions import Normal, kl_divergence

from nodes.embedded import train as training
from nodes.embedded.concepts import CONCEPTS
from nodes.embedded.loss import HybridLoss
from nodes.embedded.network import make_scheduler, make_text_encoder, make_tokenizer, tokenize
from nodes.embedded.render import FONT, bank
from nodes.weights.locate import EMBEDDED
from tests.tiny import NOTHING_ELSE, quiet

needs_font = pytest.mark.skipif(not FONT.exists(), reason="needs Debian's fonts-noto-color-emoji")


def test_no_two_concepts_share_a_name() -> None:
    names = [name for concept in CONCEPTS for name in concept.names]
    assert len(names) == len(set(names))


def test_captions_agree_a_and_an() -> None:
    captions = [caption for concept in CONCEPTS for caption in concept.captions()]
    assert "an elephant" in captions
    assert not any(f" a {vowel}" in f" {caption}" for caption in captions for vowel in "aeio")


def test_the_tokenizer_knows_every_caption_and_no_other_word() -> None:
    tokenizer = make_tokenizer()
    captions = [caption for concept in CONCEPTS for caption in concept.captions()]
    ids, mask = tokenize(tokenizer, captions)
    assert ids.shape == mask.shape == (len(captions), 77)
    assert not (ids == tokenizer.unk_token_id).any()
    assert tokenizer.unk_token_id in tokenizer("a zeppelin").input_ids


def test_the_padded_tail_tells_concepts_apart_in_any_template() -> None:
    tokenizer = make_tokenizer()
    torch.manual_seed(0)
    encoder = make_text_encoder(tokenizer).eval()
    names = [concept.name for concept in CONCEPTS]
    tails = []
    for template in ("{}", "an oil painting of a {}"):
        ids, mask = tokenize(tokenizer, [template.format(name) for name in names])
        tails.append(torch.nn.functional.normalize(encoder(ids, attention_mask=mask)[0][:, -1], dim=1))
    nearest = (tails[1] @ tails[0].T).argmax(dim=1)
    assert (nearest == torch.arange(len(names))).float().mean() > 0.95


def _reference(output: torch.Tensor, epsilon: torch.Tensor, t: torch.Tensor, x_0: torch.Tensor) -> torch.Tensor:
    """Weighted L_simple + 0.001 T KL, the divergence by torch.distributions, one sample at a time."""
    scheduler = make_scheduler()
    scheduler.set_timesteps(1000)
    weight = 1 / (0.07 + scheduler.alphas_cumprod)
    weight = (weight / weight.mean())[t].view(-1, 1, 1, 1)
    total = (weight * (output[:, :3] - epsilon) ** 2).mean()
    bars = scheduler.alphas_cumprod[t].view(-1, 1, 1, 1)
    x_t = bars.sqrt() * x_0 + (1 - bars).sqrt() * epsilon
    guess = (x_t - (1 - bars).sqrt() * output[:, :3]) / bars.sqrt()
    total = total + 0.3 * ((guess - x_0).unflatten(3, (-1, 8)).unflatten(2, (-1, 8)).mean(dim=(3, 5)) ** 2).mean()
    for k, step in enumerate(t.tolist()):
        bar = scheduler.alphas_cumprod[step]
        before = scheduler.alphas_cumprod[step - 1]
        alpha, beta = bar / before, 1 - bar / before
        x_t = bar.sqrt() * x_0[k] + (1 - bar).sqrt() * epsilon[k]

        def mean(eps: torch.Tensor) -> torch.Tensor:
            return (x_t - beta / (1 - bar).sqrt() * eps) / alpha.sqrt()  # noqa: B023

        variance = beta * (1 - before) / (1 - bar)
        log_variance = scheduler._get_variance(step, predicted_variance=output[k, 3:])
        true = Normal(mean(epsilon[k]), variance.sqrt())
        model = Normal(mean(output[k, :3]), (0.5 * log_variance).exp())
        total = total + kl_divergence(true, model).mean() / math.log(2) / len(t)
    return total


def test_hybrid_loss_is_the_divergence_of_the_two_gaussians() -> None:
    torch.manual_seed(0)
    loss = HybridLoss(make_scheduler().alphas_cumprod)
    x_0, epsilon = torch.rand(4, 3, 8, 8) * 2 - 1, torch.randn(4, 3, 8, 8)
    output = torch.cat([epsilon + 0.1 * torch.randn(4, 3, 8, 8), torch.rand(4, 3, 8, 8) * 2 - 1], dim=1)
    t = torch.tensor([3, 250, 700, 960])
    expected = _reference(output.double(), epsilon.double(), t, x_0.double())
    assert loss(output, epsilon, t).item() == pytest.approx(expected.item(), rel=1e-3)


def test_the_divergence_teaches_the_variance_and_leaves_the_mean_alone() -> None:
    loss = HybridLoss(make_scheduler().alphas_cumprod)
    epsilon = torch.randn(2, 3, 8, 8)
    output = torch.cat([epsilon, torch.zeros(2, 3, 8, 8)], dim=1).requires_grad_()
    loss(output, epsilon, torch.tensor([100, 500])).backward()
    assert output.grad is not None
    assert (output.grad[:, :3] == 0).all()
    assert (output.grad[:, 3:] != 0).all()


@needs_font
def test_pictures_are_the_same_for_a_seed_and_differ_between_copies() -> None:
    first, again, other = bank(32, 2, 5), bank(32, 2, 5), bank(32, 2, 6)
    assert first.shape == (len(CONCEPTS), 2, 32, 32, 3)
    assert (first == again).all()
    assert (first != other).any()
    assert (first[:, 0] != first[:, 1]).any(axis=(1, 2, 3)).all()


def _run(work: Path, images: int, stop: int | None = None) -> training.Run:
    work.mkdir(exist_ok=True)
    run = training.Run(argparse.Namespace(work=work, images=images, lr=1e-3, seed=3, precision="no"))
    run.resume()
    data = training.Pictures(run.tokenizer, 3, 1, FONT)
    while run.seen < (stop or images):
        run.train_step(*data.batch(run.step, 4))
    run.save()
    return run


@needs_font
def test_training_resumes_to_the_same_weights(tmp_path: Path) -> None:
    straight = _run(tmp_path / "straight", 16)
    _run(tmp_path / "broken", 16, stop=8)
    resumed = _run(tmp_path / "broken", 16)
    assert resumed.step == straight.step == 4
    for one, other in zip(straight.average.parameters(), resumed.average.parameters(), strict=True):
        assert torch.equal(one, other)


def test_the_learning_rate_warms_up_holds_and_falls_to_nothing() -> None:
    rates = [training.learning_rate(seen, 100_000, 1.0) for seen in (0, 1500, 3000, 40_000, 70_000, 100_000)]
    assert rates == pytest.approx([0, 0.5, 1, 1, 0.5, 0])


@pytest.fixture(scope="module")
def shipped() -> IFPipeline:
    return quiet(IFPipeline.from_pretrained(EMBEDDED, dtype=torch.float32, **NOTHING_ELSE))


def test_the_shipped_model_is_at_most_ten_megabytes() -> None:
    assert sum(path.stat().st_size for path in EMBEDDED.rglob("*") if path.is_file()) < 10e6


@needs_font
def test_the_shipped_model_knows_what_its_captions_mean(shipped: IFPipeline) -> None:
    """From t = 700 the right caption predicts the noise better than another one, for nearly every emoji."""
    pictures = torch.from_numpy(bank(32, 1, 99)[:, 0]).permute(0, 3, 1, 2).float() / 127.5 - 1
    ids, mask = tokenize(shipped.tokenizer, [f"a {concept.name}" for concept in CONCEPTS])
    with torch.no_grad():
        embeds = shipped.text_encoder(ids, attention_mask=mask)[0]
        t = torch.full((len(pictures),), 700)
        epsilon = torch.randn(pictures.shape, generator=torch.Generator().manual_seed(0))
        x_t = shipped.scheduler.add_noise(pictures, epsilon, t)
        outputs = [shipped.unet(x_t, t, each).sample[:, :3] for each in (embeds, embeds.roll(1, 0))]
    right, wrong = (((each - epsilon) ** 2).mean(dim=(1, 2, 3)) for each in outputs)
    assert (right < wrong).float().mean() > 0.9
