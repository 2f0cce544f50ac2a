"""Graphs of typed functions: declared, edited, stored, planned and run. It knows nothing of diffusion."""
