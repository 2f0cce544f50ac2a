"""The training nodes: what they leave, that they go on, and that their models go into the sampling graphs."""

import csv
import dataclasses
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import DDPMPipeline, DDPMScheduler
from PIL import Image
from safetensors.torch import load_file
from torch.nn.functional import huber_loss, l1_loss, mse_loss

from nodegraph.context import Context, Report
from nodegraph.errors import CheckError, UsageError
from nodes import datasets, networks, noise, predict, prompts, train
from nodes.loop import schedule
from nodes.training import checkpoint
from nodes.training.data import DataInfo, Dataset, Network, NetworkInfo
from nodes.training.denoising import Denoising
from nodes.training.diffusing import Diffusing, make_scheduler
from nodes.training.history import History, Row
from nodes.training.keeper import Keeper
from nodes.training.learning import Order
from nodes.training.opened import Pictures
from nodes.types import Timestep

COUNT = 96


@pytest.fixture
def data() -> Dataset:
    return datasets.digits(count=COUNT)


@pytest.fixture
def test_data() -> Dataset:
    return datasets.digits(split="test", count=40)


@pytest.fixture
def network(data: Dataset) -> Network:
    return networks.plain_unet(data, hidden=4)


@pytest.fixture
def by_class(data: Dataset) -> Network:
    return networks.plain_unet(data, hidden=4, time=True, classes=True)


def done(run: Generator[Report, None, Any]) -> tuple[Any, list[Report]]:
    reports = []
    while True:
        try:
            reports.append(next(run))
        except StopIteration as stop:
            return stop.value, reports


def told(out: Path, into: list[tuple[str, Any]] | None = None) -> Context:
    def emit(kind: str, data: Any) -> None:
        if into is not None:
            into.append((kind, data))

    return Context(node="train", out=out, emit=emit)


def losses(folder: Path) -> list[tuple[str, str, str]]:
    with (folder / "log.csv").open() as file:
        return [(row["step"], row["loss"], row["test"]) for row in csv.DictReader(file)]


def test_a_denoiser_leaves_a_model_a_chart_sheets_and_a_log(
    data: Dataset, test_data: Dataset, network: Network, tmp_path: Path
) -> None:
    events: list[tuple[str, Any]] = []
    run = train.train_denoiser(
        data, network, test_data, epochs=2, batch=32, rate=1e-3, keep=(1,), run=told(tmp_path, events)
    )
    made, reports = done(run)
    folder = tmp_path / "denoiser"
    assert {path.name for path in folder.iterdir() if path.name != ".lock"} == {
        "checkpoint.safetensors", "epoch_001.png", "epoch_002.png", "log.csv", "loss.png", "model", "model_001"
    }  # fmt: skip
    assert [step for step, _, _ in losses(folder)] == ["3", "6"]
    assert all(float(test) > 0 for _, _, test in losses(folder))
    assert made.model.folder == folder / "model"
    assert made.model.info.denoises
    assert made.losses.shape == (1, 3, 360, 640)
    assert made.samples.labels == ("epoch 1", "epoch 2")
    assert (reports[-1].done, reports[-1].total) == (6, 6)
    assert re.fullmatch(r"0 s left, loss [\d.]+, epoch 2 of 2, batch 3 of 3", reports[-1].text)
    assert sum(kind == "previewed" for kind, _ in events) >= 4
    with Image.open(folder / "epoch_001.png") as sheet:
        assert sheet.size[0] > sheet.size[1] > 100


def test_more_epochs_go_on_and_other_settings_get_a_folder_of_their_own(
    data: Dataset, network: Network, tmp_path: Path
) -> None:
    done(train.train_denoiser(data, network, epochs=1, batch=32, run=told(tmp_path)))
    _, reports = done(train.train_denoiser(data, network, epochs=2, batch=32, run=told(tmp_path)))
    assert (reports[1].done, reports[1].text) == (3, "goes on from step 3")
    assert reports[-1].done == 6
    before = (tmp_path / "denoiser" / "model" / "unet" / "diffusion_pytorch_model.safetensors").stat()
    _, reports = done(train.train_denoiser(data, network, epochs=2, batch=32, run=told(tmp_path)))
    assert reports == []
    after = (tmp_path / "denoiser" / "model" / "unet" / "diffusion_pytorch_model.safetensors").stat()
    assert before.st_mtime_ns == after.st_mtime_ns
    events: list[tuple[str, Any]] = []
    made, _ = done(train.train_denoiser(data, network, epochs=1, batch=48, run=told(tmp_path, events)))
    assert made.model.folder == tmp_path / "denoiser-2" / "model"
    assert [each["text"] for kind, each in events if kind == "warned"] == [
        "denoiser holds a run with other settings. This one is denoiser-2."
    ]


