"""The diffusion node pack. Importing it declares every node and loads no torch."""

from nodes import combine, frequencies, images, masks, output, views

__all__ = ["combine", "frequencies", "images", "masks", "output", "views"]
