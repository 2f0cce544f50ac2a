"""The four trainings of the embedded world, each for a few steps on a few things."""

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
from torch.nn.functional import interpolate

from nodegraph.errors import UsageError
from nodes.embedded import train
from nodes.embedded.bank import EmojiSource, bank
from nodes.embedded.concepts import concepts
from nodes.embedded.judge import Judge, far, worn
from nodes.embedded.network import make_pipeline, make_text_encoder, make_tokenizer, make_upscaler
from nodes.embedded.prompts import Prompts
from nodes.embedded.reading import Reading
from nodes.embedded.render import FONT
from nodes.embedded.stage_one import StageOne
from nodes.embedded.stage_two import CROP, StageTwo
from nodes.embedded.styles import PAINTERS
from nodes.embedded.tasks import export
from nodes.training.loop import Run, Settings, fit
from nodes.training.optimiser import warm_hold_fall
from nodes.training.source import FolderSource, Source
from nodes.weights.describe import describe
from tests.tiny import NOTHING_ELSE

NO_GPU = pytest.mark.skipif(torch.accelerator.is_available(), reason="there is a GPU")
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


def prompts_of(source: Source) -> Prompts:
    torch.manual_seed(0)
    tokenizer = make_tokenizer(source.captions)
    return Prompts(tokenizer, make_text_encoder(tokenizer))


def stage_one(pictures: Path) -> StageOne:
    source = FolderSource(pictures, 32)
    return StageOne(source, prompts_of(source), ("a red field",))


def test_the_text_encoder_learns_what_a_caption_means(pictures: Path, tmp_path: Path) -> None:
    task = Reading(FolderSource(pictures, 32))
    run = Run(task, Settings(steps=60, batch=16, rate=2e-3, average=0.9, schedule=warm_hold_fall(5, 0.5)), tmp_path)
    list(fit(run))
    ids, mask, rough, labels = task.batch(1000, 16)
    parts, sort = run.average(ids, mask)
    assert torch.equal(sort.argmax(dim=1), labels[:, 0])
    told, shown = (task.components.pictures(each) for each in (parts, rough))
    assert (told - shown).abs().max() < 0.3  # all blue or all red


def test_stage_one_resumes_to_the_same_weights(pictures: Path, tmp_path: Path) -> None:
    def run(folder: str) -> Run:
        return Run(stage_one(pictures), Settings(steps=4, batch=4, log_every=2), tmp_path / folder)

    straight = run("straight")
    list(fit(straight))
    broken = fit(run("broken"))
    assert (next(broken).step, next(broken).step) == (1, 2)
    broken.close()
    resumed = run("broken")
    list(fit(resumed))
    for one, other in zip(straight.average.parameters(), resumed.average.parameters(), strict=True):
        assert torch.equal(one, other)


def test_one_caption_in_ten_is_dropped(pictures: Path) -> None:
    task = stage_one(pictures)
    *_, prompts = task.batch(0, 256)
    dropped = (prompts == task.prompts.read([""])).all(dim=(1, 2))
    assert 10 < dropped.sum() < 45


def test_prompts_are_what_the_pipeline_reads(pictures: Path) -> None:
    task = stage_one(pictures)
    pipeline = make_pipeline(task.model, task.prompts.tokenizer, task.prompts.encoder)
    theirs = pipeline.encode_prompt("a red field", do_classifier_free_guidance=False, clean_caption=True)[0]
    assert torch.allclose(task.prompts.read(["a red field"]), theirs, atol=1e-5)


