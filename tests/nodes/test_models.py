import json
import os
import shutil
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from huggingface_hub import constants, errors

from nodegraph.errors import CheckError, UsageError
from nodes.compute import Compute, using
from nodes.models import _check, _identity, load_model
from nodes.noise import gaussian_noise
from nodes.predict import unet_predict
from nodes.types import ModelInfo, Timestep
from nodes.weights import hub
from nodes.weights.files import choose_variant, parameters
from nodes.weights.memory import device_map, place, size_of
from nodes.weights.residency import RESIDENCY, Residency
from tests.tiny import Tiny, make_tiny_ddpm, make_tiny_if, make_tiny_upscaler

UNET = "unet/diffusion_pytorch_model.safetensors"


@pytest.fixture
def folder(tiny: Tiny, tmp_path: Path) -> Path:
    """A copy of the tiny model, to be spoilt."""
    copy = tmp_path / "model"
    shutil.copytree(tiny.model.folder, copy)
    return copy


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def cache(folder: Path, hub_cache: Path, name: str = "DeepFloyd/IF-I-XL-v1.0") -> Path:
    """Lay a folder out as the hub's cache does."""
    home = hub_cache / f"models--{name.replace('/', '--')}"
    snapshot = home / "snapshots" / "abc123"
    shutil.copytree(folder, snapshot)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("abc123")
    return snapshot


def test_a_model_is_known_by_its_configuration(tiny: Tiny) -> None:
    assert tiny.model.info == ModelInfo(16, 3, 6, embeds_width=32, factor=2)
    assert tiny.model.info.learns_variance
    assert not tiny.model.info.upscales
    assert _check({}, {"source": str(tiny.model.folder)}) == tiny.model.info


def test_stage_two_and_unconditional_folders_are_known_too(tmp_path: Path) -> None:
    make_tiny_upscaler(tmp_path / "two")
    make_tiny_ddpm(tmp_path / "ddpm")
    assert load_model(source=str(tmp_path / "two")).info.upscales
    plain = load_model(source=str(tmp_path / "ddpm")).info
    assert (plain.embeds_width, plain.network, plain.out_channels) == (None, "UNet2DModel", 3)


def test_relative_folders_start_at_the_graph_file(tiny: Tiny) -> None:
    with using(Compute(base=tiny.model.folder.parent)):
        assert load_model(source=tiny.model.folder.name).folder == tiny.model.folder


def test_no_torch_is_needed_to_check_a_model(tiny: Tiny) -> None:
    code = f"""
import sys
from nodes.models import _check, _identity
_check({{}}, {{"source": {str(tiny.model.folder)!r}}})
_identity({{"source": {str(tiny.model.folder)!r}}})
sys.exit("torch" in sys.modules or "diffusers" in sys.modules)
"""
    assert os.spawnv(os.P_WAIT, os.sys.executable, [os.sys.executable, "-c", code]) == 0  # type: ignore[attr-defined]


def spoil_absent(folder: Path) -> None:
    shutil.rmtree(folder)


def spoil_config(folder: Path) -> None:
    (folder / "unet/config.json").unlink()


def spoil_json(folder: Path) -> None:
    (folder / "unet/config.json").write_text('{"in_channels": ')


def spoil_truncate(folder: Path) -> None:
    path = folder / UNET
    path.write_bytes(path.read_bytes()[:-100])


def spoil_header(folder: Path) -> None:
    (folder / UNET).write_bytes(struct.pack("<Q", 2**60) + b"{}")


def spoil_pickle(folder: Path) -> None:
    (folder / UNET).rename(folder / "unet/diffusion_pytorch_model.bin")


def spoil_weights(folder: Path) -> None:
    (folder / UNET).unlink()


def spoil_latent(folder: Path) -> None:
    config = json.loads((folder / "unet/config.json").read_text())
    (folder / "unet/config.json").write_text(json.dumps(config | {"in_channels": 4}))


def spoil_class(folder: Path) -> None:
    (folder / "unet/config.json").write_text(json.dumps({"_class_name": "SD3Transformer2DModel", "in_channels": 16}))


def spoil_shard(folder: Path) -> None:
    index = {"weight_map": {"a": "diffusion_pytorch_model-00002-of-00002.safetensors"}}
    (folder / "unet/diffusion_pytorch_model.safetensors.index.json").write_text(json.dumps(index))


