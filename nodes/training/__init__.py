"""Training: one loop for every network, what it learns from, and what it is judged by."""
