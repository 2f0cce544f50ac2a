import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from transformers import T5EncoderModel

from nodegraph.context import Context
from nodegraph.errors import CheckError, UsageError
from nodes.compute import Compute, using
from nodes.models import _check, load_model
from nodes.prompts import _check_prompt, load_embeddings, prompt
from nodes.types import ModelInfo
from nodes.weights import prompt_cache
from nodes.weights.residency import RESIDENCY
from tests.tiny import Tiny, make_tiny_ddpm


class Heard(Context):
    """A context that keeps the warnings."""

    def __init__(self) -> None:
        super().__init__(emit=lambda kind, data: self.texts.append(data["text"]))
        self.texts: list[str] = []


@pytest.fixture
def encodings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts T5 has read."""
    seen: list[int] = []
    forward = T5EncoderModel.forward

    def counted(self: Any, ids: Any, *args: Any, **settings: Any) -> Any:
        seen.append(len(ids))
        return forward(self, ids, *args, **settings)

    monkeypatch.setattr(T5EncoderModel, "forward", counted)
    return seen


@pytest.mark.parametrize("clean", [False, True])
@pytest.mark.parametrize("text", ["a rocket", "", "  A Photo of a SKULL ", "a <b>panda</b> http://x.com @me"])
def test_a_prompt_is_what_if_pipeline_encodes(tiny: Tiny, text: str, clean: bool) -> None:
    found = prompt(tiny.model, text=text, clean_caption=clean, run=Context())
    expected, _ = tiny.pipeline.encode_prompt(text, do_classifier_free_guidance=False, clean_caption=clean)
    assert found.values.shape == (1, 77, 32)
    assert torch.equal(found.values, expected)
    assert found.text == text


def test_t5_reads_a_text_only_once(tiny: Tiny, encodings: list[int]) -> None:
    first = prompt(tiny.model, text="a dog", run=Context())
    again = prompt(tiny.model, text="a dog", run=Context())
    assert encodings == [1]
    assert torch.equal(first.values, again.values)
    prompt(tiny.model, text="a skull", run=Context())
    prompt(tiny.model, text="a dog", clean_caption=False, run=Context())
    with using(Compute(dtype="bfloat16")):
        assert prompt(tiny.model, text="a dog", run=Context()).values.dtype == torch.bfloat16
    assert encodings == [1] * 4


def test_a_cached_text_needs_no_text_encoder_in_memory(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    prompt(tiny.model, text="a dog", run=Context())
    RESIDENCY.release()
    prompt(tiny.model, text="a dog", run=Context())
    assert len(RESIDENCY) == 0


@pytest.mark.parametrize("damage", [b"", b"not a safetensors file", b"\xff" * 64])
def test_a_damaged_cache_file_is_made_again(tiny: Tiny, encodings: list[int], damage: bytes) -> None:
    first = prompt(tiny.model, text="a dog", run=Context())
    (file,) = prompt_cache.folder().iterdir()
    file.write_bytes(damage)
    assert torch.equal(prompt(tiny.model, text="a dog", run=Context()).values, first.values)
    prompt(tiny.model, text="a dog", run=Context())
    assert encodings == [1, 1]


def test_a_cache_folder_that_cannot_be_written_to_is_no_failure(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ANAGRAPH_CACHE", str(tmp_path / "file"))
    assert prompt(tiny.model, text="a dog", run=Context()).values.shape == (1, 77, 32)


def test_the_cache_lies_where_the_user_s_caches_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANAGRAPH_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert prompt_cache.folder() == Path("/caches/anagraph/prompts")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert prompt_cache.folder() == Path.home() / ".cache/anagraph/prompts"


def test_unknown_words_are_named_also_when_the_prompt_is_cached(tiny: Tiny) -> None:
    for _ in range(2):
        heard = Heard()
        prompt(tiny.model, text="a zeppelin of water", run=heard)
        assert len(heard.texts) == 1
        assert "'zeppelin'" in heard.texts[0]
        assert "water" not in heard.texts[0]


def test_a_known_text_warns_of_nothing(tiny: Tiny) -> None:
    heard = Heard()
    prompt(tiny.model, text="a photo of a panda", run=heard)
    assert heard.texts == []


def test_text_beyond_the_77th_token_is_named(tiny: Tiny) -> None:
    heard = Heard()
    prompt(tiny.model, text="a dog " * 38 + "panda skull", run=heard)
    assert "77 tokens" in heard.texts[0]
    assert "skull" in heard.texts[0]
    assert "dog" not in heard.texts[0]


def test_a_model_without_text_says_so(tmp_path: Path) -> None:
    make_tiny_ddpm(tmp_path)
    model = load_model(source=str(tmp_path))
    with pytest.raises(UsageError, match="reads no prompts"):
        prompt(model, text="a dog", run=Context())
    with pytest.raises(CheckError, match="reads no prompts"):
        _check_prompt({"model": model.info}, {})
    assert _check_prompt({"model": ModelInfo(64, embeds_width=4096)}, {}) == (1, 77, 4096)
    assert _check_prompt({}, {}) is None


@pytest.fixture
def table() -> dict[str, torch.Tensor]:
    return {text: torch.randn(1, 77, 8) for text in ("a rocket ship", "an oil painting of a snowy village", "")}


@pytest.mark.parametrize("name", ["p.pth", "p.safetensors"])
def test_embeddings_are_found_by_their_text(tmp_path: Path, table: dict[str, torch.Tensor], name: str) -> None:
    torch.save(table, tmp_path / name) if name.endswith("pth") else save_file(table, tmp_path / name)
    with using(Compute(base=tmp_path)):
        found = load_embeddings(file=name, text="a rocket ship")
        assert torch.equal(found.values, table["a rocket ship"])
        assert torch.equal(load_embeddings(file=name).values, table[""])


def test_an_unknown_text_is_answered_with_the_nearest(tmp_path: Path, table: dict[str, torch.Tensor]) -> None:
    torch.save(table, tmp_path / "p.pth")
    with pytest.raises(UsageError, match=r"no 'a rocket' among its 3 texts. Nearest: 'a rocket ship'"):
        load_embeddings(file=str(tmp_path / "p.pth"), text="a rocket")


class Runs:
    """Would run code when unpickled."""

    def __reduce__(self) -> Any:
        return print, ("unpickled",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"a": Runs()}, "p.pth holds more than tensors"),
        ([torch.zeros(1)], "holds no dictionary"),
        ({"a": 3}, "holds no dictionary"),
        ({"": torch.zeros(77)}, "is \\(77,\\) torch.float32. An embedding is"),
        ({"": torch.zeros(2, 77, 8)}, "is \\(2, 77, 8\\) torch.float32. An embedding is"),
        ({"": torch.zeros(1, 76, 8)}, "is \\(1, 76, 8\\) torch.float32. An embedding is"),
        ({"": torch.zeros(1, 77, 8, dtype=torch.int64)}, "torch.int64. An embedding is"),
    ],
)
def test_a_file_of_anything_else_is_refused_by_name(
    tmp_path: Path, content: Any, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.save(content, tmp_path / "p.pth")
    with pytest.raises(UsageError, match=words):
        load_embeddings(file=str(tmp_path / "p.pth"))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b"hello", b"PK\x03\x04broken"])
@pytest.mark.parametrize("name", ["p.pth", "p.safetensors"])
def test_a_file_that_is_no_such_file_is_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match="is damaged, or was never") as caught:
        load_embeddings(file=str(tmp_path / name))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        load_embeddings(file=str(tmp_path / "p.pth"))


def test_an_embedding_without_a_batch_gets_one(tmp_path: Path) -> None:
    torch.save({"": torch.zeros(77, 8)}, tmp_path / "p.pth")
    assert load_embeddings(file=str(tmp_path / "p.pth")).values.shape == (1, 77, 8)


def test_a_plain_pickle_that_would_run_code_is_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "p.pth").write_bytes(pickle.dumps({"a": Runs()}, protocol=2))
    with pytest.raises(UsageError, match="holds more than tensors"):
        load_embeddings(file=str(tmp_path / "p.pth"))


@pytest.mark.parametrize(
    ("text", "strange"),
    [("a panda!", "'!'"), ("a panda, a dog", "','"), ("A Panda", ""), ("a zeppelin!", "'zeppelin', '!'")],
)
def test_exactly_what_the_tokenizer_does_not_know_is_named(tiny: Tiny, text: str, strange: str) -> None:
    heard = Heard()
    prompt(tiny.model, text=text, run=heard)
    assert [each.partition("does not know ")[2].partition(".")[0] for each in heard.texts] == (
        [strange] * bool(strange)
    )


def spoil_tokenizer(folder: Path) -> None:
    shutil.rmtree(folder / "tokenizer")


def spoil_vocabulary(folder: Path) -> None:
    (folder / "tokenizer/tokenizer.json").write_text("{")


def spoil_encoder(folder: Path) -> None:
    shutil.rmtree(folder / "text_encoder")


def spoil_encoder_weights(folder: Path) -> None:
    path = folder / "text_encoder/model.safetensors"
    path.write_bytes(path.read_bytes()[:-10])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (spoil_tokenizer, "neither tokenizer.json nor spiece.model"),
        (spoil_vocabulary, "tokenizer.json: damaged"),
        (spoil_encoder, "text_encoder/config.json: missing"),
        (spoil_encoder_weights, "model.safetensors: damaged"),
    ],
)
def test_a_broken_text_part_is_found_before_the_run(tiny: Tiny, tmp_path: Path, spoil: Any, words: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny.model.folder, folder)
    assert _check_prompt({"model": _check({}, {"source": str(folder)})}, {}) == (1, 77, 32)
    spoil(folder)
    with pytest.raises(CheckError, match=words) as caught:
        _check_prompt({"model": _check({}, {"source": str(folder)})}, {})
    assert caught.value.socket == "model"
