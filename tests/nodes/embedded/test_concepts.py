"""What the embedded model knows: names, captions, and the list that they come from."""

import random
from pathlib import Path

import pytest

from nodes.embedded import collect
from nodes.embedded.concepts import STYLES, caption, concepts, every_caption, fill
from nodes.embedded.network import make_tokenizer, tokenize
from nodes.embedded.styles import PAINTERS


def test_no_two_things_share_a_name() -> None:
    names = [name for concept in concepts() for name in concept.names]
    assert len(names) == len(set(names))
    assert len(concepts()) > 800


@pytest.mark.parametrize(
    ("template", "name", "text"),
    [
        ("{}", "elephant", "an elephant"),
        ("a photo of {}", "dog", "a photo of a dog"),
        ("a painting of {bare}", "houseplant", "a painting of houseplant"),
        ("an oil painting of {}", "people around a campfire", "an oil painting of people around a campfire"),
        ("{the}", "unicorn", "the unicorn"),
        ("{}", "unicorn", "a unicorn"),
    ],
)
def test_captions_agree_a_and_an(template: str, name: str, text: str) -> None:
    assert fill(template, name) == text


@pytest.mark.parametrize(
    "prompt",
    [
        "a rocket ship",
        "an oil painting of an old man",
        "an oil painting of people around a campfire",
        "a lithograph of a skull",
        "a lithograph of waterfalls",
        "a photo of a dog",
        "a pencil",
        "an oil painting of a snowy mountain village",
        "a man wearing a hat",
        "a painting of a red panda",
        "a painting of houseplant",
    ],
)
def test_the_prompts_of_the_field_are_captions_or_nearly(prompt: str) -> None:
    known = set(every_caption())
    assert prompt in known or prompt.replace("waterfalls", "a waterfalls") in known


def test_the_tokenizer_knows_every_caption_and_no_other_word() -> None:
    tokenizer = make_tokenizer(every_caption())
    rng = random.Random(0)
    captions = [caption(concept, style, rng) for concept in concepts() for style in STYLES]
    ids, mask = tokenize(tokenizer, captions)
    assert ids.shape == mask.shape == (len(captions), 77)
    assert not (ids == tokenizer.unk_token_id).any()
    assert tokenizer.unk_token_id in tokenizer("a zeppelin").input_ids


def test_marks_around_words_are_tokens_of_their_own() -> None:
    tokenizer = make_tokenizer(["a dog, running.", "a (big) jack-o-lantern", "-"])
    for text in ("a dog", "a running dog, big.", "(big) dog.", "a jack-o-lantern", "-"):
        assert tokenizer.unk_token_id not in tokenizer(text).input_ids, text
    assert tokenizer.tokenize("a dog, running") == ["▁a", "▁dog", ",", "▁running"]


def test_every_style_has_a_painter() -> None:
    assert set(STYLES) == set(PAINTERS)


@pytest.mark.skipif(not collect.ANNOTATIONS.exists(), reason="needs Debian's unicode-cldr-core")
def test_the_list_is_what_the_script_makes() -> None:
    made = {emoji: names[0] for emoji, names in collect.collect(collect.read(collect.ANNOTATIONS))}
    listed = {concept.emoji: concept.name for concept in concepts()}
    assert len(made.items() & listed.items()) > 0.95 * len(listed)  # all of them with CLDR 41; others know other names


def test_keywords_of_one_thing_alone_become_names(tmp_path: Path) -> None:
    entries = {"🦊": ("fox", "animal | fox | vulpine"), "🐢": ("turtle", "animal | turtle"), "🅰": ("A button", "a")}
    rows = "".join(f'<annotation cp="{c}" type="tts">{n}</annotation><annotation cp="{c}">{k}</annotation>'
                   for c, (n, k) in entries.items())  # fmt: skip
    path = tmp_path / "en.xml"
    path.write_text(f"<ldml><annotations>{rows}</annotations></ldml>", "utf-8")
    assert collect.collect(collect.read(path)) == [("🦊", ["fox", "vulpine"]), ("🐢", ["turtle"])]


def test_without_the_package_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Install unicode-cldr-core"):
        collect.read(tmp_path / "none.xml")
