"""The pictures: the same for a seed, and each style what its name says."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nodes.embedded.bank import Bank, EmojiSource, bank, drawn, kept
from nodes.embedded.concepts import concepts
from nodes.embedded.render import FONT, SCENES, FontMissing, glyph, shaken
from nodes.embedded.styles import PAINTERS

pytestmark = pytest.mark.skipif(not FONT.exists(), reason="needs Debian's fonts-noto-color-emoji")
ONCE = dict.fromkeys(PAINTERS, 1)


@pytest.fixture(scope="module")
def skull() -> Image.Image:
    return shaken(glyph("💀"), random.Random(0), 32)


def painted(style: str, drawing: Image.Image, seed: int = 0) -> np.ndarray:
    return np.asarray(PAINTERS[style](drawing, random.Random(seed))).astype(float)


def test_pictures_are_the_same_for_a_seed_and_differ_between_copies() -> None:
    concept = concepts()[0]
    first, again, other = (drawn(concept, 32, seed, {"plain": 2, "oil": 1}) for seed in (5, 5, 6))
    assert first.shape == (3, 32, 32, 3)
    assert (first == again).all()
    assert (first != other).any()
    assert (first[0] != first[1]).any()


@pytest.mark.parametrize("style", PAINTERS)
def test_a_style_gives_an_opaque_picture_of_the_same_size(style: str, skull: Image.Image) -> None:
    assert painted(style, skull).shape == (72, 72, 3)


def test_lithographs_and_pencil_drawings_are_nearly_grey(skull: Image.Image) -> None:
    for style in ("lithograph", "pencil"):
        values = painted(style, shaken(glyph("🌈"), random.Random(0), 32))
        assert (values.max(axis=2) - values.min(axis=2)).max() < 30


def test_a_lithograph_is_lined(skull: Image.Image) -> None:
    rows = painted("lithograph", skull).mean(axis=(1, 2))
    spectrum = np.abs(np.fft.rfft(painted("lithograph", skull)[:, :8].mean(axis=(1, 2)) - rows.mean()))
    assert spectrum[1:].argmax() + 1 == 8


def test_pixel_art_is_made_of_blocks(skull: Image.Image) -> None:
    values = painted("pixel", skull)
    assert len(np.unique(values.reshape(-1, 3), axis=0)) <= 10
    edges = [(np.diff(values, axis=axis) != 0).any(axis=(1 - axis, 2)).sum() for axis in (0, 1)]
    assert max(edges) <= 15
    assert min(edges) >= 8


def test_a_silhouette_is_dark_where_the_thing_is_and_open_at_its_eyes(skull: Image.Image) -> None:
    values = painted("silhouette", skull).mean(axis=2)
    alpha = np.asarray(skull)[..., 3]
    assert values[alpha == 0].min() > 150
    inside = values[alpha == 255]
    assert (inside < 60).mean() > 0.5
    assert (inside > 120).mean() > 0.03


@pytest.mark.parametrize("scene", SCENES)
def test_scenes_fill_a_good_part_of_the_picture(scene: str) -> None:
    assert (np.asarray(glyph(scene))[..., 3] > 128).mean() > 0.2


def test_a_source_draws_a_thing_in_a_style_with_its_caption(monkeypatch: pytest.MonkeyPatch) -> None:
    few = concepts()[:4]
    monkeypatch.setattr("nodes.embedded.bank.concepts", lambda: few)
    source = EmojiSource(bank(32, 0, ONCE))
    for seed in range(20):
        example = source.draw(random.Random(seed))
        thing, style = example.labels
        assert any(name in example.caption for name in few[thing].names)
        assert example.picture.shape == (32, 32, 3)
        assert style < len(PAINTERS)


def test_a_kept_bank_is_not_drawn_again_and_another_one_is_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nodes.embedded.bank.concepts", lambda: concepts()[:2])
    drawn: list[object] = []

    def counted(size: int, seed: object, *given: Any, workers: int) -> Bank:
        drawn.append(seed)
        return bank(size, seed, *given)

    monkeypatch.setattr("nodes.embedded.bank.bank", counted)
    first, again, other = (kept(tmp_path, 32, seed, ONCE).pictures for seed in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).any()
    assert drawn == [0, 1]
    assert len(list(tmp_path.glob("bank-*.npy"))) == 2


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontMissing, match="Install fonts-noto-color-emoji"):
        glyph("🦊", tmp_path / "none.ttf")
