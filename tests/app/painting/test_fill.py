import networkx as nx
import numpy as np
import pytest

from app.painting.fill import area_like


def picture(*rows):
    levels = np.array([[255 if each == "#" else 0 for each in row] for row in rows], np.uint8)
    return np.repeat(levels[..., None], 3, axis=2)


def test_it_stops_at_another_colour():
    room = picture("#####", "#   #", "# # #", "#   #", "#####")

    assert area_like(room, 1, 1).sum() == 8
    assert area_like(room, 2, 2).sum() == 1
    assert area_like(room, 0, 0).sum() == 16


def test_corners_do_not_join():
    assert area_like(picture("# ", " #"), 0, 0).tolist() == [[True, False], [False, False]]


def test_it_finds_its_way_through_a_maze():
    maze = picture("# #####", "#     #", "##### #", "#     #", "# #####", "#     #", "#######")

    assert area_like(maze, 1, 0)[5, 5]


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_component_of_the_grid_graph(seed):
    rng = np.random.default_rng(seed)
    pixels = np.repeat((rng.random((17, 23, 1)) < 0.6).astype(np.uint8) * 255, 3, axis=2)
    grid = nx.grid_2d_graph(17, 23)
    grid.remove_edges_from([(a, b) for a, b in grid.edges if pixels[a][0] != pixels[b][0]])

    for x, y in ((0, 0), (11, 8), (22, 16)):
        expected = nx.node_connected_component(grid, (y, x))
        assert set(zip(*np.nonzero(area_like(pixels, x, y)), strict=True)) == expected


def test_near_colours_belong_to_it_within_the_tolerance():
    ramp = np.repeat(np.arange(0, 100, 10, dtype=np.uint8)[None, :, None], 3, axis=2)

    assert area_like(ramp, 0, 0, tolerance=24).sum() == 3
    assert area_like(ramp, 0, 0, tolerance=0).sum() == 1


def test_one_colour_is_filled_whole():
    assert area_like(np.zeros((300, 400, 3), np.uint8), 399, 0).all()
