"""Pictures of training: the loss as a chart, samples as a sheet."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image
from torch import Tensor

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from numpy.typing import NDArray

_CELL = 56  # px
_GAP = 2


def rows(batches: Sequence[Tensor]) -> Image.Image:
    """A row of each batch, (B, C, S, S) in [-1, 1], enlarged by whole pixels."""
    factor = max(1, round(_CELL / batches[0].shape[-1]))
    side = batches[0].shape[-1] * factor
    wide = max(len(batch) for batch in batches)
    sheet = Image.new("RGB", (wide * (side + _GAP) + _GAP, len(batches) * (side + _GAP) + _GAP), "#F2F3F5")
    for y, batch in enumerate(batches):
        levels = ((batch.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).expand(-1, 3, -1, -1)
        for x, picture in enumerate(levels.permute(0, 2, 3, 1).cpu().numpy()):
            place = _GAP + x * (side + _GAP), _GAP + y * (side + _GAP)
            sheet.paste(Image.fromarray(picture).resize((side, side), Image.Resampling.NEAREST), place)
    return sheet


def curve(train: Sequence[tuple[float, float]], test: Sequence[tuple[float, float]], title: str) -> Image.Image:
    """The loss over epochs, pairs of (epoch, loss), on a logarithmic scale."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 3.6), dpi=100, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.plot(*zip(*train, strict=True), color="#3D6FB4", linewidth=1, label="training")
    if test:
        axes.plot(*zip(*test, strict=True), color="#C65F00", linewidth=1.5, marker="o", markersize=4, label="test")
    axes.set(yscale="log", xlabel="epoch", ylabel="loss", title=title)
    axes.grid(visible=True, which="both", color="#E3E6EA", linewidth=0.6)
    axes.legend(frameon=False)
    canvas.draw()  # type: ignore[no-untyped-call]
    return Image.fromarray(_pixels(canvas)).convert("RGB")


def bars(values: Sequence[tuple[str, float]], title: str) -> Image.Image:
    """Numbers as horizontal bars, each with its label and its value."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 1.0 + 0.42 * len(values)), dpi=100, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    places = range(len(values))
    drawn = axes.barh(places, [value for _, value in values], color="#3D6FB4", height=0.6)
    axes.set_yticks(places, [label for label, _ in values])
    axes.bar_label(drawn, [f"{value:.4g}" for _, value in values], padding=4)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.set(title=title)
    axes.spines[["top", "right"]].set_visible(False)
    canvas.draw()  # type: ignore[no-untyped-call]
    return Image.fromarray(_pixels(canvas)).convert("RGB")


def _pixels(canvas: "FigureCanvasAgg") -> "NDArray[np.uint8]":
    return np.asarray(canvas.buffer_rgba()).copy()  # type: ignore[no-untyped-call]