@needs_font
def test_stage_two_sees_crops_beside_what_is_enlarged(few: None, tmp_path: Path) -> None:
    source = EmojiSource(bank(128, 0, ONCE))
    task = StageTwo(source, prompts_of(source))
    pair, epsilon, t, prompts, level = task.batch(0, 4)
    assert pair.shape == (4, 6, CROP, CROP)
    assert epsilon.shape == (4, 3, CROP, CROP)
    assert prompts.shape == (4, 77, 256)
    assert len(t) == len(level) == 4
    large = torch.rand(4, 3, 128, 128) * 2 - 1
    beside, level = task._beside(large, torch.Generator().manual_seed(5))
    small = interpolate(interpolate(large, (32, 32), mode="area"), (128, 128), mode="bilinear", align_corners=True)
    same = torch.Generator().manual_seed(5)
    assert torch.equal(torch.randint(600, (4,), generator=same), level)
    theirs = make_upscaler(task.model).image_noising_scheduler
    noise = torch.randn(small.shape, generator=same)
    assert torch.allclose(beside, theirs.add_noise(small, noise, level), atol=1e-6)
    run = Run(task, Settings(steps=2, batch=2), tmp_path)
    list(fit(run))
    export(task, run.average, tmp_path / "model")
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


def command(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr(sys, "argv", line.split())
    train.main()


def test_a_folder_of_captioned_pictures_becomes_a_model(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text, one, two = tmp_path / "text", tmp_path / "one", tmp_path / "two"
    common = f"--pictures {pictures} --batch 4 --precision no --steps 3"
    command(monkeypatch, f"train text --work {text} {common}")
    command(monkeypatch, f"train stage1 --work {one} --text {text / 'model'} {common}")
    assert (one / "log.csv").read_text().startswith("3,")
    assert len(list(one.glob("sheet_*.png"))) == 1
    pipeline = IFPipeline.from_pretrained(one / "model", **NOTHING_ELSE)
    assert "▁red" in pipeline.tokenizer.get_vocab()
    (pictures / "red.txt").write_text("a purple, field", "utf-8")
    small = f"train stage2 --work {two} --text {text / 'model'} {common} --size 16"
    capsys.readouterr()
    command(monkeypatch, small)
    assert "1 of 4 words are not the text encoder's: purple,. Train it" in capsys.readouterr().err
    assert describe(two / "model").upscales
    (pictures / "red.txt").write_text("a red field", "utf-8")
    with pytest.raises(UsageError, match=r"two/checkpoint.safetensors: of another run"):
        command(monkeypatch, small)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ("stage1", "stage1 needs --text"),
        ("stage1 --text mistyped", "mistyped/tokenizer: there is no such folder"),
        ("judge --pictures some", "the judge knows the emoji alone"),
        ("text --pictures none", "none: there is no such folder"),
        ("text --pictures {pictures} --begin none.safetensors", "none.safetensors: cannot be read"),
        pytest.param("text --precision fp16", "fp16 needs a GPU", marks=NO_GPU),
    ],
)
def test_what_a_training_lacks_is_one_line(
    given: str, answer: str, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match=answer) as caught:
        command(monkeypatch, f"train {given.format(pictures=pictures)} --work {tmp_path / 'work'}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("given", ["--batch -4", "--steps 0", "--size x"])
def test_a_count_is_above_nothing(given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit):
        command(monkeypatch, f"train text --work {tmp_path} {given}")


def test_the_log_goes_on_where_the_checkpoint_does(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = f"train text --work {tmp_path} --pictures {pictures} --batch 2 --precision no --steps"
    command(monkeypatch, f"{line} 20")
    with (tmp_path / "log.csv").open("a") as file:
        file.write("40,0.1,5.0\n60,0.")  # what a killed process wrote after its last checkpoint
    command(monkeypatch, f"{line} 40")
    assert [row.split(",")[0] for row in (tmp_path / "log.csv").read_text().splitlines()] == ["20", "40"]


def test_a_terminated_training_leaves_a_checkpoint_and_goes_on(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    line = f"train text --work {work} --pictures {pictures} --batch 2 --precision no --steps"
    given = ["-m", "nodes.embedded.train", *line.split()[1:], "100000"]
    process = subprocess.Popen([sys.executable, *given], stderr=subprocess.DEVNULL)
    while not (work / "log.csv").exists() and process.poll() is None:
        time.sleep(0.1)
    process.terminate()
    assert process.wait(timeout=60) == 143
    with safe_open(work / "checkpoint.safetensors", "pt") as file:
        step = int(file.metadata()["step"])
    assert step >= 20
    command(monkeypatch, f"{line} {step + 1}")
    assert (work / "model" / "text_encoder" / "model.safetensors").exists()
