"""The node canvas: what it shows, what the mouse does on it."""

from app.editor.canvas.canvas import Canvas

__all__ = ["Canvas"]
