"""Models on disk and in memory: where they are, what they are, and who holds their weights."""
