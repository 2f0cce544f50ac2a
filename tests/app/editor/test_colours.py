"""Both themes are legible: the contrast that WCAG 2.1 asks for."""

import pytest

from app.editor import colours
from app.editor.colours import TOKENS, ThemeName, colour, contrast, parsed, title_token
from nodegraph.registry import Registry
from nodegraph.sockets import declared_types, type_name

THEMES: tuple[ThemeName, ...] = ("dark", "light")
TEXT = 4.5
GRAPHICS = 3.0
GROUNDS = ("app", "panel", "raised", "field", "canvas", "node")
ON_OTHERS = (
    ("on accent", "accent"), ("accent", "accent soft"), ("text", "accent soft"), ("error", "error soft"),
    ("text", "error soft"), ("title text", "error title"), ("text", "note"), ("muted", "note"), ("text", "hover"),
    ("warn", "note"),
)  # fmt: skip
CATEGORIES = (
    "models", "prompts", "noise", "loop", "predict", "views", "combine", "frequencies", "output", "images", "masks",
    "datasets", "networks", "train", "evaluate",
)  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("words", ["text", "muted", "faint"])
def test_text_can_be_read_on_every_ground(theme: ThemeName, ground: str, words: str) -> None:
    assert contrast(colour(words, theme), colour(ground, theme)) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("words", "ground"), ON_OTHERS)
def test_coloured_words_can_be_read(theme: ThemeName, words: str, ground: str) -> None:
    assert contrast(colour(words, theme), colour(ground, theme)) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("words", ["error", "warn", "ok", "accent"])
def test_states_can_be_read_in_panels_and_nodes(theme: ThemeName, words: str) -> None:
    for ground in ("app", "panel", "canvas", "node"):
        assert contrast(colour(words, theme), colour(ground, theme)) >= TEXT, ground


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("category", CATEGORIES)
def test_titles_can_be_read_on_every_category(theme: ThemeName, category: str) -> None:
    assert contrast(colour("title text", theme), colour(category, theme)) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_pins_and_links_stand_out(theme: ThemeName, registry: Registry) -> None:
    carried = {type_name(each.hint) for kind in registry for each in (*kind.inputs, *kind.outputs)}
    found = declared_types().keys() & carried  # other tests declare types of their own
    assert {"Image", "Noise", "Loop"} <= found
    for name in found:
        for ground in ("node", "canvas"):
            assert contrast(colour(name, theme), colour(ground, theme)) >= GRAPHICS, name


def test_every_category_of_the_installed_nodes_has_its_colour(registry: Registry) -> None:
    assert {title_token(kind.category) for kind in registry} <= set(CATEGORIES)


def test_a_category_of_another_pack_is_neutral() -> None:
    assert title_token("Letters") == "output"


def test_names_that_nobody_declared_are_neutral() -> None:
    assert colour("Letters", "dark") == colour("muted", "dark")


def test_opacity_multiplies_that_of_the_token() -> None:
    assert colour("zone", "dark")[3] == 0x1A
    assert colour("zone", "dark", 0.5)[3] == 0x0D


def test_a_colour_may_be_given_as_such() -> None:
    assert colour("#102030", "light") == (16, 32, 48, 255)


def test_timestep_links_stand_back() -> None:
    for theme in THEMES:
        assert colours.link_opacity("Timestep", theme) < colours.link_opacity("Image", theme)


@pytest.mark.parametrize("text", ["#12345", "red", "#GGGGGG"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"colour|fromhex"):
        parsed(text)


def test_all_tokens_are_colours() -> None:
    for dark, light in TOKENS.values():
        assert len(parsed(dark)) == len(parsed(light)) == 4
