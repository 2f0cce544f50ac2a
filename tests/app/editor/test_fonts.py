"""The fonts carry what the interface says, and their widths are those of the file."""

import pytest
from PIL import ImageFont

from app.editor.fonts import NAMES, NODE, Weight, cut, font_file, text_width, wrapped
from app.editor.icons import CODEPOINTS, all_icons, icon

WEIGHTS: tuple[Weight, ...] = tuple(NAMES)
SHOWN = "αβγδεζηθλμπσφχψωΑΒΓΔΘΛΣΦΨΩ ᾱ x̄ ϵ̂ ←↑→↓↔⇧⌘⏎ ±×÷·−≈≤≥√∂∑∞ ₀₁₂ ⁰¹² ✓✗ …–— „“”«» äöüßéèñç ŁŠŽ"


def characters(weight: Weight) -> set[int]:
    tools = pytest.importorskip("fontTools.ttLib", reason="fonttools reads the fonts' tables")
    with tools.TTFont(font_file(weight)) as font:
        return set(font.getBestCmap())


@pytest.mark.parametrize("weight", WEIGHTS)
def test_greek_arrows_and_marks_are_there(weight: Weight) -> None:
    assert {letter for letter in SHOWN if ord(letter) not in characters(weight)} == set()


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_listed_icon_is_there(weight: Weight) -> None:
    assert {name for name, letter in all_icons().items() if ord(letter) not in characters(weight)} == set()


def test_an_icon_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")


def test_fonts_are_small_and_their_licences_lie_beside() -> None:
    folder = CODEPOINTS.parent
    assert sum(font_file(weight).stat().st_size for weight in WEIGHTS) < 2.5e6
    assert "SIL OPEN FONT LICENSE" in (folder / "LICENSE-Inter.txt").read_text("utf-8")
    assert "Apache License" in (folder / "LICENSE-MaterialIcons.txt").read_text("utf-8")


@pytest.mark.parametrize("weight", WEIGHTS)
def test_widths_are_those_of_the_file(weight: Weight) -> None:
    font = ImageFont.truetype(str(font_file(weight)), 2048, layout_engine=ImageFont.Layout.BASIC)
    assert text_width("embeds", 14.5, weight) == pytest.approx(font.getlength("embeds") * 14.5 / 2048 / 1.21, rel=1e-3)


def test_a_line_is_as_high_as_its_size() -> None:
    ascent, descent = ImageFont.truetype(str(font_file("regular")), 2048).getmetrics()
    assert (ascent + descent) / 2048 == pytest.approx(1.21, abs=1e-3)


def test_the_widest_line_counts() -> None:
    assert text_width("a\nbroad line\nb") == text_width("broad line")


def test_bold_is_wider() -> None:
    assert text_width("UNet Predict", NODE, "semibold") > text_width("UNet Predict", NODE)


def test_what_fits_is_not_cut() -> None:
    assert cut("an owl", 200) == "an owl"


def test_what_is_cut_fits_and_says_so() -> None:
    text = cut("an owl in a very old tree", 80)
    assert text.endswith("…")
    assert text_width(text) <= 80


def test_several_lines_are_cut_as_one() -> None:
    assert cut("an\nowl", 200) == "an owl"


def test_wrapped_lines_fit_and_lose_nothing() -> None:
    text = "Classifier-free guidance moves away from what the empty prompt predicts"
    lines = wrapped(text, 120)
    assert len(lines) > 2
    assert " ".join(lines) == text
    assert all(text_width(line) <= 120 for line in lines)


def test_a_word_that_is_too_long_is_broken() -> None:
    lines = wrapped("a supercalifragilistic word", 60)
    assert "".join(lines).replace(" ", "") == "asupercalifragilisticword"
    assert all(text_width(line) <= 60 for line in lines)


def test_own_line_breaks_stay() -> None:
    assert wrapped("one\n\ntwo", 200) == ["one", "", "two"]
