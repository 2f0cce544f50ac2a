"""The painter: masks and pictures drawn by hand."""

from app.editor.painter.painter import Painter

__all__ = ["Painter"]
