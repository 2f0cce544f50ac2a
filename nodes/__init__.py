"""The diffusion node pack. Importing it declares every node and loads no torch."""

from nodes import (
    combine,
    datasets,
    evaluate,
    frequencies,
    images,
    loop,
    masks,
    models,
    networks,
    noise,
    output,
    predict,
    prompts,
    train,
    views,
)

__all__ = [
    "combine",
    "datasets",
    "evaluate",
    "frequencies",
    "images",
    "loop",
    "masks",
    "models",
    "networks",
    "noise",
    "output",
    "predict",
    "prompts",
    "train",
    "views",
]
