"""What lands in the output folder, what is shown, and what a sheet looks like."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageColor

from nodegraph.context import Context, Origin
from nodegraph.errors import CheckError, UsageError
from nodes.clips import Timing
from nodes.compute import Compute, using
from nodes.filenames import named
from nodes.images import load_image
from nodes.output import MOVING, STILLS, animation, grid, preview, save_image
from nodes.previews import arrived, over_tensors, sent
from nodes.types import Frames, Mask, Noise

GRAPH = json.dumps(
    {"format": "anagraph", "nodes": {"upright": {"params": {"text": "a skull: 骷髅"}}}}, ensure_ascii=False
)


@pytest.fixture
def run(tmp_path) -> Context:
    return Context(out=tmp_path, graph=lambda: GRAPH)


@pytest.fixture
def events(run) -> list:
    found = []
    run.emit = lambda kind, data: found.append((kind, data))
    return found


def flat(value: float, size: tuple[int, int] = (32, 32)) -> torch.Tensor:
    return torch.full((1, 3, *size), value)


def opened(path: Path) -> Image.Image:
    return Image.open(BytesIO(path.read_bytes()))


def swept(tmp_path, *items) -> Context:
    return Context(out=tmp_path, origin=Origin(items=items))


# Save Image


def test_what_is_saved_loads_again_to_the_same_levels(run, tmp_path):
    image = torch.randint(0, 256, (1, 3, 8, 8)) / 127.5 - 1
    save_image(image, run=run)
    with using(Compute(base=tmp_path)):
        assert torch.equal(load_image(file="image.png"), image)


def test_what_lies_outside_the_range_is_clamped(run, tmp_path):
    save_image(torch.tensor([-3.0, 3.0, 0.0])[None, :, None, None].expand(1, 3, 2, 2), run=run)
    assert opened(tmp_path / "image.png").getpixel((0, 0)) == (0, 255, 128)


def test_a_png_carries_its_graph_letter_by_letter(run, tmp_path):
    save_image(flat(0), run=run)
    assert opened(tmp_path / "image.png").text["anagraph"] == GRAPH


def test_a_batch_is_numbered(run):
    save_image(torch.zeros(3, 3, 4, 4), name="sample.png", run=run)
    assert [path.name for path in run.written] == ["sample_1.png", "sample_2.png", "sample_3.png"]


def test_a_sweep_adds_its_values_to_the_name(run):
    run.origin = Origin(own=(("schedule.i_start", 3), ("upright.text", "a skull")))
    save_image(torch.zeros(2, 3, 4, 4), run=run)
    assert run.written[0].name == "image_i_start-3_text-a_skull_1.png"


def test_a_name_without_suffix_becomes_a_png(run, tmp_path):
    save_image(flat(0), name="v1", run=run)
    assert opened(tmp_path / "v1.png").format == "PNG"


@pytest.mark.parametrize(
    ("name", "format"), [("a.jpg", "JPEG"), ("a.JPEG", "JPEG"), ("a.webp", "WEBP"), ("a.b.webp", "WEBP")]
)
def test_formats_without_a_graph_say_so(run, events, name, format):
    save_image(flat(0.5), name=name, run=run)
    assert opened(run.written[0]).format == format
    warned = [data["text"] for kind, data in events if kind == "warned"]
    assert len(warned) == 1
    assert "does not carry its graph" in warned[0]


@pytest.mark.parametrize("name", ["../image.png", "a/b.png", ".png/x.png"])
def test_a_path_is_no_file_name(run, tmp_path, name):
    with pytest.raises(UsageError, match="no folder"):
        save_image(flat(0), name=name, run=run)
    assert not list(tmp_path.iterdir())


def test_an_unknown_suffix_is_refused_before_and_during_a_run(run):
    with pytest.raises(UsageError, match=r"name is 'a\.xyz', but \.xyz is not written here\. Use \.png, "):
        save_image(flat(0), name="a.xyz", run=run)
    with pytest.raises(CheckError):
        named(STILLS)({}, {"name": "a.xyz"})
    named(STILLS)({}, {})


# Preview


def test_preview_offers_the_very_memory_on_a_cpu(run, events):
    image = flat(0.5).requires_grad_()
    preview(image, run=run)
    [(kind, data)] = events
    assert kind == "previewed"
    assert data["value"].data_ptr() == image.data_ptr()
    assert not data["value"].requires_grad


@pytest.mark.parametrize(
    "value", [Noise(flat(1), flat(0)), Noise(flat(1)), Mask(flat(1)[:, :1]), Frames((flat(1), flat(0)), ("a", "b"))]
)
def test_a_previewed_value_keeps_its_type(value):
    shown = arrived(sent(value))
    assert type(shown) is type(value)
    assert getattr(shown, "labels", None) == getattr(value, "labels", None)
    seen = []
    over_tensors(shown, lambda x: seen.append(x) or x)
    assert all(torch.equal(one, other) for one, other in zip(seen, _tensors(value), strict=True))


def _tensors(value) -> list[torch.Tensor]:
    found = []
    over_tensors(value, lambda x: found.append(x) or x)
    return found


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_from_cuda_a_preview_is_a_pinned_copy_that_arrives():
    image = torch.randn(1, 3, 64, 64, device="cuda")
    pending = sent(image)
    assert pending.value.is_pinned()
    assert torch.equal(arrived(pending), image.cpu())


# Grid


def test_pictures_are_enlarged_by_whole_pixels_to_128_px(run):
    image = torch.randint(0, 256, (1, 3, 32, 32)) / 127.5 - 1
    sheet = grid(image, run=run)
    top, left = ((sheet.shape[2] - 128) // 2, (sheet.shape[3] - 128) // 2)
    shown = sheet[:, :, top : top + 128, left : left + 128]
    assert torch.equal(shown, image.repeat_interleave(4, 2).repeat_interleave(4, 3))


def test_scale_sets_the_enlargement(run):
    small, large = (grid(flat(0), scale=factor, run=run).shape[-1] for factor in (1, 3))
    assert large > small > 32


def test_a_sheet_is_saved_without_change(run, tmp_path):
    sheet = grid(flat(-1), flat(1), run=run)
    save_image(sheet, run=run)
    with using(Compute(base=tmp_path)):
        assert torch.equal(load_image(file="image.png"), sheet)


def marks(sheet: torch.Tensor, ground: str = "#FFFFFF") -> np.ndarray:
    """Where a sheet differs from its ground, (H, W)."""
    levels = ((sheet[0] + 1) * 127.5).round().int().permute(1, 2, 0).numpy()
    return (levels != np.array(ImageColor.getrgb(ground))).any(-1)


def test_labels_are_drawn_beneath_in_a_muted_tone(run):
    plain = grid(flat(1), background="#FFFFFF", run=run)
    labelled = grid(flat(1), labels="original", background="#FFFFFF", run=run)
    assert not marks(plain).any()
    assert marks(labelled).any()
    assert labelled.shape[2] > plain.shape[2]
    assert -0.4 < labelled.min() < 0


@pytest.mark.parametrize("background", ["#FFFFFF", "#808080", "#20242B", "#000000"])
def test_labels_stand_out_from_any_ground(run, background):
    sheet = grid(flat(0), labels="MMMM", background=background, run=run)
    ground = sheet[0, :, 0, 0]
    below = sheet[0, :, -60:]
    assert (below - ground[:, None, None]).abs().max() > 0.5


def test_text_never_reaches_the_edge_of_the_sheet(run):
    labels = "a word and another " * 20 + "\n" + "W" * 300
    sheet = grid(flat(1), flat(1), labels=labels, background="#FFFFFF", run=run)
    drawn = marks(sheet)
    margin = 16
    assert drawn.any()
    assert not drawn[:margin].any()
    assert not drawn[-margin:].any()
    assert not drawn[:, :margin].any()
    assert not drawn[:, -margin:].any()


def test_frames_and_batches_spread_into_cells(run):
    frames = Frames((flat(0), flat(0), flat(0)), ("t = 690", "t = 540", "t = 390"))
    width = grid(frames, torch.zeros(2, 3, 32, 32), run=run).shape[-1]
    assert width == grid(*[flat(0)] * 5, run=run).shape[-1]


def test_pictures_of_several_sizes_share_a_sheet(run):
    sheet = grid(flat(0, (64, 64)), flat(0, (256, 256)), flat(0, (20, 50)), run=run)
    same = grid(*[flat(0, (256, 256))] * 3, run=run)
    assert sheet.shape == same.shape


def test_nothing_to_show_is_refused(run):
    with pytest.raises(ValueError, match=r"images holds no picture\. Wire"):
        grid(Frames(()), run=run)


def test_a_swept_value_labels_its_picture(tmp_path):
    items = [(("schedule.i_start", value),) for value in (1, 3)]
    sheet = grid(flat(1), flat(1), background="#FFFFFF", run=swept(tmp_path, *items))
    same = grid(flat(1), flat(1), labels="i_start = 1\ni_start = 3", background="#FFFFFF", run=Context(out=tmp_path))
    assert torch.equal(sheet, same)


# Animation


def test_a_gif_holds_every_frame_and_the_last_one_longer(run, tmp_path):
    frames = Frames(tuple(flat(value) for value in (-1.0, -0.5, 0.0, 0.5)))
    animation(frames, fps=5, hold_last=0.5, run=run)
    picture = opened(tmp_path / "animation.gif")
    durations = []
    for number in range(picture.n_frames):
        picture.seek(number)
        durations.append(picture.info["duration"])
    assert durations == [200, 200, 200, 700]
    assert picture.size == (256, 256)
    assert picture.info["loop"] == 0


@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.apng", "a.webp"])
@pytest.mark.parametrize("loop", [True, False])
def test_an_animation_loops_or_plays_once(run, tmp_path, name, loop):
    animation(flat(-1.0), flat(1.0), name=name, loop=loop, run=run)
    picture = opened(tmp_path / name)
    assert picture.n_frames == 2
    assert picture.info.get("loop", 1) == (0 if loop else 1)


@pytest.mark.parametrize("name", ["a.png", "a.webp"])
def test_formats_without_loss_keep_every_level(run, tmp_path, name):
    batch = torch.randint(0, 256, (2, 3, 8, 8)) / 127.5 - 1
    animation(batch, name=name, scale=1, run=run)
    picture = opened(tmp_path / name)
    for number in range(2):
        picture.seek(number)
        shown = torch.from_numpy(np.array(picture.convert("RGB"))).permute(2, 0, 1) / 127.5 - 1
        assert torch.equal(shown, batch[number])


def test_an_animated_png_carries_its_graph(run, tmp_path):
    animation(flat(0.0), flat(1.0), name="a.png", run=run)
    assert opened(tmp_path / "a.png").text["anagraph"] == GRAPH


def test_frames_of_a_batch_stand_side_by_side(run, tmp_path):
    batch = torch.cat([flat(-1.0, (8, 8)), flat(1.0, (8, 8))])
    animation(Frames((batch, -batch)), name="a.png", scale=1, run=run)
    picture = opened(tmp_path / "a.png")
    assert picture.size == (16, 8)
    assert picture.convert("RGB").getpixel((0, 0)) == (0, 0, 0)
    assert picture.convert("RGB").getpixel((15, 0)) == (255, 255, 255)


def test_smaller_frames_are_centred(run, tmp_path):
    animation(flat(0.0, (8, 8)), flat(0.0, (4, 4)), name="a.png", scale=1, run=run)
    picture = opened(tmp_path / "a.png")
    picture.seek(1)
    assert picture.size == (8, 8)
    assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert picture.convert("RGB").getpixel((3, 3)) == (128, 128, 128)


def test_a_gif_counts_in_hundredths():
    assert Timing(fps=24, loop=True, hold_last=0.333).milliseconds(3, unit=10) == [40, 40, 370]
    assert Timing(fps=24, loop=True, hold_last=0.333).milliseconds(3) == [42, 42, 375]


def test_an_animation_of_nothing_is_refused(run):
    with pytest.raises(ValueError, match="images holds no picture"):
        animation(Frames(()), run=run)


def test_mp4_without_its_package_names_the_package(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(UsageError, match=r"MP4 needs the package imageio-ffmpeg\. Install it .* a\.gif\."):
        animation(flat(0.0), name="a.mp4", run=run)
    with pytest.raises(CheckError):
        named(MOVING)({}, {"name": "a.mp4"})


def test_an_mp4_holds_every_frame_and_the_last_one_longer(run, tmp_path):
    ffmpeg = pytest.importorskip("imageio_ffmpeg")
    animation(*[flat(value, (33, 32)) for value in (-1.0, 0.0, 1.0)], name="a.mp4", fps=10, scale=1, run=run)
    command = [ffmpeg.get_ffmpeg_exe(), "-i", tmp_path / "a.mp4", "-f", "rawvideo", "-pix_fmt", "gray", "-"]
    pixels = subprocess.run(command, capture_output=True, check=True).stdout
    frames = np.frombuffer(pixels, np.uint8).reshape(-1, 34 * 32).mean(1)
    assert len(frames) == 13
    assert frames[:3].tolist() == pytest.approx([0, 128, 255], abs=4)