def test_from_noise_alone_the_mean_picture_is_learned(network: Network, tmp_path: Path) -> None:
    data, count = datasets.digits(count=1920), 1024
    settings = {"epochs": 2, "batch": 32, "rate": 1e-2, "keep": (), "noise": "alone", "sigma": 0.5}
    made, _ = done(train.train_denoiser(data, network, **settings, run=told(tmp_path)))
    found = predict.denoise(noise.gaussian_noise(made.model, count=8), made.model)
    mean = datasets.pictures(data, count=count).mean(0)
    blank = (mean - mean.mean()).square().mean()
    assert (found.mean(0) - mean).square().mean() < 0.2 * blank


def test_a_folder_that_is_somebody_elses_is_left_alone(data: Dataset, network: Network, tmp_path: Path) -> None:
    (tmp_path / "denoiser").mkdir()
    (tmp_path / "denoiser" / "letter.txt").write_text("dear")
    made, _ = done(train.train_denoiser(data, network, epochs=1, batch=32, run=told(tmp_path)))
    assert made.model.folder.parent.name == "denoiser-2"
    assert [path.name for path in (tmp_path / "denoiser").iterdir()] == ["letter.txt"]


def diffusion(
    data: Dataset, network: Network, test: Dataset, out: Path, **changes: Any
) -> Generator[Report, None, Any]:
    settings = {"steps": 60, "epochs": 4, "batch": 32, "keep": (1,), "run": told(out)} | changes
    return train.train_diffusion(data, network, test, **settings)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "model" / "unet" / "diffusion_pytorch_model.safetensors")


def test_closed_and_started_again_it_ends_with_the_same_losses(
    data: Dataset, by_class: Network, test_data: Dataset, tmp_path: Path
) -> None:
    done(diffusion(data, by_class, test_data, tmp_path / "straight"))
    broken = diffusion(data, by_class, test_data, tmp_path / "broken")
    for _ in range(3):
        next(broken)
    broken.close()
    done(diffusion(data, by_class, test_data, tmp_path / "broken"))
    straight, resumed = tmp_path / "straight" / "diffusion", tmp_path / "broken" / "diffusion"
    assert losses(straight) == losses(resumed)
    one, other = weights(straight), weights(resumed)
    assert all(torch.equal(one[name], other[name]) for name in one)


KILLED = """
import os, signal, sys
from pathlib import Path
from nodegraph.context import Context
from nodes import datasets, networks, train
from nodes.training import loop
data = datasets.digits(count=96)
test = datasets.digits(split="test", count=40)
taken = loop.Run.take
def take(self, batch):
    taken(self, batch)
    if self.step == 11:
        os.kill(os.getpid(), signal.SIGKILL)
loop.Run.take = take
from nodes.training.loop import Settings
Settings.__dataclass_fields__["save_every"].default = 4
old = Settings.__init__
def init(self, *args, **given):
    old(self, *args, **{"save_every": 4, **given})
Settings.__init__ = init
network = networks.plain_unet(data, hidden=4, time=True, classes=True)
for _ in train.train_diffusion(
    data, network, test, steps=60, epochs=4, batch=32, keep=(1,), run=Context(out=Path(sys.argv[1]))
):
    pass
"""


def test_killed_it_goes_on_from_the_last_checkpoint_to_the_same_losses(
    data: Dataset, by_class: Network, test_data: Dataset, tmp_path: Path
) -> None:
    done(diffusion(data, by_class, test_data, tmp_path / "straight"))
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "killed")], capture_output=True, check=False)
    assert killed.returncode == -9, killed.stderr.decode()
    assert checkpoint.notes(tmp_path / "killed" / "diffusion" / checkpoint.NAME)["step"] == "8"
    done(diffusion(data, by_class, test_data, tmp_path / "killed"))
    straight, resumed = tmp_path / "straight" / "diffusion", tmp_path / "killed" / "diffusion"
    assert losses(straight) == losses(resumed)
    one, other = weights(straight), weights(resumed)
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_its_model_goes_into_the_sampling_nodes(
    data: Dataset, by_class: Network, test_data: Dataset, tmp_path: Path
) -> None:
    made, _ = done(diffusion(data, by_class, test_data, tmp_path, epochs=1))
    assert made.model.info.classes == tuple("0123456789")
    four = prompts.class_label(made.model, label="4")
    assert four.values.flatten().tolist() == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    start = noise.gaussian_noise(made.model, count=2)
    assert start.shape == (2, 1, 28, 28)
    found = predict.unet_predict(start, Timestep(59.0), made.model, four)
    assert found.epsilon.shape == (2, 1, 28, 28)
    assert found.variance is None
    assert schedule(made.model, steps=20).schedule.visits[:2] == (57.0, 54.0)
    every = prompts.every_class(made.model, each=2)
    assert every.values.shape == (20, 1, 10)
    assert train.at_epoch(made.model, epoch=1).folder.name == "model_001"
    with pytest.raises(UsageError, match=r"no copy was kept after epoch 7\. There is 1"):
        train.at_epoch(made.model, epoch=7)
    with pytest.raises(UsageError, match="knows no class 'four'"):
        prompts.class_label(made.model, label="four")


