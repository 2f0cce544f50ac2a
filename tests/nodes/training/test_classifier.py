"""The classifier: its sizes, and that it is saved and loaded with its classes."""

from pathlib import Path

import torch

from nodes.training.classifier import Classifier


def test_saved_and_loaded_it_says_the_same(tmp_path: Path) -> None:
    torch.manual_seed(0)
    classifier = Classifier(["cat", "dog", "fox"], channels=(8, 16)).eval()
    classifier.save_pretrained(tmp_path)
    assert (tmp_path / "diffusion_pytorch_model.safetensors").exists()
    again = Classifier.from_pretrained(tmp_path).eval()
    pictures = torch.rand(4, 3, 32, 32) * 2 - 1
    assert again.config.classes == ["cat", "dog", "fox"]
    with torch.no_grad():
        assert torch.equal(again(pictures), classifier(pictures))
        assert classifier.features(pictures).shape == (4, 16)


def test_among_the_first_few() -> None:
    classifier = Classifier(["cat", "dog", "fox"], channels=(8,)).eval()
    pictures = torch.rand(4, 3, 8, 8)
    with torch.no_grad():
        order = classifier(pictures).argsort(dim=1, descending=True)
    assert classifier.among(pictures, order[:, 1], 2).all()
    assert not classifier.among(pictures, order[:, 2], 2).any()
