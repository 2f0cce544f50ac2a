"""Pictures that come in, and their size."""

from typing import Annotated, Literal

from nodegraph.declare import node
from nodegraph.hints import Color, Doc, InputFile, Range
from nodes.shapes import Facts, Shape
from nodes.types import Image, Model, ModelInfo

PICTURES = (
    ".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".apng", ".jp2", ".ico", ".tga",
    ".ppm", ".pgm", ".pbm", ".psd", ".dds", ".qoi",
)  # fmt: skip
Picture = Annotated[str, InputFile(PICTURES), Doc("any format that Pillow reads; an animation's first frame")]
Side = Annotated[int, Range(0, 4096), Doc("px; 0 for the model's, or without one for the picture's own")]
SizedBy = Annotated[Model | None, Doc("gives the size where width and height are 0")]
Fitting = Annotated[
    Literal["crop", "pad", "fit", "stretch"],
    Doc("crop fills the size and cuts the middle, pad adds background, fit stays within the size, stretch distorts"),
]


def framed_shape(channels: int, facts: Facts, settings: Facts) -> Shape:
    """The shape of a file brought to width x height, as far as settings and model tell."""
    info: ModelInfo | None = facts.get("model")
    own = info.sample_size if info and not (settings.get("width") or settings.get("height")) else None
    width, height = settings.get("width") or own, settings.get("height") or own
    exact = width and height and settings.get("fit") in ("crop", "pad", "stretch")
    return (1, channels, height, width) if exact else (1, channels, None, None)


def sides(model: Model | None, width: int, height: int) -> tuple[int, int]:
    """Width and height to aim for: the model's where neither is set."""
    own = model.info.sample_size if model and not (width or height) else 0
    return width or own, height or own


@node(check=lambda facts, settings: framed_shape(3, facts, settings))
def load_image(
    model: SizedBy = None,
    *,
    file: Picture,
    width: Side = 0,
    height: Side = 0,
    fit: Fitting = "crop",
    background: Annotated[str, Color(), Doc("beneath transparency, and around it with pad")] = "#FFFFFF",
) -> Image:
    """Read a picture file.

    Gives (1, 3, H, W) in [-1, 1]. Relative paths start at the graph file's folder. The camera's orientation is applied,
    transparency lies on the background colour, and sizes change with a Lanczos filter. Raises UsageError for a file
    that is missing, damaged, no picture, or larger than 178 million pixels.
    """
    from PIL.Image import Resampling

    from nodes import pictures

    width, height = sides(model, width, height)
    picture = pictures.read(file, lambda each: pictures.colours(each, background))
    return pictures.to_tensor(pictures.framed(picture, width, height, fit, background, Resampling.LANCZOS))


def _resized(facts: Facts, settings: Facts) -> Shape | None:
    shape, info = facts.get("image"), facts.get("model")
    if shape is None:
        return None
    wanted = [settings.get("width"), settings.get("height")]
    if info and wanted == [0, 0]:
        wanted = [info.sample_size] * 2
    known = *shape[2:], *wanted
    return (*shape[:2], None, None) if None in known else (*shape[:2], *_target(*known))


@node(check=_resized)
def resize(
    image: Image,
    model: SizedBy = None,
    *,
    width: Annotated[int, Range(0, 4096), Doc("px; 0 keeps the ratio")] = 64,
    height: Annotated[int, Range(0, 4096), Doc("px; 0 keeps the ratio")] = 0,
    method: Literal["nearest", "bilinear", "bicubic", "area"] = "bicubic",
) -> Image:
    """Bring an image to another size.

    (B, 3, H, W) to (B, 3, height, width); with both at 0 to the model's size, or without one as it is. Bilinear and
    bicubic are antialiased. Bicubic may overshoot the image's range slightly.
    """
    from torch.nn.functional import interpolate

    size = _target(image.shape[2], image.shape[3], *sides(model, width, height))
    return interpolate(image, size, mode=method, antialias=method in ("bilinear", "bicubic"))


@node(check=lambda facts, settings: (shape := facts.get("image")) and (shape[0], 1, *shape[2:]))
def grey(image: Image) -> Image:
    """Make a picture grey, by its luma (ITU-R BT.601).

    (B, 3, H, W) to (B, 1, H, W), for a model of greys; a grey one stays as it is.
    """
    if image.shape[1] == 1:
        return image
    return (image * image.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(dim=1, keepdim=True)


@node(check=lambda facts, settings: facts.get("image"))
def stretch(image: Annotated[Image, Doc("in [0, 1]")]) -> Image:
    """Bring a picture from [0, 1] to [-1, 1], x to 2 x - 1.

    (B, C, H, W) to the same shape. For what a model samples that was trained with black as 0 and white as 1.
    """
    return 2 * image - 1


def _target(own_height: int, own_width: int, width: int, height: int) -> tuple[int, int]:
    """(height, width) with 0 filled in."""
    if not width and not height:
        return own_height, own_width
    ratio = own_height / own_width
    return height or max(1, round(width * ratio)), width or max(1, round(height / ratio))