def test_a_ddpm_learns_its_variance_and_is_a_pipeline_of_diffusers(
    data: Dataset, test_data: Dataset, tmp_path: Path
) -> None:
    network = networks.ddpm_unet(data, width=8, multipliers=(1, 2), attention=(14,), layers=1)
    made, _ = done(
        diffusion(
            data, network, test_data, tmp_path, epochs=1, steps=50, variance="learned", betas="cosine", average=0.9
        )
    )
    found = predict.unet_predict(noise.gaussian_noise(made.model), Timestep(40.0), made.model)
    assert found.variance is not None
    assert made.model.info.learns_variance
    pipeline = DDPMPipeline.from_pretrained(made.model.folder)
    assert pipeline.scheduler.config.variance_type == "learned_range"
    assert list(pipeline.unet.config.down_block_types) == ["DownBlock2D", "AttnDownBlock2D"]


@pytest.mark.parametrize(("name", "reference"), [("L1", l1_loss), ("L2", mse_loss), ("Huber", huber_loss)])
def test_the_loss_is_the_one_named(
    name: Any, reference: Callable[..., torch.Tensor], data: Dataset, by_class: Network
) -> None:
    task = Diffusing(
        data, None, by_class, 32, 0, steps=300, betas="linear", loss=name, learned=False, dropped=0.1
    )  # fmt: skip
    x_t, epsilon, t, classes = task.batch(0, 32)
    output = task.model.eval()(x_t, t, classes)[0]
    assert torch.allclose(task.loss(task.model, (x_t, epsilon, t, classes)), reference(output, epsilon))


def test_a_class_is_left_out_as_often_as_p_uncond_says(data: Dataset, by_class: Network) -> None:
    task = Diffusing(data, None, by_class, 96, 0, steps=300, betas="linear", loss="L2", learned=False, dropped=0.1)
    told_of = torch.cat([task.batch(step, 96)[3] for step in range(40)]).sum(dim=(1, 2))
    assert set(told_of.tolist()) == {0.0, 1.0}
    assert abs(float((told_of == 0).float().mean()) - 0.1) < 0.02


@pytest.mark.parametrize("betas", ["linear", "cosine", "quadratic", "sigmoid"])
@pytest.mark.parametrize("steps", [100, 300, 1000])
def test_every_schedule_ends_in_noise(betas: str, steps: int) -> None:
    alpha_bar = make_scheduler(steps, betas, learned=False).alphas_cumprod
    assert len(alpha_bar) == steps
    assert (alpha_bar.diff() < 0).all()
    assert alpha_bar[0] > 0.98
    assert alpha_bar[-1] < 0.01


def test_for_a_thousand_steps_the_linear_schedule_is_ddpms() -> None:
    ours = make_scheduler(1000, "linear", learned=False).alphas_cumprod
    assert torch.allclose(ours, DDPMScheduler().alphas_cumprod)


def test_an_epoch_sees_every_picture_once() -> None:
    order = Order(10, 3, 0)
    assert order.epoch == 3
    first = torch.cat([order(step) for step in range(3)])
    second = torch.cat([order(step) for step in range(3, 6)])
    assert len(set(first.tolist())) == 9
    assert first.tolist() != second.tolist()
    assert torch.equal(order(1), Order(10, 3, 0)(1))


def test_a_history_goes_on_where_its_checkpoint_is(tmp_path: Path) -> None:
    history = History(tmp_path / "log.csv", 0)
    for step in (10, 20, 30):
        history.add(Row(step, step / 20, 1 / step, 0.5 if step == 20 else None, 2.0 * step))
    with history.path.open("a") as file:
        file.write("40,2.0")  # the machine went down
    again = History(tmp_path / "log.csv", 20)
    assert [row.step for row in again.rows] == [10, 20]
    assert again.testing == [(1.0, 0.5)]
    assert again.rows[1].seconds == 40


