import numpy as np
import pytest
from PIL import Image

from app.painting.painting import BLACK, REMEMBERED, WHITE, Painting

RED = (255, 0, 0)


@pytest.fixture
def painting():
    return Painting.blank(40, 30)


def stroke(painting, *points, colour=RED, size=6, softness=0.0):
    painting.begin(points[0], colour, size, softness)
    for point in points[1:]:
        painting.move(point)
    painting.end()


def test_a_stroke_leaves_its_colour(painting):
    stroke(painting, (10, 15), (30, 15))

    assert painting.colour_at((20, 15)) == RED
    assert painting.colour_at((20, 25)) == WHITE


def test_strokes_may_begin_end_and_lie_outside(painting):
    stroke(painting, (-50, 15), (90, 15))
    stroke(painting, (-50, -50), (-20, -50))

    assert painting.colour_at((0, 15)) == painting.colour_at((39, 15)) == RED


def test_a_soft_stroke_does_not_pile_up_where_it_crosses_itself(painting):
    stroke(painting, (5, 15), (35, 15), size=14, softness=1.0)
    once = painting.pixels.copy()
    other = Painting.blank(40, 30)
    stroke(other, (5, 15), (35, 15), (5, 15), (35, 15), size=14, softness=1.0)

    assert np.array_equal(other.pixels, once)


def test_undo_and_redo_go_all_the_way(painting):
    rng = np.random.default_rng(4)
    seen = [painting.pixels.copy()]
    for number in range(30):
        x, y = rng.uniform(-5, 45, 2)
        choice = number % 5
        if choice == 0:
            painting.fill((abs(x) % 40, abs(y) % 30), tuple(int(each) for each in rng.integers(0, 255, 3)))
        elif choice == 1:
            painting.invert()
        elif choice == 2 and number % 4 == 0:
            painting.replace(rng.integers(0, 255, (20 + number, 25, 3), np.uint8))
        else:
            stroke(painting, (x, y), (y, x), size=3 + number % 7, softness=0.3)
        if not np.array_equal(seen[-1], painting.pixels):
            seen.append(painting.pixels.copy())
    for expected in reversed(seen[:-1]):
        while painting.undo() and not np.array_equal(painting.pixels, expected):
            pass
        assert np.array_equal(painting.pixels, expected)
    assert not painting.can_undo
    while painting.redo():
        pass
    assert np.array_equal(painting.pixels, seen[-1])


def test_what_changes_nothing_is_no_step(painting):
    painting.clear()
    painting.fill((5, 5), WHITE)
    stroke(painting, (-90, -90), (-80, -80))

    assert not painting.can_undo
    assert not painting.dirty


def test_a_new_step_ends_what_could_be_redone(painting):
    stroke(painting, (10, 10), (20, 10))
    painting.undo()
    painting.fill((0, 0), RED)

    assert not painting.can_redo


def test_it_remembers_so_many_steps_and_no_more(painting):
    for number in range(REMEMBERED + 20):
        painting.fill((0, 0), (number % 2 * 200, 0, 0))

    undone = 0
    while painting.undo():
        undone += 1
    assert undone == REMEMBERED
    assert painting.dirty, "the steps before are not saved"


def test_undo_in_the_middle_of_a_stroke_takes_the_stroke_back(painting):
    painting.begin((10, 10), RED, 5)
    painting.move((30, 20))
    painting.undo()

    assert (painting.pixels == 255).all()


def test_it_is_dirty_until_it_is_saved_and_again_after_undo(painting, tmp_path):
    stroke(painting, (10, 10), (20, 10))
    assert painting.dirty
    painting.save(tmp_path / "a.png")
    assert not painting.dirty
    painting.undo()
    assert painting.dirty
    painting.redo()
    assert not painting.dirty


def test_saved_it_is_a_png_with_the_same_pixels(painting, tmp_path):
    stroke(painting, (10, 10), (20, 20), softness=0.7)
    painting.save(tmp_path / "a.png")

    with Image.open(tmp_path / "a.png") as saved:
        assert saved.mode == "RGB"
        assert np.array_equal(np.asarray(saved), painting.pixels)


def test_a_mask_is_saved_in_greys(tmp_path):
    mask = Painting.blank(8, 8, BLACK)
    mask.invert()
    mask.save(tmp_path / "a.png", grey=True)

    with Image.open(tmp_path / "a.png") as saved:
        assert saved.mode == "L"
        assert saved.getextrema() == (255, 255)


def test_a_save_that_fails_leaves_the_old_file(painting, tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    monkeypatch.setattr(Image.Image, "save", lambda *_, **__: (_ for _ in ()).throw(OSError("full")))

    with pytest.raises(OSError, match="full"):
        painting.save(path)
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.png"]


def test_a_painting_does_not_change_what_it_was_made_from():
    pixels = np.zeros((10, 10, 3), np.uint8)
    Painting(pixels).invert()

    assert not pixels.any()
