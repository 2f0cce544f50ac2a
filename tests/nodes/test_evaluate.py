"""Numbers about pictures: Fréchet distances against the closed form, recognition, tables and charts."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from scipy.linalg import sqrtm

from nodegraph.context import Context, Origin
from nodegraph.errors import UsageError
from nodes import datasets, evaluate, train
from nodes.training.classifier import Classifier
from nodes.training.data import Dataset, Recogniser
from nodes.training.opened import opened
from nodes.training.ranges import values


def done(run: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(run)
        except StopIteration as stop:
            return stop.value


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Recogniser:
    data, out = datasets.digits(count=2048), tmp_path_factory.mktemp("classifier")
    made = done(train.train_classifier(data, epochs=2, batch=64, run=Context(out=out)))
    found: Recogniser = made.classifier
    return found


@pytest.fixture(scope="module")
def real() -> Dataset:
    return datasets.digits(split="test", count=400)


def features(classifier: Recogniser, pictures: torch.Tensor) -> np.ndarray[Any, Any]:
    with torch.no_grad():
        return Classifier.from_pretrained(classifier.folder).eval().features(pictures).double().numpy()


def test_the_distance_is_heusels_formula(classifier: Recogniser, real: Dataset) -> None:
    samples = values(opened(datasets.digits(split="test", seed=5, count=300)).pictures, unit=False) * 0.8
    one, other = features(classifier, values(opened(real).pictures, unit=False)), features(classifier, samples)
    a, b = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    gap = one.mean(axis=0) - other.mean(axis=0)
    expected = gap @ gap + np.trace(a + b - 2 * sqrtm(a @ b).real)
    found = evaluate.frechet_distance(real, classifier, samples[:100], samples[100:])
    assert found == pytest.approx(expected, rel=1e-3)


def test_noise_is_farther_than_other_digits(classifier: Recogniser, real: Dataset) -> None:
    noise = torch.randn(300, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    far = evaluate.frechet_distance(real, classifier, noise)
    near = evaluate.dataset_distance(real, datasets.digits(split="test", seed=9, count=300), classifier)
    assert far > 20 * near
    assert evaluate.dataset_distance(real, real, classifier) == pytest.approx(0, abs=1e-4)


def test_without_a_classifier_or_weights_nothing_is_fetched(
    real: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    with pytest.raises(UsageError, match="Inception's weights are not on this machine"):
        evaluate.dataset_distance(real, real)


def test_a_file_that_is_not_inceptions_is_refused(
    real: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    (tmp_path / "hub" / "checkpoints").mkdir(parents=True)
    (tmp_path / "hub" / "checkpoints" / "weights-inception-2015-12-05-6726825d.pth").write_bytes(b"cos\nsystem\n")
    with pytest.raises(UsageError, match=r"6726825d.pth: not the file that was published"):
        evaluate.dataset_distance(real, real)


def test_it_recognises_digits_and_no_noise(classifier: Recogniser) -> None:
    test = datasets.digits(split="test", count=1000)
    fours = datasets.pictures(test, label=4, count=50)
    assert evaluate.recognised(classifier, fours, label="4") > 0.8
    assert evaluate.recognised(classifier, fours, label="7") < 0.2
    rows = torch.cat([datasets.pictures(test, label=digit, count=1) for digit in range(10)] * 2)
    assert evaluate.recognised(classifier, rows) > 0.6
    with pytest.raises(UsageError, match="knows no class 'ten'"):
        evaluate.recognised(classifier, fours, label="ten")


def test_numbers_become_a_table_and_a_chart_with_their_places_on_the_sweep(tmp_path: Path) -> None:
    swept = Context(out=tmp_path, origin=Origin(items=((("at.epoch", 1),), (("at.epoch", 5),))))
    evaluate.save_numbers(12.5, 0.25, name="d.csv", run=swept)
    assert (tmp_path / "d.csv").read_text() == "label,value\nepoch = 1,12.5\nepoch = 5,0.25\n"
    evaluate.save_numbers(3.0, 4.0, labels="noise", run=Context(out=tmp_path))
    assert (tmp_path / "numbers.csv").read_text() == "label,value\nnoise,3\n2,4\n"
    drawn = evaluate.chart(12.5, 0.25, title="distance", run=swept)
    assert drawn.shape[:2] == (1, 3)
    assert drawn.shape[3] == 640
    assert drawn.std() > 0.1
