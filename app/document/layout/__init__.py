"""Automatic layout: boxes in columns from left to right, each loop a block of its own. Plain geometry, no document."""
