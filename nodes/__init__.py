"""The diffusion node pack. Importing it declares every node and loads no torch."""

from nodes import combine, frequencies, images, loop, masks, models, noise, output, predict, prompts, views

__all__ = [
    "combine",
    "frequencies",
    "images",
    "loop",
    "masks",
    "models",
    "noise",
    "output",
    "predict",
    "prompts",
    "views",
]