def test_what_does_not_fit_is_told_before_anything_runs() -> None:
    grey, colours = DataInfo(28, 1, tuple("01")), DataInfo(64, 3, ("a", "b"))
    with pytest.raises(CheckError, match="has size 28, but data has 64"):
        train._check_diffusion({"data": colours, "network": NetworkInfo("plain", 28, 1, True, False)}, {})
    with pytest.raises(CheckError, match="knows no time"):
        train._check_diffusion({"data": grey, "network": NetworkInfo("plain", 28, 1, False, False)}, {})
    with pytest.raises(CheckError, match="knows time"):
        train._check_denoiser({"data": grey, "network": NetworkInfo("ddpm", 28, 1, True, False)}, {})
    known = train._check_diffusion({"data": grey, "network": NetworkInfo("plain", 28, 1, True, True)}, {})
    assert known["model"].embeds_width == 2
    assert known["model"].channels == 1


def test_a_diffusion_model_learns_from_minus_one_to_one_and_its_own_classes() -> None:
    network = NetworkInfo("plain", 28, 1, True, True, classes=tuple("01"))
    with pytest.raises(CheckError, match="has values from 0 to 1"):
        train._check_diffusion({"data": DataInfo(28, 1, tuple("01"), unit=True), "network": network}, {})
    with pytest.raises(CheckError, match="was made for other classes"):
        train._check_diffusion({"data": DataInfo(28, 1, tuple("ab")), "network": network}, {})
    with pytest.raises(CheckError, match="is told classes"):
        train._check_denoiser({"data": DataInfo(28, 1), "network": NetworkInfo("plain", 28, 1, False, True)}, {})


def test_an_epoch_of_which_no_copy_will_be_kept_is_told_before_the_training() -> None:
    facts = {"data": DataInfo(28, 1, ()), "network": NetworkInfo("plain", 28, 1, True, False)}
    info = train._check_diffusion(facts, {"keep": (1, 5, 20), "epochs": 10, "steps": 300})["model"]
    assert (info.kept, info.steps) == ((1, 5), 300)
    assert train._check_epoch({"model": info}, {"epoch": 5}) is info
    assert train._check_epoch({"model": info}, {"epoch": 0}) is info
    with pytest.raises(CheckError, match=r"is 20, and of that no copy is kept: 1, 5"):
        train._check_epoch({"model": info}, {"epoch": 20})


def test_parts_of_a_batch_make_another_run_where_normalisation_sees_them(
    data: Dataset, network: Network, tmp_path: Path
) -> None:
    done(train.train_denoiser(data, network, epochs=1, batch=32, run=told(tmp_path)))
    made, _ = done(train.train_denoiser(data, network, epochs=1, batch=32, accumulate=2, run=told(tmp_path)))
    assert made.model.folder.parent.name == "denoiser-2"


def test_a_run_is_found_again_where_others_are_gone(data: Dataset, network: Network, tmp_path: Path) -> None:
    for batch in (16, 32):
        done(train.train_denoiser(data, network, epochs=1, batch=batch, run=told(tmp_path)))
    shutil.rmtree(tmp_path / "denoiser")
    _, reports = done(train.train_denoiser(data, network, epochs=1, batch=32, run=told(tmp_path)))
    assert reports == []
    made, _ = done(train.train_denoiser(data, network, epochs=1, batch=48, run=told(tmp_path)))
    assert made.model.folder.parent.name == "denoiser"


def test_a_run_is_the_same_wherever_its_pictures_lie(tmp_path: Path) -> None:
    for colour in range(20):
        (tmp_path / "one" / "a").mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8), (colour * 9, 0, 0)).save(tmp_path / "one" / "a" / f"{colour}.png")

    def trained(folder: str) -> list[Report]:
        data = datasets.image_folder(
            folder=str(tmp_path / folder), size=8, grey=True, values="0 to 1", run=told(tmp_path)
        )
        return done(
            train.train_denoiser(data, networks.plain_unet(data, hidden=4), epochs=1, batch=9, run=told(tmp_path))
        )[1]

    assert trained("one")
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    (tmp_path / "two" / ".DS_Store").write_bytes(b"x")
    assert trained("two") == []
    Image.new("RGB", (8, 8), (0, 0, 99)).save(tmp_path / "two" / "a" / "7.png")
    assert trained("two")


