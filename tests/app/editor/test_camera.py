import numpy as np
from PIL import Image

from app.editor.camera import fewer_colours


def test_fewer_colours_keep_the_windows_own_and_come_near_to_rare_ones():
    rng = np.random.default_rng(3)
    pixels = np.full((300, 300, 3), (17, 19, 24), np.uint8)
    pixels[:100, :100] = rng.integers(0, 256, (100, 100, 3), np.uint8)  # a noisy picture
    pixels[150] = (242, 214, 51)  # a thin wire
    pixels[200:203, 200:203] = (75, 63, 115)  # one of the theme's own
    picture = Image.fromarray(pixels)

    reduced = np.asarray(fewer_colours(picture, [(75, 63, 115)]).convert("RGB")).astype(int)

    assert len(np.unique(reduced.reshape(-1, 3), axis=0)) <= 256
    assert np.abs(reduced[200:] - pixels[200:]).max() <= 2
    assert (reduced[201, 201] == (75, 63, 115)).all()
    assert np.abs(reduced[150] - pixels[150]).max() <= 20
    assert np.abs(reduced - pixels)[:100, :100].mean() < 24
