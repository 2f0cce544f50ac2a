"""The window is divided without gaps and overlaps."""

from itertools import combinations

import pytest

from app.editor.regions import Folding, Rect, divided, folding

OPEN = Folding()


def test_the_canvas_has_the_size_of_the_design() -> None:
    canvas = divided(1680, 1050, OPEN)["canvas"]
    assert (canvas.x, canvas.y) == (152, 66)
    assert (canvas.width + 1, canvas.height + 1) == (1248, 904)


@pytest.mark.parametrize("size", [(1680, 1050), (1200, 700), (900, 600), (3840, 2160)])
@pytest.mark.parametrize("folded", [OPEN, Folding(True, False), Folding(True, True)])
@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_regions_do_not_overlap_and_stay_inside(size: tuple[int, int], folded: Folding, scale: float) -> None:
    regions = divided(*size, folded, scale)
    del regions["menus"]  # lies on the menu region
    for one, other in combinations(regions.values(), 2):
        assert not overlap(one, other)
    for rect in regions.values():
        assert rect.x >= 0
        assert rect.x + rect.width <= size[0]
        assert rect.y + rect.height <= size[1]


def overlap(one: Rect, other: Rect) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    down = one.y < other.y + other.height and other.y < one.y + one.height
    return across and down


@pytest.mark.parametrize(("width", "expected"), [(1680, (False, False)), (1399, (True, False)), (1199, (True, True))])
def test_narrow_windows_fold_their_panels(width: int, expected: tuple[bool, bool]) -> None:
    assert folding(width) == expected


def test_what_the_user_chose_holds() -> None:
    assert folding(1000, left=False) == (False, True)
    assert folding(1680, right=True) == (False, True)


def test_folding_gives_the_room_to_the_canvas() -> None:
    wide = divided(1300, 800, Folding(True, True))["canvas"]
    assert wide.width > divided(1300, 800, OPEN)["canvas"].width + 300
