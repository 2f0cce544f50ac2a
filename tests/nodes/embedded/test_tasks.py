"""The three trainings of the embedded world, each for a few steps on a few things."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from diffusers import IFPipeline
from PIL import Image
from safetensors import safe_open

from nodes.embedded import train
from nodes.embedded.bank import EmojiSource, bank
from nodes.embedded.concepts import concepts
from nodes.embedded.judge import Judge, far, worn
from nodes.embedded.network import make_text_encoder, make_tokenizer
from nodes.embedded.render import FONT
from nodes.embedded.stage_one import StageOne
from nodes.embedded.stage_two import CROP, StageTwo
from nodes.embedded.styles import PAINTERS
from nodes.training.loop import Run, Settings, fit
from nodes.training.optimiser import warm_hold_fall
from nodes.training.source import FolderSource, Source
from nodes.weights.describe import describe
from tests.tiny import NOTHING_ELSE

needs_font = pytest.mark.skipif(not FONT.exists(), reason="needs Debian's fonts-noto-color-emoji")
ONCE = dict.fromkeys(PAINTERS, 1)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, colour in (("red", (255, 0, 0)), ("blue", (0, 0, 255))):
        Image.new("RGB", (32, 32), colour).save(folder / f"{name}.png")
        (folder / f"{name}.txt").write_text(f"a {name} field", "utf-8")
    return folder


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nodes.embedded.bank.concepts", lambda: concepts()[:3])


def stage_one(source: Source) -> StageOne:
    return StageOne(source, ("a red field",))


def test_stage_one_resumes_to_the_same_weights(pictures: Path, tmp_path: Path) -> None:
    def run(folder: str) -> Run:
        return Run(stage_one(FolderSource(pictures, 32)), Settings(steps=4, batch=4, log_every=2), tmp_path / folder)

    straight = run("straight")
    list(fit(straight))
    broken = fit(run("broken"))
    assert next(broken).step == 2
    broken.close()
    resumed = run("broken")
    list(fit(resumed))
    for one, other in zip(straight.average.parameters(), resumed.average.parameters(), strict=True):
        assert torch.equal(one, other)


def test_stage_one_drops_captions_and_their_labels_together(pictures: Path) -> None:
    task = stage_one(FolderSource(pictures, 32))
    *_, ids, _, labels = task.batch(0, 64)
    empty = ids[:, 0] == 1  # </s> at once
    assert 0 < empty.sum() < 20
    assert torch.equal(empty, labels[:, 0] == -100)


@needs_font
def test_stage_two_sees_crops_beside_what_is_enlarged(few: None, tmp_path: Path) -> None:
    source = EmojiSource(bank(128, 0, ONCE))
    tokenizer = make_tokenizer(source.captions)
    task = StageTwo(source, tokenizer, make_text_encoder(tokenizer))
    pair, epsilon, t, prompts, level = task.batch(0, 4)
    assert pair.shape == (4, 6, CROP, CROP)
    assert epsilon.shape == (4, 3, CROP, CROP)
    assert prompts.shape == (4, 77, 128)
    assert len(t) == len(level) == 4
    run = Run(task, Settings(steps=2, batch=2), tmp_path)
    list(fit(run))
    train.export(task, run.average, tmp_path / "model")
    assert describe(tmp_path / "model").upscales


@needs_font
def test_the_judge_learns_to_tell_three_things_apart(few: None, tmp_path: Path) -> None:
    source = EmojiSource(bank(32, 0, ONCE), reach=2)
    task = Judge(source)
    run = Run(task, Settings(steps=60, batch=32, rate=2e-3, average=0.9, schedule=warm_hold_fall(5, 0.5)), tmp_path)
    list(fit(run))
    pictures, things = task.batch(1000, 64)
    assert run.average.eval().among(pictures, things, 1).float().mean() > 0.8  # type: ignore[operator]


def test_from_afar_only_means_are_left() -> None:
    pictures = torch.zeros(1, 3, 32, 32)
    pictures[..., ::2] = 1.0
    assert torch.allclose(far(pictures), torch.full_like(pictures, 0.5), atol=1e-6)


def test_wear_is_the_same_for_a_seed_and_keeps_the_picture_given() -> None:
    pictures = torch.rand(8, 3, 32, 32)
    given = pictures.clone()
    one, other = (worn(pictures, random.Random(0), torch.Generator().manual_seed(0)) for _ in range(2))
    assert torch.equal(one, other)
    assert torch.equal(pictures, given)
    assert not torch.equal(one, pictures)


def test_a_folder_of_captioned_pictures_becomes_a_model(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    line = f"train stage1 --work {work} --pictures {pictures} --steps 3 --batch 4 --precision no"
    monkeypatch.setattr(sys, "argv", line.split())
    train.main()
    assert (work / "log.csv").read_text().startswith("3,")
    assert len(list(work.glob("sheet_*.png"))) == 1
    pipeline = IFPipeline.from_pretrained(work / "model", **NOTHING_ELSE)
    assert "▁red" in pipeline.tokenizer.get_vocab()


def test_a_terminated_training_leaves_a_checkpoint_and_goes_on(pictures: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    line = f"-m nodes.embedded.train stage1 --work {work} --pictures {pictures} --batch 2 --precision no --steps"
    process = subprocess.Popen([sys.executable, *line.split(), "100000"], stderr=subprocess.DEVNULL)
    while not (work / "log.csv").exists() and process.poll() is None:
        time.sleep(0.1)
    process.terminate()
    assert process.wait(timeout=60) == 143
    with safe_open(work / "checkpoint.safetensors", "pt") as file:
        step = int(file.metadata()["step"])
    assert step >= 20
    subprocess.run([sys.executable, *line.split(), str(step + 1)], stderr=subprocess.DEVNULL, check=True)
    assert (work / "model" / "model_index.json").exists()