def test_the_test_sees_pictures_of_every_class(
    data: Dataset, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nodes.training.learning.TESTED", 10)
    task = Denoising(data, data, network, 4, 0)
    assert task.tested is not None
    task.tested = Pictures(task.tested.pictures, torch.arange(COUNT))
    seen: list[int] = []

    def prepare(pictures: torch.Tensor, labels: torch.Tensor, chance: torch.Generator) -> Any:
        seen.extend(labels.tolist())
        return task.prepared(pictures, labels, chance)

    task.mean_over_test(task.model, task.loss, prepare)
    assert seen == [0, 9, 19, 28, 38, 48, 57, 67, 76, 86]


def test_a_batch_larger_than_the_data_is_refused(data: Dataset, network: Network, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"batch is 256, but there are {COUNT} pictures"):
        done(train.train_denoiser(data, network, run=told(tmp_path)))


def test_worker_processes_and_parts_of_a_batch_give_the_same_losses(
    data: Dataset, test_data: Dataset, tmp_path: Path
) -> None:
    network = networks.ddpm_unet(data, width=8, multipliers=(1, 2), attention=(), layers=1)
    for name, changes in (("plain", {}), ("workers", {"workers": 1}), ("parts", {"accumulate": 2})):
        done(diffusion(data, network, test_data, tmp_path / name, epochs=1, **changes))
    plain, workers, parts = (losses(tmp_path / name / "diffusion") for name in ("plain", "workers", "parts"))
    assert plain == workers
    assert [float(row[1]) for row in parts] == pytest.approx([float(row[1]) for row in plain], rel=1e-4)


TOGETHER = """
import sys
from pathlib import Path
from nodegraph.context import Context
from nodes import datasets, networks, train
data, test = datasets.digits(count=96), datasets.digits(split="test", count=40)
network = networks.ddpm_unet(data, width=8, multipliers=(1, 2), attention=(), layers=1)
told = Context(out=Path(sys.argv[1]))
for _ in train.train_diffusion(data, network, test, steps=60, epochs=2, batch=32, keep=(1,), run=told):
    pass
"""


def test_two_processes_learn_as_one_does_with_the_whole_batch(
    data: Dataset, test_data: Dataset, tmp_path: Path
) -> None:
    network = networks.ddpm_unet(data, width=8, multipliers=(1, 2), attention=(), layers=1)
    done(diffusion(data, network, test_data, tmp_path / "one", epochs=2))
    (tmp_path / "script.py").write_text(TOGETHER)
    launch = [sys.executable, "-m", "accelerate.commands.launch", "--cpu", "--num_processes", "2"]
    launch += ["--num_cpu_threads_per_process", "1", str(tmp_path / "script.py"), str(tmp_path / "two")]
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    ran = subprocess.run(launch, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    one, two = losses(tmp_path / "one" / "diffusion"), losses(tmp_path / "two" / "diffusion")
    assert [row[0] for row in one] == [row[0] for row in two] == ["3", "6"]
    for mine, theirs in zip(one, two, strict=True):
        assert [float(each) for each in mine] == pytest.approx([float(each) for each in theirs], rel=1e-3)


def test_fewer_epochs_are_the_copy_that_was_kept_or_a_clear_no(data: Dataset, network: Network, tmp_path: Path) -> None:
    done(train.train_denoiser(data, network, epochs=3, batch=32, keep=(1,), run=told(tmp_path)))
    made, _ = done(train.train_denoiser(data, network, epochs=1, batch=32, keep=(1,), run=told(tmp_path)))
    assert made.model.folder.name == "model_001"
    assert made.samples.labels == ("epoch 1",)
    with pytest.raises(
        UsageError, match=r"has been trained for 3 epochs, and no copy was kept after 2\. Set epochs to 3"
    ):
        done(train.train_denoiser(data, network, epochs=2, batch=32, run=told(tmp_path)))


def test_a_model_that_was_not_written_at_the_end_is_written_the_next_time(
    data: Dataset, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(train.train_denoiser(data, network, epochs=1, batch=32, run=told(tmp_path)))

    def full(self: Keeper) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Keeper, "finish", full)
        with pytest.raises(OSError, match="no space"):
            done(train.train_denoiser(data, network, epochs=2, batch=32, run=told(tmp_path)))
    old = load_file(tmp_path / "denoiser" / "model" / "unet" / "diffusion_pytorch_model.safetensors")
    done(train.train_denoiser(data, network, epochs=2, batch=32, run=told(tmp_path)))
    new = load_file(tmp_path / "denoiser" / "model" / "unet" / "diffusion_pytorch_model.safetensors")
    assert not all(torch.equal(old[name], new[name]) for name in old)
    assert [row[0] for row in losses(tmp_path / "denoiser")] == ["3", "6"]


def test_what_fails_at_an_epochs_end_is_made_up_for(
    data: Dataset, network: Network, test_data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(train.train_denoiser(data, network, test_data, epochs=2, batch=32, run=told(tmp_path / "straight")))

    def fails(self: Denoising, model: torch.nn.Module) -> Image.Image:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(Denoising, "sheet", fails)
        with pytest.raises(MemoryError):
            done(train.train_denoiser(data, network, test_data, epochs=2, batch=32, run=told(tmp_path / "failed")))
    done(train.train_denoiser(data, network, test_data, epochs=2, batch=32, run=told(tmp_path / "failed")))
    assert losses(tmp_path / "straight" / "denoiser") == losses(tmp_path / "failed" / "denoiser")
    assert (tmp_path / "failed" / "denoiser" / "epoch_001.png").exists()


def test_two_processes_do_not_train_one_run(data: Dataset, network: Network, tmp_path: Path) -> None:
    first = train.train_denoiser(data, network, epochs=1, batch=32, run=told(tmp_path))
    next(first)
    with pytest.raises(UsageError, match="denoiser is being trained by another process"):
        done(train.train_denoiser(data, network, epochs=1, batch=32, run=told(tmp_path)))
    first.close()


def test_a_loss_that_is_no_number_ends_it_and_keeps_the_checkpoint(
    data: Dataset, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(train.train_denoiser(data, network, epochs=1, batch=32, run=told(tmp_path)))
    right = Denoising.loss
    monkeypatch.setattr(Denoising, "loss", lambda self, model, batch: right(self, model, batch) * float("nan"))
    with pytest.raises(UsageError, match="the loss is no number by step 6; the checkpoint before it is kept"):
        done(train.train_denoiser(data, network, epochs=2, batch=32, run=told(tmp_path)))
    file = tmp_path / "denoiser" / checkpoint.NAME
    assert all(value.isfinite().all() for value in load_file(file).values())


@pytest.mark.parametrize("betas", ["linear", "cosine", "quadratic", "sigmoid"])
def test_samples_are_drawn_under_every_schedule(betas: Any, data: Dataset, by_class: Network) -> None:
    task = Diffusing(data, None, by_class, 32, 2**52, steps=40, betas=betas, loss="L2", learned=False, dropped=0.1)
    sheet = task.sheet(task.model.eval())
    assert sheet.size == (10 * 58 + 2, 4 * 58 + 2)


def test_data_and_test_that_do_not_go_together_are_refused(data: Dataset, network: Network, tmp_path: Path) -> None:
    other = dataclasses.replace(datasets.digits(split="test", count=40), classes=tuple("abcdefghij"))
    with pytest.raises(UsageError, match="test has classes"):
        done(train.train_denoiser(data, network, other, epochs=1, batch=32, run=told(tmp_path)))
    unit = DataInfo(28, 1, None, unit=True)
    with pytest.raises(CheckError, match="has other values than data"):
        train._check_denoiser({"data": unit, "test": DataInfo(28, 1, None, unit=False)}, {})


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"multipliers": (), "width": 64}, "multipliers"),
        ({"multipliers": (1, 0), "width": 64}, "multipliers"),
        ({"multipliers": (1,), "width": 4}, "multipliers"),
        ({"multipliers": (1, 2), "width": 64, "attention": (16,)}, "attention"),
        ({"multipliers": (1, 2, 2, 2), "width": 64}, "data"),
    ],
)
def test_a_network_that_cannot_be_made_is_refused(settings: dict[str, Any], found: str) -> None:
    with pytest.raises(CheckError) as caught:
        networks._check_ddpm({"data": DataInfo(28, 1)}, settings)
    assert caught.value.socket == found


def test_a_damaged_checkpoint_is_named(data: Dataset, network: Network, tmp_path: Path) -> None:
    done(train.train_denoiser(data, network, epochs=1, batch=32, run=told(tmp_path)))
    file = tmp_path / "denoiser" / "checkpoint.safetensors"
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(UsageError, match=r"checkpoint.safetensors: damaged .* Move it away to start anew"):
        done(train.train_denoiser(data, network, epochs=1, batch=32, run=told(tmp_path)))
