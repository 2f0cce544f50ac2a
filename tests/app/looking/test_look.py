from itertools import product

import numpy as np
import pytest

from app.looking.look import Look, compose, other_side
from app.looking.views import flip, mirror, turned

PICTURE = np.random.default_rng(5).integers(0, 256, (32, 32, 3), np.uint8)
LYING = [Look(*each) for each in product((False, True), (False, True), range(4))]


@pytest.mark.parametrize("look", LYING)
def test_each_button_turns_what_is_seen(look):
    seen = look.move(PICTURE)

    assert np.array_equal(look.flip().move(PICTURE), flip(seen))
    assert np.array_equal(look.mirror().move(PICTURE), mirror(seen))
    assert np.array_equal(look.rotate().move(PICTURE), turned(seen, 1))


@pytest.mark.parametrize("look", LYING)
def test_buttons_undo_themselves(look):
    assert look.flip().flip() == look
    assert look.mirror().mirror() == look
    assert look.rotate().rotate().rotate().rotate() == look


def test_the_other_side_of_a_flipped_picture_is_the_picture():
    assert np.array_equal(other_side(PICTURE, Look().flip(), flip), PICTURE)


def test_a_plain_look_enlarges_and_nothing_else():
    assert np.array_equal(compose(PICTURE, Look(grid=False), 32), PICTURE)
    assert compose(PICTURE, Look(), 256).shape == (256, 256, 3)


def test_the_picture_before_lies_as_the_picture_lies():
    look = Look(comparing=True, split_at=1.0).flip()

    assert np.array_equal(compose(PICTURE, look, 32, before=PICTURE), flip(PICTURE))


def test_without_a_picture_before_there_is_nothing_to_compare():
    assert np.array_equal(compose(PICTURE, Look(comparing=True), 32), PICTURE)


def test_from_afar_counts_only_while_it_is_on():
    assert compose(PICTURE, Look(strength=1.0), 64).shape == (64, 64, 3)
    assert compose(PICTURE, Look(afar=True, strength=1.0), 64).shape[0] < 32


def test_the_grid_shows_whole_pixels():
    shown = compose(PICTURE, Look(grid=True), 256)
    inside = shown.reshape(32, 8, 32, 8, 3)[:, 1:, :, 1:]

    assert np.array_equal(inside.max(axis=(1, 3)), PICTURE)
    assert np.array_equal(inside.min(axis=(1, 3)), PICTURE)