def changed(part: str, **changes: Any) -> Any:
    def spoil(folder: Path) -> None:
        path = next((folder / part).glob("*config.json"))
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return spoil


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (changed("unet", sample_size="big"), "damaged .sample_size is 'big'"),
        (changed("unet", sample_size=[]), "damaged .sample_size is"),
        (changed("unet", out_channels="six"), "damaged .out_channels is 'six'"),
        (changed("unet", encoder_hid_dim="wide"), "damaged .encoder_hid_dim is 'wide'"),
        (changed("unet", block_out_channels=16), "damaged .block_out_channels is 16"),
        (changed("scheduler", prediction_type="v_prediction"), "predicts 'v_prediction', not the noise"),
        (changed("scheduler", beta_schedule="wavy"), "beta_schedule 'wavy' is not known"),
        (changed("scheduler", num_train_timesteps="many"), "damaged .num_train_timesteps is 'many'"),
        (spoil_absent, "there is no such folder"),
        (spoil_config, "unet/config.json: missing"),
        (spoil_json, "unet/config.json: damaged"),
        (spoil_truncate, "damaged, it has .* bytes and should have"),
        (spoil_header, "damaged, its header cannot be read"),
        (spoil_pickle, r"diffusion_pytorch_model.bin: pickled weights can run code"),
        (spoil_weights, "there are no weights"),
        (spoil_latent, "4 channels in, so it paints no pixels"),
        (spoil_class, "its UNet is a SD3Transformer2DModel"),
        (spoil_shard, "00002-of-00002.safetensors: missing"),
    ],
)
def test_each_kind_of_broken_model_has_its_own_line(folder: Path, spoil: Any, words: str) -> None:
    spoil(folder)
    with pytest.raises(UsageError, match=words) as caught:
        load_model(source=str(folder))
    assert "\n" not in str(caught.value)
    with pytest.raises(CheckError, match=words) as checked:
        _check({}, {"source": str(folder)})
    assert checked.value.socket == "source"
    assert checked.value.todo
    assert _identity({"source": str(folder)}) is not None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("v1.ckpt", "v1.ckpt: pickled weights can run code"),
        ("unet.PTH", "unet.PTH: pickled weights can run code"),
        ("a.pkl", "a.pkl: pickled weights can run code"),
        ("w.safetensors", "w.safetensors: a file, and a model is a folder"),
    ],
)
def test_a_file_offered_as_a_model_is_refused_by_name(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(UsageError, match=words):
        load_model(source=str(tmp_path / name))


@pytest.mark.parametrize("source", ["no where at all", "./nomodel", "../x", "a--b/c..d", "a/b.git", "a/b/c", "-a/b"])
@pytest.mark.parametrize("download", [False, True])
def test_a_name_that_is_neither_folder_nor_hub_id_says_what_to_write(source: str, download: bool) -> None:
    with using(Compute(download=download)), pytest.raises(UsageError) as caught:
        load_model(source=source)
    choices = "Name a diffusers folder, a hub id such as DeepFloyd/IF-I-XL-v1.0, embedded, or embedded-upscaler."
    assert str(caught.value) == f"{source}: there is no such folder. {choices}"


def test_no_name_at_all_says_what_to_write() -> None:
    with pytest.raises(UsageError, match=r"^no model is named. Name a diffusers folder"):
        load_model(source="")


def test_a_model_is_short_in_messages(tiny: Tiny) -> None:
    assert repr(replace(tiny.model, source="embedded")) == "Model(embedded)"


def test_an_absent_hub_model_says_size_licence_and_command(hub_cache: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load_model(source="DeepFloyd/IF-I-XL-v1.0")
    text = str(caught.value)
    for word in ("4.3 B", "8.6 GB", "11 GB", "licence", "hf auth login", "anagraph run GRAPH --download"):
        assert word in text
    assert "\n" not in text
    with pytest.raises(UsageError, match=r"someone/else: not on this machine. See its licence"):
        load_model(source="someone/else")


def test_an_absent_model_that_may_be_downloaded_is_unknown_to_the_check(hub_cache: Path) -> None:
    with using(Compute(download=True)):
        assert _check({}, {"source": "DeepFloyd/IF-I-XL-v1.0"}) is None
        assert _identity({"source": "DeepFloyd/IF-I-XL-v1.0"}) == "absent"


def test_a_cached_hub_model_loads_without_the_network(tiny: Tiny, hub_cache: Path) -> None:
    snapshot = cache(tiny.model.folder, hub_cache)
    for download in (False, True):
        with using(Compute(download=download)):
            model = load_model(source="DeepFloyd/IF-I-XL-v1.0")
    assert model.folder == snapshot
    assert load_model(source="DeepFloyd/IF-I-XL-v1.0", revision="abc123").folder == snapshot
    x = gaussian_noise(model)
    a, b = (unet_predict(x, Timestep(500), each, tiny.cond).epsilon for each in (model, tiny.model))
    assert torch.equal(a, b)


def test_a_half_fetched_hub_model_says_what_is_missing(folder: Path, hub_cache: Path) -> None:
    spoil_weights(folder)
    cache(folder, hub_cache)
    with pytest.raises(UsageError, match="there are no weights"):
        load_model(source="DeepFloyd/IF-I-XL-v1.0")


def test_offline_says_that_the_hub_cannot_be_reached(hub_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with using(Compute(download=True)), pytest.raises(UsageError, match=r"huggingface.co cannot be reached"):
        load_model(source="someone/else")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (errors.GatedRepoError, "gated.*Accept its licence at https://huggingface.co/a/b"),
        (errors.RepositoryNotFoundError, "no such model"),
        (errors.RevisionNotFoundError, "no revision 'v9'"),
        (errors.LocalEntryNotFoundError, "cannot be reached"),
        (OSError, "download failed .OSError: disk full"),
    ],
)
def test_each_refusal_of_the_hub_has_its_own_line(kind: Any, words: str) -> None:
    error = kind.__new__(kind)
    Exception.__init__(error, "disk full\nsecond line")
    text = str(hub.refused("a/b", "v9", error))
    assert "\n" not in text
    with pytest.raises(UsageError, match=words):
        raise hub.refused("a/b", "v9", error)


def test_identity_changes_with_a_file(folder: Path) -> None:
    before = _identity({"source": str(folder)})
    assert before == _identity({"source": str(folder)})
    os.utime(folder / UNET, ns=(0, 0))
    assert _identity({"source": str(folder)}) != before


def test_half_precision_weights_are_found_and_read(tiny: Tiny, tmp_path: Path) -> None:
    pipeline = make_tiny_if(tmp_path / "m")
    unet = tmp_path / "m/unet"
    assert choose_variant(unet, "auto", "float16") == ""
    pipeline.unet.half().save_pretrained(unet, variant="fp16")
    assert choose_variant(unet, "auto", "float32") == ""
    assert choose_variant(unet, "auto", "bfloat16") == "fp16"
    (tmp_path / "m" / UNET).unlink()
    assert choose_variant(unet, "auto", "float32") == "fp16"
    with pytest.raises(UsageError, match="no plain weights"):
        load_model(source=str(tmp_path / "m"), variant="plain")
    model = load_model(source=str(tmp_path / "m"))
    x = gaussian_noise(model)
    half, whole = (unet_predict(x, Timestep(500), each, tiny.cond).epsilon for each in (model, tiny.model))
    assert 0 < (half - whole).abs().max() < 1e-2


def test_parameters_are_counted_from_the_header(tiny: Tiny) -> None:
    expected = sum(each.numel() for each in tiny.pipeline.unet.parameters())
    assert parameters(tiny.model.folder / UNET) == expected


def test_networks_are_read_once_and_let_go_oldest_first(tiny: Tiny) -> None:
    room = [10**12]
    residency = Residency(free=lambda device: room[0])
    unet = residency.unet(tiny.model)
    assert residency.unet(tiny.model) is unet
    assert not unet.training
    assert not any(each.requires_grad for each in unet.parameters())
    residency.text(tiny.model)
    residency.unet(tiny.model)
    assert len(residency) == 2
    room[0] = 0
    with using(Compute(dtype="bfloat16")):
        residency.unet(tiny.model)
    assert len(residency) == 1


def test_a_run_s_dtype_gets_a_network_of_its_own(tiny: Tiny) -> None:
    residency = Residency()
    with using(Compute(dtype="float16")):
        assert residency.unet(tiny.model).dtype == torch.float16
    assert residency.unet(tiny.model).dtype == torch.float32


def test_a_network_that_does_not_fit_keeps_what_does_on_the_gpu(tiny: Tiny) -> None:
    unet = RESIDENCY.unet(tiny.model)
    whole = size_of(unet)
    placed = device_map(unet, 0, whole)
    assert set(placed.values()) == {0, "cpu"}
    on_gpu = sum(
        tensor.numel() * 4
        for name, tensor in unet.named_parameters()
        for key in placed
        if inside(name, key) and placed[key] == 0
    )
    assert 0 < on_gpu <= 0.75 * whole
    assert all(any(inside(name, key) for key in placed) for name, _ in unet.named_parameters())


def inside(name: str, module: str) -> bool:
    return name == module or name.startswith(module + ".") or module == ""


def test_on_a_cpu_a_network_is_simply_there(tiny: Tiny) -> None:
    network = torch.nn.Linear(2, 2)
    assert place(network, "cpu", 0) is network


def test_weights_that_do_not_fit_their_configuration_are_one_line(folder: Path) -> None:
    config = json.loads((folder / "unet/config.json").read_text())
    (folder / "unet/config.json").write_text(json.dumps(config | {"block_out_channels": [16, 32]}))
    model = load_model(source=str(folder))
    with pytest.raises(UsageError, match="its unet cannot be read") as caught:
        RESIDENCY.unet(model)
    assert "\n" not in str(caught.value)
