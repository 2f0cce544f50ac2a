"""Painting masks and pictures, without a window."""
