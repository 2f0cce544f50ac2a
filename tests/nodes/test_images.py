"""Load Image on real files of many kinds, and Resize."""

import warnings

import numpy as np
import pytest
import torch
from PIL import Image

from nodegraph.errors import UsageError
from nodes.compute import Compute, using
from nodes.images import _resized, framed_shape, load_image, resize
from nodes.models import load_model


@pytest.fixture(autouse=True)
def folder(tmp_path):
    with using(Compute(base=tmp_path)):
        yield tmp_path


def colour(tensor: torch.Tensor, y: int = 0, x: int = 0) -> tuple[int, ...]:
    return tuple(round(each) for each in ((tensor[0, :, y, x] + 1) * 127.5).tolist())


@pytest.fixture
def rgb() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (6, 8, 3), dtype=np.uint8)


@pytest.mark.parametrize("suffix", ["png", "bmp", "tif", "ppm", "tga"])
def test_every_level_arrives_exactly(folder, rgb, suffix):
    Image.fromarray(rgb).save(folder / f"a.{suffix}")
    image = load_image(file=f"a.{suffix}")
    assert image.shape == (1, 3, 6, 8)
    assert image.dtype is torch.float32
    expected = torch.from_numpy(rgb.astype(np.float32)).permute(2, 0, 1)[None] / 127.5 - 1
    assert torch.equal(image, expected)


@pytest.mark.parametrize("suffix", ["jpg", "webp", "avif", "jp2", "gif"])
def test_compressed_formats_are_read(folder, suffix):
    Image.new("RGB", (16, 16), (200, 40, 60)).save(folder / f"a.{suffix}")
    assert np.allclose(colour(load_image(file=f"a.{suffix}")), (200, 40, 60), atol=4)


def test_an_absolute_path_is_taken_as_it_is(tmp_path, folder):
    Image.new("RGB", (4, 4), "red").save(folder / "a.png")
    with using(Compute(base=tmp_path / "elsewhere")):
        assert colour(load_image(file=str(folder / "a.png"))) == (255, 0, 0)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_cameras_orientation_is_applied(folder, orientation):
    upright = Image.new("RGB", (8, 16), "blue")
    upright.paste("red", (0, 0, 8, 8))
    undo = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    (upright.transpose(undo) if undo is not None else upright).save(folder / "a.png", exif=exif)
    image = load_image(file="a.png")
    assert image.shape == (1, 3, 16, 8)
    assert colour(image, 2, 2) == (255, 0, 0)
    assert colour(image, 13, 2) == (0, 0, 255)


def test_transparency_lies_on_the_background(folder):
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(folder / "a.png")
    assert colour(load_image(file="a.png")) == (255, 255, 255)
    assert colour(load_image(file="a.png", background="#102030")) == (16, 32, 48)


def test_half_transparency_is_blended(folder):
    Image.new("RGBA", (4, 4), (255, 0, 0, 128)).save(folder / "a.png")
    assert np.allclose(colour(load_image(file="a.png", background="#0000FF")), (128, 0, 127), atol=1)


def test_a_palette_with_a_transparent_colour_lies_on_the_background(folder):
    picture = Image.new("P", (4, 4), 1)
    picture.putpalette([9, 9, 9, 0, 200, 0])
    picture.putpixel((0, 0), 0)
    picture.save(folder / "a.png", transparency=0)
    image = load_image(file="a.png", background="#FF0000")
    assert colour(image, 0, 0) == (255, 0, 0)
    assert colour(image, 1, 1) == (0, 200, 0)


def test_grey_with_alpha_lies_on_the_background(folder):
    Image.new("LA", (4, 4), (50, 255)).save(folder / "a.png")
    assert colour(load_image(file="a.png")) == (50, 50, 50)


@pytest.mark.parametrize(("mode", "value", "level"), [("1", 1, 255), ("L", 100, 100), ("I;16", 100 * 257, 100)])
def test_greys_of_any_depth_become_colours(folder, mode, value, level):
    Image.new(mode, (4, 4), value).save(folder / "a.png")
    assert colour(load_image(file="a.png")) == (level,) * 3


@pytest.mark.parametrize(("value", "level"), [(0.5, 128), (100.0, 100), (1e9, 255), (float("nan"), 0)])
def test_floating_greys_are_0_to_1_or_0_to_255(folder, value, level):
    Image.fromarray(np.full((4, 4), value, np.float32)).save(folder / "a.tif")
    assert colour(load_image(file="a.tif")) == (level,) * 3


def test_cmyk_becomes_rgb(folder):
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(folder / "a.jpg", quality=100)
    assert np.allclose(colour(load_image(file="a.jpg")), (255, 0, 0), atol=3)


def test_an_animation_gives_its_first_frame(folder):
    frames = [Image.new("RGB", (4, 4), name) for name in ("red", "lime", "blue")]
    frames[0].save(folder / "a.gif", save_all=True, append_images=frames[1:])
    assert colour(load_image(file="a.gif")) == (255, 0, 0)


@pytest.fixture
def banner(folder) -> str:
    """Twice as wide as high: red, blue, blue, red from left to right."""
    picture = Image.new("RGB", (80, 40), "blue")
    picture.paste("red", (0, 0, 20, 40))
    picture.paste("red", (60, 0, 80, 40))
    picture.save(folder / "banner.png")
    return "banner.png"


def test_crop_fills_the_size_and_cuts_the_middle(banner):
    image = load_image(file=banner, width=20, height=20, fit="crop")
    assert image.shape == (1, 3, 20, 20)
    assert {colour(image, 10, x) for x in (3, 10, 16)} == {(0, 0, 255)}


