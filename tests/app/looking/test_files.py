import os

import numpy as np
import pytest
from PIL import Image

from app.looking.files import read_mask, read_picture
from app.painting.job import is_painted
from nodegraph.errors import UsageError


def test_transparency_lies_on_white_and_counts_as_outside_a_mask(tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(np.array([[[200, 0, 0, 255], [255, 255, 255, 0]]], np.uint8)).save(path)

    assert read_picture(path)[0].tolist() == [[200, 0, 0], [255, 255, 255]]
    assert read_mask(path)[0].tolist() == [[60] * 3, [0] * 3]
    assert read_mask(path, "alpha")[0].tolist() == [[255] * 3, [0] * 3]


def test_it_is_no_larger_than_asked_for(tmp_path):
    Image.new("RGB", (300, 200)).save(tmp_path / "a.jpg")

    assert read_picture(tmp_path / "a.jpg", 100).shape == (67, 100, 3)
    assert read_picture(tmp_path / "a.jpg").shape == (200, 300, 3)


@pytest.mark.parametrize("content", [b"", b"not a picture", b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_what_is_no_picture_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "a.png"
    path.write_bytes(content)

    with pytest.raises(UsageError, match=r"^a\.png: cannot be shown .*Choose a picture file\.$"):
        read_picture(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UsageError, match="there is no such file"):
        read_picture(tmp_path / "none.png")


def test_the_nodes_read_the_same(tmp_path):
    from app.looking.pixels import to_rgb
    from nodes.compute import Compute, using
    from nodes.images import load_image

    Image.fromarray(np.random.default_rng(0).integers(0, 255, (5, 7, 4), np.uint8)).save(tmp_path / "a.png")
    with using(Compute(base=tmp_path)):
        loaded = to_rgb(load_image(file="a.png"))[0]

    assert np.abs(read_picture(tmp_path / "a.png").astype(int) - loaded).max() <= 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.png")

    with pytest.raises(UsageError, match=r"^a\.png: cannot be shown \(it is no plain file\)"):
        read_picture(tmp_path / "a.png")
    assert not is_painted(tmp_path / "a.png")


def test_a_name_that_is_too_long_is_refused_in_one_line(tmp_path):
    with pytest.raises(UsageError, match=r"cannot be shown .*Choose a picture file\.$"):
        read_picture(tmp_path / f"{'a' * 5000}.png")
    assert not is_painted(tmp_path / f"{'a' * 5000}.png")
