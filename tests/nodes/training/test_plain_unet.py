"""The exercises' UNet: its parts as they are drawn there, what t and class do, and its file."""

from pathlib import Path

import pytest
import torch

from nodes.training.plain_unet import PlainUNet


def test_its_weights_are_counted_as_the_exercise_draws_them() -> None:
    """By hand for D = 4: 3 x 3 kernels with bias and a norm's two numbers a channel."""
    d = 4
    conv = lambda a, b: a * b * 9 + b + 2 * b  # noqa: E731
    block = lambda a, b: conv(a, b) + conv(b, b)  # noqa: E731
    down = conv
    up = lambda a, b: a * b * 16 + b + 2 * b  # noqa: E731
    total = block(1, d) + down(d, d) + block(d, d) + down(d, 2 * d) + block(2 * d, 2 * d)
    total += 4 * d * d * 49 + 2 * d + 4 * d  # unflatten, 7 x 7
    total += up(4 * d, d) + block(d, d) + up(2 * d, d) + block(d, d) + block(2 * d, d) + d * 9 + 1
    assert sum(each.numel() for each in PlainUNet(hidden=d).parameters()) == total


def test_time_shifts_and_class_scales() -> None:
    torch.manual_seed(0)
    model = PlainUNet(hidden=4, steps=300, classes=list("0123456789")).eval()
    x, t = torch.randn(2, 1, 28, 28), torch.tensor([5, 5])
    four = torch.zeros(2, 1, 10)
    four[:, 0, 4] = 1
    plain = model(x, t, four)[0]
    assert plain.shape == (2, 1, 28, 28)
    assert not torch.allclose(plain, model(x, t + 200, four)[0])
    assert not torch.allclose(plain, model(x, t, four.roll(1, 2))[0])
    h = torch.randn(2, 4, 3, 3)
    told = model._told(h, "high", t, four)
    c, s = model.class_high(four[:, 0]), model.time_high(t[:, None] / 300)
    assert torch.allclose(told, c[:, :, None, None] * h + s[:, :, None, None], atol=1e-6)


def test_a_denoiser_knows_neither() -> None:
    model = PlainUNet(hidden=4).eval()
    x = torch.randn(1, 1, 28, 28)
    assert torch.equal(model(x)[0], model(x, torch.tensor([7]), torch.ones(1, 1, 10))[0])


@pytest.mark.parametrize("size", [16, 28, 56])
def test_it_takes_its_size_and_multiples_of_it(size: int) -> None:
    model = PlainUNet(sample_size=size, hidden=4).eval()
    assert model(torch.randn(1, 1, size, 2 * size))[0].shape == (1, 1, size, 2 * size)


def test_it_is_saved_and_read_as_every_diffusers_model(tmp_path: Path) -> None:
    model = PlainUNet(hidden=4, steps=300, classes=["a", "b"]).eval()
    model.save_pretrained(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"config.json", "diffusion_pytorch_model.safetensors"}
    again = PlainUNet.from_pretrained(tmp_path, use_safetensors=True).eval()
    x, t, told = torch.randn(1, 1, 28, 28), torch.tensor([9]), torch.tensor([[[0.0, 1.0]]])
    assert torch.equal(model(x, t, told)[0], again(x, t, told)[0])
