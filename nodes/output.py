"""What a run is for: files, previews, sheets and animations."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from nodegraph.context import Context
from nodegraph.declare import node
from nodegraph.hints import Color, Doc, Gather, OutputName, Range, Text
from nodes.filenames import named, split
from nodes.types import Frames, Image, Mask, Noise

if TYPE_CHECKING:
    import PIL.Image
    from PIL.PngImagePlugin import PngInfo

STILLS = (".png", ".jpg", ".jpeg", ".webp")
MOVING = (".gif", ".png", ".apng", ".webp", ".mp4")
Row = Annotated[Image | Frames, Gather(), Doc("images, batches or frames")]

_FORMATS: dict[str, dict[str, Any]] = {
    ".jpg": {"format": "JPEG", "quality": 95, "subsampling": 0},
    ".jpeg": {"format": "JPEG", "quality": 95, "subsampling": 0},
    ".webp": {"format": "WEBP", "lossless": True},
}


@node(check=named(STILLS))
def save_image(
    images: Image,
    *,
    name: Annotated[str, OutputName(STILLS), Doc("file name; a batch of several is numbered from 1")] = "image.png",
    run: Context,
) -> None:
    """Write an image into the output folder; a PNG carries the graph that made it.

    (B, 3, H, W); what lies outside [-1, 1] is clamped. A batch writes name_1 to name_B, a sweep adds its values to the
    name. The graph, with the seeds that were used, is the PNG's text chunk "anagraph"; JPEG and WebP do not hold it.
    """
    from nodes.pictures import to_pictures

    stem, suffix = split(name, STILLS)
    stem += run.suffix()
    options = _FORMATS.get(suffix) or {"format": "PNG", "pnginfo": _graph_in_png(run)}
    if suffix in _FORMATS:
        run.warn(f"{stem}{suffix} does not carry its graph. Save a PNG for that.")
    made = to_pictures(images)
    for number, picture in enumerate(made, 1):
        numbered = f"{stem}_{number}{suffix}" if len(made) > 1 else stem + suffix
        run.write(numbered, partial(picture.save, **options))


def _graph_in_png(run: Context) -> "PngInfo":
    from PIL.PngImagePlugin import PngInfo

    info, graph = PngInfo(), run.graph()
    if graph:  # a script has none
        info.add_itxt("anagraph", graph)
    return info


@node(each_visit=True)
def preview(value: Image | Noise | Mask | Frames, *, run: Context) -> None:
    """Show a value while the run goes on; inside a loop, at every visit.

    A noise is offered whole, epsilon and variance. On CUDA the copy to the host does not hold up the device.
    """
    from nodes.previews import sent

    run.show(sent(value))


@node(check=lambda facts, settings: (1, 3, None, None))
def grid(
    *images: Row,
    columns: Annotated[int, Range(0, 64), Doc("0 chooses")] = 0,
    labels: Annotated[str, Text(4), Doc("one per line: of a table's rows, or else of the pictures")] = "",
    scale: Annotated[int, Range(0, 32), Doc("whole factor of enlargement; 0 makes cells of 128 px or more")] = 0,
    background: Annotated[str, Color()] = "#F2F3F5",
    run: Context,
) -> Image:
    """A labelled contact sheet of all its images, batches and frames.

    Each (B, 3, H, W) in [-1, 1]; gives one image (1, 3, H, W) of 8-bit colours, enlarged by whole pixels. What a sweep
    made is labelled with the swept value; two swept settings make a table, and so do several wires that follow one
    sweep, or several batches of one size. `labels` go to the rows of a table, or else to the pictures: to all of them,
    or if they are fewer to those without a label. With a number of columns everything flows, without a table.
    """
    from nodes import pictures
    from nodes.arrangement import arrange
    from nodes.sheet import draw

    made = [_labelled(value) for value in images]
    if not any(made):
        raise ValueError("images holds no picture. Wire frames or images that have some.")
    plan = arrange([[text for text, _ in part] for part in made], run.origin.items, labels.splitlines(), columns)
    return pictures.to_tensor(draw([picture for part in made for _, picture in part], plan, scale, background))


def _labelled(value: Any) -> "list[tuple[str, PIL.Image.Image]]":
    """A value's pictures, with the labels that they bring along."""
    from nodes.pictures import to_pictures

    if not isinstance(value, Frames):
        return [("", picture) for picture in to_pictures(value)]
    labels = value.labels or ("",) * len(value.images)
    pairs = zip(labels, value.images, strict=True)
    return [(label, picture) for label, images in pairs for picture in to_pictures(images)]


@node(check=named(MOVING))
def animation(
    *images: Row,
    name: Annotated[str, OutputName(MOVING), Doc("file name; its suffix chooses the format")] = "animation.gif",
    fps: Annotated[float, Range(0.5, 50, step=0.5), Doc("pictures a second")] = 10.0,
    loop: Annotated[bool, Doc("start again at the end; of an MP4 the player decides")] = True,
    hold_last: Annotated[float, Range(0, 60, step=0.1), Doc("seconds that the last picture stays longer")] = 1.0,
    scale: Annotated[int, Range(0, 32), Doc("whole factor of enlargement; 0 makes 256 px or more")] = 0,
    run: Context,
) -> None:
    """Write frames, batches and swept images, one after the other, as a moving picture.

    Each (B, 3, H, W) in [-1, 1]. A batch follows in time; frames of a batch stand side by side. GIF has 256 colours a
    picture, PNG (APNG) and WebP keep them all, and MP4 needs the package imageio-ffmpeg. A PNG carries its graph.
    """
    from nodes import clips

    stem, suffix = split(name, MOVING)
    shown = clips.in_time(images, scale)
    timing = clips.Timing(fps, loop, hold_last)
    info = _graph_in_png(run)
    run.write(stem + run.suffix() + suffix, lambda path: clips.save(path, shown, timing, info))
