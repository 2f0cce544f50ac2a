import pytest

from app.painting.brushes import LARGEST, SMALLEST, Brushes
from app.painting.painting import BLACK, WHITE, Painting

AT = (5, 5)


def test_the_brush_paints_and_the_eraser_takes_away():
    painting, brushes = Painting.blank(10, 10), Brushes(colour=(1, 2, 3), size=4)
    brushes.press(painting, AT)
    painting.end()
    assert painting.colour_at(AT) == (1, 2, 3)

    brushes.tool = "eraser"
    brushes.press(painting, AT)
    painting.end()
    assert painting.colour_at(AT) == WHITE


def test_a_mask_is_white_on_black_whatever_the_colour():
    painting, brushes = Painting.blank(10, 10, BLACK), Brushes(colour=(1, 2, 3), of_mask=True, tool="fill")
    brushes.press(painting, AT)

    assert painting.colour_at(AT) == WHITE


def test_a_picked_colour_is_painted_with():
    painting, brushes = Painting.blank(10, 10, (9, 8, 7)), Brushes(tool="pick")
    brushes.press(painting, AT)

    assert (brushes.colour, brushes.tool) == ((9, 8, 7), "brush")
    assert not painting.can_undo


@pytest.mark.parametrize("factor", [1.25, 0.8])
def test_a_brush_grows_and_shrinks_to_its_limits_by_whole_px(factor):
    brushes = Brushes(size=2)
    sizes = []
    for _ in range(60):
        brushes.grow(factor)
        sizes.append(brushes.size)

    assert sizes[-1] == (LARGEST if factor > 1 else SMALLEST)
    assert all(each == int(each) for each in sizes)