def test_pad_shows_all_of_it_on_the_background(banner):
    image = load_image(file=banner, width=20, height=20, fit="pad", background="#00FF00")
    assert image.shape == (1, 3, 20, 20)
    assert colour(image, 1, 10) == colour(image, 18, 10) == (0, 255, 0)
    assert colour(image, 10, 1) == (255, 0, 0)
    assert colour(image, 10, 10) == (0, 0, 255)


def test_fit_keeps_the_ratio_within_the_size(banner):
    assert load_image(file=banner, width=20, height=20, fit="fit").shape == (1, 3, 10, 20)
    assert load_image(file=banner, width=200, height=200, fit="fit").shape == (1, 3, 100, 200)


def test_stretch_distorts(banner):
    image = load_image(file=banner, width=20, height=20, fit="stretch")
    assert image.shape == (1, 3, 20, 20)
    assert colour(image, 10, 1) == (255, 0, 0)
    assert colour(image, 10, 10) == (0, 0, 255)


@pytest.mark.parametrize("fit", ["crop", "pad", "fit", "stretch"])
def test_one_side_alone_keeps_the_ratio(banner, fit):
    assert load_image(file=banner, width=20, fit=fit).shape == (1, 3, 10, 20)
    assert load_image(file=banner, height=20, fit=fit).shape == (1, 3, 20, 40)


def test_shrinking_takes_every_pixel_into_account(folder):
    checks = (np.indices((64, 64)).sum(0) % 2 * 255).astype(np.uint8)
    Image.fromarray(checks).save(folder / "a.png")
    image = load_image(file="a.png", width=8, height=8)
    assert image.abs().max() < 0.05


def test_a_missing_file_is_named_with_the_place(folder):
    with pytest.raises(UsageError, match=r"no\.png: there is no such file\. It was looked for at /.*no\.png\.$"):
        load_image(file="no.png")


def test_a_folder_is_refused(folder):
    with pytest.raises(UsageError, match="is a folder"):
        load_image(file=".")


def test_a_text_is_no_picture(folder):
    (folder / "a.png").write_text("hello")
    with pytest.raises(UsageError, match=r"a\.png: is no picture in a known format"):
        load_image(file="a.png")


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "gif", "tif", "bmp"])
@pytest.mark.parametrize("kept", [0.2, 0.6, 0.9])
def test_a_truncated_file_gets_one_clear_line(folder, suffix, kept):
    path = folder / f"a.{suffix}"
    Image.effect_noise((64, 64), 80).convert("RGB").save(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(UsageError, match=rf"^a\.{suffix}: [^\n]+$"):
        load_image(file=path.name)


def test_a_decompression_bomb_is_refused_before_it_is_decoded(folder, monkeypatch):
    Image.new("1", (300, 300)).save(folder / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10_000)
    with pytest.raises(UsageError, match=r"a\.png: has more than 20,000 pixels\. Make it smaller"):
        load_image(file="a.png")


def test_a_large_photo_below_that_limit_is_read_without_a_warning(folder, monkeypatch):
    Image.new("1", (120, 120)).save(folder / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10_000)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert load_image(file="a.png").shape == (1, 3, 120, 120)
    assert not caught


def test_postscript_is_never_run(folder):
    Image.new("RGB", (8, 8)).save(folder / "a.eps")
    with pytest.raises(UsageError, match="is no picture in a known format"):
        load_image(file="a.eps")


def test_the_shape_is_known_beforehand_when_the_size_is_set():
    assert framed_shape(3, {}, {"width": 64, "height": 32, "fit": "crop"}) == (1, 3, 32, 64)
    assert framed_shape(3, {}, {"width": 64, "height": 32, "fit": "fit"}) == (1, 3, None, None)
    assert framed_shape(3, {}, {"width": 64, "height": 0, "fit": "crop"}) == (1, 3, None, None)
    assert framed_shape(3, {}, {"fit": "crop"}) == (1, 3, None, None)


@pytest.mark.parametrize(
    ("width", "height", "size"), [(8, 4, (4, 8)), (8, 0, (4, 8)), (0, 4, (4, 8)), (0, 0, (16, 32)), (64, 0, (32, 64))]
)
@pytest.mark.parametrize("method", ["nearest", "bilinear", "bicubic", "area"])
def test_resize_gives_the_size_it_announces(width, height, size, method):
    image = torch.rand(2, 3, 16, 32)
    assert resize(image, width=width, height=height, method=method).shape == (2, 3, *size)
    assert _resized({"image": (2, 3, 16, 32)}, {"width": width, "height": height}) == (2, 3, *size)


def test_resize_by_area_takes_means():
    image = torch.rand(1, 3, 8, 8)
    expected = image.unfold(2, 2, 2).unfold(3, 2, 2).mean((-1, -2))
    torch.testing.assert_close(resize(image, width=4, method="area"), expected)


def test_a_resize_without_sides_takes_the_models(tiny_folder):
    model, image = load_model(source=str(tiny_folder)), torch.zeros(2, 3, 8, 12)
    assert resize(image, model, width=0).shape == (2, 3, 16, 16)
    assert resize(image, model, width=6).shape == (2, 3, 4, 6)
    facts = {"image": (2, 3, 8, 12), "model": model.info}
    assert _resized(facts, {"width": 0, "height": 0}) == (2, 3, 16, 16)
    assert _resized(facts, {"width": 6, "height": 0}) == (2, 3, 4, 6)
    assert resize(image, width=0).shape == image.shape


def test_a_resize_of_an_unknown_size_stays_unknown():
    assert _resized({"image": (1, 3, None, 8)}, {"width": 4, "height": 0}) == (1, 3, None, None)
    assert _resized({"image": None}, {"width": 4, "height": 0}) is None
