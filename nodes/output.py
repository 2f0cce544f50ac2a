"""What a run is for: files, previews, sheets and animations."""

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any

from nodegraph.context import Context
from nodegraph.declare import node
from nodegraph.errors import CheckError, UsageError
from nodegraph.hints import Color, Doc, Gather, OutputName, Range, Text
from nodes.types import Frames, Image, Mask, Noise

if TYPE_CHECKING:
    import PIL.Image
    from PIL.PngImagePlugin import PngInfo

STILLS = (".png", ".jpg", ".jpeg", ".webp")
MOVING = (".gif", ".png", ".apng", ".webp", ".mp4")
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_BEST: dict[str, dict[str, Any]] = {"JPEG": {"quality": 95, "subsampling": 0}, "WEBP": {"lossless": True}, "PNG": {}}
_LIVELY = 256  # px that the larger side of an animation gets at least


def _named(suffixes: Sequence[str]) -> Callable[..., None]:
    """A check hook: the file name's suffix is one of these, and its writer is installed."""

    def check(facts: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
        if isinstance(settings.get("name"), str):
            _split(settings["name"], suffixes)

    return check


def _split(name: str, suffixes: Sequence[str]) -> tuple[str, str]:
    """A file name's stem and suffix; without a suffix it gets the first."""
    found = PurePath(name)
    suffix = found.suffix.lower() or suffixes[0]
    if suffix not in suffixes:
        raise CheckError("name", f"is {name!r}, but {suffix} is not written here", f"Use {', '.join(suffixes)}.")
    if suffix == ".mp4" and not _have("imageio_ffmpeg"):
        other = f"Install it (pip install imageio-ffmpeg), or name it {found.stem}.gif."
        raise CheckError("name", f"is {name!r}, and MP4 needs the package imageio-ffmpeg", other)
    return found.stem if found.suffix else name, suffix


def _have(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:  # it is being kept from import
        return False


def _settled(name: str, suffixes: Sequence[str]) -> tuple[str, str]:
    try:
        return _split(name, suffixes)
    except CheckError as fault:
        raise UsageError(f"{fault.socket} {fault.found}. {fault.todo}") from None


@node(check=_named(STILLS))
def save_image(
    images: Image,
    *,
    name: Annotated[str, OutputName(STILLS), Doc("file name; a batch of several is numbered from 1")] = "image.png",
    run: Context,
) -> None:
    """Write an image into the output folder; a PNG carries the graph that made it.

    (B, 3, H, W); what lies outside [-1, 1] is clamped. A batch writes name_1 to name_B, a sweep adds its values to the
    name. The graph, with the seeds that were used, is the PNG's text chunk "anagraph"; JPEG and WebP cannot hold it.
    """
    from nodes.pictures import to_pictures

    stem, suffix = _settled(name, STILLS)
    made = to_pictures(images)
    format, options = _FORMATS[suffix], _BEST[_FORMATS[suffix]]
    if format == "PNG":
        options = {"pnginfo": _graph_in_png(run)}
    else:
        run.warn(f"{stem}{suffix} does not carry its graph. Save a PNG for that.")
    for number, picture in enumerate(made, 1):
        numbered = f"{stem}{run.suffix()}" + (f"_{number}" if len(made) > 1 else "") + suffix
        run.write(numbered, lambda path, picture=picture: picture.save(path, format, **options))


def _graph_in_png(run: Context) -> "PngInfo":
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_itxt("anagraph", run.graph())
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
    *images: Annotated[Image | Frames, Gather()],
    columns: Annotated[int, Range(0, 64), Doc("0 chooses")] = 0,
    labels: Annotated[str, Text(4, "one per line"), Doc("one per line: for rows of a table, or else for pictures")] = "",
    scale: Annotated[int, Range(0, 32), Doc("whole factor of enlargement; 0 makes cells of 128 px or more")] = 0,
    background: Annotated[str, Color()] = "#FFFFFF",
    run: Context,
) -> Image:
    """A labelled contact sheet of all its images, batches and frames.

    Each (B, 3, H, W) in [-1, 1]; gives one image (1, 3, H, W) of 8-bit colours. What a sweep made is labelled with the
    swept value; one row of several wires, or two swept settings, make a table. Lines of `labels` go to the rows of a
    table, or else to the pictures: to all of them, or where they are fewer to those without a label. Pictures are enlarged by
    whole pixels. Setting the columns lets everything flow without a table.
    """
    from nodes import pictures
    from nodes.arrangement import arrange
    from nodes.sheet import draw

    made = [_labelled(value) for value in images]
    plan = arrange([[text for text, _ in part] for part in made], run.origin.items, labels.splitlines(), columns)
    sheet = draw([picture for part in made for _, picture in part], plan, scale, background)
    return pictures.to_tensor(sheet)


def _labelled(value: Any) -> "list[tuple[str, PIL.Image.Image]]":
    """A value's pictures, with the labels that they bring along."""
    from nodes.pictures import to_pictures

    if not isinstance(value, Frames):
        return [("", picture) for picture in to_pictures(value)]
    labels = value.labels or ("",) * len(value.images)
    pairs = zip(labels, value.images, strict=True)
    return [(label, picture) for label, images in pairs for picture in to_pictures(images)]


@node(check=_named(MOVING))
def animation(
    *images: Annotated[Image | Frames, Gather()],
    name: Annotated[str, OutputName(MOVING), Doc("file name; its suffix chooses the format")] = "animation.gif",
    fps: Annotated[float, Range(0.5, 50, step=0.5), Doc("pictures a second")] = 10.0,
    loop: Annotated[bool, Doc("start again at the end; a player decides for MP4")] = True,
    hold_last: Annotated[float, Range(0, 60, step=0.1), Doc("seconds that the last picture stays longer")] = 1.0,
    scale: Annotated[int, Range(0, 32), Doc("whole factor of enlargement; 0 makes 256 px or more")] = 0,
    run: Context,
) -> None:
    """Write frames, batches and swept images, one after the other, as a moving picture.

    Each (B, 3, H, W) in [-1, 1]. A batch is a row of pictures in time; frames of a batch stand side by side. GIF has 256
    colours, PNG (APNG) and WebP have all, and MP4 needs the package imageio-ffmpeg. A PNG carries the graph.
    """
    from nodes import clips

    stem, suffix = _settled(name, MOVING)
    shown = _in_time(images, scale)
    timing = clips.Timing(fps, loop, hold_last)
    if suffix in (".png", ".apng"):
        info = _graph_in_png(run)
        run.write(stem + suffix, lambda path: clips.save_apng(path, shown, timing, info))
    else:
        run.write(stem + suffix, lambda path: clips.WRITERS[suffix](path, shown, timing))


def _in_time(values: Sequence[Any], scale: int) -> "list[PIL.Image.Image]":
    from nodes.clips import one_size, side_by_side
    from nodes.pictures import enlarged, to_pictures
    from nodes.sheet import factor

    moments: list[PIL.Image.Image] = []
    for value in values:
        if isinstance(value, Frames):
            moments += [side_by_side(to_pictures(each)) for each in value.images]
        else:
            moments += to_pictures(value)
    moments = one_size(moments)
    times = scale or factor(max(moments[0].size), _LIVELY)
    return [enlarged(each, times) for each in moments]
