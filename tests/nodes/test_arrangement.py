"""Which sheet a sweep, frames and batches make: tables where there is a table, otherwise rows that flow."""

import pytest

from nodes.arrangement import arrange

ONE = [""]


def at(axis: str, *values) -> list:
    return [((axis, value),) for value in values]


def test_plain_pictures_flow_in_one_row():
    made = arrange([ONE] * 3)
    assert made.places == ((0, 0), (0, 1), (0, 2))
    assert made.captions == ("", "", "")
    assert made.size == (1, 3)


@pytest.mark.parametrize(
    ("count", "size"), [(1, (1, 1)), (7, (1, 7)), (8, (2, 4)), (10, (2, 5)), (12, (3, 4)), (24, (4, 6))]
)
def test_many_pictures_fill_a_pleasant_rectangle(count, size):
    assert arrange([ONE] * count).size == size


def test_a_number_of_columns_is_kept():
    assert arrange([ONE] * 5, columns=2).places == ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0))


def test_one_swept_setting_gives_captions():
    made = arrange([ONE] * 3, at("schedule.i_start", 1, 3, 5))
    assert made.captions == ("i_start = 1", "i_start = 3", "i_start = 5")
    assert not made.heads
    assert not made.sides


def test_numbers_are_short_and_texts_are_themselves():
    made = arrange([ONE] * 3, [*at("cfg.guidance_scale", 7.0), *at("a.s", 0.1), *at("prompt.text", "a panda")])
    assert made.captions == ("guidance_scale = 7", "s = 0.1", "text = a panda")


def test_two_swept_settings_make_a_table():
    origins = [(("cfg.guidance_scale", s), ("noise.seed", k)) for s in (1.0, 7.0) for k in (0, 1, 2)]
    made = arrange([ONE] * 6, origins)
    assert made.places == ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2))
    assert made.heads == ("seed = 0", "seed = 1", "seed = 2")
    assert made.sides == ("guidance_scale = 1", "guidance_scale = 7")
    assert not any(made.captions)


def test_a_third_swept_setting_joins_the_columns():
    origins = [(("a.x", x), ("a.y", y), ("a.z", z)) for x in (1, 2) for y in (3, 4) for z in (5, 6)]
    made = arrange([ONE] * 8, origins)
    assert made.size == (2, 4)
    assert made.heads == ("y = 3, z = 5", "y = 3, z = 6", "y = 4, z = 5", "y = 4, z = 6")


def test_one_name_on_two_nodes_is_written_in_full():
    origins = [(("upright.text", a), ("flipped.text", b)) for a in "xy" for b in "xy"]
    made = arrange([ONE] * 4, origins)
    assert made.sides == ("upright.text = x", "upright.text = y")
    assert made.heads == ("flipped.text = x", "flipped.text = y")


@pytest.mark.parametrize("order", ["wire by wire", "value by value"])
def test_two_wires_that_follow_one_sweep_are_two_rows(order):
    values = (250, 500, 750, 250, 500, 750) if order == "wire by wire" else (250, 250, 500, 500, 750, 750)
    made = arrange([ONE] * 6, at("forward_noise.t", *values), ["noisy", "blurred"])
    assert made.heads == ("t = 250", "t = 500", "t = 750")
    assert made.sides == ("noisy", "blurred")
    assert sorted(made.places) == [(r, c) for r in range(2) for c in range(3)]


def test_batches_of_one_size_are_rows():
    made = arrange([ONE * 4, ONE * 4], lines=["upright", "flipped"])
    assert made.places == tuple((r, c) for r in range(2) for c in range(4))
    assert made.sides == ("upright", "flipped")
    assert not made.heads


def test_a_sweep_over_frames_has_the_sweep_down_and_the_frames_across():
    made = arrange([["t = 690", "t = 90"]] * 2, at("schedule.i_start", 1, 3))
    assert made.sides == ("i_start = 1", "i_start = 3")
    assert made.heads == ("t = 690", "t = 90")


def test_frames_whose_labels_differ_keep_them_beneath():
    made = arrange([["t = 690", "t = 0"], ["t = 540", "t = 0"]], at("schedule.i_start", 1, 3))
    assert made.heads == ("", "t = 0")
    assert made.captions == ("t = 690", "", "t = 540", "")


def test_a_swept_row_beside_a_single_picture_flows():
    made = arrange([ONE] * 3, [*at("schedule.i_start", 1, 3), ()], ["original"])
    assert made.captions == ("i_start = 1", "i_start = 3", "original")


def test_fewer_lines_go_to_what_has_no_label():
    made = arrange([["t = 690", "t = 90"], ONE, ONE], lines=["one step", "blurred"])
    assert made.captions == ("t = 690", "t = 90", "one step", "blurred")


def test_a_line_for_every_picture_wins_over_labels_unless_it_is_empty():
    made = arrange([["t = 690", "t = 90"], ONE], lines=["pure noise", "", "clean"])
    assert made.captions == ("pure noise", "t = 90", "clean")


def test_a_swept_batch_has_both_in_its_captions():
    made = arrange([["t = 5", "t = 0"]], at("noise.seed", 1))
    assert made.captions == ("seed = 1, t = 5", "seed = 1, t = 0")


def test_missing_origins_are_no_sweep():
    assert arrange([ONE] * 2, []).captions == ("", "")
